//! The operator's API as it is served.

use uuid::Uuid;

use super::{
    api_keys::{self, CreatedApiKey, KeyFields},
    centers::{self, Center, CenterSettings, NewCenter},
};
use crate::{
    auth::Operator,
    http::{
        admits::OperatorOnly,
        body::{Json, Patch},
        call::Call,
        endpoint::Endpoint,
        reply::{Created, NoContent},
    },
    problem::Problem,
};

pub fn endpoints() -> Vec<Endpoint> {
    let (centers, center) = ("/admin/centers", "/admin/centers/{id}");
    let (keys, key) = ("/admin/centers/{id}/api-keys", "/admin/centers/{id}/api-keys/{keyId}");
    vec![
        Endpoint::post(centers, OperatorOnly, "admin.centers.create", "Create a center and its owner", create_center),
        Endpoint::patch(center, OperatorOnly, "admin.centers.update", "Update a center", update_center),
        Endpoint::post(keys, OperatorOnly, "admin.centers.api-keys.create", "Mint an API key", mint_key),
        Endpoint::delete(key, OperatorOnly, "admin.centers.api-keys.delete", "Revoke an API key at once", revoke_key),
    ]
}

async fn create_center(call: Call<Operator, (), (), Json<NewCenter>>) -> Result<Created<Center>, Problem> {
    let Json(new) = call.body;
    centers::create(&call.app, call.now, new).await.map(Created)
}

async fn update_center(call: Call<Operator, Uuid, (), Patch<CenterSettings>>) -> Result<Json<Center>, Problem> {
    let change = |before: &CenterSettings| call.body.onto(before);
    centers::update(&call.app, call.now, call.path, change).await.map(Json)
}

async fn mint_key(call: Call<Operator, Uuid, (), Json<KeyFields>>) -> Result<Created<CreatedApiKey>, Problem> {
    let Json(fields) = call.body;
    api_keys::mint(&call.app, call.now, call.path, fields).await.map(Created)
}

async fn revoke_key(call: Call<Operator, (Uuid, Uuid)>) -> Result<NoContent, Problem> {
    let (center, key) = call.path;
    api_keys::revoke(&call.app, call.now, center, key).await.map(|()| NoContent)
}
