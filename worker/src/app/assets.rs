//! The port [`Assets`]: documents that are deployed beside the worker, and so are no part of what every instance holds.

use futures::future::LocalBoxFuture;

/// Each is committed, made from the code natively.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asset {
    /// The OpenAPI document.
    OpenApi,
    /// The catalog of event types.
    EventTypes,
}

pub trait Assets {
    /// Its text; or why it cannot be read, for the operator.
    fn read(&self, asset: Asset) -> LocalBoxFuture<'_, Result<String, String>>;
}
