//! What can be asked for, and by whom.

use std::time::Duration;

use aviationalley_worker::webhooks::recovery::steps;
use futures::executor::block_on;
use serde_json::{Value, json};

use crate::support::World;

use super::{Case, SINCE, number};

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let world = World::new();
    let case = Case::missed(&world, 5);
    let before = world.db.dump();
    let count = case.client.post(&case.path("/recover"), json!({"since": SINCE, "dryRun": true})).expect(200);
    assert_eq!(count, json!({"total": 5}));
    assert_eq!(world.db.dump(), before);
    case.enable(false);
    let before = world.db.dump();
    case.client.post(&case.path("/recover"), json!({"since": SINCE, "dryRun": true})).expect(200);
    assert_eq!(world.db.dump(), before, "also while it is disabled");
}

#[test]
fn only_what_is_asked_for_is_sent() {
    let world = World::new();
    let case = Case::missed(&world, 4);
    world.db.query(&format!("UPDATE deliveries SET status = 'SKIPPED' WHERE id = 'del_{:048x}'", 1));
    world.db.query(&format!("UPDATE deliveries SET status = 'DELIVERED' WHERE id = 'del_{:048x}'", 2));
    world.db.query(&format!("UPDATE events SET type = 'trainee.updated' WHERE id = 'evt_{:032x}'", 3));
    let total = |asked: Value| {
        let asked = crate::support::with(json!({"since": SINCE, "dryRun": true}), asked);
        case.client.post(&case.path("/recover"), asked).expect(200)["total"].as_i64().unwrap()
    };
    assert_eq!(total(json!({})), 3);
    assert_eq!(total(json!({"statuses": ["SKIPPED"]})), 1);
    assert_eq!(total(json!({"statuses": ["FAILED", "SKIPPED", "DELIVERED"]})), 4);
    assert_eq!(total(json!({"eventTypes": ["trainee.updated"]})), 1);
    assert_eq!(total(json!({"eventTypes": ["trainee.updated", "booking.created"], "statuses": ["SKIPPED"]})), 0);
    assert_eq!(total(json!({"since": "2026-06-01T10:00:00.001Z"})), 0);
    assert_eq!(total(json!({"since": "2026-04-01T00:00:00Z"})), 4);
    let asked = json!({"since": SINCE, "eventTypes": ["trainee.created"], "statuses": ["SKIPPED", "DELIVERED"]});
    let job = case.client.post(&case.path("/recover"), asked).expect(202);
    assert_eq!(case.finish(job["id"].as_str().unwrap())["delivered"], 2);
    let mut came: Vec<_> = case.arrivals().into_keys().map(|id| number(&id)).collect();
    came.sort_unstable();
    assert_eq!(came, [1, 2]);
}

#[test]
fn cancelling_leaves_what_was_not_released_as_it_was() {
    let world = World::new();
    let case = Case::missed(&world, 400);
    let id = case.recover();
    let cancel = format!("/api/v1/webhook-recoveries/{id}/cancel");
    let job = case.client.post(&cancel, json!({})).expect(200);
    assert_eq!((&job["status"], &job["queued"]), (&json!("CANCELLED"), &json!(300)));
    world.advance(Duration::from_secs(300));
    assert_eq!((world.deliveries("DELIVERED"), world.deliveries("FAILED")), (300, 101));
    let job = case.job(&id);
    assert_eq!((&job["status"], &job["delivered"]), (&json!("CANCELLED"), &json!(300)));
    case.client.post(&cancel, json!({})).refused(409, "invalid_transition");
    let again = case.recover();
    assert_eq!(case.finish(&again)["delivered"], 100);
    case.client
        .post(&format!("/api/v1/webhook-recoveries/{again}/cancel"), json!({}))
        .refused(409, "invalid_transition");
}

#[test]
fn a_cancelled_recovery_releases_nothing_more() {
    let world = World::new();
    let case = Case::missed(&world, 2);
    let body = json!({"since": SINCE}).to_string();
    let job = block_on(case.client.send("POST", &case.path("/recover"), body.into())).expect(202);
    let mut driver = Box::pin(steps::advance(&world.app));
    // It has found the job, and is about to make the step.
    World::run_for(3, driver.as_mut());
    let cancel = format!("/api/v1/webhook-recoveries/{}/cancel", job["id"].as_str().unwrap());
    block_on(case.client.send("POST", &cancel, Vec::new())).expect(200);
    block_on(driver).unwrap();
    assert_eq!(world.deliveries("FAILED"), 3);
}

