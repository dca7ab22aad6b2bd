//! What follows from an attempt: a pure decision, without I/O and without a clock of its own.

use std::time::Duration;

use crate::{app::Answer, time::Instant};

/// Completed attempts that a delivery gets.
pub const ATTEMPTS: usize = 5;

/// How often an attempt may be cut off by our own crashes before the delivery is given up. Such attempts are not
/// the receiver's fault and do not count as completed, but something must bound them.
pub const MAX_INTERRUPTIONS: i64 = 20;

/// The waits between completed attempts (spec/webhooks.txt: 5 m, 30 m, 2 h, 8 h).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule([Duration; ATTEMPTS - 1]);

impl Default for Schedule {
    fn default() -> Self {
        Self([300, 1_800, 7_200, 28_800].map(Duration::from_secs))
    }
}

impl Schedule {
    /// Reads exactly four waits in seconds, separated by commas.
    pub fn parse(text: &str) -> Option<Self> {
        let waits: Option<Vec<_>> = text
            .split(',')
            .map(|part| part.trim().parse().ok().map(Duration::from_secs))
            .collect();
        waits?.try_into().ok().map(Self)
    }

    /// What follows when, after `failed_before` completed failures, an attempt that ended `now` had this `answer`.
    ///
    /// A wait is never shorter than the schedule, and longer by at most 10 % or 60 s, whichever is less; where in
    /// that span, `jitter` says, in 0..=1.
    pub fn after(&self, failed_before: usize, answer: &Answer, now: Instant, jitter: f64) -> Next {
        if matches!(answer, Answer::Status(200..=299)) {
            return Next::Delivered;
        }
        match self.0.get(failed_before) {
            Some(wait) => {
                let slack = (*wait / 10).min(Duration::from_secs(60));
                Next::Retry(now.plus(*wait + slack.mul_f64(jitter.clamp(0.0, 1.0))))
            }
            None => Next::Failed,
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ATTEMPTS, Next, Schedule};
    use crate::{app::Answer, time::Instant};

    fn noon() -> Instant {
        Instant::parse("2026-06-01T12:00:00Z").unwrap()
    }

    #[test]
    fn the_waits_are_those_that_the_product_promises() {
        let waits: Vec<_> = (0..ATTEMPTS)
            .map(
                |failed| match Schedule::default().after(failed, &Answer::Timeout, noon(), 0.0) {
                    Next::Retry(at) => at.since(noon()).as_secs(),
                    _ => 0,
                },
            )
            .collect();
        assert_eq!(waits, [5 * 60, 30 * 60, 2 * 3600, 8 * 3600, 0]);
    }

    #[test]
    fn jitter_lengthens_a_wait_by_at_most_a_tenth_or_a_minute() {
        let schedule = Schedule::parse("100,1000,10,10").unwrap();
        for (failed, longest) in [(0, 110), (1, 1060)] {
            let at = noon().plus(Duration::from_secs(longest));
            let next = schedule.after(failed, &Answer::Status(500), noon(), 1.0);
            assert_eq!(next, Next::Retry(at));
        }
    }

    #[test]
    fn only_a_2xx_is_success() {
        for status in 100..=599 {
            let next = Schedule::default().after(4, &Answer::Status(status), noon(), 0.5);
            let expected = if (200..300).contains(&status) {
                Next::Delivered
            } else {
                Next::Failed
            };
            assert_eq!(next, expected, "{status}");
        }
    }

    #[test]
    fn a_schedule_has_exactly_four_waits() {
        assert!(Schedule::parse("1, 2,3,4").is_some());
        for bad in ["", "1,2,3", "1,2,3,4,5", "1,2,3,x", "1,2,3,-4"] {
            assert_eq!(Schedule::parse(bad), None, "{bad}");
        }
    }
}
