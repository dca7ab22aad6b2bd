//! Webhook endpoints: where a center wants which events, and the secret that signs what is sent there.

pub mod actions;
pub mod model;
pub mod rotation;
pub mod routes;
