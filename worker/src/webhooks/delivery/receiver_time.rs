//! A receiver's own time: the time during which this isolate is free to notice a response.
//!
//! The isolate's one thread can be busy for longer than a receiver takes to respond. Its timers then fire late, which shows
//! for how long. That time does not count towards the timeout, nor towards being late.

use std::{pin::pin, time::Duration};

use futures::future::{Either, select};

use crate::app::{Clock, Timer};

/// A timeout is counted in so many steps, each by a timer. However late the timer fires, only the step's length counts.
const STEPS: u32 = 20;
/// However busy the isolate is, an attempt ends after so many times its timeout, and so before its lease.
pub const LONGEST: u32 = 4;

/// Runs `work` for at most `timeout` of the receiver's time. Returns its output, `None` if it did not end, and how much of
/// that time it took.
pub async fn within<T>(
    (clock, timer): (&dyn Clock, &dyn Timer),
    timeout: Duration,
    work: impl Future<Output = T>,
) -> (Option<T>, Duration) {
    let mut work = pin!(work);
    let mut took = Duration::ZERO;
    let last = clock.now().plus(timeout * LONGEST);
    loop {
        let step = (timeout / STEPS).min(timeout - took);
        let begin = clock.now();
        let ended = select(&mut work, timer.sleep(step)).await;
        let now = clock.now();
        took += now.since(begin).min(step);
        match ended {
            Either::Left((output, _)) => return (Some(output), took),
            Either::Right(_) if took >= timeout || now >= last => return (None, took),
            Either::Right(_) => {}
        }
    }
}
