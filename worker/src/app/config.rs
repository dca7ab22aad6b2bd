//! [`Config`]: what the operator sets.

use std::time::Duration;

use super::schedule::Schedule;

/// What the operator sets. Some of it is secret, hence no `Debug`.
#[derive(Clone)]
pub struct Config {
    /// The operator API's bearer token; without it that API does not exist.
    pub admin_token: Option<String>,
    /// Encrypts signing secrets at rest.
    pub secrets_key: Option<[u8; 32]>,
    /// The key before it, until no stored secret is encrypted with it any more.
    pub secrets_key_previous: Option<[u8; 32]>,
    /// Requests of one center that an isolate serves at the same time.
    pub requests_at_once: usize,
    pub schedule: Schedule,
    /// How long one attempt may take.
    pub delivery_timeout: Duration,
    /// How often the scheduled handler runs.
    pub cron_interval: Duration,
    /// How long all attempts to an endpoint have to fail before it is disabled.
    pub disable_after: Duration,
    /// The largest backlog of a slow endpoint; beyond it the oldest deliveries are given up.
    pub most_waiting: i64,
    /// Lets endpoints be `http://` and on loopback: for development only.
    pub allow_local_targets: bool,
    /// Where the worker is reached from outside, without a trailing slash.
    pub public_url: Option<String>,
    /// The host that the current request was sent to; `None` for queue and cron.
    pub request_host: Option<String>,
    pub windows: Windows,
    pub retention: Retention,
}

/// How long before a due time its warning event is emitted. The product documents no figures; these are our defaults.
#[derive(Debug, Clone)]
pub struct Windows {
    pub compliance: Duration,
    pub fa_training: Duration,
    /// At most this for an MEL deferral, and at most a third of its interval.
    pub mel: Duration,
}

impl Default for Windows {
    fn default() -> Self {
        Self { compliance: days(30), fa_training: days(30), mel: days(3) }
    }
}

/// Minimum retention periods.
#[derive(Debug, Clone)]
pub struct Retention {
    /// Events, with their deliveries.
    pub events: Duration,
    /// Attempts of deliveries in a final state. They are removed with their event at the latest.
    pub attempts: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self { events: days(30), attempts: days(30) }
    }
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

impl Config {
    /// How long a lease lives: the attempt's timeout with a margin for the database (5 s -> 30 s).
    pub fn lease(&self) -> Duration {
        self.delivery_timeout * 6
    }

    /// How long a hint may be under way before the sweeper sends another one.
    pub fn hint_patience(&self) -> Duration {
        self.cron_interval * 5
    }

    /// `path` as an absolute link for a mail; the bare path if `PUBLIC_URL` is not set.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_deref().unwrap_or_default())
    }
}
