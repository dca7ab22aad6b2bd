//! Leases: whoever attempts a delivery first takes its lease, by one conditional update.

use uuid::Uuid;

use super::{
    attempt, capacity,
    deliveries::DeliveryStatus,
    lane::{self, Lane},
    machine::{Origin, Standing},
    outbox,
    rotation::Secrets,
    settle,
};
use crate::{
    app::{App, Hint},
    db::{DbError, Row, Sql},
    time::Instant,
};

/// A leased delivery with all that an attempt needs.
#[derive(Debug, Clone)]
pub struct Job {
    pub delivery: String,
    pub event_type: String,
    pub center_id: String,
    pub created_at: Instant,
    /// The event's data, JSON text.
    pub data: String,
    /// Whether it is a test message.
    pub is_example: bool,
    pub endpoint: Uuid,
    pub url: String,
    pub secrets: Secrets,
    /// The number of the attempt to make, from 1.
    pub attempt: i64,
    pub lane: Lane,
    pub standing: Standing,
    /// Proves that its reader holds it.
    pub lease_token: String,
}

pub const JOB_TABLES: &str = "deliveries d JOIN events e ON e.id = d.event_id \
    JOIN webhook_endpoints p ON p.id = d.endpoint_id";
pub const JOB_COLUMNS: &str = "d.id, d.attempt, d.completed, d.interrupted, d.first_attempt_at, d.manual_from, \
    d.automatic_at, d.lease_token, e.type, e.center_id, e.created_at, e.data, e.example, \
    p.id AS endpoint_id, p.url, p.secret, p.secret_key_id, p.next_secret, p.next_secret_key_id, \
    p.next_secret_activates_at";

/// Selects the jobs that this lease holds.
pub fn held_by(token: &str) -> Sql {
    let text = format!(
        "SELECT {JOB_COLUMNS}, {} FROM {JOB_TABLES} WHERE d.lease_token = ?",
        lane::COLUMN_OF_D
    );
    Sql::new(text, [token.into()])
}

impl Job {
    pub fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            delivery: row.text("id")?,
            event_type: row.text("type")?,
            center_id: row.text("center_id")?,
            created_at: row.get("created_at")?,
            data: row.text("data")?,
            is_example: row.get::<i64>("example")? != 0,
            endpoint: row.get("endpoint_id")?,
            url: row.text("url")?,
            secrets: Secrets::from_row(row)?,
            attempt: row.get("attempt")?,
            lane: Lane::of(row)?,
            standing: Standing {
                completed: row.get("completed")?,
                interrupted: row.get("interrupted")?,
                first_attempt_at: row.instant("first_attempt_at")?,
                manual_from: origin(row)?,
            },
            lease_token: row.text("lease_token")?,
        })
    }
}

fn origin(row: &Row) -> Result<Option<Origin>, DbError> {
    Ok(match row.get("manual_from")? {
        Some(DeliveryStatus::Retrying) => Some(Origin::Retrying(row.instant("automatic_at")?)),
        Some(DeliveryStatus::Delivered) => Some(Origin::Delivered),
        Some(DeliveryStatus::Failed) => Some(Origin::Failed),
        Some(DeliveryStatus::Skipped) => Some(Origin::Skipped),
        // The attempt that a pending delivery waits for is its own.
        Some(DeliveryStatus::Pending) | None => None,
    })
}

/// A queue consumer's batch: claims what the hints name and is still due, and attempts it.
///
/// A hint that came twice, too early or too late finds nothing to claim.
pub async fn consume(app: &App, hints: &[Hint]) -> Result<(), DbError> {
    let began = app.now();
    // A batch is of one queue, and so of one lane.
    let is_slow = hints.iter().all(|hint| hint.lane == Lane::Slow);
    let sending = match is_slow {
        true => None,
        false => Some(
            capacity::join(app, hints.len())
                .enter(app, hints.len())
                .await,
        ),
    };
    let jobs = claim(app, hints).await?;
    let (given_up, jobs) = jobs.into_iter().partition(|job| job.standing.is_given_up());
    settle::give_up(app, given_up).await;
    attempt::run(app, jobs, sending).await;
    if hints.iter().all(|hint| hint.lane == Lane::Bulk) {
        // As long as it worked: what others ask for meanwhile comes through.
        app.timer.sleep(app.now().since(began)).await;
    }
    Ok(())
}

async fn claim(app: &App, hints: &[Hint]) -> Result<Vec<Job>, DbError> {
    let now = app.now();
    let token = app.new_token();
    let hints = serde_json::json!(hints).to_string();
    let due = || {
        Sql::new(
            "SELECT d.id, d.endpoint_id, d.next_attempt_at, max(h.value ->> '$.lane') AS lane \
             FROM json_each(?) h JOIN deliveries d \
                ON d.id = h.value ->> '$.delivery' AND d.attempt = h.value ->> '$.attempt' \
             WHERE d.status IN ('PENDING', 'RETRYING') AND d.next_attempt_at <= ? \
                AND (d.lease_until IS NULL OR d.lease_until <= ?) GROUP BY d.id",
            [
                hints.as_str().into(),
                now.millis().into(),
                now.millis().into(),
            ],
        )
    };
    let admitted = || lane::admitted(due(), now).then(Sql::text(")"));
    // A lease that ran out belongs to an attempt that was cut off: it is recorded, and the next number begins.
    let interrupted = Sql::text(
        "INSERT INTO attempts (delivery_id, number, started_at, outcome, detail, manual) \
         SELECT d.id, d.attempt, d.leased_at, 'interrupted', 'The sender stopped before the attempt had ended.', \
            d.manual_from IS NOT NULL \
         FROM deliveries d WHERE d.lease_token IS NOT NULL AND d.id IN (",
    )
    .then(admitted());
    let take = Sql::new(
        "UPDATE deliveries SET attempt = attempt + (lease_token IS NOT NULL), \
         interrupted = interrupted + (lease_token IS NOT NULL), \
         first_attempt_at = coalesce(first_attempt_at, ?), hinted_at = NULL, held = 0, \
         lease_token = ?, leased_at = ?, lease_until = ? WHERE id IN (",
        [
            now.millis().into(),
            token.as_str().into(),
            now.into(),
            now.plus(app.config.lease()).millis().into(),
        ],
    )
    .then(admitted());
    // What is still due was refused: held back by the slow lane, or passed on to it by the fast one.
    let refuse = Sql::new(
        "UPDATE deliveries AS d SET held = r.lane = 'slow', hinted_at = iif(r.lane = 'slow', NULL, ?) FROM (",
        [now.millis().into()],
    )
    .then(due())
    .then(Sql::text(format!(
        ") r WHERE d.id = r.id RETURNING id, attempt, held, {}",
        lane::COLUMN
    )));
    let rows = app
        .db
        .batch(vec![interrupted, take, refuse, held_by(&token)])
        .await?;
    let [_, _, refused, taken] = rows.try_into().unwrap_or_default();
    let passed_on = refused
        .iter()
        .filter(|row| row.get("held").is_ok_and(|held: i64| held == 0));
    outbox::send_now(app, passed_on.filter_map(outbox::hint).collect()).await;
    taken.iter().map(Job::from_row).collect()
}
