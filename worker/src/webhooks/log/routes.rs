//! The delivery log as it is served.

use uuid::Uuid;

use super::{
    attempts::{self, Attempt, AttemptQuery},
    deliveries::{self, Delivery},
    resend,
    test_message::{self, TestMessage, TestMessageResult},
};
use crate::{
    auth::{Tenant, scope::Scope},
    http::{
        body::{Json, Nothing},
        call::Call,
        endpoint::Endpoint,
        page::{Page, Paging},
        query::{Query, QueryInput},
        reply::Accepted,
    },
    problem::Problem,
    webhooks::delivery::{delivery_id::DeliveryId, status::DeliveryStatus},
    wire::WireName,
};

pub fn endpoints() -> Vec<Endpoint> {
    let (endpoint, delivery) = ("/api/v1/webhook-endpoints/{id}", "/api/v1/webhook-deliveries/{id}");
    let (read, write) = (Scope::WebhooksRead, Scope::WebhooksWrite);
    vec![
        Endpoint::get(
            format!("{endpoint}/deliveries"),
            read,
            "webhook-endpoints.deliveries.list",
            "List an endpoint's deliveries",
            list,
        ),
        Endpoint::get(delivery, read, "webhook-deliveries.get", "Get a delivery with its last attempts", get),
        Endpoint::get(
            format!("{delivery}/attempts"),
            read,
            "webhook-deliveries.attempts.list",
            "List a delivery's attempts, newest first",
            list_attempts,
        ),
        Endpoint::post(
            format!("{delivery}/resend"),
            write,
            "webhook-deliveries.resend",
            "Send a delivery once more, now; a failure leaves it as it is",
            resend,
        ),
        Endpoint::post(
            format!("{endpoint}/test"),
            write,
            "webhook-endpoints.test",
            "Send a test message, and see what the receiver answers",
            test,
        ),
    ]
}

struct DeliveryQuery {
    paging: Paging,
    status: Option<DeliveryStatus>,
}

impl QueryInput for DeliveryQuery {
    fn take(query: &mut Query) -> Result<Self, Problem> {
        let paging = Paging::take(query)?;
        let names: Vec<_> = DeliveryStatus::ALL.iter().map(|status| status.name()).collect();
        let expected = format!("one of {}", names.join(", "));
        let status = query.take_as("status", &expected, DeliveryStatus::named)?;
        Ok(Self { paging, status })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value> {
        let names: Vec<_> = DeliveryStatus::ALL.iter().map(|status| status.name()).collect();
        let mut parameters = Paging::parameters();
        parameters.push(crate::http::schemas::parameter(
            "status",
            "Keeps the deliveries with this status.",
            &serde_json::json!({"type": "string", "enum": names}),
        ));
        parameters
    }
}

async fn list(call: Call<Tenant, Uuid, DeliveryQuery>) -> Result<Json<Page<Delivery>>, Problem> {
    let DeliveryQuery { paging, status } = call.query;
    deliveries::list(&call.caller, call.path, status, &paging).await.map(Json)
}

async fn get(call: Call<Tenant, DeliveryId>) -> Result<Json<Delivery>, Problem> {
    deliveries::find(&call.caller, &call.path).await.map(Json)
}

async fn list_attempts(call: Call<Tenant, DeliveryId, AttemptQuery>) -> Result<Json<Page<Attempt>>, Problem> {
    attempts::list(&call.caller, &call.path, call.query).await.map(Json)
}

async fn resend(call: Call<Tenant, DeliveryId, (), Json<Nothing>>) -> Result<Accepted<Delivery>, Problem> {
    resend::resend(&call.app, &call.caller, &call.path).await.map(Accepted)
}

async fn test(call: Call<Tenant, Uuid, (), Json<TestMessage>>) -> Result<Json<TestMessageResult>, Problem> {
    let Json(message) = call.body;
    test_message::send(&call.app, &call.caller, call.path, message).await.map(Json)
}
