//! [`World`]: one application with everything around it simulated.

mod client;
pub mod documented;
mod mailbox;
mod network;
pub mod plans;
mod ports;
mod production;
mod rows;
mod sqlite;
mod stopwatch;
mod virtual_time;

use std::{rc::Rc, time::Duration};

use aviationalley_worker::{
    app::{App, Config, Hint, Lane, Retention, Windows, schedule::Schedule},
    jobs,
    time::Instant,
    webhooks::delivery::{hint, lane, line},
    wire::WireName,
};
use futures::{FutureExt, executor::block_on, future::join_all};

pub use client::{Client, Response, bearer, names, with};
pub use mailbox::Mailbox;
pub use network::{Network, Seen, status};
use ports::{Inbox, Logged, Queue, TaskList, ZoneTable};
pub use ports::{SeededRandom, SetClock};
pub use production::Production;
pub use sqlite::{Sqlite, migrations, yield_once};
use stopwatch::Stopwatch;
pub use virtual_time::VirtualTime;

pub const ADMIN_TOKEN: &str = "operator-token";

#[derive(Clone)]
pub struct World {
    pub app: App,
    pub db: Rc<Sqlite>,
    pub network: Rc<Network>,
    pub queue: Rc<Queue>,
    pub mailbox: Rc<Mailbox>,
    pub clock: Rc<SetClock>,
    tasks: Rc<TaskList>,
    pub log: Rc<Logged>,
    /// Whether the scheduled handler fires.
    pub cron: std::cell::Cell<bool>,
    _stopwatch: Rc<Stopwatch>,
}

impl World {
    pub fn new() -> Self {
        let stopwatch = Rc::new(Stopwatch::start());
        let clock = Rc::new(SetClock::at("2026-06-01T10:00:00Z"));
        let db = Rc::new(Sqlite::migrated());
        let network = Rc::new(Network::default());
        let queue = Rc::new(Queue::new(Rc::clone(&clock)));
        let tasks = Rc::new(TaskList::default());
        let log = Rc::new(Logged::default());
        let mailbox = Rc::new(Mailbox::new(Rc::clone(&clock)));
        let app = App {
            db: db.clone(),
            clock: clock.clone(),
            timer: Rc::new(ports::NoTime),
            random: Rc::new(SeededRandom::new(7)),
            outbound: network.clone(),
            hints: queue.clone(),
            tasks: tasks.clone(),
            zones: Rc::new(ZoneTable),
            assets: Rc::new(ports::Committed),
            mailer: Some(mailbox.clone()),
            log: log.clone(),
            turns: Rc::default(),
            capacity: Rc::default(),
            config: Rc::new(Config {
                admin_token: Some(ADMIN_TOKEN.to_owned()),
                secrets_key: Some([7; 32]),
                secrets_key_previous: None,
                requests_at_once: 4,
                schedule: Schedule::default(),
                delivery_timeout: Duration::from_secs(5),
                cron_interval: Duration::from_secs(60),
                most_waiting: 10_000,
                disable_after: Duration::from_secs(5 * 24 * 60 * 60),
                public_url: Some("https://api.aviationalley.com".to_owned()),
                request_host: None,
                allow_local_targets: false,
                windows: Windows::default(),
                retention: Retention::default(),
            }),
        };
        network.watch(clock.clone());
        Self {
            app,
            db,
            network,
            queue,
            mailbox,
            clock,
            tasks,
            log,
            cron: std::cell::Cell::new(true),
            _stopwatch: stopwatch,
        }
    }

    /// The same world, served by a deployment with another configuration.
    pub fn redeployed(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut world = self.clone();
        change(Rc::make_mut(&mut world.app.config));
        world
    }

    pub fn now(&self) -> Instant {
        self.app.now()
    }

