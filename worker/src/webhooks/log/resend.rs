//! Resending: one manual attempt of a delivery, made at once, with its own id and bytes.
//!
//! It influences the automatic attempts only by success, which ends them. The [`policy`](crate::webhooks::delivery::policy)
//! decides what follows from a failure. Its lease is taken in the same transaction, so that after a crash the sweeper has
//! it made again.

use super::deliveries::{self, Delivery};
use crate::{
    app::App,
    auth::{OF_CALLER, Tenant},
    db::Row,
    problem::{Code, Problem},
    sql,
    webhooks::delivery::{delivery_id::DeliveryId, job, lease::Lease, line, status::DeliveryStatus},
};

pub async fn resend(app: &App, tenant: &Tenant, id: &DeliveryId) -> Result<Delivery, Problem> {
    let now = tenant.now();
    let obstacles = sql!("SELECT t.status, t.lease_token IS NOT NULL AS leased, p.enabled, \
            p.deleted_at IS NOT NULL AS deleted \
        FROM deliveries t JOIN webhook_endpoints p ON p.id = t.endpoint_id \
        WHERE "{OF_CALLER}" AND t.id = "(id.as_str()));
    let lease = Lease::new(app, now);
    let take = sql!("UPDATE deliveries AS t SET manual_from = status, automatic_at = next_attempt_at, \
            status = 'PENDING', interrupted = 0, next_attempt_at = "(now.millis())", held = 0, hinted_at = NULL, \
            first_attempt_at = coalesce(first_attempt_at, "(now.millis())"), "{lease.taken()}" \
        WHERE "{OF_CALLER}" AND t.id = "(id.as_str())" AND t.status <> 'PENDING' AND t.lease_token IS NULL \
            AND EXISTS (SELECT 1 FROM webhook_endpoints p \
                WHERE p.id = t.endpoint_id AND p.enabled = 1 AND p.deleted_at IS NULL)");
    let batch = [
        tenant.bound(obstacles),
        tenant.bound(take),
        job::held_by(&lease),
        tenant.bound(deliveries::select_one(id.as_str())),
    ];
    let (_, [before, _, job, delivery]) = tenant.batch(batch).await?;
    let (Some(before), Some(delivery)) = (before.first(), delivery.first()) else {
        return Err(id.not_found());
    };
    if job.is_empty() {
        return Err(Problem::new(Code::Conflict, obstacle(before)?));
    }
    line::after_commit(app, job, None);
    Ok(Delivery::from_row(delivery)?)
}

/// Why a delivery that was found like this cannot be resent.
fn obstacle(before: &Row) -> Result<&'static str, Problem> {
    let is = |column| -> Result<bool, Problem> { Ok(before.get::<i64>(column)? != 0) };
    Ok(if is("deleted")? {
        "The delivery's endpoint was deleted; nothing can be sent to it any more."
    } else if !is("enabled")? {
        "The delivery's endpoint is disabled; enable it first, then resend."
    } else if before.get::<DeliveryStatus>("status")? == DeliveryStatus::Pending || is("leased")? {
        "An attempt of this delivery is due or under way; wait for its outcome, then decide again."
    } else {
        "Another request changed the delivery at the same moment; read it and decide again."
    })
}
