//! The sweeper beside a queue that is behind. What it finds of crashes and lost hints: `deliveries/crashes.rs`.

use std::time::Duration;

use aviationalley_worker::webhooks::delivery::sweep::sweep;
use futures::executor::block_on;

use super::deliveries::HOOK;
use crate::support::World;

const MINUTE: Duration = Duration::from_secs(60);

/// A world with one delivery that is hinted, and a queue that brings nothing.
fn behind() -> World {
    let world = World::new();
    let client = world.center();
    // More than the writing request attempts by itself.
    for index in 0..7 {
        client.subscribe(&format!("{HOOK}/{index}"), &["trainee.created"]);
    }
    world.queue.broken.set(true);
    client.trainee("a@example.com");
    assert_eq!(world.deliveries("PENDING"), 1);
    world
}

#[test]
fn the_longer_a_hint_waits_the_longer_the_next_takes() {
    let world = behind();
    let mut hinted_after = Vec::new();
    for minute in 1..=24 * 60 {
        world.clock.set(world.now().plus(MINUTE));
        if block_on(sweep(&world.app)).unwrap() > 0 {
            hinted_after.push(minute);
        }
    }
    let pauses: Vec<_> = hinted_after.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(pauses[..3], [10, 20, 40]);
    assert!(pauses[3..].iter().all(|pause| *pause == 60), "{pauses:?}");
    assert!(hinted_after.last() > Some(&(23 * 60)));
}

#[test]
fn the_sweeper_looks_at_nothing_but_what_it_hints() {
    let world = behind();
    world.clock.set(world.now().plus(6 * MINUTE));
    assert_eq!(block_on(sweep(&world.app)).unwrap(), 1);
    let plan = world.db.plan_of_last();
    for look in ["deliveries_to_hint (hinted_at=? AND next_attempt_at<?)", "deliveries_to_hint (hinted_at<?)"] {
        assert!(plan.contains(look), "{plan}");
    }
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}
