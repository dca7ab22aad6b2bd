//! The delivery log, as its center reads it.

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::attempts::{self, Attempt, Responses};
use crate::{
    auth::{OF_CALLER, Tenant},
    db::{DbError, Row, Sql},
    http::page::{Page, Paging},
    problem::Problem,
    sql,
    time::Instant,
    webhooks::{
        delivery::{
            delivery_id::DeliveryId,
            status::{DeliveryStatus, FailureReason},
        },
        endpoints::actions::{is_there, not_found},
    },
    wire::WireName,
};

/// One event on its way to one endpoint.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// The same over all attempts: receivers recognise a repetition by it.
    #[schemars(with = "DeliveryId")]
    pub id: String,
    #[serde(rename = "type")]
    event_type: String,
    endpoint_id: Uuid,
    status: DeliveryStatus,
    created_at: Instant,
    next_attempt_at: Option<Instant>,
    /// Why it is FAILED; null while it is not.
    failure_reason: Option<FailureReason>,
    /// The last ten, newest first; `GET /webhook-deliveries/{id}/attempts` lists all.
    pub attempts: Vec<Attempt>,
}

/// What is selected of a delivery.
fn columns(responses: Responses) -> String {
    format!(
        "t.id, t.endpoint_id, t.status, t.created_at, t.next_attempt_at, \
        iif(t.status = 'FAILED', coalesce(t.failure_reason, 'attempts'), NULL) AS failure_reason, \
        (SELECT e.type FROM events e WHERE e.id = t.event_id) AS type, {} AS attempts",
        attempts::recent(responses)
    )
}

impl Delivery {
    pub fn from_row(row: &Row) -> Result<Self, DbError> {
        let next_attempt_at: Option<i64> = row.get("next_attempt_at")?;
        Ok(Self {
            id: row.text("id")?,
            event_type: row.text("type")?,
            endpoint_id: row.get("endpoint_id")?,
            status: row.get("status")?,
            created_at: row.get("created_at")?,
            next_attempt_at: next_attempt_at.and_then(Instant::from_millis),
            failure_reason: row.get("failure_reason")?,
            attempts: row.json("attempts")?,
        })
    }
}

/// Selects one delivery of the caller, with its attempts; to be [bound](crate::auth::Tenant::bound).
pub fn select_one(id: &str) -> Sql {
    sql!("SELECT "{columns(Responses::Shown)}" FROM deliveries t WHERE "{OF_CALLER}" AND t.id = "(id))
}

/// Those of an endpoint; only with this status, if one is given.
pub async fn list(
    tenant: &Tenant,
    id: Uuid,
    status: Option<DeliveryStatus>,
    paging: &Paging,
) -> Result<Page<Delivery>, Problem> {
    let status = status.map_or_else(Sql::default, |status| sql!(" AND t.status = "(status.name())));
    let page = sql!("SELECT "{columns(Responses::LeftOut)}" FROM deliveries t \
        WHERE "{OF_CALLER}" AND t.endpoint_id = "(id){status}{paging.tail()});
    let batch = [is_there(id), page].map(|sql| tenant.bound(sql));
    let (_, [endpoint, page]) = tenant.batch(batch).await?;
    if endpoint.is_empty() {
        return Err(not_found(id));
    }
    Ok(Page::from_rows(paging, page, Delivery::from_row)?)
}

pub async fn find(tenant: &Tenant, id: &DeliveryId) -> Result<Delivery, Problem> {
    let (_, [rows]) = tenant.batch([tenant.bound(select_one(id.as_str()))]).await?;
    match rows.one() {
        Some(row) => Ok(Delivery::from_row(&row)?),
        None => Err(id.not_found()),
    }
}
