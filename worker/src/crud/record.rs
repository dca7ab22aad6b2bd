//! [`Record`]: what one kind of record states about itself; [`Stored`]: one as it is kept and shown.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Filter, Range, Rule, Transition};
use crate::{
    app::Zones,
    db::{DbError, Row, Sql},
    events::EventType,
    named::Named,
    problem::FieldError,
    time::{Date, Instant},
};

/// A record is the struct of what a client may send; the rest of what it is, it states here.
///
/// Fields that only the server sets (when a booking was really begun, say) are its [`Facts`](Self::Facts).
pub trait Record: Serialize + DeserializeOwned + JsonSchema + Clone + 'static {
    type Facts: Serialize + DeserializeOwned + JsonSchema + Default + Clone + 'static;
    type Status: Named + Serialize + DeserializeOwned + JsonSchema;

    const NAMES: Names;
    /// The status of a new record.
    const INITIAL: Self::Status;
    const CREATED: EventType;
    /// The event of a change by `PATCH`.
    const UPDATED: EventType;
    /// What `from` and `to` select by.
    const RANGE: Range = Range::Instant("created_at");
    /// The columns that `q` looks into.
    const SEARCH: &'static [&'static str];

    fn transitions() -> Vec<Transition<Self>>;
    fn filters() -> Vec<Filter>;

    /// Whether [`complete`](Self::complete) needs the center's time zone, which costs a read.
    fn needs_zone(&self) -> bool {
        false
    }
    /// Fills in the defaults of a new record.
    fn complete(&mut self, _at: &At) {}
    /// The rules that one record can break by itself.
    fn check(&self) -> Vec<FieldError>;
    /// The rules that it can break together with what else is stored; `id` is its own.
    fn rules(&self, _id: Uuid, _status: Self::Status) -> Vec<Rule> {
        Vec::new()
    }
    /// Whether a `PATCH` may change this field in this status.
    fn may_edit(_status: Self::Status, _field: &str) -> bool {
        true
    }
    /// A valid one: shown in the docs, and the fixture of the tests that every record has to pass.
    fn example() -> Self;
}

/// How a record is called; named, not derived, since path, table and scope follow no common rule.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// In sentences: "booking".
    pub one: &'static str,
    /// In paths: "bookings".
    pub path: &'static str,
    pub table: &'static str,
    pub read_scope: &'static str,
    pub write_scope: &'static str,
}

/// When and where something happens.
pub struct At<'a> {
    pub now: Instant,
    pub zone: &'a str,
    pub zones: &'a dyn Zones,
}

impl At<'_> {
    /// The calendar date at the center.
    pub fn today(&self) -> Date {
        self.zones.date_at(self.now, self.zone)
    }
}

/// For records of which the server knows nothing beyond what the client sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct NoFacts {}

/// A record as it is kept: head, status, the client's fields, the server's facts.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase", bound = "")]
pub struct Stored<R: Record> {
    pub id: Uuid,
    pub center_id: Uuid,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub status: R::Status,
    #[serde(flatten)]
    pub fields: R,
    #[serde(flatten)]
    pub facts: R::Facts,
    /// Grows with each change; guards against lost updates.
    #[serde(skip)]
    pub version: i64,
}

/// The columns that [`Stored::from_row`] reads, of a record's table `t`.
pub const COLUMNS: &str =
    "t.id, t.center_id, t.created_at, t.updated_at, t.version, t.status, t.fields, t.facts";

/// Limits `t` to the caller's center and environment; see [`Tenant::bound`](crate::auth::Tenant::bound).
pub const OF_CALLER: &str = "t.center_id = (SELECT center_id FROM caller) \
    AND t.environment = (SELECT environment FROM caller)";

impl<R: Record> Stored<R> {
    pub fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            center_id: row.get("center_id")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            version: row.get("version")?,
            status: row.get("status")?,
            fields: row.json("fields")?,
            facts: row.json("facts")?,
        })
    }

    /// Selects the caller's record of this id.
    pub fn select(id: Uuid) -> Sql {
        let table = R::NAMES.table;
        let text = format!("SELECT {COLUMNS} FROM {table} t WHERE {OF_CALLER} AND t.id = ?");
        Sql::new(text, [id.into()])
    }

    /// SQL for the record `t` as JSON text, the same as it serialises, with `extra` members at its end.
    ///
    /// An event's data is made by the database from what it holds in that moment, so that it cannot tell anything
    /// that was not written.
    pub fn as_json(extra: &serde_json::Map<String, serde_json::Value>) -> Sql {
        let members = |column: &str| {
            format!("iif({column} = '{{}}', '', ',' || substr({column}, 2, length({column}) - 2))")
        };
        let text = format!(
            "'{{\"id\":\"' || t.id || '\",\"centerId\":\"' || t.center_id \
             || '\",\"createdAt\":\"' || t.created_at || '\",\"updatedAt\":\"' || t.updated_at \
             || '\",\"status\":\"' || t.status || '\"' || {} || {} || ? || '}}'",
            members("t.fields"),
            members("t.facts"),
        );
        let extra: String = extra
            .iter()
            .map(|(name, value)| format!(",{}:{value}", serde_json::json!(name)))
            .collect();
        Sql::new(text, [extra.into()])
    }
}

impl<R: Record> JsonSchema for Stored<R> {
    fn schema_name() -> Cow<'static, str> {
        R::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let head = Head::<R::Status>::json_schema(generator);
        let parts = [R::json_schema(generator), R::Facts::json_schema(generator)];
        let mut whole = head.to_value();
        for part in parts {
            let part = part.to_value();
            for group in ["properties", "required"] {
                match (&mut whole[group], &part[group]) {
                    (serde_json::Value::Object(into), serde_json::Value::Object(from)) => {
                        into.extend(from.clone());
                    }
                    (serde_json::Value::Array(into), serde_json::Value::Array(from)) => {
                        into.extend(from.clone());
                    }
                    _ => {}
                }
            }
            if let Some(description) = part.get("description") {
                whole["description"] = description.clone();
            }
        }
        schemars::Schema::try_from(whole).unwrap_or_default()
    }
}

/// The schema of what every record begins with.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
struct Head<S> {
    id: Uuid,
    center_id: Uuid,
    created_at: Instant,
    updated_at: Instant,
    status: S,
}
