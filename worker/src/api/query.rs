//! Query strings: every parameter is known, given once and well-formed, or the request is refused.

use crate::problem::{Code, FieldError, Problem};

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
        let mut given: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            if given.iter().any(|(other, _)| *other == name) {
                return Err(Problem::invalid(name, "is given more than once"));
            }
            given.push((name, value));
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
        let known = match self.known.as_slice() {
            [] => "this operation takes none".to_owned(),
            known => format!("the parameters are {}", known.join(", ")),
        };
        let errors = self
            .given
            .into_iter()
            .map(|(name, _)| FieldError::new(name, format!("is not a parameter here; {known}")))
            .collect();
        Err(Problem::with_errors(Code::InvalidRequest, errors))
    }
}
