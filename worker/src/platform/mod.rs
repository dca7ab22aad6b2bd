//! Cloudflare's side of [`App`]: one adapter for each port.

mod d1;
mod hints;
pub mod http;
mod mail;
mod outbound;
mod system;

use std::{rc::Rc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use futures::future::LocalBoxFuture;
use url::Url;
use worker::{Context, Env};

use crate::{
    app::{App, Config, Retention, Tasks, Windows},
    auth::turns::Turns,
    webhooks::{capacity::Capacity, schedule::Schedule},
};
pub use system::Console;

/// In seconds.
const DAY: u64 = 24 * 60 * 60;

thread_local! {
    static TURNS: Rc<Turns> = Rc::default();
    static CAPACITY: Rc<Capacity> = Rc::default();
}

/// The application on this invocation's bindings.
pub fn app(env: &Env, background: Background, request_host: Option<String>) -> worker::Result<App> {
    let outbound = Rc::new(outbound::FetchOutbound);
    Ok(App {
        db: Rc::new(d1::D1(env.d1("DB")?)),
        clock: Rc::new(system::SystemClock),
        timer: Rc::new(system::SystemTimer),
        random: Rc::new(system::SystemRandom),
        outbound: outbound.clone(),
        hints: Rc::new(hints::Hints {
            fast: env.queue("HINTS")?,
            slow: env.queue("SLOW_HINTS")?,
        }),
        tasks: Rc::new(background),
        zones: Rc::new(system::IntlZones),
        mailer: mail::mailer(env, |name| text(env, name), outbound)?,
        log: Rc::new(Console),
        turns: TURNS.with(Rc::clone),
        capacity: CAPACITY.with(Rc::clone),
        config: Rc::new(Config {
            request_host,
            ..config(env)?
        }),
    })
}

/// A setting or a secret; `None` when it is not set, or empty.
fn text(env: &Env, name: &str) -> Option<String> {
    let var = env.var(name).ok()?.to_string();
    (!var.is_empty()).then_some(var)
}

/// Reads the configuration; what is set but unreadable is an error rather than a default.
fn config(env: &Env) -> worker::Result<Config> {
    let text = |name: &str| text(env, name);
    let bad =
        |name: &str, expected: &str| worker::Error::RustError(format!("{name} must be {expected}"));
    let number = |name: &str, default: u64| match text(name) {
        None => Ok(default),
        Some(text) => text.parse().map_err(|_| bad(name, "a whole number")),
    };
    let schedule = match text("RETRY_SCHEDULE") {
        None => Schedule::default(),
        Some(text) => {
            Schedule::parse(&text).ok_or_else(|| bad("RETRY_SCHEDULE", "four waits in seconds"))?
        }
    };
    let key = |name: &str| match text(name) {
        None => Ok(None),
        Some(text) => {
            let bytes = BASE64_STANDARD.decode(text.trim()).ok();
            let key = bytes.and_then(|bytes| bytes.try_into().ok());
            key.map(Some).ok_or_else(|| bad(name, "base64 of 32 bytes"))
        }
    };
    let public_url = match text("PUBLIC_URL") {
        None => None,
        Some(text) => {
            let url = Url::parse(&text).ok().filter(Url::has_host);
            let url = url.ok_or_else(|| bad("PUBLIC_URL", "a URL like https://api.example.com"))?;
            Some(url.as_str().trim_end_matches('/').to_owned())
        }
    };
    Ok(Config {
        admin_token: text("ADMIN_TOKEN"),
        secrets_key: key("SECRETS_KEY")?,
        secrets_key_previous: key("SECRETS_KEY_PREVIOUS")?,
        requests_at_once: number("REQUESTS_AT_ONCE", 4)?.max(1) as usize,
        schedule,
        delivery_timeout: Duration::from_millis(number("DELIVERY_TIMEOUT_MS", 5000)?),
        cron_interval: Duration::from_secs(number("CRON_SECONDS", 60)?),
        disable_after: Duration::from_secs(number("DISABLE_AFTER_SECONDS", 5 * DAY)?),
        allow_local_targets: text("ALLOW_LOCAL_TARGETS").as_deref() == Some("true"),
        public_url,
        request_host: None,
        windows: Windows {
            compliance: Duration::from_secs(number("COMPLIANCE_WINDOW_SECONDS", 30 * DAY)?),
            fa_training: Duration::from_secs(number("FA_TRAINING_WINDOW_SECONDS", 30 * DAY)?),
            mel: Duration::from_secs(number("MEL_WINDOW_SECONDS", 3 * DAY)?),
        },
        retention: Retention {
            events: Duration::from_secs(number("EVENT_RETENTION_SECONDS", 30 * DAY)?),
            attempts: Duration::from_secs(number("ATTEMPT_RETENTION_SECONDS", 30 * DAY)?),
        },
    })
}

/// Where work goes that nobody waits for.
pub enum Background {
    /// A request's: the platform lets it go on after the response.
    AfterResponse(Rc<Context>),
    /// Queue and cron have no response; what they start, they await themselves.
    Inline,
}

impl Tasks for Background {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        match self {
            Self::AfterResponse(context) => context.wait_until(task),
            Self::Inline => worker::wasm_bindgen_futures::spawn_local(task),
        }
    }
}
