//! What is sent, to whom and when, and what follows from the answer.

use std::time::Duration;

use aviationalley_worker::app::{Answer, Response};
use serde_json::{Value, json};
use webhook_signature::{Secret, standard};

use super::{DAY, HOOK, outcomes, the_delivery};
use crate::support::{World, status};

#[test]
fn a_delivery_is_signed_in_both_ways() {
    let world = World::new();
    let client = world.center();
    let (_, secret) = client.subscribe(HOOK, &["trainee.created"]);
    client.trainee("a@example.com");
    let seen = world.inbox().all().remove(0);
    let envelope = seen.json();
    let members: Vec<_> = envelope.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["id", "type", "centerId", "createdAt", "data"]);
    assert_eq!(envelope["id"], seen.header("x-aviationalley-delivery"));
    assert_eq!(envelope["type"], seen.header("x-aviationalley-event"));
    assert_eq!(envelope["centerId"], client.center.as_str());
    assert_eq!(envelope["createdAt"], "2026-06-01T10:00:00.000Z");
    assert_eq!(seen.header("content-type"), "application/json");

    let body = seen.post.body.as_bytes();
    let hex = seen.header("x-aviationalley-signature");
    assert!(Secret::new(&secret).unwrap().verify(body, hex.as_bytes()));
    let (id, timestamp) = (seen.header("webhook-id"), seen.header("webhook-timestamp"));
    assert_eq!(id, envelope["id"].as_str().unwrap());
    assert_eq!(timestamp.parse::<i64>().unwrap(), seen.at.millis() / 1000);
    let key = standard::Key::from_secret(&secret).unwrap();
    assert!(key.verify(&id, seen.at.millis() / 1000, body, seen.header("webhook-signature").as_bytes()));
}

#[test]
fn a_failing_delivery_is_tried_five_times_with_the_same_bytes() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["trainee.created"]);
    world.network.answer(HOOK, [status(500), Answer::Timeout, Answer::Network("reset".into()), status(302)]);
    client.trainee("a@example.com");
    world.advance(DAY);

    let seen = world.inbox().all();
    assert_eq!(seen.len(), 5);
    for (pair, wait) in seen.windows(2).zip([300.0, 1_800.0, 7_200.0, 28_800.0]) {
        let waited = pair[1].at.since(pair[0].at).as_secs_f64();
        // At most a tenth or a minute of jitter, and the queue's whole seconds.
        let longest = wait + f64::min(wait / 10.0, 60.0) + 1.0;
        assert!((wait..=longest).contains(&waited), "{waited} s instead of {wait} s");
        assert_eq!(pair[0].post.body, pair[1].post.body);
        assert_eq!(pair[0].header("webhook-id"), pair[1].header("webhook-id"));
    }
    let delivery = the_delivery(&client, &endpoint);
    assert_eq!(delivery["status"], "FAILED");
    assert_eq!(delivery["nextAttemptAt"], Value::Null);
    assert_eq!(outcomes(&delivery), ["status", "timeout", "network", "status", "status"]);
    let numbers: Vec<_> = delivery["attempts"].as_array().unwrap().iter().map(|a| a["number"].clone()).collect();
    assert_eq!(numbers, [5, 4, 3, 2, 1].map(|number| json!(number)));
    assert_eq!(delivery["attempts"][4]["responseStatus"], 500);
    assert_eq!(delivery["attempts"][2]["detail"], "reset");
}

#[test]
fn what_the_receiver_answered_is_kept() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["trainee.created"]);
    let answer = Response {
        status: 422,
        headers: vec![("content-type".to_owned(), "text/plain".to_owned())],
        body: "no such trainee: a@example.com".into(),
    };
    let answers = [Answer::Response(answer), Answer::Timeout];
    world.network.answer(HOOK, answers);
    client.trainee("a@example.com");
    world.advance(DAY);
    let attempts = the_delivery(&client, &endpoint)["attempts"].clone();
    let kept = json!({"headers": {"content-type": "text/plain"}, "body": "no such trainee: a@example.com"});
    assert_eq!(attempts[4]["response"], kept);
    assert_eq!(attempts[0].get("response"), None, "there was none");
}

