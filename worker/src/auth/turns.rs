//! [`Turns`]: how many requests of one center an isolate works on at once.
//!
//! The database has one writer and the isolate one thread. So a center that sends without end waits for its own
//! requests, and nobody else does. The first request of a key shares its turns with all keys that the isolate has not
//! seen proven yet: nobody gets more by making keys up.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Duration,
};

use uuid::Uuid;

use crate::{
    app::App,
    problem::{Code, Problem},
    time::Instant,
};

/// How long a request waits for its turn before it is refused.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a request that waits alone sleeps before it looks again.
const NAP: Duration = Duration::from_millis(10);
/// A turn is over by then. The runtime may drop a request without a word, such as one whose client has gone.
const LONGEST: Duration = Duration::from_secs(30);
/// Keys that are remembered; with more, all are forgotten and proven again.
const MOST_KEYS: usize = 10_000;

/// Who shares turns: a center, or all the keys that are not proven.
type Group = Option<Uuid>;

/// The turns of one isolate.
#[derive(Default)]
pub struct Turns {
    /// The centers of the keys that were found in the database, by the hash of the token.
    centers: RefCell<HashMap<String, Uuid>>,
    /// By group, the numbers of its turns and when they began.
    taken: RefCell<HashMap<Group, Vec<(u64, Instant)>>>,
    waiting: Cell<u32>,
    last: Cell<u64>,
}

impl Turns {
    /// Remembers whose key this is. Proves nothing: the next request's key is looked up as well.
    pub fn learn(&self, token_hash: &str, center: Uuid) {
        let mut centers = self.centers.borrow_mut();
        if centers.get(token_hash) == Some(&center) {
            return;
        }
        if centers.len() >= MOST_KEYS {
            centers.clear();
        }
        centers.insert(token_hash.to_owned(), center);
    }

    fn group_of(&self, token_hash: &str) -> Group {
        self.centers.borrow().get(token_hash).copied()
    }

    /// The number of a new turn, if one is free.
    fn take(&self, group: Group, most: usize, now: Instant) -> Option<u64> {
        let mut taken = self.taken.borrow_mut();
        let turns = taken.entry(group).or_default();
        turns.retain(|(_, since)| now.since(*since) < LONGEST);
        if turns.len() >= most {
            return None;
        }
        let number = self.last.get() + 1;
        self.last.set(number);
        turns.push((number, now));
        Some(number)
    }

    fn give_back(&self, group: Group, number: u64) {
        let mut taken = self.taken.borrow_mut();
        if let Some(turns) = taken.get_mut(&group) {
            turns.retain(|(other, _)| *other != number);
            if turns.is_empty() {
                taken.remove(&group);
            }
        }
    }
}

/// A request's turn, until it is dropped.
pub struct Turn {
    turns: Rc<Turns>,
    group: Group,
    number: u64,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.give_back(self.group, self.number);
    }
}

/// Counts a request among those that wait.
struct Waiting<'a>(&'a Cell<u32>);

impl<'a> Waiting<'a> {
    fn among(count: &'a Cell<u32>) -> Self {
        count.set(count.get() + 1);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

/// Waits for a turn; 429 when none comes.
///
/// Each request sleeps by a timer of its own, since the runtime lets none be woken by another one.
pub async fn take(app: &App, token_hash: &str) -> Result<Turn, Problem> {
    let turns = &app.turns;
    let most = app.config.requests_at_once;
    let began = app.now();
    let mut waiting = None;
    loop {
        let now = app.now();
        let group = turns.group_of(token_hash);
        if let Some(number) = turns.take(group, most, now) {
            let turns = Rc::clone(turns);
            return Ok(Turn {
                turns,
                group,
                number,
            });
        }
        if now.since(began) >= PATIENCE {
            return Err(too_many(most));
        }
        waiting.get_or_insert_with(|| Waiting::among(&turns.waiting));
        // The more wait, the seldomer each looks: together they look once in a few milliseconds.
        app.timer.sleep(NAP + NAP * turns.waiting.get() / 4).await;
    }
}

fn too_many(most: usize) -> Problem {
    let detail = format!(
        "{most} requests of this center are worked on at once, and this one waited {} seconds for its turn. \
         Send fewer at once.",
        PATIENCE.as_secs()
    );
    Problem::new(Code::RateLimited, detail)
}
