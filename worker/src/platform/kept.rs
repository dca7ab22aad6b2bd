//! The connections that the runtime may keep for the next request. It tells nobody of them, so that they are counted
//! here: by URL and not by host, so that one which breaks every connection is not tried again for its neighbours' sake.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use crate::time::Instant;

/// For how long the runtime keeps a connection that nobody uses.
const KEPT: Duration = Duration::from_secs(5);
/// Of one URL, at most.
const MOST: usize = 16;
/// URLs that are remembered; with more, all are forgotten.
const MOST_URLS: usize = 1_000;

thread_local! {
    /// By URL, when each connection was last used.
    static USED: RefCell<HashMap<String, Vec<Instant>>> = RefCell::default();
}

/// A request was answered: its connection may be used again.
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

/// A connection was lost: whether it may have been one that was kept, which is then counted no more.
pub fn lose(url: &str, now: Instant) -> bool {
    USED.with_borrow_mut(|used| {
        let Some(connections) = used.get_mut(url) else {
            return false;
        };
        connections.retain(|since| now.since(*since) < KEPT);
        connections.pop().is_some()
    })
}
