//! Resending a delivery: one manual attempt, whatever state it is in.

use std::time::Duration;

use aviationalley_worker::{app::Answer, webhooks::delivery::line};
use futures::{executor::block_on, future::join};
use serde_json::{Value, json};

use crate::{
    support::{Client, World, status},
    webhooks::deliveries::{HOOK, outcomes, the_delivery},
};

/// An endpoint of a center, and its one delivery.
struct Case<'w> {
    world: &'w World,
    client: Client<'w>,
    endpoint: String,
    id: String,
}

impl<'w> Case<'w> {
    /// After a first attempt with this answer.
    fn after(world: &'w World, answer: Answer) -> Self {
        let client = world.center();
        let (endpoint, _) = client.subscribe(HOOK, &["trainee.created"]);
        world.network.answer(HOOK, [answer]);
        client.trainee("a@example.com");
        let id = the_delivery(&client, &endpoint)["id"].as_str().unwrap().to_owned();
        Self { world, client, endpoint, id }
    }

    /// In this status, which it came to in the usual way.
    fn with_status(world: &'w World, wanted: &str) -> Self {
        let answer = if wanted == "DELIVERED" { 200 } else { 500 };
        let case = Self::after(world, status(answer));
        match wanted {
            "FAILED" => (0..4).for_each(|_| world.skip(Duration::from_secs(9 * 60 * 60))),
            "SKIPPED" => {
                case.enable(false);
                case.enable(true);
            }
            _ => {}
        }
        assert_eq!(case.delivery()["status"], wanted);
        case
    }

    fn enable(&self, enabled: bool) {
        let path = format!("/api/v1/webhook-endpoints/{}", self.endpoint);
        self.client.patch(&path, json!({"enabled": enabled})).expect(200);
    }

    fn delivery(&self) -> Value {
        the_delivery(&self.client, &self.endpoint)
    }

    fn path(&self) -> String {
        format!("/api/v1/webhook-deliveries/{}/resend", self.id)
    }

    /// Resends, and lets the attempt come to its end.
    fn resend(&self, answer: Answer) -> Value {
        self.world.network.answer(HOOK, [answer]);
        self.client.post(&self.path(), json!({})).expect(202)
    }

    /// Resends, and dies before the attempt.
    fn resend_and_crash(&self, answer: Answer) {
        self.world.network.answer(HOOK, [answer]);
        block_on(self.client.send("POST", &self.path(), Vec::new())).expect(202);
        self.world.crash();
    }

    /// Resends, and dies in the middle of each attempt, until it is given up.
    fn resend_and_cut_off_without_end(&self) {
        let world = self.world;
        self.resend_and_crash(status(200));
        world.cron.set(false);
        for _ in 0..30 {
            let hints = world.due_hints();
            World::run_for(3, line::consume(&world.app, &hints));
            world.crash();
            world.advance(Duration::from_secs(30));
        }
        world.consume(&world.due_hints());
    }

    fn requests(&self) -> usize {
        let all = self.world.inbox().all();
        all.iter().filter(|seen| seen.post.url == HOOK).count()
    }
}

/// Each status from which a delivery can be resent, and what it is after a manual attempt that failed.
const STATES: [(&str, &str); 4] =
    [("RETRYING", "RETRYING"), ("DELIVERED", "DELIVERED"), ("FAILED", "FAILED"), ("SKIPPED", "FAILED")];

#[test]
fn a_resend_has_the_same_bytes_and_its_own_timestamp() {
    let world = World::new();
    let case = Case::with_status(&world, "DELIVERED");
    world.skip(Duration::from_secs(3600));
    let shown = case.resend(status(200));
    assert_eq!(shown["id"], case.id.as_str());
    assert_eq!(shown["status"], "PENDING", "an attempt is under way");
    assert_eq!(shown["nextAttemptAt"], "2026-06-01T11:00:00.000Z");
    let seen = world.inbox().all();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].post.body, seen[1].post.body);
    assert_eq!(seen[1].header("webhook-id"), case.id);
    let timestamp: i64 = seen[1].header("webhook-timestamp").parse().unwrap();
    assert_eq!(timestamp, world.now().millis() / 1000);
}

#[test]
fn a_successful_resend_delivers_from_any_state() {
    for (from, _) in STATES {
        let world = World::new();
        let case = Case::with_status(&world, from);
        let before = case.requests();
        case.resend(status(200));
        let delivery = case.delivery();
        assert_eq!(delivery["status"], "DELIVERED", "{from}");
        assert_eq!(delivery["nextAttemptAt"], Value::Null);
        let stored = &world.db.query("SELECT failure_reason FROM deliveries")[0];
        assert_eq!(stored.get::<Option<String>>("failure_reason").unwrap(), None, "{from}");
        world.skip(Duration::from_secs(24 * 60 * 60));
        assert_eq!(case.requests(), before + 1, "{from}");
        assert_eq!(case.delivery(), delivery);
    }
}

