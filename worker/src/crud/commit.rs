//! One guarded write: the record, its event and the event's deliveries in one batch, or nothing at all.

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    kind::Kind,
    rule::{self, Rule},
};
use crate::{
    app::App,
    auth::{OF_CALLER, Principal, Tenant},
    db::{Row, Sql},
    events::EventType,
    problem::Problem,
    webhooks::delivery::{line, outbox},
};

/// What is to be told of a write, besides the record itself.
pub struct Emission {
    pub event: EventType,
    /// Members added to the record in the event's data.
    pub extra: Map<String, Json>,
}

impl Emission {
    /// Tells of the record alone.
    pub fn of(event: EventType) -> Self {
        Self { event, extra: Map::new() }
    }
}

/// What became of a write.
pub struct Outcome {
    pub principal: Principal,
    pub written: bool,
    /// The facts as they were written, with what the database assigned.
    pub facts: Option<String>,
    /// The first rule that stood in the way.
    pub broken: Option<Problem>,
    /// `status` and `version` of the record just before the write, if it was there.
    pub before: Option<Row>,
}

/// A write, and what hangs on it.
pub struct Write {
    pub id: Uuid,
    /// Changes at most one row of the record's table `t`; ends in a `WHERE` with at least one condition.
    pub sql: Sql,
    /// What must hold for it.
    pub rules: Vec<Rule>,
    /// Its events, in order.
    pub emissions: Vec<Emission>,
    /// What else changes: see [`Record::follow_up`](super::Record::follow_up).
    pub follow_up: Vec<Sql>,
}

/// Carries out a write.
///
/// The event hangs on `changes()` right after it: a look at the record's new state would pass for the loser of a
/// race too.
pub async fn commit(app: &App, tenant: &Tenant, kind: &Kind, write: Write) -> Result<Outcome, Problem> {
    let Write { id, sql, rules, emissions, follow_up } = write;
    let table = kind.names.table;
    let before = format!("SELECT t.status, t.version FROM {table} t WHERE {OF_CALLER} AND t.id = ?");
    let write = sql.then(rule::unbroken(&rules)).then(Sql::text(" RETURNING facts"));
    let mut batch =
        vec![tenant.bound(Sql::new(before, [id.into()])), tenant.bound(rule::broken(&rules)), tenant.bound(write)];
    let mut posting = outbox::Posting::new(app, tenant.now());
    for (index, Emission { event, extra }) in emissions.iter().enumerate() {
        let this_one = format!(" FROM {table} t WHERE t.id = ? AND ");
        let written = match index {
            0 => Sql::text("changes() = 1"),
            _ => {
                posting.next_event(app);
                posting.is_written()
            }
        };
        let source = Sql::new(this_one, [id.into()]).then(written);
        batch.push(posting.event(*event, kind.as_json(extra), source));
    }
    if !emissions.is_empty() {
        for statement in follow_up {
            batch.push(statement.then(Sql::text(" AND ")).then(posting.is_written()));
        }
        batch.extend(posting.deliveries(app));
    }
    let (principal, rows) = tenant.batch(batch).await?;
    let mut rows = rows.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    let (before, broken, written) = (next(), next(), next());
    let jobs = rows.last().unwrap_or_default();

    let facts = written.first().map(|row| row.text("facts")).transpose()?;
    let written = facts.is_some();
    if written && !emissions.is_empty() {
        line::after_commit(app, jobs, posting.first);
    }
    Ok(Outcome {
        principal,
        written,
        facts,
        broken: rule::first_broken(rules, &broken),
        before: before.into_iter().next(),
    })
}
