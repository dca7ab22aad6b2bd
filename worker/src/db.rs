//! The database port: batches of statements, each batch one transaction and one round trip.
//!
//! D1 answers it in the worker, SQLite in the native tests, with the same SQL and the same migrations.

use futures::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

/// A bound value. Integers must stay within 2^53: they cross D1's border as floating point.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<uuid::Uuid> for Value {
    fn from(id: uuid::Uuid) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<crate::time::Instant> for Value {
    fn from(instant: crate::time::Instant) -> Self {
        Self::Text(instant.to_string())
    }
}

/// A relation of every `center_id` and `environment`, for work that is to be shared among them. It reads all centers,
/// which only the operator makes.
pub const EACH_FEED: &str = "(SELECT c.id AS center_id, k.environment FROM centers c \
    CROSS JOIN (SELECT 'live' AS environment UNION ALL SELECT 'test') k)";

/// SQL text with its bound values: a whole statement or a piece of one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sql {
    pub text: String,
    pub params: Vec<Value>,
}

impl Sql {
    /// `text` with one `?` for each of `params`.
    pub fn new<const N: usize>(text: impl Into<String>, params: [Value; N]) -> Self {
        Self { text: text.into(), params: params.into() }
    }

    /// `text` without parameters.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(text, [])
    }

    /// This piece followed by `next`.
    #[must_use]
    pub fn then(mut self, next: Self) -> Self {
        self.text.push_str(&next.text);
        self.params.extend(next.params);
        self
    }
}

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

/// The rows of each statement of a batch, in order.
pub type BatchResult = Result<Vec<Vec<Row>>, DbError>;

/// The port.
pub trait Database {
    /// Runs the statements in order as one transaction.
    fn batch(&self, statements: Vec<Sql>) -> LocalBoxFuture<'_, BatchResult>;
}
