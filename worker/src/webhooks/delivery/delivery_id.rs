//! [`DeliveryId`]: a delivery's id, in its only valid form.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{http::path::PathInput, problem::Problem};

/// `del_`, the 32 hex digits of the event's id, and 16 more that stand for the endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryId(String);

impl DeliveryId {
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("del_")?;
        let is_hex = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (digits.len() == 48 && digits.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 404.
    pub fn not_found(&self) -> Problem {
        Problem::not_found("delivery", &self.0)
    }
}

/// A malformed id identifies nothing: 404, as for an unknown one.
impl PathInput for DeliveryId {
    fn parse(parameters: &[String]) -> Result<Self, Problem> {
        let given = parameters.first().map_or("", String::as_str);
        Self::parse(given).ok_or_else(|| {
            let id = format!("`{given}` (`del_` and 48 hex digits)");
            Problem::not_found("delivery", id)
        })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schemas() -> Vec<serde_json::Value> {
        let mut generator = schemars::generate::SchemaSettings::openapi3().into_generator();
        vec![Self::json_schema(&mut generator).to_value()]
    }
}

impl JsonSchema for DeliveryId {
    fn schema_name() -> Cow<'static, str> {
        "DeliveryId".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^del_[0-9a-f]{48}$" })
    }
}
