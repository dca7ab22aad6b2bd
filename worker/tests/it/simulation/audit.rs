//! What must hold at every commit, every request and every hint, whatever happens around them.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use aviationalley_worker::{
    app::{Answer, Clock, Hint},
    time::Instant,
    webhooks::{
        machine::MAX_INTERRUPTIONS,
        schedule::{ATTEMPTS, Schedule},
    },
};

use crate::support::{SetClock, Sqlite};

/// One delivery, as a commit left it.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    status: String,
    attempt: i64,
    completed: i64,
    interrupted: i64,
    due: Option<i64>,
    lease: Option<(String, i64)>,
    /// In the attempt log: completed ones, interrupted ones, successes.
    log: (i64, i64, i64),
}

impl Seen {
    fn is_open(&self) -> bool {
        matches!(self.status.as_str(), "PENDING" | "RETRYING")
    }

    fn token(&self) -> Option<&str> {
        self.lease.as_ref().map(|(token, _)| token.as_str())
    }
}

pub struct Audit {
    sqlite: Rc<Sqlite>,
    clock: Rc<SetClock>,
    schedule: Schedule,
    /// The invocation that runs.
    pub invocation: Cell<u64>,
    seen: RefCell<HashMap<String, Seen>>,
    /// Which invocation took each lease.
    holders: RefCell<HashMap<String, u64>>,
    /// When each delivery was last answered, and whether it ever was with a 2xx.
    answers: RefCell<HashMap<String, (Instant, bool)>>,
    changes: Cell<u64>,
}

impl Audit {
    pub fn new(sqlite: Rc<Sqlite>, clock: Rc<SetClock>, schedule: Schedule) -> Self {
        Self {
            sqlite,
            clock,
            schedule,
            invocation: Cell::new(0),
            seen: RefCell::default(),
            holders: RefCell::default(),
            answers: RefCell::default(),
            changes: Cell::new(0),
        }
    }

    /// Looks at all deliveries after a commit.
    pub fn committed(&self) {
        let changes = self.sqlite.changes();
        if self.changes.replace(changes) == changes {
            return;
        }
        let now = self.deliveries();
        let before = self.seen.replace(now.clone());
        for (id, after) in &now {
            match before.get(id) {
                Some(before) if before == after => {}
                Some(before) => self.changed(id, before, after),
                None => self.born(id, after),
            }
        }
        assert!(before.keys().all(|id| now.contains_key(id)), "one is lost");
    }

    fn born(&self, id: &str, after: &Seen) {
        let born = (after.attempt, after.completed, after.interrupted, after.log);
        assert_eq!(born, (1, 0, 0, (0, 0, 0)), "{id}");
        assert!(after.is_open() || after.status == "SKIPPED", "{id}");
        self.taken(id, after);
    }

    fn taken(&self, id: &str, after: &Seen) {
        if let Some(token) = after.token() {
            let key = format!("{id} {token}");
            let holder = self.invocation.get();
            self.holders.borrow_mut().insert(key, holder);
        }
    }

    fn holds(&self, id: &str, token: &str) -> bool {
        let holder = self.holders.borrow().get(&format!("{id} {token}")).copied();
        holder == Some(self.invocation.get())
    }

    fn changed(&self, id: &str, before: &Seen, after: &Seen) {
        let now = self.clock.now().millis();
        let change = || format!("{id} at {now}: {before:?} -> {after:?}");
        assert!(before.is_open(), "a final state changed: {}", change());
        let (completed, interrupted, succeeded) = after.log;
        assert_eq!(
            (after.completed, after.interrupted),
            (completed, interrupted),
            "attempts are counted as they are logged: {}",
            change()
        );
        assert!(
            completed <= ATTEMPTS as i64,
            "too many attempts: {}",
            change()
        );
        match (before.token(), after.token()) {
            (old, Some(new)) if old != Some(new) => {
                let live = before.lease.as_ref().is_some_and(|(_, until)| *until > now);
                assert!(!live, "two live leases: {}", change());
                assert!(before.due <= Some(now), "before its time: {}", change());
                let cut_off = i64::from(old.is_some());
                assert_eq!(after.interrupted, before.interrupted + cut_off);
                assert_eq!(after.completed, before.completed, "{}", change());
                self.taken(id, after);
            }
            (Some(token), None) if after.status != "SKIPPED" => {
                assert!(
                    self.holds(id, token),
                    "written without the lease: {}",
                    change()
                );
                self.settled(id, before, after, succeeded);
            }
            _ if after.status == "SKIPPED" => assert_eq!(after.completed, before.completed),
            _ => assert_eq!(
                (&after.status, after.completed, after.attempt, after.due),
                (&before.status, before.completed, before.attempt, before.due),
                "changed without a lease: {}",
                change()
            ),
        }
    }

