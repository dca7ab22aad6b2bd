//! HTTP: the endpoint table, and the one place each where requests are routed, authenticated and parsed.

pub mod body;
pub mod budget;
pub mod dispatch;
pub mod endpoint;
mod json;
mod media;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
pub mod page;
pub mod query;
pub mod reply;
#[cfg(not(target_arch = "wasm32"))]
mod schemas;
#[cfg(not(target_arch = "wasm32"))]
pub mod scopes;
pub mod system;
pub mod table;
pub mod upload;
