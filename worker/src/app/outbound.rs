//! The port [`Outbound`]: webhook requests and their results.

use std::time::Duration;

use futures::future::LocalBoxFuture;

/// A webhook request, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// The result of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Response(Response),
    Timeout,
    /// No response; the text is the runtime's error message.
    Network(String),
}

/// The result of a request, with its duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub answer: Answer,
    /// The receiver's own time: see [`Outbound`].
    pub took: Duration,
}

/// A receiver's response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The first [`BODY_KEPT`](Self::BODY_KEPT) bytes at most.
    pub body: Vec<u8>,
}

impl Response {
    /// The rest of a body is never read: it may be endless.
    pub const BODY_KEPT: usize = 16 * 1024;

    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The value of the first header of this lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Outbound HTTP. Redirects are never followed; the timeout covers the response's head and body, and is counted in
/// the [receiver's own time](crate::webhooks::delivery::receiver_time).
pub trait Outbound {
    fn post(&self, post: Post, timeout: Duration) -> LocalBoxFuture<'_, Exchange>;
}
