//! The catalog of event types.

use http::Method;
use schemars::JsonSchema;
use serde::Serialize;

use super::endpoints::READ;
use crate::{
    api::{
        body::Json,
        endpoint::{Call, Endpoint},
    },
    events::EventType,
    named::Named,
    problem::Problem,
};

pub fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/webhook-event-types";
    vec![Endpoint::new(
        Method::GET,
        path,
        READ,
        "List the event types",
        list,
    )]
}

/// An event type that endpoints can subscribe to.
#[derive(Debug, Serialize, JsonSchema)]
struct EventTypeItem {
    #[serde(rename = "type")]
    event_type: EventType,
}

#[derive(Debug, Serialize, JsonSchema)]
struct EventTypes {
    data: Vec<EventTypeItem>,
}

async fn list(call: Call) -> Result<Json<EventTypes>, Problem> {
    call.tenant.check().await?;
    let data = EventType::ALL.iter().map(|event_type| EventTypeItem {
        event_type: *event_type,
    });
    Ok(Json(EventTypes {
        data: data.collect(),
    }))
}
