//! [`Sql`] and the [`sql!`](crate::sql) macro, which writes it.

use std::time::Duration;

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

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Self::Int(is.into())
    }
}

/// In milliseconds.
impl From<Duration> for Value {
    fn from(duration: Duration) -> Self {
        Self::Int(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
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

/// As RFC 3339 text; where a column keeps milliseconds, bind [`millis`](crate::time::Instant::millis).
impl From<crate::time::Instant> for Value {
    fn from(instant: crate::time::Instant) -> Self {
        Self::Text(instant.to_string())
    }
}

/// As JSON text.
impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        Self::Text(json.to_string())
    }
}

/// SQL text with its bound values: a whole statement or a piece of one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sql {
    pub text: String,
    pub params: Vec<Value>,
}

impl Sql {
    /// `text` without parameters.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), params: Vec::new() }
    }

    /// Appends `text`.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends a `?` that stands for `value`.
    pub fn bind(&mut self, value: Value) {
        self.text.push('?');
        self.params.push(value);
    }
}

/// What can be spliced into SQL.
pub trait Piece {
    fn append_to(self, sql: &mut Sql);
}

impl Piece for Sql {
    fn append_to(self, sql: &mut Sql) {
        sql.push(&self.text);
        sql.params.extend(self.params);
    }
}

impl Piece for &Sql {
    fn append_to(self, sql: &mut Sql) {
        self.clone().append_to(sql);
    }
}

impl Piece for &str {
    fn append_to(self, sql: &mut Sql) {
        sql.push(self);
    }
}

impl Piece for String {
    fn append_to(self, sql: &mut Sql) {
        sql.push(&self);
    }
}

impl Piece for &String {
    fn append_to(self, sql: &mut Sql) {
        sql.push(self);
    }
}

/// SQL, with its values where they are used: a literal is text, `(value)` binds a [`Value`](crate::db::Value), and
/// `{piece}` splices a [`Piece`](crate::db::Piece), which is an [`Sql`](crate::db::Sql) or text.
///
/// ```
/// use aviationalley_worker::sql;
///
/// let newest = "ORDER BY created_at DESC";
/// let sql = sql!("SELECT id FROM events WHERE type = "("booking.created")" "{newest}" LIMIT "(20_i64));
/// assert_eq!(sql.text, "SELECT id FROM events WHERE type = ? ORDER BY created_at DESC LIMIT ?");
/// assert_eq!(sql.params, ["booking.created".into(), 20_i64.into()]);
/// ```
#[macro_export]
macro_rules! sql {
    (@ $sql:ident $text:literal) => { $sql.push($text) };
    (@ $sql:ident ($value:expr)) => { $sql.bind($crate::db::Value::from($value)) };
    (@ $sql:ident { $piece:expr }) => { $crate::db::Piece::append_to($piece, &mut $sql) };
    ($($part:tt)+) => {{
        let mut sql = $crate::db::Sql::default();
        $($crate::sql!(@ sql $part);)+
        sql
    }};
}
