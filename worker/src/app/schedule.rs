//! The waits between a delivery's attempts.

use std::time::Duration;

/// Completed automatic attempts that a delivery gets.
pub const ATTEMPTS: usize = 5;

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
        let waits: Option<Vec<_>> =
            text.split(',').map(|part| part.trim().parse().ok().map(Duration::from_secs)).collect();
        waits?.try_into().ok().map(Self)
    }

    /// The wait after `failed` failures; `None` after the last.
    pub fn wait(&self, failed: usize) -> Option<Duration> {
        self.0.get(failed.checked_sub(1)?).copied()
    }

    /// The longest that the waits after `failed` failures and all further ones can take.
    pub fn longest_rest(&self, failed: usize) -> Duration {
        let waits = self.0.iter().skip(failed.saturating_sub(1));
        waits.map(|wait| *wait + slack(*wait)).sum()
    }
}

/// How much longer than `wait` a wait may be: at most 10 % or 60 s, whichever is less.
pub fn slack(wait: Duration) -> Duration {
    (wait / 10).min(Duration::from_secs(60))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ATTEMPTS, Schedule};

    #[test]
    fn the_waits_are_those_that_the_product_promises() {
        let waits = (1..=ATTEMPTS).map(|failed| Schedule::default().wait(failed));
        let promised = [5 * 60, 30 * 60, 2 * 3600, 8 * 3600].map(Duration::from_secs);
        let promised = promised.map(Some).into_iter().chain([None]);
        assert!(waits.eq(promised));
    }

    #[test]
    fn a_schedule_has_exactly_four_waits() {
        assert!(Schedule::parse("1, 2,3,4").is_some());
        for bad in ["", "1,2,3", "1,2,3,4,5", "1,2,3,x", "1,2,3,-4"] {
            assert_eq!(Schedule::parse(bad), None, "{bad}");
        }
    }
}
