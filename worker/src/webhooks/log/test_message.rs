//! Test messages: an example from the catalog, sent to one endpoint while the caller waits for what comes of it.
//!
//! It is an event and a delivery like any other, so that it is signed, sent and logged in the same way; but the event
//! is marked as an example, told to this endpoint only, and makes one manual attempt.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    attempts::Attempt,
    deliveries::{self, Delivery},
};
use crate::{
    app::App,
    auth::{OF_CALLER, Tenant},
    events::EventType,
    problem::{Code, Problem},
    sql,
    webhooks::{
        delivery::{
            delivery_id::DeliveryId,
            job::{self, Job},
            lease::{self, Lease},
            line, outbox,
        },
        endpoints::{actions::not_found, model::no_event_type},
        events::event_types,
        outcome::Outcome,
    },
    wire::WireName,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestMessage {
    /// Whose example is sent, whether or not the endpoint subscribes to it. Test messages carry the header
    /// `X-AviationAlley-Test: true`.
    #[serde(rename = "type", default = "webhook_test")]
    #[schemars(with = "EventType")]
    event_type: String,
}

fn webhook_test() -> String {
    EventType::WebhookTest.name().to_owned()
}

/// What came of a test message.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestMessageResult {
    #[schemars(with = "DeliveryId")]
    delivery_id: String,
    #[serde(flatten)]
    attempt: Attempt,
    /// What to fix at the receiver; null on success.
    advice: Option<&'static str>,
}

/// Works for a disabled endpoint too: it is how to find out whether it can be enabled again.
pub async fn send(
    app: &App,
    tenant: &Tenant,
    endpoint: Uuid,
    TestMessage { event_type }: TestMessage,
) -> Result<TestMessageResult, Problem> {
    let now = tenant.now();
    let Some(example) = event_types::example(app, &event_type).await? else {
        return Err(Problem::invalid("type", no_event_type(&event_type)));
    };
    let (event, lease) = (outbox::new_event_id(app), Lease::new(app, now));
    let insert_event = sql!("INSERT INTO events (id, center_id, environment, type, created_at, data, example) \
        SELECT "(event.as_str())", t.center_id, t.environment, "(event_type)", "(now)", "(example)", 1 \
        FROM webhook_endpoints t WHERE "{OF_CALLER}" AND t.id = "(endpoint)" AND t.deleted_at IS NULL");
    // As if resent after it was skipped: it makes one attempt, and has none to come.
    let insert_delivery = sql!("INSERT INTO deliveries (id, event_id, endpoint_id, center_id, environment, created_at, \
            status, manual_from, next_attempt_at, first_attempt_at, "{lease::COLUMNS}") \
        SELECT "{outbox::DELIVERY_ID}", ev.id, ep.id, ev.center_id, ev.environment, "(now)", \
            'PENDING', 'SKIPPED', "(now.millis())", "(now.millis())", "{lease.values()}" \
        FROM events ev JOIN webhook_endpoints ep ON ep.id = "(endpoint)" WHERE ev.id = "(event));
    let batch = [tenant.bound(insert_event), insert_delivery, job::held_by(&lease)];
    let (_, [_, _, jobs]) = tenant.batch(batch).await?;
    let job = Job::from_row(&jobs.one().ok_or_else(|| not_found(endpoint))?)?;
    let delivery = job.delivery.clone();
    line::run(app, vec![job], None).await;
    let select = tenant.bound(deliveries::select_one(&delivery));
    let (_, [rows]) = tenant.batch([select]).await?;
    let attempts = match rows.one() {
        Some(row) => Delivery::from_row(&row)?.attempts,
        None => Vec::new(),
    };
    let Some(attempt) = attempts.into_iter().next() else {
        let detail = "The endpoint was disabled or deleted while the test was under way; test it again.";
        return Err(Problem::new(Code::Conflict, detail));
    };
    Ok(TestMessageResult { delivery_id: delivery, advice: advice(&attempt), attempt })
}

fn advice(attempt: &Attempt) -> Option<&'static str> {
    Some(match (attempt.outcome, attempt.response_status) {
        (Outcome::Success, _) => return None,
        (Outcome::Timeout, _) => {
            "Answer any 2xx within 5 seconds: keep the message, answer, and do the work behind the answer."
        }
        (Outcome::Status, Some(300..=399)) => {
            "Redirects are not followed: set the endpoint's url to the one that answers itself."
        }
        (Outcome::Status, Some(401 | 403)) => {
            "The receiver, or what stands in front of it, refuses the message: verify the raw body with this \
             endpoint's secret, and let requests through that carry no credentials of their own."
        }
        (Outcome::Status, Some(404 | 405 | 410)) => {
            "The host answers, but nothing takes a POST at this path: check the endpoint's url."
        }
        (Outcome::Status, _) => "Only a 2xx counts as received: what the receiver answered says more.",
        (Outcome::Network | Outcome::Interrupted, _) => {
            "No answer came: check that the host's name resolves, that it listens on this port, and that its \
             certificate is valid."
        }
    })
}
