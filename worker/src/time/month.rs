//! [`Month`]: a month of the calendar.

use std::borrow::Cow;

use chrono::Datelike;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{date::Date, years::in_years};

/// A calendar month, written `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Date {
    pub fn month(self) -> Month {
        Month(self.first_of_month())
    }
}

impl Month {
    /// For the documentation.
    pub const PATTERN: &'static str = "^20[0-9]{2}-(0[1-9]|1[0-2])$";

    /// Reads `YYYY-MM`, exactly.
    pub fn parse(text: &str) -> Option<Self> {
        Date::parse(&format!("{text}-01")).map(Self)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Date(first) = self.0;
        write!(f, "{:04}-{:02}", first.year(), first.month())
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let month =
            Self::parse(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is not a month like 2026-06")))?;
        in_years(month, month.0.0.year())
    }
}

impl schemars::JsonSchema for Month {
    fn schema_name() -> Cow<'static, str> {
        "Month".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": Self::PATTERN })
    }
}

#[cfg(test)]
mod tests {
    use super::Month;

    #[test]
    fn a_month_has_four_and_two_digits() {
        assert_eq!(Month::parse("2026-06").unwrap().to_string(), "2026-06");
        for text in ["2026-6", "2026-13", "2026-00", "2026-06-01", "02026-6", ""] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}
