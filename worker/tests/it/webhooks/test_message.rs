//! Test messages: sent while the caller waits, signed and logged as real ones, and marked.

use aviationalley_worker::{
    app::{Answer, Response},
    events::EventType,
};
use futures::executor::block_on;
use serde_json::{Value, json};
use webhook_signature::Secret;

use crate::{
    support::{World, names, status},
    webhooks::deliveries::{HOOK, the_delivery},
};

fn path(endpoint: &str) -> String {
    format!("/api/v1/webhook-endpoints/{endpoint}/test")
}

#[test]
fn a_test_message_is_signed_and_logged_as_a_real_one() {
    let world = World::new();
    let client = world.center();
    let (endpoint, secret) = client.subscribe(HOOK, &["booking.created"]);
    client.subscribe("https://example.com/other", &["*"]);
    let answer =
        Response { status: 202, headers: vec![("x-receiver".to_owned(), "fleet".to_owned())], body: "thanks".into() };
    world.network.answer(HOOK, [Answer::Response(answer)]);
    let result = client.post(&path(&endpoint), json!({})).expect(200);
    let seen = world.inbox().all();
    assert_eq!(seen.len(), 1);
    let envelope = seen[0].json();
    assert_eq!(envelope["type"], "webhook.test");
    assert_eq!(envelope["centerId"], client.center.as_str());
    assert_eq!(envelope["id"], result["deliveryId"]);
    assert!(envelope["id"].as_str().unwrap().starts_with("del_"));
    let signature = seen[0].header("x-aviationalley-signature");
    let body = seen[0].post.body.as_bytes();
    assert!(Secret::new(&secret).unwrap().verify(body, signature.as_bytes()));
    let expected = json!({
        "deliveryId": envelope["id"], "number": 1, "startedAt": "2026-06-01T10:00:00.000Z", "durationMs": 0,
        "manual": true, "outcome": "success", "responseStatus": 202, "detail": null,
        "response": {"headers": {"x-receiver": "fleet"}, "body": "thanks"}, "advice": null,
    });
    assert_eq!(result, expected);
    let feed = client.get("/api/v1/events").expect(200);
    assert_eq!(feed["data"], json!([]), "it has not happened");
    let logged = the_delivery(&client, &endpoint);
    assert_eq!((&logged["id"], &logged["status"]), (&envelope["id"], &json!("DELIVERED")));
}

#[test]
fn every_test_message_is_marked_and_nothing_else() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["trainee.created"]);
    for event in names::<EventType>() {
        client.post(&path(&endpoint), json!({"type": event})).expect(200);
    }
    // That each fits its schema, the simulated network checks.
    assert_eq!(world.inbox().types(), names::<EventType>());
    let mark = |index: usize| world.inbox().all()[index].header("x-aviationalley-test");
    assert!((0..41).all(|index| mark(index) == "true"));
    client.trainee("a@example.com");
    assert_eq!(mark(41), "");
    // A resend of one is marked too.
    let first = world.inbox().all()[0].header("webhook-id");
    let resend = format!("/api/v1/webhook-deliveries/{first}/resend");
    client.post(&resend, json!({})).expect(202);
    assert_eq!(mark(42), "true");
}

#[test]
fn a_failed_test_says_what_to_fix_and_is_not_retried() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    client.subscribe("https://example.com/other", &["*"]);
    for (answer, outcome, part) in [
        (Answer::Timeout, "timeout", "within 5 seconds"),
        (Answer::Network("refused".to_owned()), "network", "certificate"),
        (status(302), "status", "Redirects"),
        (status(401), "status", "secret"),
        (status(404), "status", "path"),
        (status(500), "status", "Only a 2xx"),
    ] {
        world.network.answer(HOOK, [answer]);
        let result = client.post(&path(&endpoint), json!({})).expect(200);
        assert_eq!(result["outcome"], outcome);
        let advice = result["advice"].as_str().unwrap();
        assert!(advice.contains(part), "{advice}");
    }
    let result = client.post(&path(&endpoint), json!({})).expect(200);
    assert_eq!(result["responseStatus"], 500);
    world.skip(std::time::Duration::from_secs(24 * 60 * 60));
    assert_eq!(world.inbox().all().len(), 7);
    assert_eq!((world.deliveries("FAILED"), world.deliveries("RETRYING")), (7, 0));
    assert!(world.event_types().iter().all(|event| event == "webhook.test"));
}

#[test]
fn a_disabled_endpoint_can_be_tested_and_a_deleted_one_cannot() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    let one = format!("/api/v1/webhook-endpoints/{endpoint}");
    client.patch(&one, json!({"enabled": false})).expect(200);
    let result = client.post(&path(&endpoint), json!({})).expect(200);
    assert_eq!(result["outcome"], "success");
    client.delete(&one).expect(204);
    client.post(&path(&endpoint), json!({})).refused(404, "not_found");
    assert_eq!(world.inbox().all().len(), 1);
    let events = world.event_types();
    assert_eq!(events, ["webhook.test"], "nothing is written for it");
}

#[test]
fn an_address_that_is_not_allowed_any_more_is_not_called() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    world.store_url("https://169.254.169.254/latest");
    let result = client.post(&path(&endpoint), json!({})).expect(200);
    assert!(world.inbox().all().is_empty());
    assert_eq!(result["outcome"], "network");
    assert!(result["detail"].as_str().unwrap().contains("URL"), "{result}");
}

#[test]
fn a_test_that_is_killed_is_made_again_once() {
    for polls in 0..12 {
        let world = World::new();
        let client = world.center();
        let (endpoint, _) = client.subscribe(HOOK, &["*"]);
        let path = path(&endpoint);
        let ended = World::run_for(polls, client.send("POST", &path, Vec::new())).is_some();
        world.crash();
        let written = !world.event_types().is_empty();
        let before = world.inbox().all().len();
        let is_open = world.deliveries("PENDING") == 1;
        world.skip(std::time::Duration::from_secs(31));
        assert_eq!(world.deliveries("DELIVERED"), i64::from(written), "after {polls} polls");
        assert_eq!(world.inbox().all().len(), before + usize::from(is_open), "after {polls} polls");
        assert!(!ended || !is_open);
    }
}

#[test]
fn an_endpoint_that_is_deleted_during_its_test_is_said_to_be() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    let path = path(&endpoint);
    let mut test = Box::pin(client.send("POST", &path, Vec::new()));
    World::run_for(3, test.as_mut());
    let one = format!("/api/v1/webhook-endpoints/{endpoint}");
    block_on(client.send("DELETE", &one, Vec::new())).expect(204);
    block_on(test).refused(409, "conflict");
    assert_eq!(world.deliveries("SKIPPED"), 1);
}

#[test]
fn strangers_readers_and_bodies_are_refused() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    let path = path(&endpoint);
    for stranger in [world.center(), client.with_key("test", &["*"])] {
        stranger.post(&path, json!({})).refused(404, "not_found");
    }
    let reader = client.with_key("live", &["webhooks:read"]);
    reader.post(&path, json!({})).refused(403, "forbidden_scope");
    for body in [json!({"type": "booking.exploded"}), json!({"type": Value::Null}), json!({"url": HOOK})] {
        client.post(&path, body).refused(400, "invalid_request");
    }
    client.request("POST", &path, "[]").refused(400, "invalid_request");
    assert!(world.inbox().all().is_empty());
    assert!(world.event_types().is_empty());
}
