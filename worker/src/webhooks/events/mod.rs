//! The feed of events, for clients that poll, and the catalog of event types.

pub mod event_types;
pub mod feed;