#[test]
fn an_endpoint_has_one_running_recovery() {
    let world = World::new();
    let case = Case::missed(&world, 2);
    let since = json!({"since": SINCE});
    let [won, lost] = case.client.post_both(&case.path("/recover"), [since.clone(), since]);
    let job = won.expect(202);
    let id = job["id"].as_str().unwrap();
    let said = lost.refused(409, "conflict");
    assert!(said.contains(id), "{said}");
    case.finish(id);
    let next = case.recover();
    assert_eq!(case.finish(&next)["total"], 0, "an empty one completes at once");
}

#[test]
fn disabling_or_deleting_an_endpoint_ends_its_recovery() {
    let world = World::new();
    let case = Case::missed(&world, 400);
    case.enable(false);
    let ask = || case.client.post(&case.path("/recover"), json!({"since": SINCE}));
    assert!(ask().refused(409, "conflict").contains("enable it first"));
    case.enable(true);
    let id = case.recover();
    case.enable(false);
    world.advance(Duration::from_secs(60));
    assert_eq!(case.job(&id)["status"], "CANCELLED");
    assert_eq!((world.deliveries("SKIPPED"), world.deliveries("FAILED")), (300, 101));
    assert!(world.inbox().all().is_empty());
    case.enable(true);
    let id = case.recover();
    assert_eq!(case.job(&id)["total"], 400, "both are missed");
    case.client.delete(&case.path("")).expect(204);
    world.advance(Duration::from_secs(60));
    assert_eq!(case.job(&id)["status"], "CANCELLED");
    ask().refused(404, "not_found");
}

#[test]
fn strangers_readers_and_bodies_are_refused() {
    let world = World::new();
    let case = Case::missed(&world, 400);
    let recover = case.path("/recover");
    let asked = json!({"since": SINCE});
    for stranger in [world.center(), case.client.with_key("test", &["*"])] {
        stranger.post(&recover, asked.clone()).refused(404, "not_found");
        let count = json!({"since": SINCE, "dryRun": true});
        stranger.post(&recover, count).refused(404, "not_found");
        stranger.get(&case.path("/recoveries")).refused(404, "not_found");
    }
    let id = case.recover();
    let one = format!("/api/v1/webhook-recoveries/{id}");
    for stranger in [world.center(), case.client.with_key("test", &["*"])] {
        stranger.get(&one).refused(404, "not_found");
        stranger.post(&format!("{one}/cancel"), json!({})).refused(404, "not_found");
    }
    assert_eq!(case.job(&id)["status"], "RUNNING", "nobody else can stop it");
    let reader = case.client.with_key("live", &["webhooks:read"]);
    reader.get(&one).expect(200);
    reader.post(&format!("{one}/cancel"), json!({})).refused(403, "forbidden_scope");
    reader.post(&recover, asked).refused(403, "forbidden_scope");
    for (body, status, field) in [
        (json!({}), 400, "since"),
        (json!({"since": "yesterday"}), 400, "since"),
        (json!({"since": SINCE, "until": SINCE}), 400, "until"),
        (json!({"since": SINCE, "eventTypes": ["booking.exploded"]}), 400, "eventTypes"),
        (json!({"since": SINCE, "statuses": ["LOST"]}), 400, "statuses"),
        (json!({"since": SINCE, "dryRun": "yes"}), 400, "dryRun"),
        (json!({"since": "2030-01-01T00:00:00Z"}), 422, "since"),
        (json!({"since": SINCE, "eventTypes": []}), 422, "eventTypes"),
        (json!({"since": SINCE, "statuses": []}), 422, "statuses"),
        (json!({"since": SINCE, "statuses": ["RETRYING"]}), 422, "statuses"),
    ] {
        let code = if status == 400 { "invalid_request" } else { "unprocessable" };
        let said = case.client.post(&recover, body).refused(status, code);
        assert!(said.contains(field), "{said}");
    }
}
