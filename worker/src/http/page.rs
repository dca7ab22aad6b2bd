//! Keyset pages in the order `createdAt` descending, `id` descending: stable while rows are inserted.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    budget::{LargeRows, fitting},
    query::{Query, QueryInput},
};
use crate::{
    db::{DbError, Row, Rows, Sql},
    problem::Problem,
    sql,
    time::Instant,
};

const DEFAULT_LIMIT: i64 = 50;
const MAX_LIMIT: i64 = 200;

/// One page of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
pub struct Page<T> {
    pub data: Vec<T>,
    pub pagination: Pagination,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// How many items a page has at most. It has fewer where more would take over 2 MB.
    pub limit: i64,
    /// Where the next page begins; null on the last page.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Makes the page out of rows that [`Paging`] limited; they have `created_at` and `id`.
    pub fn from_rows(
        paging: &Paging,
        Rows(mut rows): Rows,
        read: impl Fn(&Row) -> Result<T, DbError>,
    ) -> Result<Self, DbError> {
        let pagination = paging.cut(&mut rows)?;
        Ok(Self { data: rows.iter().map(read).collect::<Result<_, _>>()?, pagination })
    }
}

/// The last row of the previous page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cursor {
    created_at: Instant,
    id: String,
}

impl Cursor {
    fn of(row: &Row) -> Result<Self, DbError> {
        Ok(Self { created_at: row.get("created_at")?, id: row.text("id")? })
    }

    fn encode(&self, list_id: &str) -> String {
        seal(list_id, &format!("{} {}", self.created_at, self.id))
    }

    fn decode(list_id: &str, cursor: &str) -> Option<Self> {
        let inside = unseal(list_id, cursor)?;
        let (created_at, id) = inside.split_once(' ')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (!id.is_empty() && id.chars().all(plain)).then_some(())?;
        Some(Self { created_at: Instant::parse(created_at).ok()?, id: id.to_owned() })
    }
}

/// An opaque cursor of the [list](Query::list_id) with this content. It is versioned, because its format may change, and
/// encoded, so that clients do not build their own.
pub fn seal(list_id: &str, inside: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("2 {list_id} {inside}"))
}

/// `None` for a cursor of another list.
pub fn unseal(list_id: &str, cursor: &str) -> Option<String> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let inside = text.strip_prefix("2 ")?.strip_prefix(list_id)?;
    inside.strip_prefix(' ').map(str::to_owned)
}

/// How many items a page may have.
pub fn take_limit(query: &mut Query) -> Result<i64, Problem> {
    let limit = query.take_as("limit", "a whole number from 1 to 200", |text| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let limit = text.parse().ok().filter(|_| digits)?;
        (1..=MAX_LIMIT).contains(&limit).then_some(limit)
    })?;
    Ok(limit.unwrap_or(DEFAULT_LIMIT))
}

/// The order of a list.
const ORDER: &str = "t.created_at DESC, t.id DESC";

/// The parameters that every list takes.
#[derive(Debug, Clone)]
pub struct Paging {
    pub limit: i64,
    /// See [`Query::list_id`].
    list_id: String,
    cursor: Option<Cursor>,
}

impl Paging {
    /// The end of a query over `t` whose `WHERE` has begun: the keyset, the order, one row more than asked.
    pub fn tail(&self) -> Sql {
        sql!({self.after()}" ORDER BY "{ORDER}" LIMIT "(self.limit + 1))
    }

    /// Selects `columns` of a page of records `t`; `conditions` begin with the `WHERE`.
    pub fn records(&self, columns: &str, table: &str, conditions: Sql) -> Sql {
        let rows = LargeRows { columns, table, stored: "octet_length(t.fields) + octet_length(t.facts)", order: ORDER };
        rows.select(sql!({conditions}{self.after()}), self.limit)
    }

    /// The keyset: what comes after the cursor.
    fn after(&self) -> Sql {
        self.cursor.as_ref().map_or_else(
            Sql::default,
            |cursor| sql!(" AND (t.created_at, t.id) < ("(cursor.created_at)", "(cursor.id.as_str())")"),
        )
    }

    /// Removes the extra row, which only shows that there is a next page.
    fn cut(&self, rows: &mut Vec<Row>) -> Result<Pagination, DbError> {
        let shown = fitting(rows, self.limit);
        let more = rows.len() > shown;
        rows.truncate(shown);
        let next_cursor = match rows.last() {
            Some(last) if more => Some(Cursor::of(last)?.encode(&self.list_id)),
            _ => None,
        };
        Ok(Pagination { limit: self.limit, next_cursor })
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub fn parameters() -> Vec<serde_json::Value> {
        use super::schemas::parameter;
        use serde_json::json;
        vec![
            parameter(
                "limit",
                "Items on a page.",
                &json!({"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}),
            ),
            parameter(
                "cursor",
                "The `nextCursor` of the previous page, with the same filters.",
                &json!({"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}),
            ),
        ]
    }
}

impl QueryInput for Paging {
    fn take(query: &mut Query) -> Result<Self, Problem> {
        let limit = take_limit(query)?;
        let list_id = query.list_id();
        let expected = "a nextCursor of an earlier page of this list with these filters; \
            leave it out to begin at the first page";
        let cursor = query.take_as("cursor", expected, |cursor| Cursor::decode(&list_id, cursor))?;
        Ok(Self { limit, list_id, cursor })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value> {
        Self::parameters()
    }
}
