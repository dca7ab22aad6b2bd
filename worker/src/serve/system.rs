//! Endpoints about the API itself.

use crate::{
    app::{App, Asset},
    auth::Nobody,
    http::{
        admits::Everybody,
        call::Call,
        endpoint::Endpoint,
        reply::{IntoReply, Reply},
    },
    problem::Problem,
};

/// Stands in the committed document for the worker's own address.
pub const ORIGIN: &str = "https://api.example.com";

pub fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/openapi.json";
    vec![Endpoint::get(path, Everybody, "openapi.json.list", "Get this document", openapi)]
}

async fn openapi(call: Call<Nobody>) -> Result<Document, Problem> {
    Document::of(&call.app).await
}

/// The OpenAPI document. Made from the endpoint table natively and committed; a test keeps it current.
struct Document(String);

impl Document {
    /// With `PUBLIC_URL` as its server, or without a host where that is not set.
    async fn of(app: &App) -> Result<Self, Problem> {
        let committed = app.assets.read(Asset::OpenApi).await.map_err(Problem::internal)?;
        let origin = app.config.public_url.as_deref().unwrap_or_default();
        Ok(Self(committed.replace(ORIGIN, origin)))
    }
}

impl IntoReply for Document {
    const STATUS: u16 = 200;
    fn into_reply(self) -> Result<Reply, Problem> {
        Ok(Reply {
            status: Self::STATUS,
            headers: vec![
                ("content-type", "application/json".to_owned()),
                ("cache-control", "public, max-age=300".to_owned()),
                // Browsers' tools may read it from anywhere: it is public and the same for all.
                ("access-control-allow-origin", "*".to_owned()),
            ],
            body: self.0.into_bytes(),
        })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(_: &mut crate::http::schemas::Schemas) -> Option<serde_json::Value> {
        Some(serde_json::json!({"type": "object"}))
    }
}
