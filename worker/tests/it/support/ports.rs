//! Clock, randomness, queue, tasks, zones and log of the simulated world.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use aviationalley_worker::{
    app::{Asset, Assets, Clock, Hint, HintQueue, Log, Random, Tasks, Timer, Zones},
    time::{Date, Instant},
};
use futures::future::{LocalBoxFuture, ready};

use super::{
    network::{Network, Seen},
    sqlite::yield_once,
};

pub struct SetClock(Cell<Instant>);

impl SetClock {
    pub fn at(text: &str) -> Self {
        Self(Cell::new(Instant::parse(text).unwrap()))
    }

    pub fn set(&self, now: Instant) {
        self.0.set(now);
    }

    pub fn next_minute(&self) -> Instant {
        let minute = self.0.get().millis() / 60_000;
        Instant::from_millis((minute + 1) * 60_000).unwrap()
    }
}

impl Clock for SetClock {
    fn now(&self) -> Instant {
        self.0.get()
    }
}

/// Lets others go on, for no time at all.
pub struct NoTime;

impl Timer for NoTime {
    fn sleep(&self, _: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(yield_once())
    }
}

/// SplitMix64: repeatable, which is all that a test needs.
pub struct SeededRandom(Cell<u64>);

impl SeededRandom {
    pub fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0.set(self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
            let mut mixed = self.0.get();
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (mixed >> 56) as u8;
        }
    }
}

pub struct Queue {
    clock: Rc<SetClock>,
    waiting: RefCell<Vec<(Instant, Hint)>>,
    /// While set, sending fails.
    pub broken: Cell<bool>,
}

impl Queue {
    pub fn new(clock: Rc<SetClock>) -> Self {
        Self { clock, waiting: RefCell::default(), broken: Cell::new(false) }
    }

    pub fn clear(&self) {
        self.waiting.borrow_mut().clear();
    }

    /// What waits, due or not.
    pub fn take_all(&self) -> Vec<Hint> {
        let waiting = self.waiting.take().into_iter();
        waiting.map(|(_, hint)| hint).collect()
    }

    pub fn len(&self) -> usize {
        self.waiting.borrow().len()
    }

    pub fn next_due(&self) -> Option<Instant> {
        self.waiting.borrow().iter().map(|(due, _)| *due).min()
    }

    pub fn take_due(&self) -> Vec<Hint> {
        let now = self.clock.now();
        let mut waiting = self.waiting.borrow_mut();
        let (due, later): (Vec<_>, Vec<_>) = waiting.drain(..).partition(|(due, _)| *due <= now);
        *waiting = later;
        due.into_iter().map(|(_, hint)| hint).collect()
    }
}

impl HintQueue for Queue {
    fn send(&self, hints: Vec<(Hint, Duration)>) -> LocalBoxFuture<'_, Result<(), String>> {
        if self.broken.get() {
            return Box::pin(ready(Err("the queue is down".to_owned())));
        }
        let now = self.clock.now();
        // The platform's delays are whole seconds.
        let due = |delay: Duration| now.plus(Duration::from_secs(delay.as_millis().div_ceil(1000) as u64));
        let arriving = hints.into_iter().map(|(hint, delay)| (due(delay), hint));
        self.waiting.borrow_mut().extend(arriving);
        Box::pin(ready(Ok(())))
    }
}

#[derive(Default)]
pub struct TaskList(RefCell<Vec<LocalBoxFuture<'static, ()>>>);

impl TaskList {
    pub fn take(&self) -> Vec<LocalBoxFuture<'static, ()>> {
        self.0.take()
    }
}

impl Tasks for TaskList {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        self.0.borrow_mut().push(task);
    }
}

pub struct ZoneTable;

impl Zones for ZoneTable {
    fn is_known(&self, zone: &str) -> bool {
        zone.parse::<chrono_tz::Tz>().is_ok()
    }

    fn date_at(&self, instant: Instant, zone: &str) -> Date {
        let zone: chrono_tz::Tz = zone.parse().unwrap();
        let time = chrono::DateTime::from_timestamp_millis(instant.millis()).unwrap();
        Date(time.with_timezone(&zone).date_naive())
    }
}

#[derive(Default)]
pub struct Logged {
    /// Errors too.
    pub lines: RefCell<Vec<String>>,
    pub errors: RefCell<Vec<String>>,
}

impl Log for Logged {
    fn info(&self, message: &str) {
        self.lines.borrow_mut().push(message.to_owned());
    }

    fn error(&self, message: &str) {
        self.info(message);
        self.errors.borrow_mut().push(message.to_owned());
    }
}

/// What receivers were sent.
pub struct Inbox<'a>(pub &'a Network);

impl Inbox<'_> {
    pub fn all(&self) -> Vec<Seen> {
        self.0.seen.borrow().clone()
    }

    /// The types of the events that came, in order.
    pub fn types(&self) -> Vec<String> {
        self.all().iter().map(|seen| seen.header("x-aviationalley-event")).collect()
    }
}

/// The documents as they are committed.
pub struct Committed;

impl Assets for Committed {
    fn read(&self, asset: Asset) -> LocalBoxFuture<'_, Result<String, String>> {
        let text = match asset {
            Asset::OpenApi => include_str!("../../../openapi.json"),
            Asset::EventTypes => include_str!("../../../event-types.json"),
        };
        Box::pin(async move { Ok(text.to_owned()) })
    }
}
