//! Crashes, and hints that are lost or come twice.

use std::time::Duration;

use aviationalley_worker::app::Lane;
use futures::{executor::block_on, future::join};
use serde_json::{Value, json};

use super::{DAY, HOOK, outcomes, the_delivery};
use crate::support::{World, status};

#[test]
fn a_crash_right_after_the_commit_loses_nothing() {
    let world = World::new();
    let client = world.center();
    for index in 0..8 {
        client.subscribe(&format!("https://example.com/{index}"), &["*"]);
    }
    // Commits, and dies before anything of what follows has run.
    let body = client.booking_body(json!({})).to_string();
    world.advance(Duration::from_secs(1));
    let before = world.inbox().all().len();
    block_on(client.send("POST", "/api/v1/bookings", body.into())).expect(201);
    world.crash();
    assert_eq!(world.inbox().all().len(), before);
    world.advance(Duration::from_secs(10 * 60));
    assert_eq!(world.inbox().all().len(), before + 8);
    assert_eq!(world.deliveries("PENDING") + world.deliveries("RETRYING"), 0);
}

#[test]
fn an_attempt_that_was_cut_off_is_on_record_and_does_not_count() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    world.network.answer(HOOK, [status(500)]);
    let body = json!({"firstName": "A", "lastName": "B", "email": "a@example.com"}).to_string();
    block_on(client.send("POST", "/api/v1/trainees", body.into())).expect(201);
    world.crash();
    world.advance(DAY);
    let delivery = the_delivery(&client, &endpoint);
    assert_eq!(outcomes(&delivery), ["interrupted", "status", "status", "status", "status", "status"]);
    assert_eq!(delivery["attempts"][5]["durationMs"], Value::Null);
    assert_eq!(delivery["status"], "FAILED");
    assert_eq!(world.inbox().all().len(), 5);
}

#[test]
fn crashes_without_end_do_not_make_attempts_without_end() {
    let world = World::new();
    let client = world.center();
    client.subscribe(HOOK, &["trainee.created"]);
    let body = json!({"firstName": "A", "lastName": "B", "email": "a@example.com"}).to_string();
    block_on(client.send("POST", "/api/v1/trainees", body.into())).expect(201);
    world.crash();
    for _ in 0..40 {
        // Claims, and dies in the middle of the attempt.
        world.advance(Duration::from_secs(29));
        let hints = world.due_hints();
        world.advance(Duration::from_secs(1));
        world.cron.set(false);
        cut_off(&world, &hints);
        world.queue.clear();
    }
    world.cron.set(true);
    world.advance(Duration::from_secs(120));
    assert_eq!(world.deliveries("FAILED"), 1);
    assert_eq!(world.inbox().all().len(), 0);
}

/// Consumes hints up to the middle of the attempt, and dies there.
fn cut_off(world: &World, hints: &[aviationalley_worker::app::Hint]) {
    let consume = aviationalley_worker::webhooks::delivery::line::consume(&world.app, hints);
    // The claim's round trip takes three polls here; the receiver would answer with the next.
    World::run_for(3, consume);
}

#[test]
fn a_lost_hint_costs_time_and_no_delivery() {
    let world = World::new();
    let client = world.center();
    for index in 0..8 {
        client.subscribe(&format!("https://example.com/{index}"), &["*"]);
    }
    world.queue.broken.set(true);
    client.trainee("a@example.com");
    assert_eq!(world.deliveries("DELIVERED"), 6);
    world.queue.broken.set(false);
    world.advance(Duration::from_secs(7 * 60));
    assert_eq!(world.deliveries("DELIVERED"), 8);
    assert!(world.log.lines.borrow().iter().any(|line| line.contains("hints were not sent")));
}

#[test]
fn without_the_sweeper_a_lost_hint_would_be_a_lost_delivery() {
    let world = World::new();
    let client = world.center();
    client.subscribe(HOOK, &["*"]);
    let body = json!({"firstName": "A", "lastName": "B", "email": "a@example.com"}).to_string();
    block_on(client.send("POST", "/api/v1/trainees", body.into())).expect(201);
    world.crash();
    world.cron.set(false);
    world.advance(DAY);
    assert_eq!(world.deliveries("PENDING"), 1, "or the tests of the sweeper prove nothing");
    world.cron.set(true);
    world.advance(Duration::from_secs(120));
    assert_eq!(world.deliveries("DELIVERED"), 1);
}

#[test]
fn hints_that_come_twice_early_or_late_make_no_second_attempt() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    world.network.answer(HOOK, [status(500), status(200)]);
    client.trainee("a@example.com");
    let id = the_delivery(&client, &endpoint)["id"].as_str().unwrap().to_owned();
    let hint = |attempt| aviationalley_worker::app::Hint { delivery: id.clone(), attempt, lane: Lane::Fast };
    world.consume(&[hint(1), hint(2), hint(2), hint(3)]);
    assert_eq!(world.inbox().all().len(), 1, "nothing is due yet");

    world.cron.set(false);
    world.queue.clear();
    world.advance(Duration::from_secs(400));
    world.consume(&[hint(1), hint(3)]);
    assert_eq!(world.inbox().all().len(), 1, "only the hint of the next attempt counts");
    let both = [hint(2)];
    let (app, other) = (&world.app, &world.app);
    let consume = aviationalley_worker::webhooks::delivery::line::consume;
    let (one, two) = block_on(join(consume(app, &both), consume(other, &both)));
    one.and(two).unwrap();
    assert_eq!(world.inbox().all().len(), 2, "two consumers at once are one attempt");
    world.consume(&[hint(1), hint(2), hint(3)]);
    assert_eq!(world.inbox().all().len(), 2);
}

#[test]
fn a_holder_that_lost_its_lease_cannot_write() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    let body = json!({"firstName": "A", "lastName": "B", "email": "a@example.com"}).to_string();
    block_on(client.send("POST", "/api/v1/trainees", body.into())).expect(201);
    // Another takes the delivery over while the request that made it still sleeps.
    world.take_leases();
    world.settle();
    let delivery = the_delivery(&client, &endpoint);
    assert_eq!((delivery["status"].as_str(), outcomes(&delivery).len()), (Some("PENDING"), 0));
}

#[test]
fn outcomes_that_cannot_be_written_are_found_out_anew() {
    let world = World::new();
    let client = world.center();
    client.subscribe(HOOK, &["*"]);
    let body = json!({"firstName": "A", "lastName": "B", "email": "a@example.com"}).to_string();
    block_on(client.send("POST", "/api/v1/trainees", body.into())).expect(201);
    world.db.down.set(true);
    world.settle();
    world.db.down.set(false);
    assert_eq!(world.inbox().all().len(), 1);
    world.advance(Duration::from_secs(120));
    assert_eq!(world.inbox().all().len(), 2, "at least once");
    assert_eq!(world.deliveries("DELIVERED"), 1);
}