    /// A client with a fresh center's live key of scope `*`.
    pub fn center(&self) -> Client<'_> {
        Client::of_new_center(self)
    }

    /// Runs what was spawned behind the responses.
    pub fn settle(&self) {
        loop {
            let tasks = self.tasks.take();
            if tasks.is_empty() {
                return;
            }
            block_on(join_all(tasks));
        }
    }

    /// Runs `future` for so many polls, of which each round trip takes two; what it answers, if it came to its end.
    pub fn run_for<T>(polls: usize, future: impl Future<Output = T>) -> Option<T> {
        let mut future = Box::pin(future);
        (0..polls).find_map(|_| future.as_mut().now_or_never())
    }

    /// Runs what was spawned for so many polls, and then crashes; whether it had come to its end.
    pub fn crash_after(&self, polls: usize) -> bool {
        let ended = Self::run_for(polls, join_all(self.tasks.take())).is_some();
        self.crash();
        ended
    }

    /// What a crash leaves: nothing of what was spawned, nothing of the queue.
    pub fn crash(&self) {
        drop(self.tasks.take());
        self.queue.clear();
    }

    /// Lets time pass: hints arrive when they are due, and the cron fires each minute.
    pub fn advance(&self, by: Duration) {
        let end = self.now().plus(by);
        loop {
            let next_cron = self.clock.next_minute();
            let next_hint = self.queue.next_due();
            let next = next_hint.map_or(next_cron, |hint| hint.min(next_cron));
            if next > end {
                break;
            }
            self.clock.set(next.max(self.now()));
            if next == next_cron && self.cron.get() {
                block_on(jobs::run(&self.app));
            }
            self.consume(&self.queue.take_due());
        }
        self.clock.set(end);
    }

    /// Lets time pass without the scheduled handler, which then fires once.
    pub fn skip(&self, by: Duration) {
        self.clock.set(self.now().plus(by));
        block_on(jobs::run(&self.app));
        self.consume(&self.queue.take_due());
    }

    /// Skips to this instant.
    pub fn skip_to(&self, instant: &str) {
        self.skip(Instant::parse(instant).unwrap().since(self.now()));
    }

    /// Hands hints to their queue's consumer, six at a time, as the platform does.
    pub fn consume(&self, hints: &[Hint]) {
        for lane in Lane::ALL {
            let of_lane = hints.iter().filter(|hint| hint.lane == *lane);
            for batch in of_lane.cloned().collect::<Vec<_>>().chunks(6) {
                if let Err(error) = block_on(line::consume(&self.app, batch)) {
                    self.app.log.error(&error.to_string());
                }
            }
        }
        self.settle();
    }

    /// Hints of all open deliveries, as if each had just come.
    pub fn due_hints(&self) -> Vec<Hint> {
        let open =
            format!("SELECT id, attempt, {} FROM deliveries WHERE status IN ('PENDING', 'RETRYING')", lane::COLUMN);
        let rows = self.db.query(&open);
        hint::read(&self.app, &rows)
    }

    /// So many more of the only delivery, each with an event of its own, all of this time: `del_` and its number in hex.
    pub fn copy_delivery(&self, count: usize, created_at: &str) {
        let copies = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) ");
        self.db.query(&format!(
            "{copies} INSERT INTO events (id, center_id, environment, type, created_at, data) \
             SELECT printf('evt_%032x', i), center_id, environment, type, created_at, data FROM events, n WHERE seq = 1"
        ));
        self.db.query(&format!(
            "{copies} INSERT INTO deliveries (id, event_id, endpoint_id, center_id, environment, created_at, status, \
                attempt, completed, first_attempt_at) \
             SELECT printf('del_%048x', i), printf('evt_%032x', i), endpoint_id, center_id, environment, \
                '{created_at}', status, attempt, completed, first_attempt_at FROM deliveries, n"
        ));
    }

    /// How many deliveries are in this status.
    pub fn deliveries(&self, status: &str) -> i64 {
        let count = format!("SELECT count(*) AS n FROM deliveries WHERE status = '{status}'");
        self.db.query(&count)[0].get("n").unwrap()
    }

    pub fn event_types(&self) -> Vec<String> {
        let rows = self.db.query("SELECT type FROM events ORDER BY seq");
        rows.iter().map(|row| row.text("type").unwrap()).collect()
    }

    /// Changes the configuration.
    pub fn configure(&mut self, change: impl FnOnce(&mut Config)) {
        let mut config = (*self.app.config).clone();
        change(&mut config);
        self.app.config = Rc::new(config);
    }

    pub fn inbox(&self) -> Inbox<'_> {
        Inbox(&self.network)
    }
}
