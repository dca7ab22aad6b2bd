//! `Retry-After` (RFC 9110 section 10.2.3): whole seconds, or a date in any of the three forms of HTTP.

use std::time::{Duration, SystemTime};

use crate::time::Instant;

/// How long after `now` the receiver wants the next attempt; `None` if the value is malformed or names a time in the past.
pub fn parse(value: &str, now: Instant) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.parse().ok().map(Duration::from_secs);
    }
    let date = httpdate::parse_http_date(value).ok()?;
    let since_epoch = date.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let now = Duration::from_millis(u64::try_from(now.millis()).ok()?);
    since_epoch.checked_sub(now)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;
    use crate::time::Instant;

    #[test]
    fn seconds_and_all_three_forms_of_date_are_read() {
        let now = Instant::parse("1994-11-06T08:49:27.500Z").unwrap();
        for (value, millis) in [
            ("120", 120_000),
            (" 0 ", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 9_500),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 9_500),
            ("Sun Nov  6 08:49:37 1994", 9_500),
        ] {
            let expected = Some(Duration::from_millis(millis));
            assert_eq!(parse(value, now), expected, "{value}");
        }
    }

    #[test]
    fn anything_else_says_nothing() {
        let now = Instant::parse("2026-06-01T12:00:00Z").unwrap();
        for value in [
            "",
            "soon",
            "-1",
            "1.5",
            "+3",
            "12 s",
            "99999999999999999999",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 99 Nov 2094 08:49:37 GMT",
            "2026-06-01T13:00:00Z",
        ] {
            assert_eq!(parse(value, now), None, "{value}");
        }
    }
}
