//! Cloudflare's side of [`App`]: one adapter for each port.

mod assets;
mod d1;
mod hints;
pub mod http;
mod kept;
mod mail;
mod outbound;
mod system;

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use worker::{Context, Env};

use crate::app::{App, Config, Tasks, capacity::Capacity, turns::Turns};
pub use system::{Console, SystemRandom};

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
        random: Rc::new(SystemRandom),
        outbound: outbound.clone(),
        hints: Rc::new(hints::Hints {
            fast: env.queue("HINTS")?,
            slow: env.queue("SLOW_HINTS")?,
            bulk: env.queue("BULK_HINTS")?,
        }),
        tasks: Rc::new(background),
        zones: Rc::new(system::IntlZones),
        assets: Rc::new(assets::StaticAssets(env.assets("ASSETS")?)),
        mailer: mail::mailer(env, |name| text(env, name), outbound)?,
        log: Rc::new(Console),
        turns: TURNS.with(Rc::clone),
        capacity: CAPACITY.with(Rc::clone),
        config: Rc::new(Config { request_host, ..config(env)? }),
    })
}

/// A setting or a secret; `None` when it is not set, or empty.
fn text(env: &Env, name: &str) -> Option<String> {
    let var = env.var(name).ok()?.to_string();
    (!var.is_empty()).then_some(var)
}

/// Reads the configuration.
fn config(env: &Env) -> worker::Result<Config> {
    let config = Config::read(|name| text(env, name));
    config.map_err(|error| worker::Error::RustError(error.to_string()))
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
