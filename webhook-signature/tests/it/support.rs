//! Reading `tests/vectors.json`.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use serde_json::Value;

/// All cases of one section.
pub fn cases<Case: DeserializeOwned>(section: &str) -> Vec<Case> {
    let mut vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors.json")).unwrap();
    let cases: Vec<Case> = serde_json::from_value(vectors[section].take()).unwrap();
    assert!(!cases.is_empty(), "{section}");
    cases
}

/// Bytes that the file holds as base64.
pub struct Bytes(pub Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(text: D) -> Result<Self, D::Error> {
        let text = String::deserialize(text)?;
        BASE64.decode(text).map(Self).map_err(D::Error::custom)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Valid,
    Invalid,
    Refused,
}

impl From<bool> for Verdict {
    fn from(verified: bool) -> Self {
        if verified { Self::Valid } else { Self::Invalid }
    }
}
