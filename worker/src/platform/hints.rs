//! Queues behind the hint port.

use std::time::Duration;

use futures::future::{LocalBoxFuture, join3};
use worker::{BatchMessageBuilder, MessageBuilder, Queue};

use crate::app::{Hint, HintQueue, Lane};

/// Messages that one call takes.
const MOST: usize = 100;

/// A queue for each lane.
pub struct Hints {
    pub fast: Queue,
    pub slow: Queue,
    pub bulk: Queue,
}

impl HintQueue for Hints {
    fn send(&self, hints: Vec<(Hint, Duration)>) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let of = |lane| -> Vec<_> {
                let of_lane = hints.iter().filter(|(hint, _)| hint.lane == lane);
                of_lane.cloned().collect()
            };
            let (fast, slow, bulk) = join3(
                send(&self.fast, of(Lane::Fast)),
                send(&self.slow, of(Lane::Slow)),
                send(&self.bulk, of(Lane::Bulk)),
            )
            .await;
            fast.and(slow).and(bulk)
        })
    }
}

async fn send(queue: &Queue, hints: Vec<(Hint, Duration)>) -> Result<(), String> {
    for chunk in hints.chunks(MOST) {
        let messages = chunk.iter().map(|(hint, delay)| {
            // Whole seconds, upwards: a hint that comes early finds nothing due.
            let seconds = delay.as_millis().div_ceil(1000);
            MessageBuilder::new(hint.clone()).delay_seconds(u32::try_from(seconds).unwrap_or(u32::MAX)).build()
        });
        let batch = BatchMessageBuilder::new().messages(messages).build();
        queue.send_batch(batch).await.map_err(|error| error.to_string())?;
    }
    Ok(())
}
