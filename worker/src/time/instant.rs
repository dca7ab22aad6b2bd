//! [`Instant`]: a moment, to the millisecond.

use std::{borrow::Cow, time::Duration};

use chrono::{DateTime, Datelike, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{
    date::Date,
    years::{in_years, out_of_years},
};

/// Milliseconds since 1970-01-01T00:00:00Z, in the years 1970 to 9999.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    pub const EPOCH: Self = Self(0);
    /// 2099-12-31T23:59:59.999Z, the last instant that a record can name.
    pub const LAST: Self = Self(4_102_444_799_999);
    /// 9999-12-31T23:59:59.999Z, the last instant whose text keeps its width.
    const MAX: i64 = 253_402_300_799_999;

    /// `None` outside the years 1970 to 9999.
    pub fn from_millis(millis: i64) -> Option<Self> {
        (0..=Self::MAX).contains(&millis).then_some(Self(millis))
    }

    pub fn millis(self) -> i64 {
        self.0
    }

    /// The time `duration` later, at most the end of the year 9999.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(Self::MAX);
        Self(self.0.saturating_add(millis).min(Self::MAX))
    }

    /// The time `duration` earlier, at least 1970.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(Self::MAX);
        Self(self.0.saturating_sub(millis).max(0))
    }

    /// The time since `earlier`; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// The calendar date in UTC.
    pub fn utc_date(self) -> Date {
        let time = DateTime::from_timestamp_millis(self.0).unwrap_or_default();
        Date(time.date_naive())
    }

    pub fn utc_year(self) -> i32 {
        self.utc_date().0.year()
    }

    /// The same time of day `months` later in UTC, on `day` or, in a shorter month, on its last day.
    #[must_use]
    pub fn plus_months(self, months: u32, day: u32) -> Self {
        let first = self.utc_date().first_of_month().plus_months(months);
        let last = first.plus_months(1).0.pred_opt().unwrap_or(first.0);
        let day = day.clamp(1, last.day());
        let date = first.plus_days(u64::from(day) - 1);
        let time_of_day = self.since(self.utc_date().utc_midnight());
        // After the year 9999 there is no instant.
        match Self::from_millis(date.utc_midnight_millis()) {
            Some(midnight) => midnight.plus(time_of_day),
            None => Self(Self::MAX),
        }
    }

    /// The day of the month in UTC.
    pub fn utc_day(self) -> u32 {
        self.utc_date().0.day()
    }

    /// Reads RFC 3339 with any offset, also without the colon (`+0200`) or the minutes (`+02`), as ISO 8601 and many
    /// programs write it. Fractions are truncated to milliseconds.
    pub fn parse(text: &str) -> Result<Self, NotAnInstant> {
        let text = with_whole_offset(text);
        let parsed = DateTime::parse_from_rfc3339(&text).map_err(|_| NotAnInstant::Malformed)?;
        let millis = parsed.timestamp_millis();
        // A leap second ends a day in UTC. It counts as the following midnight, whatever its fraction.
        let is_leap = parsed.timestamp_subsec_millis() >= 1000;
        if is_leap && millis.rem_euclid(DAY) >= 1000 {
            return Err(NotAnInstant::NoLeapSecond);
        }
        Self::from_millis(millis).ok_or(NotAnInstant::OutOfRange)
    }
}

impl Date {
    /// The instant at which the date begins in UTC; 1970 for a date before.
    pub fn utc_midnight(self) -> Instant {
        Instant::from_millis(self.utc_midnight_millis()).unwrap_or(Instant::EPOCH)
    }

    fn utc_midnight_millis(self) -> i64 {
        let midnight = self.0.and_time(chrono::NaiveTime::MIN).and_utc();
        midnight.timestamp_millis()
    }
}

/// Why a text is not an [`Instant`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAnInstant {
    Malformed,
    NoLeapSecond,
    OutOfRange,
}

impl std::fmt::Display for NotAnInstant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Malformed => "is not an RFC 3339 date-time like 2026-06-02T13:00:00Z",
            Self::NoLeapSecond => "has a second 60, which there is only at 23:59:60 UTC",
            Self::OutOfRange => "is not in the years 1970 to 9999",
        })
    }
}

