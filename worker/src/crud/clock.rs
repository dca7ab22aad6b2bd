//! [`Clock`]: what time alone does to a record, and the sweep that does it.
//!
//! Each change is a conditional update on status and version, so that sweeping twice, or two sweeps at once, change
//! nothing twice and tell nothing twice.

use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::{
    commit::Emission,
    record::{Record, Stored},
};
use crate::{
    app::{App, Windows},
    db::{DbError, Row, Sql},
    events::EventType,
    named::Named,
    time::Instant,
    webhooks::outbox::{self, Posting},
};

/// Records that one batch moves.
const STEP: i64 = 20;
/// Batches that one sweep spends on one clock; the next minute goes on.
const STEPS: usize = 10;

/// A rule of time: when the instant in `column` comes near or has passed, the status changes.
pub struct Clock<R: Record> {
    pub column: &'static str,
    pub when: When,
    pub from: &'static [R::Status],
    pub to: R::Status,
    pub event: Option<EventType>,
    /// The member of the event's data that says how long is left.
    pub remaining: Option<Remaining>,
    /// A further SQL condition over `t`.
    pub only_if: &'static str,
    /// A fact that keeps the instant for which the clock has struck.
    pub marks: Option<&'static str>,
}

/// Relative to the instant in the column.
#[derive(Clone, Copy)]
pub enum When {
    /// From so long before it on.
    Before(fn(&Windows) -> Duration),
    /// From it on.
    At,
    /// When it has passed.
    After,
    /// From the instant in this other column on, which each record has of its own.
    From(&'static str),
}

#[derive(Clone, Copy)]
pub enum Remaining {
    /// `daysRemaining`, whole days, rounded down.
    Days,
    /// `hoursRemaining`, whole hours, rounded down.
    Hours,
}

impl Remaining {
    /// The member's name and value.
    pub fn member(self, due: Instant, now: Instant) -> (String, Json) {
        let (name, unit) = match self {
            Self::Days => ("daysRemaining", 24 * 60 * 60 * 1000),
            Self::Hours => ("hoursRemaining", 60 * 60 * 1000),
        };
        let left = (due.millis() - now.millis()).div_euclid(unit);
        (name.to_owned(), json!(left))
    }
}

/// Lets every clock of this kind of record strike; returns how many records moved.
pub async fn sweep<R: Record>(app: &App) -> Result<usize, DbError> {
    let mut moved = 0;
    let clocks = R::clocks();
    for (index, clock) in clocks.iter().enumerate() {
        for _ in 0..STEPS {
            let (found, done) = strike(app, clock, &clocks[..index]).await?;
            moved += done;
            if found < STEP {
                break;
            }
        }
    }
    Ok(moved)
}

/// One bounded step; returns how many were found due, and how many of them moved.
///
/// Passes over what a clock of `before` has yet to move, should that one have had too much to do.
async fn strike<R: Record>(
    app: &App,
    clock: &Clock<R>,
    before: &[Clock<R>],
) -> Result<(i64, usize), DbError> {
    let now = app.now();
    let table = R::NAMES.table;
    let mut due = clock.condition(app, now);
    for earlier in before {
        due = due
            .then(Sql::text(" AND ("))
            .then(earlier.condition(app, now))
            .then(Sql::text(") IS NOT TRUE"));
    }
    let select = format!(
        "SELECT t.id, t.version, t.{} AS due FROM {table} t WHERE ",
        clock.column
    );
    let limit = Sql::new(
        format!(" ORDER BY t.{} LIMIT ?", clock.column),
        [STEP.into()],
    );
    let select = Sql::text(select).then(due.clone()).then(limit);
    let rows = app
        .db
        .batch(vec![select])
        .await?
        .into_iter()
        .next()
        .unwrap_or_default();
    if rows.is_empty() {
        return Ok((0, 0));
    }
    let mut batch = Vec::new();
    let mut results = Vec::new();
    for row in &rows {
        results.push(batch.len());
        batch.extend(clock.advance(app, row, &due, now)?);
    }
    let answers = app.db.batch(batch).await?;
    let moved = results
        .iter()
        .filter(|index| answers.get(**index).is_some_and(|rows| !rows.is_empty()));
    let moved = moved.count();
    let hints = answers.iter().flatten().filter_map(outbox::hint).collect();
    outbox::send_now(app, hints).await;
    Ok((i64::try_from(rows.len()).unwrap_or(STEP), moved))
}

impl<R: Record> Clock<R> {
    /// Over `t`: whether the clock has struck for it.
    fn condition(&self, app: &App, now: Instant) -> Sql {
        let from: Vec<_> = self
            .from
            .iter()
            .map(|status| format!("'{}'", status.name()))
            .collect();
        let (column, order, limit) = match self.when {
            When::Before(window) => (self.column, "<=", now.plus(window(&app.config.windows))),
            When::At => (self.column, "<=", now),
            When::After => (self.column, "<", now),
            When::From(column) => (column, "<=", now),
        };
        let text = format!("t.status IN ({}) AND t.{column} {order} ?", from.join(", "));
        let more = match self.only_if {
            "" => String::new(),
            condition => format!(" AND ({condition})"),
        };
        Sql::new(text, [limit.into()]).then(Sql::text(more))
    }

    /// The change of one record, then its event and deliveries.
    fn advance(&self, app: &App, row: &Row, due: &Sql, now: Instant) -> Result<Vec<Sql>, DbError> {
        let table = R::NAMES.table;
        let (id, due_at) = (row.text("id")?, row.get::<Instant>("due")?);
        let facts = match self.marks {
            Some(fact) => Sql::new(
                format!(", facts = json_set(facts, '$.{fact}', ?)"),
                [due_at.into()],
            ),
            None => Sql::default(),
        };
        let update = Sql::new(
            format!("UPDATE {table} AS t SET status = ?, version = version + 1, updated_at = ?"),
            [self.to.name().into(), now.into()],
        );
        let this_one = " WHERE t.id = ? AND t.version = ? AND ";
        let version: i64 = row.get("version")?;
        let update = update
            .then(facts)
            .then(Sql::new(this_one, [id.as_str().into(), version.into()]))
            .then(due.clone())
            // No column that a hint could be read from.
            .then(Sql::text(" RETURNING 1 AS moved"));
        let mut statements = vec![update];
        if let Some(event) = self.event {
            let emission = Emission {
                event,
                extra: Map::from_iter(self.remaining.map(|unit| unit.member(due_at, now))),
            };
            let posting = Posting::new(app, now);
            let source = format!(" FROM {table} t WHERE t.id = ? AND changes() = 1");
            let data = Stored::<R>::as_json(&emission.extra);
            statements.push(posting.event(event, data, Sql::new(source, [id.into()])));
            statements.extend(posting.unleased_deliveries());
        }
        Ok(statements)
    }
}
