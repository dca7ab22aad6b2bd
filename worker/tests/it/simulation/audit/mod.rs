//! What must hold at every commit, every request and every hint, whatever happens around them.

mod lane;
mod life;
mod recoveries;
mod snapshot;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
};

use aviationalley_worker::{
    app::{Answer, Clock, Hint, schedule::Schedule},
    time::Instant,
};

use self::{
    life::Context,
    recoveries::Recoveries,
    snapshot::{Change, Snapshot},
};
use crate::support::{SetClock, Sqlite};

pub struct Audit {
    sqlite: Rc<Sqlite>,
    clock: Rc<SetClock>,
    schedule: Schedule,
    /// The invocation that runs.
    pub invocation: Cell<u64>,
    changes: Cell<u64>,
    books: RefCell<Books>,
}

#[derive(Default)]
struct Books {
    now: Snapshot,
    recoveries: Recoveries,
    /// Which invocation took each lease, by token.
    holders: HashMap<String, u64>,
    /// The deliveries that each invocation took a lease of.
    taken: HashSet<(String, u64)>,
    /// What each invocation was last answered for each delivery.
    answers: HashMap<(String, u64), (&'static str, Instant)>,
    /// Deliveries that were ever answered with a 2xx.
    received: HashSet<String>,
}

impl Audit {
    pub fn new(sqlite: Rc<Sqlite>, clock: Rc<SetClock>, schedule: Schedule) -> Self {
        snapshot::watch(&sqlite);
        let books = Books { now: Snapshot::of(&sqlite), ..Books::default() };
        Self {
            clock,
            schedule,
            invocation: Cell::new(0),
            changes: Cell::new(sqlite.changes()),
            sqlite,
            books: RefCell::new(books),
        }
    }

    /// Looks at all that a commit changed.
    pub fn committed(&self) {
        let changes = self.sqlite.changes();
        if self.changes.replace(changes) == changes {
            return;
        }
        self.fanned_out();
        let mut books = self.books.borrow_mut();
        let endpoints = books.now.endpoints.clone();
        let recoveries = books.now.recoveries.clone();
        let changes = books.now.follow(&self.sqlite);
        let now = self.clock.now().millis();
        for change in &changes {
            self.one(&mut books, change, now);
        }
        let Books { now: after, recoveries: progress, .. } = &mut *books;
        lane::check(&endpoints, after, &changes, now);
        progress.check(&recoveries, after, &changes, now);
    }

    fn one(&self, books: &mut Books, change: &Change, now: i64) {
        let _shown = Shown(change, now);
        let invocation = self.invocation.get();
        let key = (change.id.clone(), invocation);
        let before = change.before.as_ref().and_then(|before| before.token());
        let context = Context {
            now,
            schedule: &self.schedule,
            is_enabled: books.now.endpoints[&change.after.endpoint].enabled,
            is_holder: before.is_some_and(|token| books.holders.get(token) == Some(&invocation)),
            answer: books.answers.get(&key).copied(),
        };
        context.check(change);
        if let Some(token) = change.after.token().filter(|token| Some(*token) != before) {
            books.holders.insert(token.to_owned(), invocation);
            books.taken.insert(key);
        }
    }

    /// A commit that writes an event writes its deliveries.
    fn fanned_out(&self) {
        let missing = "SELECT count(*) FROM touched_events t CROSS JOIN events e ON e.id = t.id \
            CROSS JOIN webhook_endpoints p \
            LEFT JOIN deliveries d ON d.event_id = e.id AND d.endpoint_id = p.id \
            WHERE d.id IS NULL AND e.example = 0 AND p.deleted_at IS NULL \
                AND coalesce(e.data ->> '$.endpointId', '') <> p.id";
        assert_eq!(self.count(missing), 0, "an event was not fanned out");
    }

    /// A request leaves only for a delivery that is committed, and from someone who took its lease.
    pub fn requested(&self, id: &str) {
        let books = self.books.borrow();
        let key = (id.to_owned(), self.invocation.get());
        assert!(books.now.deliveries.contains_key(id), "{id} is not committed");
        assert!(books.taken.contains(&key), "{id} is sent without a lease");
    }

    pub fn answered(&self, id: &str, answer: &Answer) {
        let outcome = match answer {
            Answer::Response(response) if (200..300).contains(&response.status) => "success",
            Answer::Response(_) => "status",
            Answer::Timeout => "timeout",
            Answer::Network(_) => "network",
        };
        let mut books = self.books.borrow_mut();
        if outcome == "success" {
            books.received.insert(id.to_owned());
        }
        let key = (id.to_owned(), self.invocation.get());
        books.answers.insert(key, (outcome, self.clock.now()));
    }

    /// A hint is given only of what is committed.
    pub fn hinted(&self, hint: &Hint) {
        let known = self.books.borrow().now.deliveries.contains_key(&hint.delivery);
        assert!(known, "{} is hinted before it is committed", hint.delivery);
    }

    /// What there is to choose from, in an order that is the same in each run.
    pub fn deliveries(&self) -> Vec<String> {
        ids(&self.books.borrow().now.deliveries)
    }

    pub fn endpoints(&self) -> Vec<String> {
        ids(&self.books.borrow().now.endpoints)
    }

    pub fn running_recoveries(&self) -> Vec<String> {
        let books = self.books.borrow();
        let all = books.now.recoveries.iter();
        let running = all.filter(|(_, recovery)| recovery.status == "RUNNING");
        running.map(|(id, _)| id.clone()).collect()
    }

    pub fn is_quiet(&self) -> bool {
        let books = self.books.borrow();
        let mut deliveries = books.now.deliveries.values();
        let mut recoveries = books.now.recoveries.values();
        !deliveries.any(|delivery| delivery.is_open()) && !recoveries.any(|recovery| recovery.status == "RUNNING")
    }

    /// At the end of a run.
    pub fn assert_complete(&self) {
        let books = self.books.borrow();
        assert!(self.is_quiet(), "something is not final");
        for (id, delivery) in &books.now.deliveries {
            let attempted = delivery.attempt > 1;
            assert!(attempted || delivery.status == "SKIPPED", "{id} was never attempted");
            let received = books.received.contains(id);
            assert!(received || delivery.status != "DELIVERED", "{id} was not received");
        }
        let trainees = "SELECT count(*) FROM trainees t WHERE NOT EXISTS \
            (SELECT 1 FROM events e WHERE e.type = 'trainee.created' AND e.data ->> '$.id' = t.id)";
        let events = "SELECT count(*) FROM events e WHERE e.type = 'trainee.created' AND NOT EXISTS \
            (SELECT 1 FROM trainees t WHERE e.data ->> '$.id' = t.id)";
        for missing in [trainees, events] {
            assert_eq!(self.count(missing), 0, "a change and its event are one: {missing}");
        }
    }

    fn count(&self, sql: &str) -> i64 {
        self.sqlite.read(sql, |row| row.get(0))[0]
    }
}

/// Shows the change that is looked at when something is wrong with it.
struct Shown<'a>(&'a Change, i64);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?} at {}", self.0, self.1);
        }
    }
}

fn ids<T>(all: &BTreeMap<String, T>) -> Vec<String> {
    all.keys().cloned().collect()
}