#[test]
fn a_failed_resend_leaves_state_schedule_and_count() {
    for (from, back) in STATES {
        let world = World::new();
        let case = Case::with_status(&world, from);
        let before = case.delivery();
        case.resend(Answer::Timeout);
        let after = case.delivery();
        assert_eq!(after["status"], back, "{from}");
        assert_eq!(after["nextAttemptAt"], before["nextAttemptAt"], "{from}");
        let manual: Vec<_> =
            after["attempts"].as_array().unwrap().iter().map(|attempt| attempt["manual"] == true).collect();
        assert_eq!(manual.iter().filter(|manual| **manual).count(), 1);
        assert_eq!(manual.first(), Some(&true));
    }
}

#[test]
fn the_automatic_attempts_go_on_as_if_there_had_been_no_resend() {
    let world = World::new();
    let case = Case::with_status(&world, "RETRYING");
    for _ in 0..5 {
        case.resend(status(500));
    }
    (0..4).for_each(|_| world.skip(Duration::from_secs(9 * 60 * 60)));
    let delivery = case.delivery();
    assert_eq!(delivery["status"], "FAILED");
    assert_eq!(outcomes(&delivery).len(), 5 + 5);
    let completed = &world.db.query("SELECT completed FROM deliveries")[0];
    assert_eq!(completed.get::<i64>("completed").unwrap(), 5);
}

#[test]
fn a_retry_that_fell_due_during_a_resend_is_made_right_after_it() {
    let world = World::new();
    let case = Case::with_status(&world, "RETRYING");
    case.resend_and_crash(status(500));
    world.queue.clear();
    world.skip(Duration::from_secs(9 * 60 * 60));
    world.skip(Duration::from_secs(1));
    let delivery = case.delivery();
    let manual: Vec<_> =
        delivery["attempts"].as_array().unwrap().iter().map(|attempt| attempt["manual"].clone()).collect();
    assert_eq!(manual, [false, true, true, false].map(Value::from));
    assert_eq!(outcomes(&delivery), ["status", "interrupted", "status", "status"]);
    assert_eq!(delivery["status"], "RETRYING");
}

#[test]
fn a_final_failure_is_not_told_again_when_a_resend_fails() {
    let world = World::new();
    let case = Case::with_status(&world, "FAILED");
    let later = || world.skip(Duration::from_secs(2 * 60 * 60));
    later();
    let told = || (world.event_types(), world.mailbox.all().len());
    let before = told();
    let events = ["trainee.created", "webhook.delivery.failed"].map(str::to_owned);
    assert_eq!(before, (events.into(), 1));
    case.resend(status(500));
    later();
    assert_eq!(told(), before);
}

#[test]
fn a_resend_survives_a_crash_and_is_made_once_more() {
    for (from, back) in STATES {
        for (answer, expected) in [(status(200), "DELIVERED"), (status(500), back)] {
            let world = World::new();
            let case = Case::with_status(&world, from);
            let before = case.requests();
            case.resend_and_crash(answer);
            assert_eq!(case.requests(), before);
            world.skip(Duration::from_secs(31));
            let delivery = case.delivery();
            assert_eq!(case.requests(), before + 1, "{from}");
            assert_eq!(delivery["status"], expected, "{from}");
            let attempts = delivery["attempts"].as_array().unwrap();
            let cut_off = &attempts[1];
            assert_eq!((&cut_off["outcome"], &cut_off["manual"]), (&json!("interrupted"), &json!(true)));
        }
    }
}

#[test]
fn a_resend_that_is_always_cut_off_is_given_up() {
    for (from, back) in STATES {
        let world = World::new();
        let case = Case::with_status(&world, from);
        let before = case.delivery();
        case.resend_and_cut_off_without_end();
        let after = case.delivery();
        assert_eq!(after["status"], back, "{from}");
        assert_eq!(after["nextAttemptAt"], before["nextAttemptAt"], "{from}");
        assert_eq!(world.event_types().len(), before["attempts"].as_array().unwrap().len() / 5 + 1);
    }
}

#[test]
fn crashes_in_a_resend_do_not_end_automatic_attempts() {
    let world = World::new();
    let case = Case::with_status(&world, "RETRYING");
    case.resend_and_cut_off_without_end();
    world.network.answer(HOOK, [status(200)]);
    world.cron.set(true);
    world.advance(Duration::from_secs(60 * 60));
    assert_eq!(case.delivery()["status"], "DELIVERED");
}

