//! Every choice of a run, from one seed.

use std::task::Poll;

use aviationalley_worker::app::Random;
use futures::future::poll_fn;

use crate::support::SeededRandom;

pub struct Dice(SeededRandom);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SeededRandom::new(seed))
    }

    /// A number below `end`.
    pub fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end
    }

    /// True once in `times`.
    pub fn one_in(&self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub fn index(&self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// A point between two steps: whoever is here goes on at some later poll, or is dropped here by a crash.
    pub async fn between_steps(&self) {
        let go = |_: &mut std::task::Context<'_>| match self.one_in(2) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        };
        poll_fn(go).await;
    }
}
