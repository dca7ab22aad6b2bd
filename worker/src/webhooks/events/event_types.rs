//! The catalog of event types, served as it was committed.

use serde_json::Value;

use crate::{
    app::{App, Asset},
    auth::{Tenant, scope::Scope},
    http::{
        call::Call,
        endpoint::Endpoint,
        reply::{IntoReply, Reply},
    },
    problem::Problem,
};

pub fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/webhook-event-types";
    vec![Endpoint::get(path, Scope::WebhooksRead, "webhook-event-types.list", "List the event types", list)]
}

async fn list(call: Call<Tenant>) -> Result<Catalog, Problem> {
    catalog(&call.app).await.map(Catalog)
}

/// Generated natively by `serve::catalog` and committed; a test keeps it current.
async fn catalog(app: &App) -> Result<String, Problem> {
    app.assets.read(Asset::EventTypes).await.map_err(Problem::internal)
}

/// The catalog's example data for an event type; `None` if there is no such type.
pub async fn example(app: &App, event_type: &str) -> Result<Option<Value>, Problem> {
    let mut catalog: Value = serde_json::from_str(&catalog(app).await?).map_err(Problem::internal)?;
    let items = catalog["data"].as_array_mut();
    let mut items = items.into_iter().flatten();
    Ok(items.find(|item| item["type"] == event_type).map(|item| item["example"].take()))
}

struct Catalog(String);

impl IntoReply for Catalog {
    const STATUS: u16 = 200;
    fn into_reply(self) -> Result<Reply, Problem> {
        Ok(Reply {
            status: Self::STATUS,
            headers: vec![("content-type", "application/json".to_owned())],
            body: self.0.into_bytes(),
        })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(_: &mut crate::http::schemas::Schemas) -> Option<Value> {
        use serde_json::json;
        let text = json!({"type": "string"});
        let object = json!({"type": "object"});
        let item = json!({
            "type": "object",
            "required": ["type", "domain", "description", "schema", "example"],
            "properties": {"type": text, "domain": text, "description": text, "schema": object, "example": object},
        });
        let data = json!({"type": "array", "items": item});
        Some(json!({"type": "object", "required": ["data"], "properties": {"data": data}}))
    }
}
