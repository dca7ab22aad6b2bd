//! [`Record`]: what one kind of record declares about itself; [`Stored`]: a record as it is stored and shown.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Clock, Filter, Range, Rule, Transition};
use crate::{
    app::{App, Windows, Zones},
    auth::scope::Scope,
    db::{DbError, Row, Sql},
    events::EventType,
    http::endpoint::Endpoint,
    problem::FieldError,
    time::{Date, Instant},
    wire::WireName,
};

/// Implemented by the struct of the fields that a client may send; everything else about the record is declared here.
///
/// Fields that only the server sets (for example, when a session actually began) are its [`Facts`](Self::Facts).
pub trait Record: Serialize + DeserializeOwned + JsonSchema + Clone + 'static {
    type Facts: Serialize + DeserializeOwned + JsonSchema + Default + Clone + 'static;
    type Status: WireName + Serialize + DeserializeOwned + JsonSchema;

    const NAMES: Names;
    /// The status of a new record.
    const INITIAL: Self::Status;
    /// The event of a new record, if the vocabulary has one.
    const CREATED: Option<EventType>;
    /// The event of a change by `PATCH`, if the vocabulary has one.
    const UPDATED: Option<EventType> = None;
    /// Whether it is created by a plain `POST`. If not, [`more`](Self::more) has another operation for it.
    const CREATABLE: bool = true;
    /// Whether there is a `PATCH`.
    const PATCHABLE: bool = true;
    /// Fields that are left out of events.
    const PRIVATE: &'static [&'static str] = &[];
    /// An SQL scalar over `t` that a transition needs besides the record: see [`Stored::related`].
    const RELATED: Option<&'static str> = None;
    /// What `from` and `to` select by.
    const RANGE: Range = Range::Instant("created_at");
    /// The columns that `q` looks into.
    const SEARCH: &'static [&'static str] = &[];

    fn transitions() -> Vec<Transition<Self>> {
        Vec::new()
    }
    fn filters() -> Vec<Filter> {
        Vec::new()
    }
    /// Changes of status by time alone; earlier ones take precedence.
    fn clocks() -> Vec<Clock<Self>> {
        Vec::new()
    }
    /// Operations that only this record has.
    fn more() -> Vec<Endpoint> {
        Vec::new()
    }

    /// Whether a new record needs the center's time zone, which costs a read.
    fn needs_zone(&self) -> bool {
        false
    }
    /// Fills in what the client may leave out, before the checks.
    fn complete(&mut self, _at: &At) {}
    /// Computes facts from the fields, after the checks.
    fn derive(&self, _facts: &mut Self::Facts, _at: &At) {}
    /// What else changes with a `PATCH`, beyond what [`derive`](Self::derive) computes.
    fn amend(_before: &Stored<Self>, _after: &mut Stored<Self>) {}
    /// A fact that the database assigns to a new record: its name, and an SQL scalar over `caller`.
    fn assigned(&self, _at: &At) -> Option<(&'static str, Sql)> {
        None
    }
    /// The rules that depend on the record alone.
    fn check(&self) -> Vec<FieldError> {
        Vec::new()
    }
    /// The rules that depend on when and where it is written.
    fn check_at(&self, _at: &At) -> Vec<FieldError> {
        Vec::new()
    }
    /// The rules that depend on other rows; `id` is the record's own.
    fn rules(&self, _id: Uuid, _status: Self::Status) -> Vec<Rule> {
        Vec::new()
    }
    /// What else changes with a transition: statements that end in a `WHERE`; they run only if it is carried out,
    /// and only where it emits an event.
    fn follow_up(_after: &Stored<Self>) -> Vec<Sql> {
        Vec::new()
    }
    /// Whether a `PATCH` may change this field in this status.
    fn may_edit(_status: Self::Status, _field: &str) -> bool {
        true
    }
    /// A valid example: shown in the docs, and used by the tests that every record has to pass.
    fn example() -> Self;
    /// The facts beside the example.
    fn example_facts() -> Self::Facts {
        Self::Facts::default()
    }
}

