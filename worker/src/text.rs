//! Texts and whole numbers whose bounds are part of their type, so that validation and documentation cannot differ.
//! Only the schemas of requests state the bounds: if one is raised later, no client should refuse the response.

use std::{borrow::Cow, fmt, ops::Deref};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use crate::faults::keeps_rule;

/// Control characters other than line breaks and tabs, as part of a character class of a regular expression.
macro_rules! control {
    () => {
        r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
    };
}

/// The pattern of a text without control characters.
#[cfg(not(target_arch = "wasm32"))]
pub const PLAIN: &str = concat!("^[^", control!(), "]*$");

/// A text of 1 to `MAX` characters that is not only white space.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let message = format_args!("must have 1 to {MAX} characters, and not only spaces");
        keeps_rule(is_text(&text, MAX), message)?;
        Ok(Self(text))
    }
}

fn is_text(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= longest
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            return json_schema!({"type": "string"});
        }
        json_schema!({
            "type": "string",
            "minLength": 1,
            "maxLength": MAX,
            "pattern": concat!("^[^\\S", control!(), "]*[^\\s", control!(), "][^", control!(), "]*$"),
        })
    }
}

/// For literals and computed texts; the author has to keep to the bound.
impl<const MAX: usize> From<&str> for Text<MAX> {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl<const MAX: usize> From<String> for Text<MAX> {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A plausible email address: only sending a mail shows whether it exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    const LONGEST: usize = 254;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn holds(text: &str) -> bool {
        let plain = |c: char| !c.is_whitespace() && !c.is_control();
        let parts = text.rsplit_once('@');
        is_text(text, Self::LONGEST)
            && text.chars().all(plain)
            && parts.is_some_and(|(user, domain)| {
                let labels = domain.split('.').all(|label| !label.is_empty());
                !user.is_empty() && labels && domain.contains('.') && !user.contains('@')
            })
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let message = "must be an email address like name@example.com";
        keeps_rule(Self::holds(&text), message)?;
        Ok(Self(text))
    }
}

impl JsonSchema for Email {
    fn schema_name() -> Cow<'static, str> {
        "Email".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            return json_schema!({"type": "string"});
        }
        let label = concat!(r"[^\s@.", control!(), "]+");
        let user = concat!(r"[^\s@", control!(), "]+");
        json_schema!({
            "type": "string",
            "maxLength": Self::LONGEST,
            "pattern": format!(r"^{user}@{label}(\.{label})+$"),
        })
    }
}

impl From<&str> for Email {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// 2^53 - 1: the largest whole number that every JSON reader keeps exact (RFC 8259 section 6).
pub const MOST: i64 = (1 << 53) - 1;

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Whole<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Whole<MIN, MAX> {
    pub fn get(self) -> i64 {
        self.0
    }
}

impl<'de, const MIN: i64, const MAX: i64> Deserialize<'de> for Whole<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        let message = format_args!("must be from {MIN} to {MAX}");
        keeps_rule((MIN..=MAX).contains(&number), message)?;
        Ok(Self(number))
    }
}

impl<const MIN: i64, const MAX: i64> JsonSchema for Whole<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("{MIN}To{MAX}").into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            return json_schema!({"type": "integer", "format": "int64"});
        }
        json_schema!({"type": "integer", "format": "int64", "minimum": MIN, "maximum": MAX})
    }
}

/// For literals and computed numbers; the author has to keep to the bounds.
impl<const MIN: i64, const MAX: i64> From<i64> for Whole<MIN, MAX> {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl<const MAX: i64> Default for Whole<0, MAX> {
    fn default() -> Self {
        Self(0)
    }
}
