//! Endpoints about the API itself.

use http::Method;

use super::{
    endpoint::{Access, Call, Endpoint},
    reply::{IntoReply, Reply},
};
use crate::problem::Problem;

pub fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/openapi.json";
    vec![Endpoint::new(
        Method::GET,
        path,
        Access::Public,
        "Get this document",
        openapi,
    )]
}

async fn openapi(_: Call) -> Result<Document, Problem> {
    Ok(Document)
}

/// The OpenAPI document. Made from the endpoint table natively and committed; a test keeps it current.
struct Document;

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
            body: include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json")).to_vec(),
        })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(_: &mut super::openapi::Schemas) -> Option<serde_json::Value> {
        Some(serde_json::json!({"type": "object"}))
    }
}
