//! [`Turns`]: a concurrency limit per center, with a fair queue, in each isolate.
//!
//! The database has one writer and the isolate one thread. So a center that floods us has to wait for its own requests,
//! and nobody else does. When more of its requests wait than may run (a crowd) while other centers are active, they run
//! one at a time, each followed by a pause as long as it ran. Keys that this isolate has not yet seen in the database
//! share the turns of one center, so that made-up keys gain nothing.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Duration,
};

use uuid::Uuid;

use super::ports::Clock;
use crate::time::Instant;

/// How long a request waits for its turn before it is refused.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// A turn ends then at the latest. The runtime may drop a request without running its destructors, for example when the
/// client has disconnected.
const LONGEST: Duration = Duration::from_secs(30);
/// A center is active if its last request is no older than this.
const LATELY: Duration = Duration::from_secs(2);
/// Keys that are remembered. When there are more, all are forgotten, and found again by their next requests.
const MOST_KEYS: usize = 10_000;

/// Who shares turns: a center, or (`None`) all keys that were not found in the database yet.
type Group = Option<Uuid>;

/// The turns of one isolate.
#[derive(Default)]
pub struct Turns {
    /// The centers of the keys that were found in the database, by the hash of the token.
    centers: RefCell<HashMap<String, Uuid>>,
    requests: RefCell<HashMap<Group, Requests>>,
    last: Cell<u64>,
    /// The last requests of two different groups, the later one first: whichever group asks, one of them is not its own.
    lately: Cell<[Option<(Group, Instant)>; 2]>,
}

/// The requests of one group by number, each with the time since when it runs or waits.
#[derive(Default)]
struct Requests {
    working: Vec<(u64, Instant)>,
    /// First come, first served.
    waiting: Vec<(u64, Instant)>,
    rests_until: Option<Instant>,
}

impl Requests {
    /// Removes requests that the runtime must have dropped.
    fn forget(&mut self, now: Instant) {
        self.working.retain(|(_, since)| now.since(*since) < LONGEST);
        self.waiting.retain(|(_, since)| now.since(*since) <= PATIENCE);
    }

    /// Whether more requests wait than may run.
    fn are_a_crowd(&self, most: usize) -> bool {
        self.waiting.len() > most
    }

    /// Lets a waiting request run if there is room for it and for those before it. Otherwise: how many are before it.
    fn advance(&mut self, number: u64, most: usize, now: Instant) -> Result<(), usize> {
        self.forget(now);
        let before = self.waiting.iter().take_while(|(n, _)| *n != number);
        let before = before.count();
        let rests = self.rests_until.is_some_and(|until| now < until);
        if rests || self.working.len().saturating_add(before) >= most {
            return Err(before);
        }
        self.waiting.retain(|(other, _)| *other != number);
        self.working.push((number, now));
        Ok(())
    }
}

impl Turns {
    /// Remembers the center of a key, for the queue only: each request still looks its key up.
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

    /// Adds a waiting request.
    pub fn join(self: &Rc<Self>, token_hash: &str, most: usize, clock: Rc<dyn Clock>) -> Turn {
        let now = clock.now();
        let group = self.centers.borrow().get(token_hash).copied();
        self.note(group, now);
        let number = self.last.get() + 1;
        self.last.set(number);
        let mut requests = self.requests.borrow_mut();
        let requests = requests.entry(group).or_default();
        requests.waiting.push((number, now));
        Turn { turns: Rc::clone(self), clock, group, number, most }
    }

    /// Remembers that this group is active.
    fn note(&self, group: Group, now: Instant) {
        let [last, before] = self.lately.get();
        let other = last.filter(|(last, _)| *last != group).or(before);
        self.lately.set([Some((group, now)), other]);
    }

    /// Whether another group is active.
    fn is_beside_others(&self, group: Group, now: Instant) -> bool {
        let is_other = |(other, at): (Group, Instant)| other != group && now.since(at) < LATELY;
        self.lately.get().into_iter().flatten().any(is_other)
    }

    fn leave(&self, Turn { group, number, most, .. }: &Turn, now: Instant) {
        let (group, number) = (*group, *number);
        let is_beside_others = self.is_beside_others(group, now);
        let mut all = self.requests.borrow_mut();
        let Some(requests) = all.get_mut(&group) else {
            return;
        };
        let began = requests.working.iter().find(|(other, _)| *other == number);
        let must_rest = is_beside_others && requests.are_a_crowd(*most);
        if let Some((_, began)) = began.filter(|_| must_rest) {
            requests.rests_until = Some(now.plus(now.since(*began)));
        }
        for numbers in [&mut requests.working, &mut requests.waiting] {
            numbers.retain(|(other, _)| *other != number);
        }
        if requests.working.is_empty() && requests.waiting.is_empty() {
            all.remove(&group);
        }
    }
}

/// A request that waits for its turn or has it; dropping it leaves the queue or ends the turn.
pub struct Turn {
    turns: Rc<Turns>,
    clock: Rc<dyn Clock>,
    group: Group,
    number: u64,
    most: usize,
}

impl Turn {
    /// Starts to run, if it may. Otherwise: how many are before it.
    pub fn advance(&self, now: Instant) -> Result<(), usize> {
        let is_beside_others = self.turns.is_beside_others(self.group, now);
        let mut all = self.turns.requests.borrow_mut();
        let requests = all.entry(self.group).or_default();
        let most = match is_beside_others && requests.are_a_crowd(self.most) {
            true => 1,
            false => self.most,
        };
        requests.advance(self.number, most, now)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.leave(self, self.clock.now());
    }
}
