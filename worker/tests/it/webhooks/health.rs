//! Endpoints that only fail are disabled: not too early, not by mistake, and undone by one call.

use std::time::Duration;

use aviationalley_worker::webhooks::delivery::health;
use futures::{FutureExt, executor::block_on};
use serde_json::{Value, json};

use crate::support::{Client, World, status};

const HOOK: &str = "https://example.com/hook";
const HOUR: Duration = Duration::from_secs(60 * 60);
const SECOND: Duration = Duration::from_secs(1);
const FIVE_DAYS: Duration = Duration::from_secs(5 * 24 * 60 * 60);

/// A center with an endpoint that gets every trainee.
struct Hooked<'w> {
    world: &'w World,
    client: Client<'w>,
    endpoint: String,
}

impl<'w> Hooked<'w> {
    fn new(world: &'w World) -> Self {
        let client = world.center();
        let (id, _) = client.subscribe(HOOK, &["trainee.created"]);
        let endpoint = format!("/api/v1/webhook-endpoints/{id}");
        Self { world, client, endpoint }
    }

    /// An event now, whose first attempt the receiver answers with this status.
    fn attempt(&self, answer: u16) {
        self.world.network.answer(HOOK, [status(answer)]);
        let email = format!("{}@example.com", self.world.app.new_token());
        self.client.trainee(&email);
    }

    fn read(&self) -> Value {
        self.client.get(&self.endpoint).expect(200)
    }

    #[track_caller]
    fn assert_enabled(&self) {
        block_on(health::disable(&self.world.app)).unwrap();
        let endpoint = self.read();
        let state = (&endpoint["enabled"], &endpoint["disabledAt"], &endpoint["disabledReason"]);
        assert_eq!(state, (&json!(true), &Value::Null, &Value::Null));
    }

    #[track_caller]
    fn assert_disabled(&self) {
        block_on(health::disable(&self.world.app)).unwrap();
        assert_eq!(self.read()["enabled"], false);
    }
}

#[test]
fn a_failure_five_days_after_the_first_disables_an_endpoint() {
    let world = World::new();
    let hooked = Hooked::new(&world);
    hooked.attempt(500);
    world.skip(FIVE_DAYS - SECOND);
    assert_eq!(world.inbox().all().len(), 2, "a retry failed");
    hooked.assert_enabled();
    world.skip(SECOND);
    hooked.assert_enabled();

    hooked.attempt(500);
    assert_eq!(world.deliveries("RETRYING"), 2);
    hooked.assert_disabled();
    let endpoint = hooked.read();
    assert_eq!(endpoint["disabledAt"], "2026-06-06T10:00:00.000Z");
    assert_eq!(endpoint["updatedAt"], endpoint["disabledAt"]);
    assert_eq!(endpoint["disabledReason"], "Every attempt since 2026-06-01T10:00:00.000Z has failed.");
    assert_eq!((world.deliveries("SKIPPED"), world.deliveries("RETRYING")), (2, 0));
    hooked.attempt(200);
    assert_eq!(world.deliveries("SKIPPED"), 3, "nothing more is sent");
    assert_eq!(world.inbox().all().len(), 3);
}

#[test]
fn one_failed_delivery_and_silence_after_it_disable_nothing() {
    let world = World::new();
    let hooked = Hooked::new(&world);
    hooked.attempt(500);
    for _ in 0..24 {
        world.skip(HOUR);
    }
    assert_eq!(world.deliveries("FAILED"), 1);
    for _ in 0..30 {
        world.skip(24 * HOUR);
    }
    hooked.assert_enabled();
}

#[test]
fn a_success_begins_the_five_days_anew() {
    let world = World::new();
    let hooked = Hooked::new(&world);
    hooked.attempt(500);
    world.network.answer(HOOK, [status(200)]);
    world.skip(FIVE_DAYS);
    assert_eq!(world.deliveries("DELIVERED"), 1, "the retry came through");
    hooked.attempt(500);
    hooked.assert_enabled();
    world.skip(FIVE_DAYS - SECOND);
    hooked.assert_enabled();
    world.skip(SECOND);
    hooked.attempt(500);
    hooked.assert_disabled();
}

