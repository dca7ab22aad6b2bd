//! A center with many deliveries pending holds up nobody but itself.

use aviationalley_worker::app::{Hint, Lane};

use crate::support::{Client, World};

/// So many endpoints, and so many events to each, whose hints wait in the queue.
fn crowd(client: &Client, endpoints: usize, events: usize) {
    for index in 0..endpoints {
        client.subscribe(&format!("https://example.com/{index}"), &["trainee.created"]);
    }
    for index in 0..events {
        client.trainee(&format!("{index}@example.com"));
    }
}

/// The lanes of the hints that wait, in their order.
fn lanes(world: &World) -> Vec<Lane> {
    let hints = world.queue.take_all();
    hints.into_iter().map(|Hint { lane, .. }| lane).collect()
}

#[test]
fn beyond_700_pending_deliveries_the_bulk_queue_is_used() {
    let world = World::new();
    let (busy, other) = (world.center(), world.center());
    // Of each event six are attempted at once, and 94 are hinted.
    crowd(&busy, 100, 7);
    assert_eq!(lanes(&world), vec![Lane::Fast; 7 * 94]);
    // 658 are pending by then, 752 with these.
    busy.trainee("one-more@example.com");
    assert_eq!(lanes(&world), vec![Lane::Bulk; 94]);
    crowd(&other, 10, 1);
    assert_eq!(lanes(&world), vec![Lane::Fast; 4]);
}

#[test]
fn the_sweeper_and_the_claims_keep_to_it() {
    let world = World::new();
    let busy = world.center();
    crowd(&busy, 100, 9);
    world.queue.clear();
    let hints = world.due_hints();
    assert_eq!(hints.len(), 9 * 94);
    assert!(hints.iter().all(|hint| hint.lane == Lane::Bulk));
    world.consume(&hints);
    assert_eq!(world.deliveries("DELIVERED"), 900);
    busy.trainee("afterwards@example.com");
    assert_eq!(lanes(&world), vec![Lane::Fast; 94]);
}

#[test]
fn live_and_test_data_are_crowded_apart() {
    let world = World::new();
    let live = world.center();
    let test = live.with_key("test", &["*"]);
    crowd(&live, 100, 9);
    world.queue.clear();
    crowd(&test, 10, 1);
    assert_eq!(lanes(&world), vec![Lane::Fast; 4]);
}