#[test]
fn a_delivery_whose_attempt_is_under_way_is_not_resent() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["trainee.created"]);
    let body = json!({"firstName": "A", "lastName": "B", "email": "a@example.com"}).to_string();
    block_on(client.send("POST", "/api/v1/trainees", body.into())).expect(201);
    let id = the_delivery_while_open(&client, &endpoint);
    let path = format!("/api/v1/webhook-deliveries/{id}/resend");
    let said = block_on(client.send("POST", &path, Vec::new())).refused(409, "conflict");
    assert!(said.contains("under way"), "{said}");
    world.settle();
    assert_eq!(world.inbox().all().len(), 1);

    // In the middle of a retry.
    let case = Case::with_status(&world, "RETRYING");
    world.cron.set(false);
    world.queue.clear();
    world.advance(Duration::from_secs(400));
    let hints = world.due_hints();
    let mut retry = Box::pin(line::consume(&world.app, &hints));
    World::run_for(3, retry.as_mut());
    block_on(case.client.send("POST", &case.path(), Vec::new())).refused(409, "conflict");
    block_on(retry).unwrap();
    assert_eq!(case.requests(), 1 + 2);
}

fn the_delivery_while_open(client: &Client, endpoint: &str) -> String {
    let path = format!("/api/v1/webhook-endpoints/{endpoint}/deliveries");
    let log = block_on(client.send("GET", &path, Vec::new())).expect(200);
    log["data"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn of_two_resends_at_once_one_is_made() {
    for (from, _) in STATES {
        let world = World::new();
        let case = Case::with_status(&world, from);
        let before = case.requests();
        let [won, lost] = case.client.post_both(&case.path(), [json!({}), json!({})]);
        won.expect(202);
        lost.refused(409, "conflict");
        assert_eq!(case.requests(), before + 1);
    }
}

#[test]
fn disabling_an_endpoint_ends_its_resends() {
    for (from, _) in STATES {
        let world = World::new();
        let case = Case::with_status(&world, from);
        case.resend_and_crash(status(200));
        let before = case.requests();
        case.enable(false);
        let expected = if from == "RETRYING" { "SKIPPED" } else { from };
        assert_eq!(case.delivery()["status"], expected);
        assert_eq!(case.delivery()["nextAttemptAt"], Value::Null);
        world.skip(Duration::from_secs(120));
        assert_eq!(case.requests(), before);
        case.enable(true);
        case.resend(status(200));
        assert_eq!(case.delivery()["status"], "DELIVERED");
    }
}

#[test]
fn nothing_is_resent_to_a_disabled_or_deleted_endpoint() {
    let world = World::new();
    let case = Case::with_status(&world, "DELIVERED");
    case.enable(false);
    let said = case.client.post(&case.path(), json!({})).refused(409, "conflict");
    assert!(said.contains("enable it first"), "{said}");
    let endpoint = format!("/api/v1/webhook-endpoints/{}", case.endpoint);
    case.client.delete(&endpoint).expect(204);
    let said = case.client.post(&case.path(), json!({})).refused(409, "conflict");
    assert!(said.contains("deleted"), "{said}");
    assert_eq!(case.requests(), 1);
}

#[test]
fn nothing_is_resent_after_a_disabling_at_the_same_moment() {
    let world = World::new();
    let case = Case::with_status(&world, "FAILED");
    let (resend, endpoint) = (case.path(), format!("/api/v1/webhook-endpoints/{}", case.endpoint));
    let before = case.requests();
    let disable = json!({"enabled": false}).to_string();
    let (_, disabled) = block_on(join(
        case.client.send("POST", &resend, Vec::new()),
        case.client.send("PATCH", &endpoint, disable.into()),
    ));
    disabled.expect(200);
    world.crash();
    world.skip(Duration::from_secs(120));
    assert_eq!((case.delivery()["status"].clone(), case.requests()), (json!("FAILED"), before));
}

#[test]
fn strangers_readers_and_bodies_are_refused() {
    let world = World::new();
    let case = Case::with_status(&world, "DELIVERED");
    for stranger in [world.center(), case.client.with_key("test", &["*"])] {
        stranger.post(&case.path(), json!({})).refused(404, "not_found");
    }
    let reader = case.client.with_key("live", &["webhooks:read"]);
    reader.post(&case.path(), json!({})).refused(403, "forbidden_scope");
    case.client.post(&case.path(), json!({"force": true})).refused(400, "invalid_request");
    case.client.request("POST", &case.path(), "[").refused(400, "invalid_request");
    case.client.post("/api/v1/webhook-deliveries/del_0/resend", json!({})).refused(404, "not_found");
    assert_eq!(case.requests(), 1);
}
