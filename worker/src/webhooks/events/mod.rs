//! Events for those who would rather ask than be told, and the types that there are.

pub mod event_types;
pub mod feed;
