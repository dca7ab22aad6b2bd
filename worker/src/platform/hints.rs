//! Queues behind the hint port.

use std::time::Duration;

use futures::future::{LocalBoxFuture, join};
use worker::{BatchMessageBuilder, MessageBuilder, Queue};

use crate::{
    app::{Hint, HintQueue},
    webhooks::lane::Lane,
};

/// Messages that one call takes.
const MOST: usize = 100;

/// A queue for each lane.
pub struct Hints {
    pub fast: Queue,
    pub slow: Queue,
}

impl HintQueue for Hints {
    fn send(&self, hints: Vec<(Hint, Duration)>) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let (slow, fast): (Vec<_>, Vec<_>) = hints
                .into_iter()
                .partition(|(hint, _)| hint.lane == Lane::Slow);
            let (fast, slow) = join(send(&self.fast, &fast), send(&self.slow, &slow)).await;
            fast.and(slow)
        })
    }
}

async fn send(queue: &Queue, hints: &[(Hint, Duration)]) -> Result<(), String> {
    for chunk in hints.chunks(MOST) {
        let messages = chunk.iter().map(|(hint, delay)| {
            // Whole seconds, upwards: a hint that comes early finds nothing due.
            let seconds = delay.as_millis().div_ceil(1000);
            MessageBuilder::new(hint.clone())
                .delay_seconds(u32::try_from(seconds).unwrap_or(u32::MAX))
                .build()
        });
        let batch = BatchMessageBuilder::new().messages(messages).build();
        queue
            .send_batch(batch)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}