/// The names of a record. They are stated, not derived, because path, table and scope follow no common rule.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// In sentences: "booking".
    pub one: &'static str,
    /// In paths: "bookings".
    pub path: &'static str,
    pub table: &'static str,
    pub read_scope: Scope,
    pub write_scope: Scope,
}

impl Names {
    /// "bookings", "flight-log entries".
    pub fn many(&self) -> String {
        match self.one.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{}s", self.one),
        }
    }

    /// "a booking", "an invoice", "an MEL deferral".
    pub fn a(&self) -> String {
        let article = match self.one.starts_with(['a', 'e', 'i', 'o', 'u', 'M']) {
            true => "an",
            false => "a",
        };
        format!("{article} {}", self.one)
    }
}

/// When and where something happens.
pub struct At<'a> {
    pub now: Instant,
    pub zone: &'a str,
    pub zones: &'a dyn Zones,
    pub windows: &'a Windows,
}

impl<'a> At<'a> {
    pub fn new(app: &'a App, now: Instant, zone: &'a str) -> Self {
        Self { now, zone, zones: &*app.zones, windows: &app.config.windows }
    }

    /// The calendar date at the center.
    pub fn today(&self) -> Date {
        self.zones.date_at(self.now, self.zone)
    }
}

/// For records without facts.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct NoFacts {}

/// A record as it is stored: head, status, the client's fields, the server's facts.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase", bound = "")]
pub struct Stored<R: Record> {
    pub id: Uuid,
    pub center_id: Uuid,
    pub created_at: Instant,
    pub updated_at: Instant,
    #[serde(skip_serializing_if = "has_none::<R::Status>")]
    pub status: R::Status,
    #[serde(flatten)]
    pub fields: R,
    #[serde(flatten)]
    pub facts: R::Facts,
    /// Grows with each change; guards against lost updates.
    #[serde(skip)]
    pub version: i64,
    /// What [`Record::RELATED`] selects, where the record was read for a transition.
    #[serde(skip)]
    pub related: Option<String>,
}

/// For records that have no status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct NoStatus;

impl WireName for NoStatus {
    const ALL: &'static [Self] = &[];
    fn name(self) -> &'static str {
        ""
    }
}

impl TryFrom<String> for NoStatus {
    type Error = String;
    fn try_from(_: String) -> Result<Self, String> {
        Ok(Self)
    }
}

impl JsonSchema for NoStatus {
    fn schema_name() -> Cow<'static, str> {
        "NoStatus".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({})
    }
}

fn has_none<S: WireName>(_: &S) -> bool {
    S::ALL.is_empty()
}

impl<R: Record> Stored<R> {
    pub fn from_row(row: &Row) -> Result<Self, DbError> {
        let untyped = Untyped::from_row(row)?;
        Ok(Self {
            id: untyped.id,
            center_id: untyped.center_id,
            created_at: untyped.created_at,
            updated_at: untyped.updated_at,
            status: row.get("status")?,
            fields: row.json("fields")?,
            facts: row.json("facts")?,
            version: untyped.version,
            related: untyped.related,
        })
    }
}

/// The columns that every record has.
struct Untyped {
    id: Uuid,
    center_id: Uuid,
    created_at: Instant,
    updated_at: Instant,
    version: i64,
    related: Option<String>,
}

impl Untyped {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            center_id: row.get("center_id")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            version: row.get("version")?,
            related: row.get("related")?,
        })
    }
}

impl<R: Record> JsonSchema for Stored<R> {
    fn schema_name() -> Cow<'static, str> {
        R::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut head = Head::<R::Status>::json_schema(generator);
        if R::Status::ALL.is_empty()
            && let Some(object) = head.as_object_mut()
        {
            for group in ["properties", "required"] {
                match object.get_mut(group) {
                    Some(serde_json::Value::Object(members)) => drop(members.remove("status")),
                    Some(serde_json::Value::Array(names)) => names.retain(|name| name != "status"),
                    _ => {}
                }
            }
        }
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
