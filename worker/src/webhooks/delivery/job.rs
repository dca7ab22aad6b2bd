//! [`Job`]: a leased delivery with all that an attempt needs.

use uuid::Uuid;

use super::{
    lane,
    lease::Lease,
    policy::{Origin, Standing},
    status::DeliveryStatus,
};
use crate::{
    app::Lane,
    db::{DbError, Row, Sql},
    sql,
    time::Instant,
    webhooks::secrets::signing::Secrets,
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
    /// Proves that the reader holds the lease.
    pub lease_token: String,
}

pub const JOB_TABLES: &str = "deliveries d JOIN events e ON e.id = d.event_id \
    JOIN webhook_endpoints p ON p.id = d.endpoint_id";
pub const JOB_COLUMNS: &str = "d.id, d.attempt, d.completed, d.interrupted, d.first_attempt_at, d.manual_from, \
    d.automatic_at, d.lease_token, e.type, e.center_id, e.created_at, e.data, e.example, \
    p.id AS endpoint_id, p.url, p.secret, p.secret_key_id, p.next_secret, p.next_secret_key_id, \
    p.next_secret_activates_at";

/// Selects the jobs that this lease holds.
pub fn held_by(lease: &Lease) -> Sql {
    sql!("SELECT "{JOB_COLUMNS}", "{lane::COLUMN_OF_D}" FROM "{JOB_TABLES}" \
        WHERE d.lease_token = "(lease.token.as_str()))
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
        // PENDING is never a state before a manual attempt: resending one is refused.
        Some(DeliveryStatus::Pending) | None => None,
    })
}