/// In milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// `text` with its offset as in RFC 3339: `+0200` and `+02` become `+02:00`.
fn with_whole_offset(text: &str) -> Cow<'_, str> {
    let Some((time, offset)) =
        text.rfind(['+', '-']).filter(|at| text[..*at].contains(':')).map(|at| text.split_at(at + 1))
    else {
        return text.into();
    };
    match offset.as_bytes() {
        [b'0'..=b'9', b'0'..=b'9'] => format!("{text}:00").into(),
        [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'] => {
            let (hours, minutes) = offset.split_at(2);
            format!("{time}{hours}:{minutes}").into()
        }
        _ => text.into(),
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text =
            DateTime::from_timestamp_millis(self.0).map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true));
        f.write_str(text.as_deref().unwrap_or("9999-12-31T23:59:59.999Z"))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        match Self::parse(&text) {
            Ok(instant) => in_years(instant, instant.utc_year()),
            Err(NotAnInstant::OutOfRange) => Err(out_of_years()),
            Err(why) => Err(D::Error::custom(format!("`{text}` {why}"))),
        }
    }
}

impl schemars::JsonSchema for Instant {
    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(test)]
mod tests {
    use super::{Instant, NotAnInstant};

    #[test]
    fn an_instant_is_written_in_utc_with_milliseconds() {
        let noon = Instant::parse("2026-06-02T14:00:00.1239+02:00").unwrap();
        assert_eq!(noon.to_string(), "2026-06-02T12:00:00.123Z");
    }

    #[test]
    fn an_offset_may_lack_its_colon_or_its_minutes() {
        for (text, expected) in [
            ("2026-03-01T00:00:00+0000", "2026-03-01T00:00:00.000Z"),
            ("2026-03-01T00:00:00+00", "2026-03-01T00:00:00.000Z"),
            ("2026-03-01T00:00:00-0000", "2026-03-01T00:00:00.000Z"),
            ("2026-03-01T00:00:00.5+0530", "2026-02-28T18:30:00.500Z"),
            ("2026-03-01T00:00:00-07", "2026-03-01T07:00:00.000Z"),
            ("2026-03-01t00:00:00z", "2026-03-01T00:00:00.000Z"),
        ] {
            let instant = Instant::parse(text).unwrap();
            assert_eq!(instant.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn a_second_60_is_only_at_the_end_of_a_day_of_utc() {
        for (text, expected) in [
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
            ("2016-12-31T23:59:60.75Z", "2017-01-01T00:00:00.750Z"),
            ("2016-12-31T15:59:60-0800", "2017-01-01T00:00:00.000Z"),
        ] {
            let instant = Instant::parse(text).unwrap();
            assert_eq!(instant.to_string(), expected, "{text}");
        }
        for text in
            ["2026-06-02T11:22:60Z", "2026-06-02T11:22:60.999Z", "2016-12-31T23:59:60+01:00", "2016-12-31T00:00:60Z"]
        {
            assert_eq!(Instant::parse(text), Err(NotAnInstant::NoLeapSecond), "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_refused_for_its_true_reason() {
        for (text, why) in [
            ("1969-12-31T23:59:59Z", NotAnInstant::OutOfRange),
            ("0001-01-01T00:00:00Z", NotAnInstant::OutOfRange),
            ("9999-12-31T23:59:59-01:00", NotAnInstant::OutOfRange),
            ("2026-06-02", NotAnInstant::Malformed),
            ("2026-06-02T00:00:00", NotAnInstant::Malformed),
            ("2026-06-02T00:00:61Z", NotAnInstant::Malformed),
            ("2026-06-02T00:00:00+000", NotAnInstant::Malformed),
            ("2026-06-02T00:00:00+2400", NotAnInstant::Malformed),
            ("2026-06-02T00:00:00+0060", NotAnInstant::Malformed),
            ("2026-06-02T00:00:00+é", NotAnInstant::Malformed),
            ("+", NotAnInstant::Malformed),
            ("", NotAnInstant::Malformed),
        ] {
            assert_eq!(Instant::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn months_later_is_the_same_day_or_the_last_of_the_month() {
        for (from, months, day, expected) in [
            ("2026-01-31T23:59:59.999Z", 1, 31, "2026-02-28T23:59:59.999Z"),
            ("2028-01-31T00:00:00.000Z", 1, 31, "2028-02-29T00:00:00.000Z"),
            ("2026-02-28T12:00:00.000Z", 1, 31, "2026-03-31T12:00:00.000Z"),
            ("2026-02-28T12:00:00.000Z", 1, 28, "2026-03-28T12:00:00.000Z"),
            ("2026-11-30T12:00:00.000Z", 3, 30, "2027-02-28T12:00:00.000Z"),
            ("2026-06-15T12:00:00.000Z", 60, 15, "2031-06-15T12:00:00.000Z"),
            ("9999-12-01T12:00:00.000Z", 1, 1, "9999-12-31T23:59:59.999Z"),
        ] {
            let later = Instant::parse(from).unwrap().plus_months(months, day);
            assert_eq!(later.to_string(), expected, "{from} + {months}");
        }
    }
}
