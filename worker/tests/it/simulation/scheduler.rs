//! Who goes on next, and what happens in between.

use std::{rc::Rc, task::Poll, time::Duration};

use aviationalley_worker::{
    app::{App, Clock, Config, schedule::Schedule},
    jobs,
    time::Instant,
    webhooks::delivery::line,
};
use futures::{FutureExt, future::LocalBoxFuture};
use serde_json::json;

use super::{
    audit::Audit,
    dice::Dice,
    ports::{AuditedDatabase, Mood, Receivers, Spawned, UnreliableQueue},
};
use crate::support::{Client, SetClock, World};

pub const MINUTE: Duration = Duration::from_secs(60);

/// How many deliveries may wait for a slow endpoint.
pub const MOST_WAITING: i64 = 4;

/// How many receivers there are; several endpoints may lead to one.
pub const URLS: u64 = 8;

pub fn url(index: u64) -> String {
    format!("https://example.com/{index}")
}

/// Makes the first endpoint, which was disabled for so many events.
fn miss(client: &Client, events: usize) {
    let (id, _) = client.subscribe(&url(0), &["*"]);
    let path = format!("/api/v1/webhook-endpoints/{id}");
    client.patch(&path, json!({"enabled": false})).expect(200);
    client.trainee("missed@example.com");
    let now = client.world.now().to_string();
    client.world.copy_delivery(events, &now);
    client.patch(&path, json!({"enabled": true})).expect(200);
}

struct Invocation {
    id: u64,
    future: LocalBoxFuture<'static, ()>,
}

pub struct Simulation {
    pub app: App,
    pub dice: Rc<Dice>,
    pub clock: Rc<SetClock>,
    queue: Rc<UnreliableQueue>,
    receivers: Rc<Receivers>,
    pub audit: Rc<Audit>,
    spawned: Rc<Spawned>,
    invocations: Vec<Invocation>,
    last_id: u64,
    last_cron: Instant,
    pub token: String,
    pub written: u64,
    pub steps: u64,
}

impl Simulation {
    pub fn new(seed: u64) -> Self {
        let world = World::new();
        let client = world.center();
        let dice = Rc::new(Dice::new(seed));
        let is_behind = dice.one_in(16);
        if is_behind {
            // Enough for several steps of a recovery, and for more than its pace allows at once.
            miss(&client, 1 + dice.index(700));
        }
        for index in u64::from(is_behind)..1 + dice.below(URLS) {
            client.subscribe(&url(index), &["*"]);
        }
        let waits = [(); 4].map(|()| (1 + dice.below(900)).to_string());
        let schedule = Schedule::parse(&waits.join(",")).unwrap();
        let clock = world.clock.clone();
        let audit = Rc::new(Audit::new(world.db.clone(), clock.clone(), schedule.clone()));
        let queue = Rc::new(UnreliableQueue {
            dice: dice.clone(),
            clock: clock.clone(),
            audit: audit.clone(),
            waiting: Default::default(),
            reliable: false.into(),
        });
        let receivers = Rc::new(Receivers {
            dice: dice.clone(),
            clock: clock.clone(),
            audit: audit.clone(),
            moods: Default::default(),
        });
        let spawned = Rc::new(Spawned::default());
        let app = App {
            db: Rc::new(AuditedDatabase { sqlite: world.db.clone(), dice: dice.clone(), audit: audit.clone() }),
            hints: queue.clone(),
            outbound: receivers.clone(),
            tasks: spawned.clone(),
            config: Rc::new(Config {
                schedule,
                // The dice bound what is in flight.
                requests_at_once: usize::MAX,
                most_waiting: MOST_WAITING,
                disable_after: MINUTE * (10 + dice.below(100)) as u32,
                ..(*world.app.config).clone()
            }),
            ..world.app.clone()
        };
        Self {
            app,
            dice,
            last_cron: clock.now(),
            clock,
            queue,
            receivers,
            audit,
            spawned,
            invocations: Vec::new(),
            last_id: 0,
            token: client.token.clone(),
            written: 0,
            steps: 0,
        }
    }

