//! What is served, all of it: the endpoint [`table`], the [`dispatch`] that asks it, and the documents made from it.

#[cfg(not(target_arch = "wasm32"))]
pub mod catalog;
pub mod dispatch;
pub mod local;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
#[cfg(not(target_arch = "wasm32"))]
mod refusals;
pub mod system;
pub mod table;
#[cfg(not(target_arch = "wasm32"))]
mod tags;

use crate::{
    app::App,
    http::{endpoint::Endpoint, reply::Reply},
};

thread_local! {
    /// Built once per isolate, not per request.
    static TABLE: &'static [Endpoint] = table::endpoints().leak();
}

/// Answers any request.
pub async fn handle(app: &App, request: dispatch::Request) -> Reply {
    let table = TABLE.with(|table| *table);
    dispatch::handle(app, table, request).await
}
