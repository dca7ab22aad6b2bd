//! Query strings. A parameter that is unknown, repeated or malformed is refused.

use std::{collections::BTreeMap, fmt::Display};

use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use super::json::{NO_CONTROL, is_control};
use crate::problem::{Code, Problem, unknown};

/// What a handler takes from the query string.
pub trait QueryInput: Sized {
    /// Takes its parameters; what is left then is refused.
    fn take(query: &mut Query) -> Result<Self, Problem>;
    /// The OpenAPI parameter objects.
    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value>;
}

impl QueryInput for () {
    fn take(_: &mut Query) -> Result<Self, Problem> {
        Ok(())
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value> {
        Vec::new()
    }
}

/// A decoded query string. Take the known parameters, then [`finish`](Self::finish).
pub struct Query {
    /// The path that it was sent to.
    path: String,
    given: BTreeMap<String, String>,
    known: Vec<&'static str>,
}

impl Query {
    /// Decodes `application/x-www-form-urlencoded` text.
    pub fn decode(path: &str, query: &str) -> Result<Self, Problem> {
        let mut given = BTreeMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let no_text = |name| Problem::invalid(name, "is not UTF-8 when it is decoded");
            let name = decoded(name).ok_or_else(|| no_text(name.to_owned()))?;
            let value = decoded(value).ok_or_else(|| no_text(name.clone()))?;
            if given.contains_key(&name) {
                return Err(Problem::invalid(name, "is given more than once"));
            }
            if value.contains(is_control) {
                return Err(Problem::invalid(name, NO_CONTROL));
            }
            given.insert(name, value);
        }
        Ok(Self { path: path.to_owned(), given, known: Vec::new() })
    }

    pub fn take(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        self.given.get(name).cloned()
    }

    /// Identifies the list and its filters: a cursor is only valid for the same ones.
    pub fn list_id(&self) -> String {
        let mut hash = Sha256::new_with_prefix(&self.path);
        let filters = self.given.iter();
        for (name, value) in filters.filter(|(name, _)| !["limit", "cursor"].contains(&&***name)) {
            // No decoded text has a byte of 0xFF.
            for part in [name, value] {
                hash.update([0xFF]);
                hash.update(part);
            }
        }
        hex::encode(&hash.finalize()[..8])
    }

    /// Takes a parameter that `read` understands; `expected` says what it should be.
    pub fn take_as<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        self.take_with(name, |value| read(value).ok_or_else(|| format!("is not {expected}")))
    }

    /// Takes a parameter that `read` understands, or says why not.
    pub fn take_with<T, E: Display>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        let fault = |why| Problem::invalid(name, format!("`{value}` {why}"));
        read(&value).map(Some).map_err(fault)
    }

    /// Refuses what was not taken.
    pub fn finish(self) -> Result<(), Problem> {
        let given = self.given.keys().map(String::as_str);
        let mut names = given.filter(|name| !self.known.contains(name)).peekable();
        if names.peek().is_none() {
            return Ok(());
        }
        let faults = unknown(names, "parameter", &self.known);
        Err(Problem::with_errors(Code::InvalidRequest, faults))
    }
}

/// `None` if it is not UTF-8.
fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let text = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(text.into_owned())
}