    /// Everything happens, in any order.
    pub fn run(&mut self, steps: u64) {
        while self.steps < steps {
            self.steps += 1;
            match self.dice.below(1_000) {
                0..5 => self.crash_one(),
                5..6 => self.crash_all(),
                6..10 => self.change_mood(),
                10..13 => self.switch_an_endpoint(),
                13..20 if self.written < 12 => self.write(),
                20..30 => self.fire_cron(),
                30..100 => self.consume(),
                100..140 => self.pass(Duration::from_millis(self.dice.below(2_000))),
                140..145 => self.pass(Duration::from_secs(self.dice.below(600))),
                145..155 => self.ask(),
                _ if self.invocations.is_empty() => self.consume(),
                _ => self.poll_one(),
            }
        }
    }

    /// From here on all goes well, and everything must come to its end.
    pub fn finish(&mut self) {
        self.queue.reliable.set(true);
        let deadline = self.clock.now().plus(MINUTE * 60 * 24 * 7);
        while !self.audit.is_quiet() || !self.invocations.is_empty() {
            self.steps += 1;
            if self.clock.now() >= self.last_cron.plus(MINUTE) {
                self.fire_cron();
            }
            self.consume();
            if self.invocations.is_empty() {
                let cron = self.last_cron.plus(MINUTE);
                let next = self.queue.next_due().map_or(cron, |due| due.min(cron));
                self.pass(next.since(self.clock.now()));
            } else {
                self.poll_one();
                // A step takes some time, or nothing that hangs would ever end.
                self.pass(Duration::from_millis(self.dice.below(100)));
            }
            let in_time = self.clock.now() < deadline;
            assert!(in_time, "something never reaches a final state");
        }
        self.audit.assert_complete();
    }

    pub fn start(&mut self, future: LocalBoxFuture<'static, ()>) {
        self.last_id += 1;
        let id = self.last_id;
        self.invocations.push(Invocation { id, future });
    }

    fn poll_one(&mut self) {
        let index = self.dice.index(self.invocations.len());
        let invocation = &mut self.invocations[index];
        self.audit.invocation.set(invocation.id);
        let waker = futures::task::noop_waker();
        let mut context = std::task::Context::from_waker(&waker);
        let ended = invocation.future.poll_unpin(&mut context) == Poll::Ready(());
        // The work behind a response holds what its request took.
        let behind: Vec<_> = self.spawned.0.take();
        let id = invocation.id;
        if ended {
            self.invocations.swap_remove(index);
        }
        for future in behind {
            self.invocations.push(Invocation { id, future });
        }
    }

    fn crash_one(&mut self) {
        if !self.invocations.is_empty() {
            let index = self.dice.index(self.invocations.len());
            self.invocations.swap_remove(index);
        }
    }

    /// The whole process, and with it what the queue holds in memory.
    fn crash_all(&mut self) {
        self.invocations.clear();
        let keep = self.dice.one_in(2);
        self.queue.waiting.borrow_mut().retain(|_| keep);
    }

    fn pass(&mut self, time: Duration) {
        self.clock.set(self.clock.now().plus(time));
    }

    fn change_mood(&mut self) {
        let moods = [Mood::Answers, Mood::Fails, Mood::Hangs, Mood::Refuses];
        let mood = moods[self.dice.index(moods.len())];
        let url = url(self.dice.below(URLS));
        self.receivers.moods.borrow_mut().insert(url, mood);
    }

    fn fire_cron(&mut self) {
        self.last_cron = self.clock.now();
        let app = self.app.clone();
        self.start(Box::pin(async move {
            for job in jobs::table() {
                job.run(&app).await.unwrap();
            }
        }));
    }

    fn consume(&mut self) {
        let batch = self.queue.take_batch();
        if batch.is_empty() {
            return;
        }
        let app = self.app.clone();
        self.start(Box::pin(async move {
            line::consume(&app, &batch).await.unwrap();
        }));
    }
}