#[test]
fn a_receiver_that_asks_for_time_gets_it_to_the_second() {
    for (asked, hints_arrive) in [(3_600, true), (3_600, false), (45_000, true)] {
        let world = World::new();
        let client = world.center();
        client.subscribe(HOOK, &["trainee.created"]);
        let answer = Response {
            status: 503,
            headers: vec![("retry-after".to_owned(), asked.to_string())],
            ..Response::default()
        };
        let answers = [Answer::Response(answer), status(200)];
        world.network.answer(HOOK, answers);
        world.queue.broken.set(!hints_arrive);
        client.trainee("a@example.com");
        world.queue.broken.set(false);
        world.advance(DAY);
        let seen = world.inbox().all();
        let waited = seen[1].at.since(seen[0].at).as_secs();
        let patience = if hints_arrive { 1 } else { 300 };
        let in_time = asked..=asked + 60 + patience;
        assert!(in_time.contains(&waited), "{waited} s instead of {asked} s");
    }
}

#[test]
fn a_receiver_that_recovers_gets_the_event_and_nothing_more() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    world.network.answer(HOOK, [status(503), status(503), status(204)]);
    client.trainee("a@example.com");
    assert_eq!(the_delivery(&client, &endpoint)["status"], "RETRYING");
    world.advance(DAY);
    let delivery = the_delivery(&client, &endpoint);
    assert_eq!(delivery["status"], "DELIVERED");
    assert_eq!(outcomes(&delivery), ["status", "status", "success"]);
    assert_eq!(world.inbox().all().len(), 3);
}

#[test]
fn a_final_failure_is_an_event_for_the_other_endpoints() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    client.subscribe("https://example.com/operations", &["webhook.delivery.failed"]);
    client.subscribe("https://example.com/broken", &["webhook.delivery.failed"]);
    for url in [HOOK, "https://example.com/broken"] {
        world.network.answer(url, [status(500)]);
    }
    client.trainee("a@example.com");
    world.advance(DAY);
    let told: Vec<_> = world.inbox().all().into_iter().filter(|seen| seen.post.url.ends_with("/operations")).collect();
    assert_eq!(told.len(), 1);
    let failed = the_delivery(&client, &endpoint);
    let data = told[0].json()["data"].clone();
    assert_eq!(data["deliveryId"], failed["id"]);
    assert_eq!(data["endpointId"], endpoint.as_str());
    assert_eq!(data["eventType"], "trainee.created");
    assert_eq!(data["attempts"], 5);
    assert_eq!(data["lastResponseStatus"], 500);
    assert_eq!(world.event_types(), ["trainee.created", "webhook.delivery.failed"]);
    assert_eq!(world.deliveries("PENDING") + world.deliveries("RETRYING"), 0);
}

#[test]
fn the_request_attempts_six_and_the_queue_the_rest() {
    let world = World::new();
    let client = world.center();
    for index in 0..20 {
        client.subscribe(&format!("https://example.com/{index}"), &["*"]);
    }
    client.trainee("a@example.com");
    assert_eq!((world.inbox().all().len(), world.queue.len()), (6, 14));
    world.advance(Duration::from_secs(1));
    assert_eq!(world.inbox().all().len(), 20);
    assert_eq!(world.deliveries("DELIVERED"), 20);
}

#[test]
fn live_and_test_events_go_to_their_own_endpoints_only() {
    let world = World::new();
    let live = world.center();
    let test = live.with_key("test", &["*"]);
    live.subscribe("https://example.com/live", &["*"]);
    test.subscribe("https://example.com/test", &["*"]);
    world.center().subscribe("https://example.com/another", &["*"]);
    test.trainee("a@example.com");
    let urls: Vec<_> = world.inbox().all().into_iter().map(|seen| seen.post.url).collect();
    assert_eq!(urls, ["https://example.com/test"]);
}

#[test]
fn an_address_that_is_not_allowed_any_more_is_not_called() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    world.store_url("https://169.254.169.254/latest");
    client.trainee("a@example.com");
    assert!(world.inbox().all().is_empty());
    assert_eq!(outcomes(&the_delivery(&client, &endpoint)), ["network"]);
}
