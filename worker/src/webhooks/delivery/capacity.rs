//! Limits how many attempts one isolate has in flight (a semaphore).
//!
//! The invocations of an isolate share one thread. With too many requests in flight, each waits for that thread instead of
//! its receiver, and all of them seem late. So attempts wait here for room before their requests are sent and their
//! timeouts start. When many wait, writes leave their first attempts to the queue.
//!
//! Attempts to slow endpoints are limited elsewhere ([`lane`](super::lane)): they wait for receivers, not for the thread.

use std::{rc::Rc, time::Duration};

use super::receiver_time::LONGEST;
use crate::{
    app::{App, capacity::Capacity},
    time::Instant,
};

/// It is crowded when so many times as many wait as can be sent at once: about what is sent in one or two seconds.
const CROWD: usize = 2;
/// Polling interval while waiting for room. The runtime does not let one invocation wake another.
const PAUSE: Duration = Duration::from_millis(100);

/// Attempts that wait for room; dropping it removes them.
pub struct Waiting(Vec<Rc<Instant>>);

/// Attempts in flight; dropping it frees their room.
pub struct Sending(#[expect(dead_code, reason = "it is held")] Vec<Rc<Instant>>);

/// Adds waiting attempts.
pub fn join(app: &App, count: usize) -> Waiting {
    let until = app.now().plus(app.config.lease());
    Waiting(app.capacity.waiting.add(count, until))
}

/// The same; `None` when it is crowded.
pub fn join_unless_crowded(app: &App, count: usize) -> Option<Waiting> {
    let Capacity { most, waiting, .. } = &*app.capacity;
    let is_crowded = waiting.at(app.now()) >= most.saturating_mul(CROWD);
    (!is_crowded).then(|| join(app, count))
}

impl Waiting {
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Waits for room for `count` of them, but no longer than the timeout of an attempt, because the leases are running.
    pub async fn enter(mut self, app: &App, count: usize) -> Sending {
        self.0.truncate(count);
        let Capacity { most, sending, .. } = &*app.capacity;
        let timeout = app.config.delivery_timeout;
        let deadline = app.now().plus(timeout);
        loop {
            let now = app.now();
            let before = sending.at(now);
            let is_room = before == 0 || before.saturating_add(count) <= *most;
            if is_room || now >= deadline {
                return Sending(sending.add(count, now.plus(timeout * LONGEST)));
            }
            app.timer.sleep(PAUSE).await;
        }
    }
}
