//! Recoveries, as their center follows them. What they do is in [`steps`](super::steps).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    auth::{OF_CALLER, Tenant},
    db::{DbError, Row, Sql},
    http::page::{Page, Paging},
    problem::{Code, Problem},
    sql,
    time::Instant,
    webhooks::{
        delivery::status::DeliveryStatus,
        endpoints::actions::{is_there, not_found},
    },
    wire_enum,
};

wire_enum! {
    pub enum RecoveryStatus {
        /// Deliveries are queued, or attempted.
        Running = "RUNNING",
        /// All have a final state again.
        Completed = "COMPLETED",
        /// By a request, or since the endpoint was disabled or deleted.
        Cancelled = "CANCELLED",
    }
}

/// A recovery and how far it is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recovery {
    id: Uuid,
    endpoint_id: Uuid,
    created_at: Instant,
    finished_at: Option<Instant>,
    status: RecoveryStatus,
    since: Instant,
    #[schemars(with = "Vec<String>")]
    event_types: Value,
    #[schemars(with = "Vec<DeliveryStatus>")]
    statuses: Value,
    /// How many deliveries there were to send when it began.
    total: i64,
    /// How many have been given five new attempts so far, at most five a second.
    queued: i64,
    /// Of those, how many are DELIVERED.
    delivered: i64,
    /// Of those, how many FAILED again.
    failed: i64,
}

const COLUMNS: &str = "t.id, t.endpoint_id, t.created_at, t.finished_at, t.status, t.since, t.event_types, t.statuses, \
    t.total, t.queued, \
    coalesce(t.delivered, (SELECT count(*) FROM deliveries d WHERE d.recovery_id = t.id AND d.status = 'DELIVERED')) \
        AS delivered, \
    coalesce(t.failed, (SELECT count(*) FROM deliveries d WHERE d.recovery_id = t.id AND d.status = 'FAILED')) AS failed";

impl Recovery {
    pub fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            endpoint_id: row.get("endpoint_id")?,
            created_at: row.get("created_at")?,
            finished_at: row.get("finished_at")?,
            status: row.get("status")?,
            since: row.get("since")?,
            event_types: row.json("event_types")?,
            statuses: row.json("statuses")?,
            total: row.get("total")?,
            queued: row.get("queued")?,
            delivered: row.get("delivered")?,
            failed: row.get("failed")?,
        })
    }
}

/// Selects one recovery of the caller; to be [bound](crate::auth::Tenant::bound).
pub fn select_one(id: Uuid) -> Sql {
    sql!("SELECT "{COLUMNS}" FROM webhook_recoveries t WHERE "{OF_CALLER}" AND t.id = "(id))
}

fn no_such_recovery(id: Uuid) -> Problem {
    Problem::not_found("recovery", id)
}

pub async fn list(tenant: &Tenant, endpoint: Uuid, paging: &Paging) -> Result<Page<Recovery>, Problem> {
    let page = sql!("SELECT "{COLUMNS}" FROM webhook_recoveries t \
        WHERE "{OF_CALLER}" AND t.endpoint_id = "(endpoint){paging.tail()});
    let batch = [is_there(endpoint), page].map(|sql| tenant.bound(sql));
    let (_, [there, page]) = tenant.batch(batch).await?;
    if there.is_empty() {
        return Err(not_found(endpoint));
    }
    Ok(Page::from_rows(paging, page, Recovery::from_row)?)
}

pub async fn find(tenant: &Tenant, id: Uuid) -> Result<Recovery, Problem> {
    let (_, [rows]) = tenant.batch([tenant.bound(select_one(id))]).await?;
    match rows.one() {
        Some(row) => Ok(Recovery::from_row(&row)?),
        None => Err(no_such_recovery(id)),
    }
}

pub async fn cancel(tenant: &Tenant, id: Uuid) -> Result<Recovery, Problem> {
    let cancel = sql!("UPDATE webhook_recoveries AS t SET status = 'CANCELLED', finished_at = "(tenant.now())" \
        WHERE "{OF_CALLER}" AND t.id = "(id)" AND t.status = 'RUNNING' RETURNING id");
    let batch = [cancel, select_one(id)].map(|sql| tenant.bound(sql));
    let (_, [cancelled, recovery]) = tenant.batch(batch).await?;
    let recovery = recovery.first().ok_or_else(|| no_such_recovery(id))?;
    if cancelled.is_empty() {
        let detail = "The recovery has ended already; there is nothing to cancel.";
        return Err(Problem::new(Code::InvalidTransition, detail));
    }
    Ok(Recovery::from_row(recovery)?)
}
