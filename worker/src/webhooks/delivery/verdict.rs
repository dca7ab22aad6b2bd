//! [`Verdict`]: what an attempt, or the lack of one, means for its delivery.

use std::time::Duration;

use super::{job::Job, lane, policy::Next, status::FailureReason};
use crate::{
    app::{Answer, App, Hint, Lane},
    time::Instant,
    webhooks::outcome::Entry,
};

/// The queue's longest delay; what is due later, the sweeper hints.
const LONGEST_DELAY: Duration = Duration::from_secs(12 * 60 * 60);

/// A completed attempt.
pub struct Attempt {
    pub job: Job,
    pub started_at: Instant,
    pub ended_at: Instant,
    /// Of that, what was the receiver's.
    pub took: Duration,
    pub answer: Answer,
}

/// What was decided of a delivery.
pub struct Verdict {
    pub job: Job,
    /// For the log; `None` when no attempt was made.
    pub entry: Option<Entry>,
    /// Whether the receiver was; `None` when no attempt was made.
    pub late: Option<bool>,
    pub next: Next,
    /// Why, where it has failed.
    pub reason: FailureReason,
}

impl Verdict {
    /// Whether the automatic attempts are used up, which is told to others.
    pub fn is_failure(&self) -> bool {
        self.next == Next::Failed && self.job.standing.manual_from.is_none()
    }

    /// The hint of the next attempt, with its delay.
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

/// What this attempt leads to.
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
