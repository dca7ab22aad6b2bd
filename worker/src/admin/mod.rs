//! The operator's API: centers and their keys, behind the operator's token.

mod api_keys;
mod centers;
mod routes;

pub use routes::endpoints;
