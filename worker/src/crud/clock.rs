//! [`Clock`]: changes of a record's status by time alone, and the sweep that makes them.
//!
//! Each change is a conditional update on status and version, so that repeated or concurrent sweeps change nothing twice
//! and emit no event twice. Each step is shared among the centers that have something due, so that one center's backlog
//! does not delay the others.

use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::{Kind, Record};
use crate::{
    app::{App, Windows},
    db::{Batch, DbError, EACH_FEED, Guarded, Row, Slot, Sql},
    events::EventType,
    sql,
    time::Instant,
    webhooks::delivery::{hint, outbox::Posting},
    wire::WireName,
};

/// Records that one batch moves.
const STEP: i64 = 20;
/// How long one sweep spends on one clock at most; the next minute goes on.
const BUDGET: Duration = Duration::from_secs(2);

/// A rule of time: when the instant in `column` comes near or has passed, the status changes.
pub struct Clock<R: Record> {
    pub column: &'static str,
    pub when: When,
    pub from: &'static [R::Status],
    pub to: R::Status,
    pub event: Option<EventType>,
    /// The member of the event's data with the remaining time.
    pub remaining: Option<Remaining>,
    /// A further SQL condition over `t`.
    pub only_if: &'static str,
    /// A fact that records the instant for which the change was made.
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
    let strikes = R::clocks().iter().map(|clock| clock.strike(app)).collect();
    carry_out(app, &Kind::of::<R>(), strikes).await
}

/// What a clock does at one moment.
struct Strike {
    /// A condition over `t`: whether it is due.
    due: Sql,
    /// The column of that condition, by which an index of exactly these statuses is ordered.
    ordered_by: &'static str,
    column: &'static str,
    to: &'static str,
    event: Option<EventType>,
    remaining: Option<Remaining>,
    marks: Option<&'static str>,
    now: Instant,
}

impl<R: Record> Clock<R> {
    fn strike(&self, app: &App) -> Strike {
        let now = app.now();
        let from: Vec<_> = self.from.iter().map(|status| status.name()).collect();
        let (ordered_by, due) = self.when.condition(self.column, app, now);
        Strike {
            due: sql!({due}{further(&from, self.only_if)}),
            ordered_by,
            column: self.column,
            to: self.to.name(),
            event: self.event,
            remaining: self.remaining,
            marks: self.marks,
            now,
        }
    }
}

impl When {
    /// The column that decides, and the condition over `t`.
    fn condition(self, column: &'static str, app: &App, now: Instant) -> (&'static str, Sql) {
        let (column, order, limit) = match self {
            Self::Before(window) => (column, "<=", now.plus(window(&app.config.windows))),
            Self::At => (column, "<=", now),
            Self::After => (column, "<", now),
            Self::From(other) => (other, "<=", now),
        };
        let condition = sql!("t."{column}" "{order}" "(limit));
        (column, condition)
    }
}

/// The statuses are written as in the clock's index, because SQLite otherwise does not recognise that it can use it.
fn further(from: &[&str], only_if: &str) -> Sql {
    let statuses = match from {
        [status] => format!("= '{status}'"),
        statuses => format!("IN ('{}')", statuses.join("', '")),
    };
    let more = match only_if {
        "" => String::new(),
        condition => format!(" AND ({condition})"),
    };
    sql!(" AND t.status "{statuses}{more})
}

async fn carry_out(app: &App, kind: &Kind, strikes: Vec<Strike>) -> Result<usize, DbError> {
    let mut moved = 0;
    // Skips what an earlier clock still has to move, in case that one did not finish.
    let mut passed_over = Sql::default();
    for strike in strikes {
        let due = sql!({&strike.due}{&passed_over});
        let end = app.now().plus(BUDGET);
        loop {
            let began = app.now();
            let (found, done) = step(app, kind, &strike, &due).await?;
            moved += done;
            if found < STEP || done == 0 || app.now() >= end {
                break;
            }
            // Pauses for as long as it worked, so that others get their share of the database.
            app.timer.sleep(app.now().since(began)).await;
        }
        passed_over = sql!({passed_over}" AND ("{strike.due}") IS NOT TRUE");
    }
    Ok(moved)
}

/// One bounded step; returns how many were found due, and how many of them moved.
async fn step(app: &App, kind: &Kind, strike: &Strike, due: &Sql) -> Result<(i64, usize), DbError> {
    let [rows] = app.db.batch([strike.select(kind, due)]).await?;
    if rows.is_empty() {
        return Ok((0, 0));
    }
    let mut batch = Batch::default();
    let (mut changes, mut hints) = (Vec::new(), Vec::new());
    for row in &rows {
        let (change, hint) = strike.change(&mut batch, app, kind, row, due)?;
        changes.push(change);
        hints.extend(hint);
    }
    let mut answers = app.db.batch(batch).await?;
    let moved = changes.into_iter().filter(|change| !answers.take(*change).is_empty()).count();
    let hints: Vec<_> = hints.into_iter().flat_map(|slot| answers.take(slot)).collect();
    hint::send_now(app, hint::read(app, &hints)).await;
    Ok((i64::try_from(rows.len()).unwrap_or(STEP), moved))
}

impl Strike {
    /// Selects what is due: the first of each center and environment, then the second of each, and so on.
    fn select(&self, kind: &Kind, due: &Sql) -> Sql {
        let (table, column, order) = (kind.names.table, self.column, self.ordered_by);
        sql!("SELECT id, version, due FROM (SELECT t.id, t.version, t."{column}" AS due, \
                row_number() OVER (PARTITION BY t.center_id, t.environment ORDER BY t."{order}") AS turn \
            FROM "{EACH_FEED}" f JOIN "{table}" t ON t.id IN (SELECT t.id FROM "{table}" t \
                WHERE t.center_id = f.center_id AND t.environment = f.environment AND "{due}" \
                ORDER BY t."{order}" LIMIT "(STEP)")) \
            ORDER BY turn, due LIMIT "(STEP))
    }

    /// Pushes the change of one record, then its event and deliveries; returns where the change's row and the hints are
    /// answered.
    fn change(
        &self,
        batch: &mut Batch,
        app: &App,
        kind: &Kind,
        row: &Row,
        due: &Sql,
    ) -> Result<(Slot, Option<Slot>), DbError> {
        let table = kind.names.table;
        let (id, version, due_at) = (row.text("id")?, row.get::<i64>("version")?, row.get::<Instant>("due")?);
        let facts = match self.marks {
            Some(fact) => sql!(", facts = json_set(facts, '$."{fact}"', "(due_at)")"),
            None => Sql::default(),
        };
        let update = sql!("UPDATE "{table}" AS t SET status = "(self.to)", version = version + 1, \
            updated_at = "(self.now){facts}" WHERE t.id = "(id.as_str())" AND t.version = "(version)" AND "{due}" \
            RETURNING 1 AS moved");
        let Some(event) = self.event else {
            return Ok((batch.push(update), None));
        };
        let extra = Map::from_iter(self.remaining.map(|unit| unit.member(due_at, self.now)));
        let posting = Posting::new(app, self.now);
        let event = Guarded::new(|changed| {
            let source = sql!(" FROM "{table}" t WHERE t.id = "(id)" AND "{changed});
            posting.event(event, kind.as_json(&extra), source)
        });
        let change = batch.push_guarded(update, [event]);
        let [insert, select] = posting.unleased_deliveries();
        batch.push(insert);
        Ok((change, Some(batch.push(select))))
    }
}