    fn settled(&self, id: &str, before: &Seen, after: &Seen, succeeded: i64) {
        let change = || format!("{id}: {before:?} -> {after:?}");
        assert_eq!(after.attempt, before.attempt + 1, "{}", change());
        let gave_up = after.interrupted > MAX_INTERRUPTIONS && after.completed == before.completed;
        assert!(
            gave_up || after.completed == before.completed + 1,
            "{}",
            change()
        );
        match after.status.as_str() {
            "DELIVERED" => assert_eq!(succeeded, 1, "{}", change()),
            "FAILED" => assert!(
                gave_up || after.completed == ATTEMPTS as i64,
                "given up too early: {}",
                change()
            ),
            "RETRYING" => {
                let wait = self.schedule.wait(after.completed as usize).unwrap();
                let (answered, _) = self.answers.borrow()[id];
                let earliest = answered.plus(wait).millis();
                assert!(after.due >= Some(earliest), "too soon: {}", change());
            }
            _ => unreachable!("settled as {}", change()),
        }
        assert!(
            after.status == "DELIVERED" || succeeded == 0,
            "more after a success: {}",
            change()
        );
    }

    /// A request leaves only for a delivery that is committed, and from someone who took its lease.
    pub fn requested(&self, id: &str) {
        assert!(self.seen.borrow().contains_key(id), "{id} is not committed");
        let took = self
            .holders
            .borrow()
            .iter()
            .any(|(key, holder)| key.starts_with(id) && *holder == self.invocation.get());
        assert!(took, "{id} is sent without a lease");
    }

    pub fn answered(&self, id: &str, answer: &Answer) {
        let success = matches!(answer, Answer::Response(response) if response.is_success());
        let mut answers = self.answers.borrow_mut();
        let (_, before) = answers.get(id).copied().unwrap_or_default();
        answers.insert(id.to_owned(), (self.clock.now(), before || success));
    }

    /// A hint is given only of what is committed.
    pub fn hinted(&self, hint: &Hint) {
        let known = self.seen.borrow().contains_key(&hint.delivery);
        assert!(known, "{} is hinted before it is committed", hint.delivery);
    }

    pub fn is_quiet(&self) -> bool {
        !self.seen.borrow().values().any(Seen::is_open)
    }

    /// At the end of a run.
    pub fn assert_complete(&self) {
        let seen = self.seen.borrow();
        for (id, delivery) in seen.iter() {
            assert!(!delivery.is_open(), "{id} is not final: {delivery:?}");
            let attempted = delivery.log.0 + delivery.log.1 > 0;
            assert!(
                attempted || delivery.status == "SKIPPED",
                "{id} was never attempted: {delivery:?}"
            );
            let received = self.answers.borrow().get(id).is_some_and(|(_, ok)| *ok);
            assert!(
                received || delivery.status != "DELIVERED",
                "{id} was not received"
            );
        }
        let missing = "SELECT count(*) FROM events e JOIN webhook_endpoints p \
            LEFT JOIN deliveries d ON d.event_id = e.id AND d.endpoint_id = p.id \
            WHERE d.id IS NULL AND coalesce(e.data ->> '$.endpointId', '') <> p.id";
        assert_eq!(self.count(missing), 0, "an event was not fanned out");
        assert_eq!(
            self.count("SELECT count(*) FROM trainees"),
            self.count("SELECT count(*) FROM events WHERE type = 'trainee.created'"),
            "a change without its event, or an event without its change"
        );
    }

    fn count(&self, sql: &str) -> i64 {
        self.sqlite.read(sql, |row| row.get(0).unwrap())[0]
    }

    fn deliveries(&self) -> HashMap<String, Seen> {
        let sql = "SELECT id, status, attempt, completed, interrupted, next_attempt_at, lease_token, lease_until, \
            (SELECT count(*) FROM attempts a WHERE a.delivery_id = d.id AND a.outcome <> 'interrupted'), \
            (SELECT count(*) FROM attempts a WHERE a.delivery_id = d.id AND a.outcome = 'interrupted'), \
            (SELECT count(*) FROM attempts a WHERE a.delivery_id = d.id AND a.outcome = 'success') \
            FROM deliveries d";
        let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<_> {
            let token: Option<String> = row.get(6)?;
            let until: Option<i64> = row.get(7)?;
            let seen = Seen {
                status: row.get(1)?,
                attempt: row.get(2)?,
                completed: row.get(3)?,
                interrupted: row.get(4)?,
                due: row.get(5)?,
                lease: token.zip(until),
                log: (row.get(8)?, row.get(9)?, row.get(10)?),
            };
            Ok((row.get(0)?, seen))
        };
        let rows = self.sqlite.read(sql, |row| read(row).unwrap());
        rows.into_iter().collect()
    }
}
