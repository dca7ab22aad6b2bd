//! A list's filters: one declaration makes the parameter, its check, its SQL and its documentation.

use std::ops::RangeInclusive;

use uuid::Uuid;

#[cfg(not(target_arch = "wasm32"))]
use super::page::Paging;
use super::query::Query;
use crate::{
    db::{Sql, Value},
    fold::fold,
    problem::Problem,
    sql,
    time::{Date, Instant, Month, NotAnInstant},
    wire::WireName,
};

/// A parameter that keeps the records in which `column` has its value.
pub struct Filter {
    name: &'static str,
    kind: Kind,
}

enum Kind {
    Id(&'static str),
    Text(&'static str),
    OneOf(&'static str, Vec<&'static str>),
    /// An id among the members of a JSON array.
    Member(&'static str),
    Integer(&'static str, RangeInclusive<i64>),
    /// An id in one of two columns.
    Either([&'static str; 2]),
}

/// What `from` and `to` select by.
#[derive(Debug, Clone, Copy)]
pub enum Range {
    /// Instants: `from` inclusive, `to` exclusive.
    Instant(&'static str),
    /// Calendar dates: both ends inclusive.
    Date(&'static str),
    /// Calendar months: both ends inclusive.
    Month(&'static str),
}

impl Filter {
    pub const fn id(name: &'static str, column: &'static str) -> Self {
        Self { name, kind: Kind::Id(column) }
    }

    pub const fn text(name: &'static str, column: &'static str) -> Self {
        Self { name, kind: Kind::Text(column) }
    }

    pub fn one_of<T: WireName>(name: &'static str, column: &'static str) -> Self {
        let names = T::ALL.iter().map(|variant| variant.name()).collect();
        Self { name, kind: Kind::OneOf(column, names) }
    }

    pub const fn member(name: &'static str, column: &'static str) -> Self {
        Self { name, kind: Kind::Member(column) }
    }

    pub const fn integer(name: &'static str, column: &'static str, range: RangeInclusive<i64>) -> Self {
        Self { name, kind: Kind::Integer(column, range) }
    }

    /// Keeps the records that have the id in either column.
    pub const fn either(name: &'static str, columns: [&'static str; 2]) -> Self {
        Self { name, kind: Kind::Either(columns) }
    }

    fn take(&self, query: &mut Query) -> Result<Option<Sql>, Problem> {
        let equals = |column: &str, value: Value| sql!(" AND t."{column}" = "(value));
        match &self.kind {
            Kind::Id(column) => {
                let id = query.take_as(self.name, "a UUID", |text| Uuid::try_parse(text).ok())?;
                Ok(id.map(|id| equals(column, id.into())))
            }
            Kind::Text(column) => {
                let expected = "a text of 1 to 200 characters";
                let text = query.take_as(self.name, expected, short_text)?;
                Ok(text.map(|text| equals(column, text.into())))
            }
            Kind::OneOf(column, names) => {
                let expected = format!("one of {}", names.join(", "));
                let known = |text: &str| names.iter().copied().find(|name| *name == text);
                let name = query.take_as(self.name, &expected, known)?;
                Ok(name.map(|name| equals(column, name.into())))
            }
            Kind::Member(column) => {
                let id = query.take_as(self.name, "a UUID", |text| Uuid::try_parse(text).ok())?;
                Ok(id.map(|id| sql!(" AND EXISTS (SELECT 1 FROM json_each(t."{*column}") WHERE value = "(id)")")))
            }
            Kind::Integer(column, range) => {
                let expected = format!("a whole number from {} to {}", range.start(), range.end());
                let known = |text: &str| {
                    let number: i64 = text.parse().ok()?;
                    let plain = number.to_string() == text;
                    (plain && range.contains(&number)).then_some(number)
                };
                let number = query.take_as(self.name, &expected, known)?;
                Ok(number.map(|number| equals(column, number.into())))
            }
            Kind::Either([one, other]) => {
                let id = query.take_as(self.name, "a UUID", |text| Uuid::try_parse(text).ok())?;
                Ok(id.map(|id| sql!(" AND "(id)" IN (t."{*one}", t."{*other}")")))
            }
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn parameter(&self) -> serde_json::Value {
        use serde_json::json;
        let schema = match &self.kind {
            Kind::Id(_) | Kind::Member(_) | Kind::Either(_) => {
                json!({"type": "string", "format": "uuid"})
            }
            Kind::Text(_) => short_text_schema(),
            Kind::OneOf(_, names) => json!({"type": "string", "enum": names}),
            Kind::Integer(_, range) => {
                json!({"type": "integer", "minimum": range.start(), "maximum": range.end()})
            }
        };
        let text = format!("Keeps the items with this `{}`.", self.name);
        crate::http::schemas::parameter(self.name, &text, &schema)
    }
}

impl Range {
    fn take(self, query: &mut Query) -> Result<Sql, Problem> {
        let mut bounds = Sql::default();
        for (name, instant_order, date_order) in [("from", ">=", ">="), ("to", "<", "<=")] {
            let bound = match self {
                Self::Instant(column) => {
                    let at = query.take_with(name, instant)?;
                    at.map(|at| (column, instant_order, Value::from(at)))
                }
                Self::Date(column) => {
                    let date = query.take_as(name, "a date like 2026-06-02", Date::parse)?;
                    date.map(|date| (column, date_order, Value::from(date.to_string())))
                }
                Self::Month(column) => {
                    let month = query.take_as(name, "a month like 2026-06", Month::parse)?;
                    month.map(|month| (column, date_order, Value::from(month.to_string())))
                }
            };
            if let Some((column, order, value)) = bound {
                bounds = sql!({bounds}" AND t."{column}" "{order}" "(value));
            }
        }
        Ok(bounds)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn parameters(self) -> [serde_json::Value; 2] {
        use serde_json::json;
        let (column, schema, end) = match self {
            Self::Instant(column) => (column, json!({"format": "date-time"}), "before"),
            Self::Date(column) => (column, json!({"format": "date"}), "up to and with"),
            Self::Month(column) => (column, json!({"pattern": Month::PATTERN}), "up to and with"),
        };
        let field = camel_case(column);
        let mut schema = schema;
        schema["type"] = json!("string");
        [("from", "from"), ("to", end)].map(|(name, word)| {
            let text = format!("Keeps the items whose `{field}` is {word} this. In the years 1970 to 9999.");
            crate::http::schemas::parameter(name, &text, &schema)
        })
    }
}

/// The column in which they are kept; see [`fold::column`](crate::fold::column).
pub const FOLDED: &str = "t.folded";
/// For texts of ASCII alone.
pub const ASCII: &str = "'{}'";

/// What a list can be asked for.
pub struct Listing {
    pub range: Range,
    /// The columns that `q` looks into.
    pub search: &'static [&'static str],
    /// Where they are folded: [`FOLDED`], or [`ASCII`].
    pub folded: &'static str,
    pub filters: Vec<Filter>,
}

impl Listing {
    /// The conditions over `t`, each begun by ` AND `.
    pub fn take(&self, query: &mut Query) -> Result<Sql, Problem> {
        let mut conditions = self.range.take(query)?;
        if let Some(text) = query.take_as("q", "a text of 1 to 200 characters", short_text)? {
            conditions = sql!({conditions}{search(self.search, self.folded, &text)});
        }
        for filter in &self.filters {
            if let Some(condition) = filter.take(query)? {
                conditions = sql!({conditions}{condition});
            }
        }
        Ok(conditions)
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub fn parameters(&self) -> Vec<serde_json::Value> {
        let mut parameters = Paging::parameters();
        parameters.extend(self.range.parameters());
        let looked_into: Vec<_> = self.search.iter().map(|column| camel_case(column)).collect();
        parameters.push(crate::http::schemas::parameter(
            "q",
            &format!("Keeps the items with this text in {}; in any case.", looked_into.join(", ")),
            &short_text_schema(),
        ));
        parameters.extend(self.filters.iter().map(Filter::parameter));
        parameters
    }
}

/// `instr`, not `LIKE`: no wildcards to escape, and D1 ends a LIKE pattern at 50 bytes.
fn search(columns: &[&str], folded: &str, text: &str) -> Sql {
    let text = fold(text);
    let found = columns.iter().fold(Sql::default(), |found, column| {
        sql!({found}" OR instr(coalesce("{folded}" ->> '$."{*column}"', lower(t."{*column}")), "(text.as_str())") > 0")
    });
    sql!(" AND (0"{found}")")
}

/// An instant whose offset may have been sent with a bare `+`, which a query string decodes to a space.
fn instant(text: &str) -> Result<Instant, NotAnInstant> {
    match text.rsplit_once(' ') {
        Some((time, offset)) if time.contains(':') => Instant::parse(&format!("{time}+{offset}")),
        _ => Instant::parse(text),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn short_text_schema() -> serde_json::Value {
    let pattern = crate::text::PLAIN;
    serde_json::json!({"type": "string", "minLength": 1, "maxLength": 200, "pattern": pattern})
}

fn short_text(text: &str) -> Option<String> {
    (1..=200).contains(&text.chars().count()).then(|| text.to_owned())
}

/// The wire name of a column's field.
pub fn camel_case(column: &str) -> String {
    let mut words = column.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(1);
        name + &head.to_uppercase() + tail
    })
}
