//! The results of handlers, and how they become HTTP responses.

use schemars::JsonSchema;
use serde::Serialize;

use super::body::Json;
use crate::{
    problem::{Code, Problem},
    wire::WireName,
};

/// An HTTP response.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// The product's own site, whose docs stand for those of a worker that does not know its address.
const HOME: &str = "https://aviationalley.com";

/// The URI that a problem's `type` has: where the docs explain its code (RFC 9457 section 3.1.1). `origin` is where the
/// worker is reached from outside.
pub fn problem_type(origin: Option<&str>, code: Code) -> String {
    format!("{}/docs/errors#{}", origin.unwrap_or(HOME), code.name())
}

impl Reply {
    pub fn json(status: u16, value: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(value).map_err(Problem::internal)?;
        Ok(Self { status, headers: vec![("content-type", "application/json".to_owned())], body })
    }

    /// RFC 9457 problem details.
    pub fn problem(problem: &Problem, request_id: &str, origin: Option<&str>) -> Self {
        let code = problem.code;
        let mut body = serde_json::json!({
            "type": problem_type(origin, code),
            "title": code.title(),
            "status": code.status(),
            "detail": problem.detail,
            "code": code,
            "requestId": request_id,
        });
        if !problem.errors.is_empty() {
            body["errors"] = serde_json::json!(problem.errors);
        }
        let mut headers = vec![("content-type", "application/problem+json".to_owned())];
        if let Some(methods) = &problem.allow {
            headers.push(("allow", methods.clone()));
        }
        match code {
            Code::Unauthorized => headers.push(("www-authenticate", "Bearer".to_owned())),
            Code::Unavailable | Code::RateLimited => headers.push(("retry-after", "1".to_owned())),
            _ => {}
        }
        Self { status: code.status(), headers, body: body.to_string().into_bytes() }
    }
}

/// The result of a handler; its type states status and schema.
pub trait IntoReply {
    const STATUS: u16;
    fn into_reply(self) -> Result<Reply, Problem>;
    /// The body's schema; `None` for an empty body.
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(schemas: &mut super::schemas::Schemas) -> Option<serde_json::Value>;
    /// Another successful answer: its status and its body's schema.
    #[cfg(not(target_arch = "wasm32"))]
    fn other(_: &mut super::schemas::Schemas) -> Option<(u16, serde_json::Value)> {
        None
    }
}

impl<T: Serialize + JsonSchema> IntoReply for Json<T> {
    const STATUS: u16 = 200;
    fn into_reply(self) -> Result<Reply, Problem> {
        Reply::json(Self::STATUS, &self.0)
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(schemas: &mut super::schemas::Schemas) -> Option<serde_json::Value> {
        Some(schemas.reply::<T>())
    }
}

/// 201 with what was created.
pub struct Created<T>(pub T);

impl<T: Serialize + JsonSchema> IntoReply for Created<T> {
    const STATUS: u16 = 201;
    fn into_reply(self) -> Result<Reply, Problem> {
        Reply::json(Self::STATUS, &self.0)
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(schemas: &mut super::schemas::Schemas) -> Option<serde_json::Value> {
        Some(schemas.reply::<T>())
    }
}

/// 202 with the current state of what was begun.
pub struct Accepted<T>(pub T);

impl<T: Serialize + JsonSchema> IntoReply for Accepted<T> {
    const STATUS: u16 = 202;
    fn into_reply(self) -> Result<Reply, Problem> {
        Reply::json(Self::STATUS, &self.0)
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(schemas: &mut super::schemas::Schemas) -> Option<serde_json::Value> {
        Some(schemas.reply::<T>())
    }
}

/// 204: done, without a body.
pub struct NoContent;

impl IntoReply for NoContent {
    const STATUS: u16 = 204;
    fn into_reply(self) -> Result<Reply, Problem> {
        Ok(Reply { status: Self::STATUS, headers: Vec::new(), body: Vec::new() })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(_: &mut super::schemas::Schemas) -> Option<serde_json::Value> {
        None
    }
}
