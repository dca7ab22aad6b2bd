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
    db::{Batch, Guarded, Row, Sql},
    events::EventType,
    problem::Problem,
    sql,
    webhooks::delivery::{line, outbox},
};

/// The event that a write emits, and what its data has besides the record.
pub struct Emission {
    pub event: EventType,
    /// Members added to the record in the event's data.
    pub extra: Map<String, Json>,
}

impl Emission {
    /// An event with the record alone.
    pub fn of(event: EventType) -> Self {
        Self { event, extra: Map::new() }
    }
}

/// The result of a write.
pub struct Outcome {
    pub principal: Principal,
    pub written: bool,
    /// The facts as they were written, with what the database assigned.
    pub facts: Option<String>,
    /// The first rule that was broken.
    pub broken: Option<Problem>,
    /// `status` and `version` of the record just before the write, if it was there.
    pub before: Option<Row>,
}

/// A write, and what depends on it.
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
pub async fn commit(app: &App, tenant: &Tenant, kind: &Kind, write: Write) -> Result<Outcome, Problem> {
    let Write { id, sql, rules, emissions, follow_up } = write;
    let table = kind.names.table;
    let mut batch = Batch::default();
    let before = sql!("SELECT t.status, t.version FROM "{table}" t WHERE "{OF_CALLER}" AND t.id = "(id));
    let before = batch.push(tenant.bound(before));
    let broken = batch.push(tenant.bound(rule::broken(&rules)));
    let write = tenant.bound(sql!({sql}{rule::unbroken(&rules)}" RETURNING facts"));
    let mut posting = outbox::Posting::new(app, tenant.now());
    let event = |posting: &outbox::Posting, Emission { event, extra }: &Emission, condition: Sql| {
        let source = sql!(" FROM "{table}" t WHERE t.id = "(id)" AND "{condition});
        posting.event(*event, kind.as_json(extra), source)
    };
    // The first event hangs on the write; what follows hangs on that event, which is nobody else's.
    let first = emissions.first();
    let first = first.map(|first| Guarded::new(|changed| event(&posting, first, Sql::text(changed))));
    let written = batch.push_guarded(write, first);
    for emission in emissions.iter().skip(1) {
        posting.next_event(app);
        batch.push(event(&posting, emission, posting.is_written()));
    }
    let mut jobs = None;
    if !emissions.is_empty() {
        for statement in follow_up {
            batch.push(sql!({statement}" AND "{posting.is_written()}));
        }
        let [insert, select] = posting.deliveries(app);
        batch.push(insert);
        jobs = Some(batch.push(select));
    }
    let (principal, mut answers) = tenant.batch(batch).await?;
    let facts = answers.take(written).first().map(|row| row.text("facts")).transpose()?;
    let written = facts.is_some();
    if let Some(jobs) = jobs.filter(|_| written) {
        line::after_commit(app, answers.take(jobs), posting.first);
    }
    Ok(Outcome {
        principal,
        written,
        facts,
        broken: rule::first_broken(rules, &answers.take(broken)),
        before: answers.take(before).one(),
    })
}
