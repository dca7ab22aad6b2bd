//! `webhook.delivery.failed`: the event about a delivery that has failed for good.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{fence::Fence, outbox, status::FailureReason, verdict::Verdict};
use crate::{app::App, db::Sql, events::EventType, sql, time::Instant, webhooks::outcome::Outcome, wire::WireName};

/// The events for the failures among `verdicts`, to be inserted while the leases are held; `None` if there are none. The
/// failure of such an event's own delivery emits no further one.
pub struct Failures {
    events: Fence,
    /// JSON: the events' ids.
    ids: String,
}

impl Failures {
    pub fn among(app: &App, verdicts: &[Verdict]) -> Option<Self> {
        let failed: Vec<_> = verdicts
            .iter()
            .filter(|verdict| verdict.is_failure())
            .filter(|verdict| verdict.job.event_type != EventType::WebhookDeliveryFailed.name())
            .map(|verdict| (outbox::new_event_id(app), verdict))
            .collect();
        if failed.is_empty() {
            return None;
        }
        let event = |(id, verdict): &(String, &Verdict)| {
            let data = json!(DeliveryFailure::of(verdict)).to_string();
            json!({"id": id, "data": data})
        };
        let ids: Vec<_> = failed.iter().map(|(id, _)| id).collect();
        let ids = json!(ids).to_string();
        let events = Fence::new(failed.iter().map(|failure| (&failure.1.job, event(failure))));
        Some(Self { events, ids })
    }

    /// Inserts the events.
    pub fn events(&self, now: Instant) -> Sql {
        sql!("INSERT INTO events (id, center_id, environment, type, created_at, data) \
            SELECT v.value ->> '$.id', d.center_id, d.environment, \
                "(EventType::WebhookDeliveryFailed.name())", "(now)", v.value ->> '$.data' \
            FROM "{self.events.held()})
    }

    /// The events' deliveries, and hints for them.
    pub fn deliveries(&self, now: Instant) -> [Sql; 2] {
        outbox::unleased_deliveries(&self.ids, now)
    }
}

/// The data of `webhook.delivery.failed`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryFailure {
    delivery_id: String,
    endpoint_id: Uuid,
    event_type: String,
    /// Completed attempts.
    attempts: i64,
    reason: FailureReason,
    /// Null for the reason `backlog`, which ends a delivery without an attempt.
    last_outcome: Option<Outcome>,
    last_response_status: Option<u16>,
}

impl DeliveryFailure {
    fn of(verdict: &Verdict) -> Self {
        let Verdict { job, entry, .. } = verdict;
        let last = entry.as_ref();
        Self {
            delivery_id: job.delivery.clone(),
            endpoint_id: job.endpoint,
            event_type: job.event_type.clone(),
            attempts: job.standing.completed + i64::from(last.is_some()),
            reason: verdict.reason,
            last_outcome: match verdict.reason {
                FailureReason::Attempts => Some(last.map_or(Outcome::Interrupted, |entry| entry.outcome)),
                FailureReason::Backlog => None,
            },
            last_response_status: last.and_then(|entry| entry.response_status),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub fn example() -> Self {
        Self {
            delivery_id: "del_4c1f0a2b3c4d5e6f708192a3b4c5d6e79d2e4c1a5b7f4f6a".to_owned(),
            endpoint_id: Uuid::from_u128(0x9d2e4c1a_5b7f_4f6a_9c3d_1e2f3a4b5c6d),
            event_type: "booking.created".to_owned(),
            attempts: 5,
            reason: FailureReason::Attempts,
            last_outcome: Some(Outcome::Status),
            last_response_status: Some(500),
        }
    }
}
