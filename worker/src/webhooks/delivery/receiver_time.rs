//! A receiver's own time: what passes while this isolate is free to notice an answer.
//!
//! The isolate's one thread can be busy for longer than a receiver takes to answer. How long, its timers tell, which then
//! come late: that time does not count against the timeout, and makes no receiver late.

use std::{pin::pin, time::Duration};

use futures::future::{Either, select};

use crate::app::{Clock, Timer};

/// Steps in which a timeout is counted. Of what each takes, no more than its length counts.
const STEPS: u32 = 20;
/// However busy the isolate is, an attempt ends after so many times its timeout: before its lease does.
pub const LONGEST: u32 = 4;

/// What `work` comes to in `timeout` of the receiver's time, and how much of that it took; `None` when it did not end.
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
