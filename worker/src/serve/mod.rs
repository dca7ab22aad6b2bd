//! What is served, all of it: the endpoint [`table`], the [`dispatch`] that asks it, and the documents made from it.

#[cfg(not(target_arch = "wasm32"))]
pub mod catalog;
pub mod dispatch;
pub mod local;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
pub mod system;
pub mod table;
