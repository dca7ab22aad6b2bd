//! The port [`Zones`]: IANA time zones.

use std::time::Duration;

use crate::time::{Date, Instant};

/// IANA time zones.
pub trait Zones {
    fn is_known(&self, zone: &str) -> bool;
    /// The calendar date in `zone` at `instant`; in UTC for an unknown zone.
    fn date_at(&self, instant: Instant, zone: &str) -> Date;

    /// The first minute of `date` in `zone`; correct also where daylight saving time begins or ends at midnight.
    fn start_of_day(&self, date: Date, zone: &str) -> Instant {
        let minute = Duration::from_secs(60);
        // No zone is further than 15 hours from UTC, and every offset is a whole number of minutes.
        let (mut before, mut steps) = (date.utc_midnight().minus(minute * 15 * 60), 30 * 60);
        while steps > 0 {
            let half = steps / 2;
            let middle = before.plus(minute * half);
            if self.date_at(middle, zone) < date {
                before = middle.plus(minute);
                steps -= half + 1;
            } else {
                steps = half;
            }
        }
        before
    }
}
