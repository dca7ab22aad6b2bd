//! Query strings: every parameter is known, given once and well-formed, or the request is refused.

use std::collections::HashSet;

use super::json::{NO_CONTROL, is_control};
use crate::problem::{Code, Problem, unknown};

/// What a handler takes from the query string.
pub trait QueryInput: Sized {
    fn parse(query: &str) -> Result<Self, Problem>;
    /// The OpenAPI parameter objects.
    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value>;
}

impl QueryInput for () {
    fn parse(query: &str) -> Result<Self, Problem> {
        Query::decode(query)?.finish()
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value> {
        Vec::new()
    }
}

/// A decoded query string. Take the known parameters, then [`finish`](Self::finish).
pub struct Query {
    given: Vec<(String, String)>,
    known: Vec<&'static str>,
}

impl Query {
    pub fn decode(query: &str) -> Result<Self, Problem> {
        let given: Vec<_> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let mut names = HashSet::new();
        for (name, value) in &given {
            if !names.insert(name) {
                return Err(Problem::invalid(name, "is given more than once"));
            }
            if value.contains(is_control) {
                return Err(Problem::invalid(name, NO_CONTROL));
            }
        }
        Ok(Self {
            given,
            known: Vec::new(),
        })
    }

    pub fn take(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        let at = self.given.iter().position(|(given, _)| given == name)?;
        Some(self.given.remove(at).1)
    }

    /// Takes a parameter that `read` understands; `expected` says what it should be.
    pub fn take_as<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        match read(&value) {
            Some(read) => Ok(Some(read)),
            None => Err(Problem::invalid(
                name,
                format!("`{value}` is not {expected}"),
            )),
        }
    }

    /// Refuses what was not taken.
    pub fn finish(self) -> Result<(), Problem> {
        if self.given.is_empty() {
            return Ok(());
        }
        let names = self.given.iter().map(|(name, _)| name.as_str());
        let faults = unknown(names, "parameter", &self.known);
        Err(Problem::with_errors(Code::InvalidRequest, faults))
    }
}
