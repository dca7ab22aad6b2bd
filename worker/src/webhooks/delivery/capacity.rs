//! How much one isolate sends at once: no more than it can.
//!
//! The invocations of an isolate share one thread. With too many requests under way each waits for that thread instead
//! of its receiver, and all of them come late. So attempts wait here for room, and only then their requests go out and their
//! clocks start. When many wait, writes leave their first attempts to the queue.
//!
//! Slow endpoints are bound otherwise ([`lane`](super::lane)): their attempts wait for receivers, and not for the thread.

use std::{rc::Rc, time::Duration};

use super::receiver_time::LONGEST;
use crate::{
    app::{App, capacity::Capacity},
    time::Instant,
};

/// How many times as many may wait before it is crowded: what is sent within a second or two.
const CROWD: usize = 2;
/// How often one who waits looks for room. Who makes it cannot wake another: each invocation has I/O of its own.
const PAUSE: Duration = Duration::from_millis(100);

/// Those who wait; they count as such until it is dropped.
pub struct Waiting(Vec<Rc<Instant>>);

/// Those who send; they count as such until it is dropped.
pub struct Sending(#[expect(dead_code, reason = "it is held")] Vec<Rc<Instant>>);

/// Joins those who wait.
pub fn join(app: &App, count: usize) -> Waiting {
    let until = app.now().plus(app.config.lease());
    Waiting(app.capacity.waiting.add(count, until))
}

/// The same, unless it is crowded.
pub fn join_unless_crowded(app: &App, count: usize) -> Option<Waiting> {
    let Capacity { most, waiting, .. } = &*app.capacity;
    let is_crowded = waiting.at(app.now()) >= most.saturating_mul(CROWD);
    (!is_crowded).then(|| join(app, count))
}

impl Waiting {
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Waits for room for `count` of them, but no longer than an attempt may take: leases run.
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
