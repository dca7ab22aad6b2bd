//! The HTTP toolkit: requests parsed into a handler's types, and its answer written.

pub mod admits;
pub mod body;
pub mod budget;
pub mod call;
pub mod endpoint;
pub mod filter;
mod json;
mod media;
pub mod page;
pub mod path;
pub mod query;
pub mod reply;
#[cfg(not(target_arch = "wasm32"))]
pub mod schemas;
pub mod upload;
