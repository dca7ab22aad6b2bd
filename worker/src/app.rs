//! [`App`]: every way by which the code reaches the world outside itself.

use std::{rc::Rc, time::Duration};

use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    auth::turns::Turns,
    db::Database,
    time::{Date, Instant},
    webhooks::{capacity::Capacity, lane::Lane, schedule::Schedule},
};

/// The ports and the configuration. Cheap to clone; one per invocation.
#[derive(Clone)]
pub struct App {
    pub db: Rc<dyn Database>,
    pub clock: Rc<dyn Clock>,
    pub timer: Rc<dyn Timer>,
    pub random: Rc<dyn Random>,
    pub outbound: Rc<dyn Outbound>,
    pub hints: Rc<dyn HintQueue>,
    pub tasks: Rc<dyn Tasks>,
    pub zones: Rc<dyn Zones>,
    /// Without one, mails stay in their outbox.
    pub mailer: Option<Rc<dyn Mailer>>,
    pub log: Rc<dyn Log>,
    /// Shared by all that the isolate does.
    pub turns: Rc<Turns>,
    /// Shared by all invocations of one isolate.
    pub capacity: Rc<Capacity>,
    pub config: Rc<Config>,
}

impl App {
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// A fresh random id, a version 4 UUID (RFC 9562 section 5.4).
    pub fn new_id(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A [`new_token`] from the platform's random source.
    pub fn new_token(&self) -> String {
        new_token(&*self.random)
    }
}

/// 32 lowercase hex characters.
pub fn new_token(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    hex::encode(bytes)
}

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
        Self {
            compliance: days(30),
            fa_training: days(30),
            mel: days(3),
        }
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
        Self {
            events: days(30),
            attempts: days(30),
        }
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

/// A webhook request, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// What came of sending it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Response(Response),
    Timeout,
    /// No answer: the runtime's own words why.
    Network(String),
}

/// A request that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub answer: Answer,
    /// How much of the receiver's time it took.
    pub took: Duration,
}

/// A receiver's response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its beginning: at most [`BODY_KEPT`](Self::BODY_KEPT) bytes.
    pub body: Vec<u8>,
}

impl Response {
    /// More of a body is never read: it may be endless.
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
/// the [receiver's own time](crate::webhooks::receiver_time).
pub trait Outbound {
    fn post(&self, post: Post, timeout: Duration) -> LocalBoxFuture<'_, Exchange>;
}

/// Tells a queue consumer that a delivery's attempt may be due. The database holds the truth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    pub delivery: String,
    pub attempt: i64,
    pub lane: Lane,
}

pub trait HintQueue {
    /// Sends the hints, each through its lane and to arrive after its delay. A lost hint costs time, never a delivery.
    fn send(&self, hints: Vec<(Hint, Duration)>) -> LocalBoxFuture<'_, Result<(), String>>;
}

/// A mail, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The same in every attempt.
    pub id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Why a mail was not sent, for the operator: without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailError {
    /// This mail will never be sent, such as to an address that cannot be.
    Refused(String),
    /// It may be sent later.
    Unavailable(String),
}

impl std::fmt::Display for MailError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(cause) | Self::Unavailable(cause) => f.write_str(cause),
        }
    }
}

/// Outbound mail. Gives up by itself when it takes long.
pub trait Mailer {
    fn send(&self, mail: Mail) -> LocalBoxFuture<'_, Result<(), MailError>>;
}

/// Work that goes on after the response.
pub trait Tasks {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>);
}

/// IANA time zones.
pub trait Zones {
    fn is_known(&self, zone: &str) -> bool;
    /// The calendar date in `zone` at `instant`; in UTC for an unknown zone.
    fn date_at(&self, instant: Instant, zone: &str) -> Date;

    /// The first minute of `date` in `zone`, whatever daylight saving does on that day.
    fn start_of_day(&self, date: Date, zone: &str) -> Instant {
        let minute = Duration::from_secs(60);
        // No zone is further than 15 hours from UTC, and every offset is a whole number of minutes.
        let (mut before, mut steps) = (date.utc_midnight().minus(minute * 15 * 60), 30 * 60);
        while steps > 0 {
            let half = steps / 2;
            let middle = before.plus(minute * half);
            if self.date_at(middle, zone) < date {
                before = middle.plus(minute);
                steps -= half + 1;
            } else {
                steps = half;
            }
        }
        before
    }
}

/// The operator's log. Never give it a secret, a token or a record's content.
pub trait Log {
    fn info(&self, message: &str);
    fn error(&self, message: &str);
}
