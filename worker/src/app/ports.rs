//! The small ports: time, randomness, background tasks, the operator's log.

use std::time::Duration;

use futures::future::LocalBoxFuture;

use crate::time::Instant;

pub trait Clock {
    fn now(&self) -> Instant;
}

pub trait Timer {
    /// Completes after `time`, or a little later.
    fn sleep(&self, time: Duration) -> LocalBoxFuture<'_, ()>;
}

pub trait Random {
    /// Fills `bytes` from a cryptographically secure source.
    fn fill(&self, bytes: &mut [u8]);
}

/// Work that continues after the response was sent.
pub trait Tasks {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>);
}

/// The operator's log. Never log a secret, a token or the content of a record.
pub trait Log {
    fn info(&self, message: &str);
    fn error(&self, message: &str);
}
