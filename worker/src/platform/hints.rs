//! Queues behind the hint port.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use worker::{BatchMessageBuilder, MessageBuilder, Queue};

use crate::app::{Hint, HintQueue};

/// Messages that one call takes.
const MOST: usize = 100;

pub struct Hints(pub Queue);

impl HintQueue for Hints {
    fn send(&self, hints: Vec<(Hint, Duration)>) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            for chunk in hints.chunks(MOST) {
                let messages = chunk.iter().map(|(hint, delay)| {
                    // Whole seconds, upwards: a hint that comes early finds nothing due.
                    let seconds = delay.as_millis().div_ceil(1000);
                    MessageBuilder::new(hint.clone())
                        .delay_seconds(u32::try_from(seconds).unwrap_or(u32::MAX))
                        .build()
                });
                let batch = BatchMessageBuilder::new().messages(messages).build();
                self.0
                    .send_batch(batch)
                    .await
                    .map_err(|error| error.to_string())?;
            }
            Ok(())
        })
    }
}
