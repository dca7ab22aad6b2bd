//! The platform at its size, in virtual time: a database with one writer, three queues with 250 consumers each, and
//! receivers that take their time.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{HashMap, HashSet, VecDeque},
    rc::{Rc, Weak},
    time::Duration,
};

use aviationalley_worker::{
    app::{
        Answer, App, Config, Exchange, Hint, HintQueue, Lane, Outbound, Post, Tasks, capacity::Capacity,
        schedule::Schedule,
    },
    db::{BatchResult, Database, Sql},
    jobs,
    time::Instant,
    webhooks::delivery::line,
};
use futures::future::LocalBoxFuture;

use super::{World, network::status, sqlite::Sqlite, virtual_time::VirtualTime};

/// Of one queue, at once; each takes up to six messages.
const CONSUMERS: usize = 250;
const BATCH: usize = 6;

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
/// A batch of statements occupies the database so long, and everybody else waits.
const DATABASE: Duration = millis(2);
/// To the database, or back.
const TRIP: Duration = millis(4);
/// Until a queue has taken messages, and from then until it brings them.
const QUEUE_TAKES: Duration = millis(10);
const QUEUE_BRINGS: Duration = millis(50);

/// A request on its way to a receiver.
pub struct Sent {
    pub at: Instant,
    pub post: Post,
}

pub struct Production {
    this: Weak<Self>,
    pub time: Rc<VirtualTime>,
    db: Rc<Sqlite>,
    db_is_free_at: Cell<Instant>,
    queues: [Queue; 3],
    app: OnceCell<App>,
    /// The URLs that never answer. Others do, some sooner, some later.
    pub hanging: RefCell<HashSet<String>>,
    pub sent: RefCell<Vec<Sent>>,
    in_flight: RefCell<HashMap<String, usize>>,
    /// The most requests in flight at once, by URL.
    pub most_in_flight: RefCell<HashMap<String, usize>>,
}

#[derive(Default)]
struct Queue {
    waiting: RefCell<VecDeque<Hint>>,
    consumers: Cell<usize>,
}

impl Production {
    /// `world`'s application on this platform, with its cron. Retries come after five seconds each, so that they are
    /// part of the load.
    pub fn of(world: &World) -> Rc<Self> {
        let time = Rc::new(VirtualTime::on(Rc::clone(&world.clock)));
        let production = Rc::new_cyclic(|this| Self {
            this: this.clone(),
            db_is_free_at: Cell::new(time.now()),
            time: Rc::clone(&time),
            db: Rc::clone(&world.db),
            queues: Default::default(),
            app: OnceCell::new(),
            hanging: RefCell::default(),
            sent: RefCell::default(),
            in_flight: RefCell::default(),
            most_in_flight: RefCell::default(),
        });
        let app = App {
            db: production.clone(),
            outbound: production.clone(),
            hints: production.clone(),
            tasks: time.clone(),
            timer: time.clone(),
            // There are as many isolates as it takes.
            capacity: Rc::new(Capacity::of(usize::MAX)),
            config: Rc::new(Config { schedule: Schedule::parse("5,5,5,5").unwrap(), ..(*world.app.config).clone() }),
            ..world.app.clone()
        };
        let _ = production.app.set(app.clone());
        time.clone().spawn(Box::pin(async move {
            loop {
                time.sleep(app.config.cron_interval).await;
                jobs::run(&app).await;
            }
        }));
        production
    }

    pub fn app(&self) -> &App {
        self.app.get().unwrap()
    }

    /// Hands batches of messages to the consumers that are free.
    fn consume(&self, lane: Lane) {
        let queue = &self.queues[lane as usize];
        while queue.consumers.get() < CONSUMERS && !queue.waiting.borrow().is_empty() {
            let mut waiting = queue.waiting.borrow_mut();
            let size = waiting.len().min(BATCH);
            let batch: Vec<_> = waiting.drain(..size).collect();
            queue.consumers.set(queue.consumers.get() + 1);
            let production = self.this.upgrade().unwrap();
            self.time.spawn(Box::pin(async move {
                line::consume(production.app(), &batch).await.unwrap();
                let queue = &production.queues[lane as usize];
                queue.consumers.set(queue.consumers.get() - 1);
                production.consume(lane);
            }));
        }
    }
}

impl Database for Production {
    fn run(&self, statements: Vec<Sql>) -> LocalBoxFuture<'_, BatchResult> {
        Box::pin(async move {
            self.time.sleep(TRIP).await;
            let done = self.db_is_free_at.get().max(self.time.now()).plus(DATABASE);
            self.db_is_free_at.set(done);
            self.time.sleep(done.since(self.time.now())).await;
            let result = self.db.run(statements).await;
            self.time.sleep(TRIP).await;
            result
        })
    }
}

impl Outbound for Production {
    fn post(&self, post: Post, timeout: Duration) -> LocalBoxFuture<'_, Exchange> {
        let url = post.url.clone();
        let at = self.time.now();
        self.sent.borrow_mut().push(Sent { at, post });
        let in_flight = {
            let mut all = self.in_flight.borrow_mut();
            let in_flight = all.entry(url.clone()).or_default();
            *in_flight += 1;
            *in_flight
        };
        let mut most = self.most_in_flight.borrow_mut();
        let most = most.entry(url.clone()).or_default();
        *most = in_flight.max(*most);
        Box::pin(async move {
            let (takes, answer) = if self.hanging.borrow().contains(&url) {
                (timeout, Answer::Timeout)
            } else {
                (millis(20 + url.len() as u64 * 7 % 60), status(200))
            };
            self.time.sleep(takes).await;
            *self.in_flight.borrow_mut().get_mut(&url).unwrap() -= 1;
            Exchange { answer, took: takes }
        })
    }
}

impl HintQueue for Production {
    fn send(&self, hints: Vec<(Hint, Duration)>) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            self.time.sleep(QUEUE_TAKES).await;
            for (hint, delay) in hints {
                let production = self.this.upgrade().unwrap();
                self.time.spawn(Box::pin(async move {
                    production.time.sleep(QUEUE_BRINGS + delay).await;
                    let lane = hint.lane;
                    let queue = &production.queues[lane as usize];
                    queue.waiting.borrow_mut().push_back(hint);
                    // Those that come at the same moment come together.
                    production.time.sleep(Duration::ZERO).await;
                    production.consume(lane);
                }));
            }
            Ok(())
        })
    }
}
