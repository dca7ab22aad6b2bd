//! Recoveries as they are served.

use uuid::Uuid;

use super::{
    progress::{self, Recovery},
    request::{self, Recover, Recovered},
};
use crate::{
    auth::{Tenant, scope::Scope},
    http::{
        body::{Json, Nothing},
        call::Call,
        endpoint::Endpoint,
        page::{Page, Paging},
        reply::{Accepted, IntoReply, Reply},
    },
    problem::Problem,
};

pub fn endpoints() -> Vec<Endpoint> {
    let (endpoint, one) = ("/api/v1/webhook-endpoints/{id}", "/api/v1/webhook-recoveries/{id}");
    let (read, write) = (Scope::WebhooksRead, Scope::WebhooksWrite);
    vec![
        Endpoint::post(
            format!("{endpoint}/recover"),
            write,
            "webhook-endpoints.recover",
            "Send an endpoint what it missed",
            recover,
        ),
        Endpoint::get(
            format!("{endpoint}/recoveries"),
            read,
            "webhook-endpoints.recoveries.list",
            "List an endpoint's recoveries",
            list,
        ),
        Endpoint::get(one, read, "webhook-recoveries.get", "Get a recovery's progress", get),
        Endpoint::post(
            format!("{one}/cancel"),
            write,
            "webhook-recoveries.cancel",
            "Cancel a recovery; what it has not queued yet stays as it is",
            cancel,
        ),
    ]
}

impl IntoReply for Recovered {
    const STATUS: u16 = 202;
    fn into_reply(self) -> Result<Reply, Problem> {
        match self {
            Self::Begun(recovery) => Accepted(*recovery).into_reply(),
            Self::Counted(count) => Json(count).into_reply(),
        }
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(schemas: &mut crate::http::schemas::Schemas) -> Option<serde_json::Value> {
        Some(schemas.reply::<Recovery>())
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn other(schemas: &mut crate::http::schemas::Schemas) -> Option<(u16, serde_json::Value)> {
        Some((200, schemas.reply::<request::RecoveryCount>()))
    }
}

async fn recover(call: Call<Tenant, Uuid, (), Json<Recover>>) -> Result<Recovered, Problem> {
    let Json(recover) = call.body;
    request::start(&call.app, &call.caller, call.path, &recover).await
}

async fn list(call: Call<Tenant, Uuid, Paging>) -> Result<Json<Page<Recovery>>, Problem> {
    progress::list(&call.caller, call.path, &call.query).await.map(Json)
}

async fn get(call: Call<Tenant, Uuid>) -> Result<Json<Recovery>, Problem> {
    progress::find(&call.caller, call.path).await.map(Json)
}

async fn cancel(call: Call<Tenant, Uuid, (), Json<Nothing>>) -> Result<Json<Recovery>, Problem> {
    progress::cancel(&call.caller, call.path).await.map(Json)
}
