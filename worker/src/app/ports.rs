//! The small ports: time, chance, work behind the response, the operator's log.

use std::time::Duration;

use futures::future::LocalBoxFuture;

use crate::time::Instant;

pub trait Clock {
    fn now(&self) -> Instant;
}

pub trait Timer {
    /// Ends after so long, or a little later.
    fn sleep(&self, time: Duration) -> LocalBoxFuture<'_, ()>;
}

pub trait Random {
    /// Fills `bytes` from a cryptographically secure source.
    fn fill(&self, bytes: &mut [u8]);
}

/// Work that goes on after the response.
pub trait Tasks {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>);
}

/// The operator's log. Never give it a secret, a token or a record's content.
pub trait Log {
    fn info(&self, message: &str);
    fn error(&self, message: &str);
}
