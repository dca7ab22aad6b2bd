//! Clock, randomness, time zones and log of the JavaScript runtime.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use js_sys::{Object, Reflect};
use worker::{
    Delay, console_error, console_log,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

use crate::{
    app::{Clock, Log, Random, Timer, Zones},
    time::{Date, Instant},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    /// Throws for a zone that the runtime does not know.
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, millis: f64) -> String;
}

pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds within 2^53")]
        let millis = js_sys::Date::now() as i64;
        Instant::from_millis(millis).unwrap_or(Instant::EPOCH)
    }
}

pub struct SystemTimer;

impl Timer for SystemTimer {
    fn sleep(&self, time: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(Delay::from(time))
    }
}

pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        get_random_values(bytes);
    }
}

/// Time zones by the runtime's own tables, which are kept current for us.
pub struct IntlZones;

impl IntlZones {
    fn dates_in(zone: &str) -> Option<DateTimeFormat> {
        let options = Object::new();
        for (name, value) in
            [("timeZone", zone), ("year", "numeric"), ("month", "2-digit"), ("day", "2-digit"), ("calendar", "gregory")]
        {
            Reflect::set(&options, &name.into(), &value.into()).ok()?;
        }
        // The Swedish locale writes dates as ISO 8601 does.
        DateTimeFormat::new("sv-SE", &options).ok()
    }
}

impl Zones for IntlZones {
    fn is_known(&self, zone: &str) -> bool {
        // Offsets such as `+01:00` are taken by the runtime, but are no zones.
        zone.starts_with(|first: char| first.is_ascii_alphabetic()) && Self::dates_in(zone).is_some()
    }

    fn date_at(&self, instant: Instant, zone: &str) -> Date {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds within 2^53")]
        let format = |format: DateTimeFormat| Date::parse(&format.format(instant.millis() as f64));
        Self::dates_in(zone).and_then(format).unwrap_or_else(|| instant.utc_date())
    }
}

pub struct Console;

impl Log for Console {
    fn info(&self, message: &str) {
        console_log!("{message}");
    }

    fn error(&self, message: &str) {
        console_error!("{message}");
    }
}
