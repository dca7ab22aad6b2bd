//! What is promised of attempts in flight to a slow endpoint: a live lease is an attempt in flight.
//!
//! - While an endpoint is slow, no lease is claimed that makes them more than [`PLACES`]. What was in flight before it
//!   became slow stays, and so do manual attempts and test messages, which are made at once: these have no bound of
//!   their own, but they take places, so that nothing is claimed beside them until there are few again.
//! - A write makes no first attempt to it.
//! - What waits for a place is given up only while more wait than may.
//! - Who ends attempts gives their places to what is held back, in the same commit.

use std::collections::BTreeMap;

use aviationalley_worker::webhooks::delivery::lane::PLACES;

use crate::simulation::scheduler::MOST_WAITING;

use super::snapshot::{Change, Delivery, Endpoint, Snapshot, Step};

/// Of a commit that led from `before` to `after`.
pub fn check(before: &BTreeMap<String, Endpoint>, after: &Snapshot, changes: &[Change], now: i64) {
    let was_slow = |delivery: &Delivery| {
        let endpoint = before.get(&delivery.endpoint);
        endpoint.is_some_and(|endpoint| endpoint.slow)
    };
    let mut places_left = BTreeMap::<_, i64>::new();
    for Change { step, after: delivery, .. } in changes {
        match step {
            Step::Claimed if was_slow(delivery) => {
                let in_flight = |other: &&Delivery| other.endpoint == delivery.endpoint && other.is_live(now);
                let in_flight = after.deliveries.values().filter(in_flight).count();
                assert!(in_flight as i64 <= PLACES, "{in_flight} in flight at once");
            }
            Step::Born if was_slow(delivery) => {
                let is_manual = delivery.is_manual();
                assert!(delivery.lease.is_none() || is_manual, "attempted by the write");
            }
            Step::GivenUp => {
                let waits = |other: &&Delivery| other.endpoint == delivery.endpoint && other.held;
                let left = after.deliveries.values().filter(waits).count();
                assert!(left as i64 >= MOST_WAITING, "{left} are no backlog");
            }
            Step::Settled => *places_left.entry(&delivery.endpoint).or_default() += 1,
            _ => {}
        }
    }
    for (endpoint, places) in places_left {
        let here = || {
            let here = |change: &&Change| change.after.endpoint == *endpoint;
            changes.iter().filter(here)
        };
        // What tells of a failure is born in the same commit, and may get a place before what is as young.
        let is_given = |Change { before, after, .. }: &&Change| {
            !after.held && after.is_open() && before.as_ref().is_none_or(|before| before.held)
        };
        let given = here().filter(is_given).count() as i64;
        let is_held = |other: &&Delivery| other.endpoint == *endpoint && other.held && other.is_open();
        let born = here().filter(|change| change.step == Step::Born);
        let born = born.map(|change| &change.after).filter(is_held).count();
        let waiting = after.deliveries.values().filter(is_held).count() - born;
        assert!(given >= places || waiting == 0, "{given} of {places} places are given on");
    }
}
