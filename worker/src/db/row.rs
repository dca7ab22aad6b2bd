//! [`Row`]s, and why there are none.

use std::{ops::Deref, vec};

use serde::de::DeserializeOwned;

/// One row, by column name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row(pub serde_json::Map<String, serde_json::Value>);

impl Row {
    /// The text in `column`.
    pub fn text(&self, column: &str) -> Result<String, DbError> {
        self.get(column)
    }

    /// The value in `column`.
    pub fn get<T: DeserializeOwned>(&self, column: &str) -> Result<T, DbError> {
        let value = self.0.get(column).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|cause| DbError::unreadable(column, cause))
    }

    /// The JSON document kept as text in `column`.
    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, DbError> {
        serde_json::from_str(&self.text(column)?).map_err(|cause| DbError::unreadable(column, cause))
    }

    /// The instant kept as milliseconds in `column`.
    pub fn instant(&self, column: &str) -> Result<crate::time::Instant, DbError> {
        crate::time::Instant::from_millis(self.get(column)?)
            .ok_or_else(|| DbError::Unreadable(format!("column {column} is not an instant")))
    }
}

/// The rows of one statement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows(pub Vec<Row>);

impl Rows {
    /// The row of a statement that selects or writes one at most.
    pub fn one(self) -> Option<Row> {
        self.0.into_iter().next()
    }
}

impl Deref for Rows {
    type Target = [Row];
    fn deref(&self) -> &[Row] {
        &self.0
    }
}

impl IntoIterator for Rows {
    type Item = Row;
    type IntoIter = vec::IntoIter<Row>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a Row;
    type IntoIter = std::slice::Iter<'a, Row>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Why a batch gave no answer. Nothing of a failed batch is written.
#[derive(Debug)]
pub enum DbError {
    /// The database asks for patience; the same batch may succeed later.
    Overloaded(String),
    Failed(String),
    /// A stored value is not what the code expects.
    Unreadable(String),
}

impl DbError {
    fn unreadable(column: &str, cause: impl std::fmt::Display) -> Self {
        Self::Unreadable(format!("column {column}: {cause}"))
    }
}

impl std::fmt::Display for DbError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Overloaded(cause) => write!(f, "database overloaded: {cause}"),
            Self::Failed(cause) => write!(f, "database failed: {cause}"),
            Self::Unreadable(cause) => write!(f, "stored value unreadable: {cause}"),
        }
    }
}

impl std::error::Error for DbError {}
