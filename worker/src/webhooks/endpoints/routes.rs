//! Webhook endpoints as they are served.

use uuid::Uuid;

use super::{
    actions::{self, CreatedWebhookEndpoint},
    model::{EndpointFields, WebhookEndpoint},
    rotation::{self, NextSecret, Rotation},
};
use crate::{
    auth::{Tenant, scope::Scope},
    http::{
        body::{Json, Patch},
        call::Call,
        endpoint::Endpoint,
        page::{Page, Paging},
        reply::{Created, NoContent},
    },
    problem::Problem,
};

pub fn endpoints() -> Vec<Endpoint> {
    let (all, one) = ("/api/v1/webhook-endpoints", "/api/v1/webhook-endpoints/{id}");
    let (read, write) = (Scope::WebhooksRead, Scope::WebhooksWrite);
    vec![
        Endpoint::get(all, read, "webhook-endpoints.list", "List the webhook endpoints", list),
        Endpoint::post(all, write, "webhook-endpoints.create", "Create a webhook endpoint", create),
        Endpoint::get(one, read, "webhook-endpoints.get", "Get a webhook endpoint", get),
        Endpoint::patch(one, write, "webhook-endpoints.update", "Update a webhook endpoint", update),
        Endpoint::delete(one, write, "webhook-endpoints.delete", "Delete a webhook endpoint", delete),
        Endpoint::post(
            format!("{one}/rotate-secret"),
            write,
            "webhook-endpoints.rotate-secret",
            "Give a webhook endpoint its next secret",
            rotate,
        ),
    ]
}

async fn list(call: Call<Tenant, (), Paging>) -> Result<Json<Page<WebhookEndpoint>>, Problem> {
    actions::list(&call.caller, &call.query).await.map(Json)
}

async fn get(call: Call<Tenant, Uuid>) -> Result<Json<WebhookEndpoint>, Problem> {
    actions::find(&call.caller, call.path).await.map(Json)
}

async fn create(call: Call<Tenant, (), (), Json<EndpointFields>>) -> Result<Created<CreatedWebhookEndpoint>, Problem> {
    let Json(fields) = call.body;
    actions::create(&call.app, &call.caller, fields).await.map(Created)
}

async fn update(call: Call<Tenant, Uuid, (), Patch<EndpointFields>>) -> Result<Json<WebhookEndpoint>, Problem> {
    let change = |before: &EndpointFields| call.body.onto(before);
    actions::update(&call.app, &call.caller, call.path, change).await.map(Json)
}

async fn delete(call: Call<Tenant, Uuid>) -> Result<NoContent, Problem> {
    actions::delete(&call.caller, call.path).await.map(|()| NoContent)
}

async fn rotate(call: Call<Tenant, Uuid, (), Json<Rotation>>) -> Result<Json<NextSecret>, Problem> {
    let Json(rotation) = call.body;
    rotation::rotate(&call.app, &call.caller, call.path, &rotation).await.map(Json)
}