/// An endpoint that the next run would disable.
fn doomed(world: &World) -> Hooked<'_> {
    let hooked = Hooked::new(world);
    hooked.attempt(500);
    world.cron.set(false);
    world.advance(FIVE_DAYS);
    hooked.attempt(500);
    hooked
}

/// Lets `between` happen between a run's look at the endpoints and its write.
fn interleaved(world: &World, between: impl FnOnce()) {
    let mut run = Box::pin(health::disable(&world.app));
    for _ in 0..2 {
        assert!(run.as_mut().now_or_never().is_none());
    }
    between();
    assert_eq!(block_on(run).unwrap(), 1, "it was found, or nothing is proven");
}

#[test]
fn a_success_at_the_same_moment_wins() {
    let world = World::new();
    let hooked = doomed(&world);
    interleaved(&world, || hooked.attempt(200));
    hooked.assert_enabled();
    assert_eq!((world.deliveries("SKIPPED"), world.deliveries("DELIVERED")), (0, 1));
    let notices = world.db.query("SELECT kind FROM notices WHERE kind = 'DISABLED'");
    assert!(notices.is_empty(), "nothing happened that could be told");
}

#[test]
fn a_new_url_wins_and_resets_the_failures() {
    let world = World::new();
    let hooked = doomed(&world);
    let other = json!({"url": "https://example.com/other"});
    interleaved(&world, || {
        hooked.client.patch(&hooked.endpoint, other).expect(200);
    });
    hooked.assert_enabled();
}

#[test]
fn a_change_decided_before_the_disabling_is_a_conflict() {
    let world = World::new();
    let hooked = doomed(&world);
    let body = json!({"description": "New"}).to_string();
    let mut change = Box::pin(hooked.client.send("PATCH", &hooked.endpoint, body.into()));
    for _ in 0..2 {
        assert!(change.as_mut().now_or_never().is_none());
    }
    hooked.assert_disabled();
    block_on(change).refused(409, "conflict");
}

#[test]
fn enabling_it_again_is_one_call_and_gives_it_five_more_days() {
    let world = World::new();
    let hooked = doomed(&world);
    hooked.assert_disabled();
    let described = json!({"description": "Broken", "url": "https://example.com/hook"});
    let still = hooked.client.patch(&hooked.endpoint, described).expect(200);
    assert_eq!(still["disabledAt"], "2026-06-06T10:00:00.000Z");
    let enabled = hooked.client.patch(&hooked.endpoint, json!({"enabled": true})).expect(200);
    assert_eq!((&enabled["disabledAt"], &enabled["disabledReason"]), (&Value::Null, &Value::Null));
    assert_eq!(hooked.read(), enabled);
    hooked.attempt(500);
    hooked.assert_enabled();
    world.advance(FIVE_DAYS);
    hooked.attempt(500);
    hooked.assert_disabled();
}

#[test]
fn attempts_that_were_cut_off_are_no_failure_of_the_endpoint() {
    let world = World::new();
    let hooked = Hooked::new(&world);
    let body = json!({"firstName": "A", "lastName": "B", "email": "a@example.com"}).to_string();
    block_on(hooked.client.send("POST", "/api/v1/trainees", body.into())).expect(201);
    world.crash();
    world.db.query("UPDATE deliveries SET interrupted = 100");
    world.skip(HOUR);
    assert_eq!(world.deliveries("FAILED"), 1, "it was given up");
    world.skip(FIVE_DAYS);
    hooked.attempt(500);
    hooked.assert_enabled();
}

#[test]
fn who_lost_the_lease_says_nothing_of_the_endpoint() {
    let world = World::new();
    let hooked = doomed(&world);
    let body = json!({"firstName": "A", "lastName": "B", "email": "a@example.com"}).to_string();
    block_on(hooked.client.send("POST", "/api/v1/trainees", body.into())).expect(201);
    world.network.answer(HOOK, [status(200)]);
    world.take_leases();
    world.settle();
    hooked.assert_disabled();
}
