//! One guarded write: the record, its event and the event's deliveries in one batch, or nothing at all.

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    record::{OF_CALLER, Record, Stored},
    rule::Rule,
};
use crate::{
    app::App,
    auth::{Principal, Tenant},
    db::{Row, Sql},
    events::EventType,
    problem::Problem,
    webhooks::outbox,
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
        Self {
            event,
            extra: Map::new(),
        }
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

/// Runs `write`, which must return `facts` exactly if it changes a row, behind `rules`.
///
/// `write` is given the rules as a condition to put into its `WHERE`. The event hangs on `changes()` right after
/// it: a look at the record's new state would pass for the loser of a race too.
pub async fn commit<R: Record>(
    app: &App,
    tenant: &Tenant,
    id: Uuid,
    rules: Vec<Rule>,
    write: impl FnOnce(Sql) -> Sql,
    emissions: Vec<Emission>,
    follow_up: Vec<Sql>,
) -> Result<Outcome, Problem> {
    let table = R::NAMES.table;
    let before =
        format!("SELECT t.status, t.version FROM {table} t WHERE {OF_CALLER} AND t.id = ?");
    let mut batch = vec![
        tenant.bound(Sql::new(before, [id.into()])),
        tenant.bound(broken_rules(&rules)),
        tenant.bound(write(unbroken(&rules))),
    ];
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
        batch.push(posting.event(*event, Stored::<R>::as_json(extra), source));
    }
    if !emissions.is_empty() {
        for statement in follow_up {
            batch.push(
                statement
                    .then(Sql::text(" AND "))
                    .then(posting.is_written()),
            );
        }
        batch.extend(posting.deliveries());
    }
    let (principal, rows) = tenant.batch(batch).await?;
    let mut rows = rows.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    let (before, broken, written) = (next(), next(), next());
    let jobs = rows.last().unwrap_or_default();

    let facts = written.first().map(|row| row.text("facts")).transpose()?;
    let written = facts.is_some();
    if written && !emissions.is_empty() {
        outbox::dispatch(app, jobs);
    }
    let first_broken = broken.first().and_then(|row| {
        let is_broken = |index: &usize| row.0.get(&format!("r{index}")).is_some_and(is_true);
        (0..rules.len()).find(is_broken)
    });
    Ok(Outcome {
        principal,
        written,
        facts,
        broken: first_broken
            .and_then(|index| rules.into_iter().nth(index))
            .map(|rule| rule.problem),
        before: before.into_iter().next(),
    })
}

/// One row that says of each rule whether it is broken, as `r0`, `r1`, ...
fn broken_rules(rules: &[Rule]) -> Sql {
    let mut sql = Sql::text("SELECT 0 AS none");
    for (index, rule) in rules.iter().enumerate() {
        sql = sql
            .then(Sql::text(", "))
            .then(rule.broken.clone())
            .then(Sql::text(format!(" AS r{index}")));
    }
    sql
}

/// A condition, begun by ` AND `, that holds when no rule is broken.
fn unbroken(rules: &[Rule]) -> Sql {
    let mut sql = Sql::default();
    for rule in rules {
        sql = sql.then(Sql::text(" AND NOT ")).then(rule.broken.clone());
    }
    sql
}

fn is_true(value: &Json) -> bool {
    value.as_f64().is_some_and(|number| number != 0.0)
}
