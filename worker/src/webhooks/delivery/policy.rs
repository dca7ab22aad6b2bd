//! The retry policy: decides what follows from a delivery's state and the result of an attempt. Pure: no I/O, and no
//! clock or randomness of its own.

use std::time::Duration;

use super::retry_after;
use crate::{
    app::{
        Answer,
        schedule::{ATTEMPTS, Schedule, slack},
    },
    time::Instant,
};

/// How many attempts may be cut off by our own crashes before the delivery is given up. They are not the receiver's fault
/// and do not count as completed, but they must be bounded.
pub const MAX_INTERRUPTIONS: i64 = 20;

/// `Retry-After` may postpone attempts as long as the last one comes at most this long after the first.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// The time reserved for each later attempt itself, besides its wait.
const ATTEMPT_ALLOWANCE: Duration = Duration::from_secs(60);

/// The state of a delivery when it is attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Completed automatic attempts, all of them failures.
    pub completed: i64,
    /// Attempts that our own crashes cut off.
    pub interrupted: i64,
    pub first_attempt_at: Instant,
    /// Set for a manual attempt, which neither counts as an automatic one nor adds any.
    pub manual_from: Option<Origin>,
}

/// The state of a delivery before a manual attempt was requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// With its next automatic attempt due at this time.
    Retrying(Instant),
    Delivered,
    Failed,
    Skipped,
}

impl Origin {
    /// Back to the state before; a delivery that was never sent has now failed.
    fn after_failure(self) -> Next {
        match self {
            Self::Retrying(at) => Next::Retry(at),
            Self::Delivered => Next::Delivered,
            Self::Failed | Self::Skipped => Next::Failed,
        }
    }
}

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Delivered,
    /// Another attempt, due at this time.
    Retry(Instant),
    /// For good.
    Failed,
}

impl Standing {
    /// Whether crashes have cut off so many attempts that no further one is made.
    pub fn is_given_up(&self) -> bool {
        self.interrupted > MAX_INTERRUPTIONS
    }

    /// What follows when it [is given up](Self::is_given_up).
    pub fn given_up(&self) -> Next {
        self.manual_from.map_or(Next::Failed, Origin::after_failure)
    }

    /// What follows from an attempt that ended `now` with this `answer`.
    ///
    /// A wait is at least that of the schedule, and at most [`slack`] longer; `jitter`, from 0 to 1, chooses the point in
    /// between. A receiver that asks for a later time by `Retry-After` (RFC 9110 section 10.2.3) gets it, as long as the
    /// remaining attempts still fit into `LONGEST_LIFE`.
    pub fn after(&self, schedule: &Schedule, answer: &Answer, now: Instant, jitter: f64) -> Next {
        let response = match answer {
            Answer::Response(response) if response.is_success() => return Next::Delivered,
            Answer::Response(response) => Some(response),
            Answer::Timeout | Answer::Network(_) => None,
        };
        if let Some(origin) = self.manual_from {
            return origin.after_failure();
        }
        let failed = usize::try_from(self.completed).map_or(ATTEMPTS, |before| before + 1);
        let Some(wait) = schedule.wait(failed) else {
            return Next::Failed;
        };
        let jittered = |wait| now.plus(wait + slack(wait).mul_f64(jitter.clamp(0.0, 1.0)));
        let asked = response
            .and_then(|response| retry_after::parse(response.header("retry-after")?, now))
            .filter(|asked| *asked > wait && *asked < LONGEST_LIFE)
            .filter(|asked| jittered(*asked) <= self.latest(schedule, failed));
        Next::Retry(jittered(asked.unwrap_or(wait)))
    }

    /// The latest time for the attempt after `failed` failures that leaves enough time for all further ones.
    fn latest(&self, schedule: &Schedule, failed: usize) -> Instant {
        let following = u32::try_from(ATTEMPTS.saturating_sub(failed)).unwrap_or(0);
        let reserved = schedule.longest_rest(failed + 1) + ATTEMPT_ALLOWANCE * following;
        self.first_attempt_at.plus(LONGEST_LIFE).minus(reserved)
    }
}

#[cfg(test)]
mod tests;
