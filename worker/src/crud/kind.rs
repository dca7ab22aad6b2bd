//! [`Kind`]: what the statements about a record depend on.
//!
//! The code for records is split in two: a thin generic part knows the record's Rust types, and the functions that it calls
//! take a `Kind`. So the worker contains these only once, not once per record.

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::record::{Names, Record};
use crate::{
    auth::{OF_CALLER, Principal, Tenant},
    db::{Row, Rows, Sql},
    http::page::Paging,
    problem::Problem,
    sql,
    wire::WireName,
};

/// The columns that [`Stored::from_row`](super::Stored::from_row) reads, of a record's table `t`.
pub const COLUMNS: &str = "t.id, t.center_id, t.created_at, t.updated_at, t.version, t.status, t.fields, t.facts";

/// A [`Record`] without its types.
#[derive(Clone, Copy)]
pub struct Kind {
    pub names: Names,
    pub has_status: bool,
    /// See [`Record::PRIVATE`].
    pub private: &'static [&'static str],
}

impl Kind {
    pub const fn of<R: Record>() -> Self {
        Self { names: R::NAMES, has_status: !R::Status::ALL.is_empty(), private: R::PRIVATE }
    }

    /// The caller's record of this id; `related` is a further SQL scalar over `t`.
    pub async fn find(&self, tenant: &Tenant, id: Uuid, related: Option<&str>) -> Result<(Principal, Row), Problem> {
        let table = self.names.table;
        let related = related.unwrap_or("NULL");
        let select = sql!("SELECT "{COLUMNS}", "{related}" AS related FROM "{table}" t \
            WHERE "{OF_CALLER}" AND t.id = "(id));
        let (principal, [rows]) = tenant.batch([tenant.bound(select)]).await?;
        match rows.one() {
            Some(row) => Ok((principal, row)),
            None => Err(Problem::not_found(self.names.one, id)),
        }
    }

    /// The rows of a page of the caller's records; `conditions` begin by ` AND `.
    pub async fn list(&self, tenant: &Tenant, conditions: Sql, paging: &Paging) -> Result<Rows, Problem> {
        let select = paging.records(COLUMNS, self.names.table, sql!("WHERE "{OF_CALLER}{conditions}));
        let (_, [rows]) = tenant.batch([tenant.bound(select)]).await?;
        Ok(rows)
    }

    /// SQL for the record `t` as JSON text, the same as it serialises, with `extra` members at its end.
    ///
    /// The database composes an event's data from the row as it is in that moment, so that it cannot contain anything that
    /// was not written.
    ///
    /// [`Record::PRIVATE`] fields are left out.
    pub fn as_json(&self, extra: &Map<String, Json>) -> Sql {
        let members =
            |column: &str| format!("iif({column} = '{{}}', '', ',' || substr({column}, 2, length({column}) - 2))");
        let status = match self.has_status {
            true => " || '\",\"status\":\"' || t.status",
            false => "",
        };
        let private: String = self.private.iter().map(|field| format!(", '$.{field}'")).collect();
        let shown = |column: &str| match self.private {
            [] => column.to_owned(),
            _ => format!("json_remove({column}{private})"),
        };
        let extra: String = extra.iter().map(|(name, value)| format!(",{}:{value}", serde_json::json!(name))).collect();
        // Glued as text: `json_patch` would drop members that are null.
        sql!("'{\"id\":\"' || t.id || '\",\"centerId\":\"' || t.center_id \
            || '\",\"createdAt\":\"' || t.created_at || '\",\"updatedAt\":\"' || t.updated_at"{status}" || '\"' \
            || "{members(&shown("t.fields"))}" || "{members(&shown("t.facts"))}" || "(extra)" || '}'")
    }
}
