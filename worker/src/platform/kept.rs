//! Counts the idle connections that the runtime may reuse, because it does not expose them. They are counted by URL, not by
//! host: a URL that breaks every connection must not be retried because of others on its host.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use crate::time::Instant;

/// How long the runtime keeps an idle connection.
const KEPT: Duration = Duration::from_secs(5);
/// The largest number that is counted for one URL.
const MOST: usize = 16;
/// URLs that are remembered; with more, all are forgotten.
const MOST_URLS: usize = 1_000;

thread_local! {
    /// By URL, when each connection was last used.
    static USED: RefCell<HashMap<String, Vec<Instant>>> = RefCell::default();
}

/// Called when a request was answered: its connection may be reused.
pub fn note(url: &str, now: Instant) {
    USED.with_borrow_mut(|used| {
        if used.len() >= MOST_URLS {
            used.clear();
        }
        let connections = used.entry(url.to_owned()).or_default();
        connections.push(now);
        if connections.len() > MOST {
            connections.remove(0);
        }
    });
}

/// Called when a connection was lost. Returns whether it may have been a reused one, and removes that from the count.
pub fn lose(url: &str, now: Instant) -> bool {
    USED.with_borrow_mut(|used| {
        let Some(connections) = used.get_mut(url) else {
            return false;
        };
        connections.retain(|since| now.since(*since) < KEPT);
        connections.pop().is_some()
    })
}
