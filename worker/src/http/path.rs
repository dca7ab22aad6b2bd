//! Paths: what a handler takes from their parameters.

use uuid::Uuid;

use crate::problem::Problem;

/// What a handler takes from the path's parameters.
pub trait PathInput: Sized {
    fn parse(parameters: &[String]) -> Result<Self, Problem>;
    /// The schema of each parameter.
    #[cfg(not(target_arch = "wasm32"))]
    fn schemas() -> Vec<serde_json::Value>;
}

impl PathInput for () {
    fn parse(_: &[String]) -> Result<Self, Problem> {
        Ok(())
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schemas() -> Vec<serde_json::Value> {
        Vec::new()
    }
}

/// An id in the path. A malformed id identifies nothing: 404, as for an unknown one.
impl PathInput for Uuid {
    fn parse(parameters: &[String]) -> Result<Self, Problem> {
        let given = parameters.first().map_or("", String::as_str);
        parse_id(given)
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schemas() -> Vec<serde_json::Value> {
        vec![uuid_schema()]
    }
}

impl PathInput for (Uuid, Uuid) {
    fn parse(parameters: &[String]) -> Result<Self, Problem> {
        let [outer, inner] = parameters else {
            return Err(Problem::internal("a path of two ids has not two parameters"));
        };
        Ok((parse_id(outer)?, parse_id(inner)?))
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schemas() -> Vec<serde_json::Value> {
        vec![uuid_schema(), uuid_schema()]
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn uuid_schema() -> serde_json::Value {
    serde_json::json!({"type": "string", "format": "uuid"})
}

fn parse_id(given: &str) -> Result<Uuid, Problem> {
    match Uuid::try_parse(given) {
        // An id has one spelling: in lower case, with hyphens.
        Ok(id) if id.to_string() == given => Ok(id),
        _ => Err(Problem::not_found("record", format!("`{given}` (ids are UUIDs in lower case)"))),
    }
}
