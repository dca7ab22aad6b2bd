//! [`Capacity`]: how many webhook requests of this isolate are under way, and how many wait for room.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use crate::time::Instant;

/// Requests under way at once. The local runtime makes some 250 a second.
const MOST: usize = 24;

/// Shared by all invocations of one isolate.
pub struct Capacity {
    pub most: usize,
    pub sending: Count,
    pub waiting: Count,
}

impl Default for Capacity {
    fn default() -> Self {
        Self::of(MOST)
    }
}

impl Capacity {
    pub fn of(most: usize) -> Self {
        Self { most, sending: Count::default(), waiting: Count::default() }
    }
}

/// Each counts until a time of its own at the latest: an invocation that is cut off never lets go.
#[derive(Default)]
pub struct Count(RefCell<Vec<Weak<Instant>>>);

impl Count {
    /// How many there are.
    pub fn at(&self, now: Instant) -> usize {
        let mut counted = self.0.borrow_mut();
        counted.retain(|until| until.upgrade().is_some_and(|until| *until > now));
        counted.len()
    }

    /// Counts so many more until the time, or until they are dropped.
    pub fn add(&self, count: usize, until: Instant) -> Vec<Rc<Instant>> {
        let held: Vec<_> = (0..count).map(|_| Rc::new(until)).collect();
        self.0.borrow_mut().extend(held.iter().map(Rc::downgrade));
        held
    }
}
