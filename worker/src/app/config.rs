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
    /// The one before it, until nothing is sealed with that any more.
    pub secrets_key_previous: Option<[u8; 32]>,
    /// Requests of one center that an isolate works on at once.
    pub requests_at_once: usize,
    pub schedule: Schedule,
    /// How long one attempt may take.
    pub delivery_timeout: Duration,
    /// How often the scheduled handler runs.
    pub cron_interval: Duration,
    /// How long every attempt at an endpoint fails before it is disabled.
    pub disable_after: Duration,
    /// How many deliveries wait for one slow endpoint before its oldest are given up.
    pub most_waiting: i64,
    /// Lets endpoints be `http://` and on loopback: for development only.
    pub allow_local_targets: bool,
    /// Where the worker is reached from outside, without a trailing slash.
    pub public_url: Option<String>,
    /// The host that the present request was sent to; queue and cron have none.
    pub request_host: Option<String>,
    pub windows: Windows,
    pub retention: Retention,
}

/// How long before a due time its warning is given. No figure is documented; these are our defaults.
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

/// How long what happened is kept, at least.
#[derive(Debug, Clone)]
pub struct Retention {
    /// Events, with their deliveries.
    pub events: Duration,
    /// The attempts of a delivery that is not open any more; its event takes along those that are left.
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

    /// How long a hint may be under way before the sweeper gives another.
    pub fn hint_patience(&self) -> Duration {
        self.cron_interval * 5
    }

    /// `path` as a link for a mail; only the path where the worker does not know its own address.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_deref().unwrap_or_default())
    }
}
