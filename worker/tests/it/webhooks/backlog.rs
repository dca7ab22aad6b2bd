//! What waits for a slow endpoint is bounded.

use std::time::Duration;

use aviationalley_worker::webhooks::delivery::backlog;
use futures::executor::block_on;
use serde_json::{Value, json};

use crate::support::{Client, World, status};

const SLOW: &str = "https://example.com/slow";
const OTHER: &str = "https://example.com/other";
const MOST: i64 = 10;
const MINUTE: Duration = Duration::from_secs(60);

/// A center with a slow endpoint, for which so many deliveries wait, and another one.
struct Case<'w> {
    client: Client<'w>,
    slow: String,
}

impl<'w> Case<'w> {
    fn waiting(world: &'w World, count: usize) -> Self {
        let client = world.center();
        let (slow, _) = client.subscribe(SLOW, &["trainee.created"]);
        for index in 0..count {
            client.trainee_alone(&format!("{index}@example.com"));
            world.clock.set(world.now().plus(Duration::from_secs(1)));
        }
        // As when all places are taken.
        world.crash();
        world.hold_deliveries();
        world.make_slow();
        client.subscribe(OTHER, &["*"]);
        Self { client, slow }
    }

    /// Oldest first.
    fn deliveries(&self) -> Vec<Value> {
        let path = format!("/api/v1/webhook-endpoints/{}/deliveries", self.slow);
        let list = self.client.get(&path).expect(200);
        let oldest_first = list["data"].as_array().unwrap().iter().rev();
        oldest_first.cloned().collect()
    }
}

fn world() -> World {
    let mut world = World::new();
    world.configure(|config| config.most_waiting = MOST);
    world
}

/// `status` and `failureReason` of each.
fn ends(deliveries: &[Value]) -> Vec<Value> {
    let end = |delivery: &Value| json!([delivery["status"], delivery["failureReason"]]);
    deliveries.iter().map(end).collect()
}

fn bound(world: &World) -> usize {
    block_on(backlog::bound(&world.app)).unwrap()
}

#[test]
fn beyond_the_bound_the_oldest_are_given_up() {
    let world = world();
    let case = Case::waiting(&world, 15);
    assert_eq!((bound(&world), bound(&world)), (5, 0));
    let mut expected = vec![json!(["FAILED", "backlog"]); 5];
    expected.extend(vec![json!(["PENDING", null]); 10]);
    let deliveries = case.deliveries();
    assert_eq!(ends(&deliveries), expected);
    assert_eq!(deliveries[0]["attempts"], json!([]));
    assert_eq!(deliveries[0]["nextAttemptAt"], Value::Null);
    world.advance(MINUTE);
    expected.truncate(5);
    expected.extend(vec![json!(["DELIVERED", null]); 10]);
    assert_eq!(ends(&case.deliveries()), expected);
}

#[test]
fn up_to_the_bound_and_while_they_have_places_none_is_given_up() {
    let world = world();
    let case = Case::waiting(&world, 10);
    assert_eq!(bound(&world), 0);
    for (index, changes) in
        ["held = 0", "held = 1, lease_token = 'another'", "lease_token = NULL, manual_from = 'SKIPPED'"]
            .into_iter()
            .enumerate()
    {
        case.client.trainee_alone(&format!("more-{index}@example.com"));
        world.crash();
        world.db.query(&format!("UPDATE deliveries SET {changes} WHERE endpoint_id = '{}'", case.slow));
        assert_eq!(bound(&world), 0, "{changes}");
    }
}

#[test]
fn what_is_given_up_is_told_by_event_and_mail_with_its_reason() {
    let world = world();
    let case = Case::waiting(&world, 12);
    world.advance(MINUTE * 3);
    let told: Vec<_> = world.inbox().all();
    let told: Vec<_> =
        told.iter().filter(|seen| seen.post.url == OTHER).map(|seen| seen.json()["data"].clone()).collect();
    let failed = case.deliveries();
    let data = |delivery: &Value| {
        json!({
            "deliveryId": delivery["id"], "endpointId": case.slow, "eventType": "trainee.created", "attempts": 0,
            "reason": "backlog", "lastOutcome": null, "lastResponseStatus": null,
        })
    };
    assert_eq!(told, failed[..2].iter().map(data).collect::<Vec<_>>());
    let (_, mail) = &world.mailbox.all()[0];
    assert_eq!(mail.subject, "2 webhook deliveries to example.com failed (Example Training)");
    let text = "and more than 10 deliveries were waiting for it";
    assert!(mail.text.contains(text), "{}", mail.text);
    assert!(mail.text.contains("2 of trainee.created"), "{}", mail.text);
}

#[test]
fn what_was_given_up_can_be_resent_and_recovered() {
    let world = world();
    let case = Case::waiting(&world, 12);
    bound(&world);
    let first = case.deliveries()[0]["id"].clone();
    world.network.answer(SLOW, [status(500)]);
    let resend = format!("/api/v1/webhook-deliveries/{}/resend", first.as_str().unwrap());
    case.client.post(&resend, json!({})).expect(202);
    assert_eq!(ends(&case.deliveries()[..1]), [json!(["FAILED", "backlog"])]);
    world.network.answer(SLOW, [status(200)]);
    let recover = format!("/api/v1/webhook-endpoints/{}/recover", case.slow);
    let since = json!({"since": "2026-06-01T00:00:00Z"});
    let recovery = case.client.post(&recover, since).expect(202);
    assert_eq!(recovery["total"], 2);
    world.advance(MINUTE * 3);
    let delivered = vec![json!(["DELIVERED", null]); 12];
    assert_eq!(ends(&case.deliveries()), delivered);
}

#[test]
fn a_failure_by_attempts_says_so() {
    let world = world();
    let client = world.center();
    let (slow, _) = client.subscribe(SLOW, &["trainee.created"]);
    world.network.answer(SLOW, [status(500)]);
    client.trainee("a@example.com");
    world.advance(MINUTE * 60 * 24);
    let case = Case { client, slow };
    assert_eq!(ends(&case.deliveries()), [json!(["FAILED", "attempts"])]);
}
