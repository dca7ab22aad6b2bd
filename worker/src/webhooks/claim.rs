//! Leases: whoever attempts a delivery first takes its lease, by one conditional update.

use uuid::Uuid;

use super::{attempt, schedule::MAX_INTERRUPTIONS, secrets::Sealed, settle};
use crate::{
    app::{App, Hint},
    db::{DbError, Row, Sql},
    time::Instant,
};

/// A delivery with all that an attempt needs.
#[derive(Debug, Clone)]
pub struct Job {
    pub delivery: String,
    pub event_type: String,
    pub center_id: String,
    pub created_at: Instant,
    /// The event's data, JSON text.
    pub data: String,
    pub endpoint: Uuid,
    pub url: String,
    pub secret: Sealed,
    /// The number of the attempt to make, from 1.
    pub attempt: i64,
    /// Completed attempts before it, all of them failures.
    pub completed: i64,
    pub interrupted: i64,
    /// Set when the one who reads the job holds it.
    pub lease_token: Option<String>,
}

pub const JOB_TABLES: &str = "deliveries d JOIN events e ON e.id = d.event_id \
    JOIN webhook_endpoints p ON p.id = d.endpoint_id";
pub const JOB_COLUMNS: &str = "d.id, d.attempt, d.completed, d.interrupted, d.lease_token, e.type, \
    e.center_id, e.created_at, e.data, p.id AS endpoint_id, p.url, p.secret, p.secret_key_id";

impl Job {
    pub fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            delivery: row.text("id")?,
            event_type: row.text("type")?,
            center_id: row.text("center_id")?,
            created_at: row.get("created_at")?,
            data: row.text("data")?,
            endpoint: row.get("endpoint_id")?,
            url: row.text("url")?,
            secret: Sealed {
                key_id: row.text("secret_key_id")?,
                text: row.text("secret")?,
            },
            attempt: row.get("attempt")?,
            completed: row.get("completed")?,
            interrupted: row.get("interrupted")?,
            lease_token: row.get("lease_token")?,
        })
    }

    pub fn hint(&self) -> Hint {
        Hint {
            delivery: self.delivery.clone(),
            attempt: self.attempt,
        }
    }
}

/// A queue consumer's batch: claims what the hints name and is still due, and attempts it.
///
/// A hint that came twice, too early or too late finds nothing to claim.
pub async fn consume(app: &App, hints: &[Hint]) -> Result<(), DbError> {
    let jobs = claim(app, hints).await?;
    let (given_up, jobs) = jobs
        .into_iter()
        .partition(|job| job.interrupted > MAX_INTERRUPTIONS);
    settle::give_up(app, given_up).await;
    attempt::run(app, jobs).await;
    Ok(())
}

async fn claim(app: &App, hints: &[Hint]) -> Result<Vec<Job>, DbError> {
    let now = app.now();
    let token = app.new_token();
    let hints = serde_json::json!(hints).to_string();
    // A lease that ran out belongs to an attempt that was cut off: it is recorded, and the next number begins.
    let due = "d.status IN ('PENDING', 'RETRYING') AND d.next_attempt_at <= ? \
        AND (d.lease_until IS NULL OR d.lease_until <= ?) \
        AND EXISTS (SELECT 1 FROM json_each(?) h \
            WHERE h.value ->> '$.delivery' = d.id AND h.value ->> '$.attempt' = d.attempt)";
    let params = || {
        [
            now.millis().into(),
            now.millis().into(),
            hints.as_str().into(),
        ]
    };
    let interrupted = Sql::new(
        "INSERT INTO attempts (delivery_id, number, started_at, outcome, detail) \
         SELECT d.id, d.attempt, d.leased_at, 'interrupted', 'The sender stopped before the attempt had ended.' \
         FROM deliveries d WHERE d.lease_token IS NOT NULL AND ",
        [],
    )
    .then(Sql::new(due, params()));
    let take = Sql::new(
        "UPDATE deliveries AS d SET attempt = attempt + (lease_token IS NOT NULL), \
         interrupted = interrupted + (lease_token IS NOT NULL), \
         hinted_at = NULL, lease_token = ?, leased_at = ?, lease_until = ? WHERE ",
        [
            token.as_str().into(),
            now.into(),
            now.plus(app.config.lease()).millis().into(),
        ],
    )
    .then(Sql::new(due, params()));
    let select = format!("SELECT {JOB_COLUMNS} FROM {JOB_TABLES} WHERE d.lease_token = ?");
    let select = Sql::new(select, [token.as_str().into()]);
    let rows = app.db.batch(vec![interrupted, take, select]).await?;
    rows.last()
        .into_iter()
        .flatten()
        .map(Job::from_row)
        .collect()
}
