//! [`Verdict`]: what follows from an attempt, or from ending a delivery without one.

use std::time::Duration;

use super::{job::Job, lane, policy::Next, status::FailureReason};
use crate::{
    app::{Answer, App, Hint, Lane},
    time::Instant,
    webhooks::outcome::Entry,
};

/// The longest delay of a queue message. For retries that are due later, the sweeper sends the hint.
const LONGEST_DELAY: Duration = Duration::from_secs(12 * 60 * 60);

/// A completed attempt.
pub struct Attempt {
    pub job: Job,
    pub started_at: Instant,
    pub ended_at: Instant,
    /// The receiver's own time: see [`receiver_time`](super::receiver_time).
    pub took: Duration,
    pub answer: Answer,
}

/// What was decided about a delivery.
pub struct Verdict {
    pub job: Job,
    /// For the log; `None` when no attempt was made.
    pub entry: Option<Entry>,
    /// Whether the receiver was late; `None` when no attempt was made.
    pub late: Option<bool>,
    pub next: Next,
    /// The reason, if `next` is a failure.
    pub reason: FailureReason,
}

impl Verdict {
    /// Whether the delivery has failed for good, which emits `webhook.delivery.failed` and a mail.
    pub fn is_failure(&self) -> bool {
        self.next == Next::Failed && self.job.standing.manual_from.is_none()
    }

    /// The hint for the next attempt, with its delay.
    pub fn hint(&self, now: Instant) -> Option<(Hint, Duration)> {
        let Next::Retry(at) = self.next else {
            return None;
        };
        let delay = at.since(now);
        let hint = Hint {
            delivery: self.job.delivery.clone(),
            attempt: self.job.attempt + 1,
            lane: match self.late {
                Some(true) => Lane::Slow,
                _ => self.job.lane,
            },
        };
        (delay <= LONGEST_DELAY).then_some((hint, delay))
    }
}

/// Decides what follows from an attempt.
pub fn judge(app: &App, attempt: Attempt) -> Verdict {
    let Attempt { job, started_at, ended_at, took, answer } = attempt;
    let mut jitter = [0];
    app.random.fill(&mut jitter);
    let jitter = f64::from(jitter[0]) / 255.0;
    let config = &app.config;
    let timeout = config.delivery_timeout;
    Verdict {
        next: job.standing.after(&config.schedule, &answer, ended_at, jitter),
        entry: Some(Entry::new(&answer, started_at, took, timeout)),
        late: Some(lane::is_late(&answer, took, timeout)),
        job,
        reason: FailureReason::Attempts,
    }
}
