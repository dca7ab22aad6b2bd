//! [`Capacity`]: how many webhook requests this isolate has in flight, and how many wait for room.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use crate::time::Instant;

/// Requests in flight at the same time. The local runtime manages about 250 a second.
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

/// A counter whose entries expire: an invocation that is killed never drops its own.
#[derive(Default)]
pub struct Count(RefCell<Vec<Weak<Instant>>>);

impl Count {
    /// The entries that have not expired.
    pub fn at(&self, now: Instant) -> usize {
        let mut counted = self.0.borrow_mut();
        counted.retain(|until| until.upgrade().is_some_and(|until| *until > now));
        counted.len()
    }

    /// Adds `count` entries, which end when they are dropped, or at `until`.
    pub fn add(&self, count: usize, until: Instant) -> Vec<Rc<Instant>> {
        let held: Vec<_> = (0..count).map(|_| Rc::new(until)).collect();
        self.0.borrow_mut().extend(held.iter().map(Rc::downgrade));
        held
    }
}
