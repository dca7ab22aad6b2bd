//! Webhook endpoints, as an integrator manages them.

use serde_json::{Value, json};

use crate::support::{World, status};

const ALL: &str = "/api/v1/webhook-endpoints";
const HOOK: &str = "https://example.com/hook";

#[test]
fn the_secret_is_shown_by_the_creating_answer_only() {
    let world = World::new();
    let client = world.center();
    let body = json!({"url": HOOK, "events": ["booking.created"], "description": "Fleet tool"});
    let created = client.post(ALL, body).expect(201);
    let secret = created["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{secret}");
    let mut shown = created.clone();
    shown.as_object_mut().unwrap().remove("secret");
    let one = format!("{ALL}/{}", created["id"].as_str().unwrap());
    assert_eq!(client.get(&one).expect(200), shown);
    assert_eq!(client.get(ALL).expect(200)["data"], json!([shown]));
}

#[test]
fn the_url_that_was_checked_is_the_one_stored_and_sent() {
    let world = World::new();
    let client = world.center();
    let body = json!({"url": "HTTPS://Ex%61mple.com:443/a/../hook", "events": ["*"]});
    let created = client.post(ALL, body).expect(201);
    assert_eq!(created["url"], HOOK);
    world.store_url("https://EXAMPLE.com:443/hook");
    client.booking(json!({}));
    world.settle();
    assert_eq!(world.network.seen.borrow()[0].post.url, HOOK);
}

#[test]
fn what_an_endpoint_must_not_be_is_refused_with_the_field_named() {
    let world = World::new();
    let client = world.center();
    for (body, status, field) in [
        (json!({"url": "http://example.com", "events": ["*"]}), 422, "url"),
        (json!({"url": "https://localhost/x", "events": ["*"]}), 422, "url"),
        (json!({"url": "https://api.aviationalley.com/x", "events": ["*"]}), 422, "url"),
        (json!({"url": HOOK, "events": []}), 422, "events"),
        (json!({"url": HOOK, "events": ["*", "booking.created"]}), 422, "events"),
        (json!({"url": HOOK, "events": ["booking.exploded"]}), 400, "events"),
        (json!({"url": HOOK}), 400, "events"),
        (json!({"url": HOOK, "events": ["*"], "secret": "mine"}), 400, "secret"),
        (json!({"url": HOOK, "events": ["*"], "description": "x".repeat(501)}), 422, "description"),
    ] {
        let code = if status == 400 { "invalid_request" } else { "unprocessable" };
        let said = client.post(ALL, body).refused(status, code);
        assert!(said.contains(field), "{said}");
    }
    assert_eq!(client.get(ALL).expect(200)["data"], json!([]));
}

#[test]
fn an_endpoint_can_be_changed_and_only_what_is_named_changes() {
    let world = World::new();
    let client = world.center();
    let (id, _) = client.subscribe(HOOK, &["*"]);
    let one = format!("{ALL}/{id}");
    let updated = client.patch(&one, json!({"events": ["trainee.created"]})).expect(200);
    assert_eq!((&updated["url"], &updated["events"]), (&json!(HOOK), &json!(["trainee.created"])));
    assert_eq!(client.get(&one).expect(200), updated);
    client.patch(&one, json!({"url": "https://10.0.0.1"})).refused(422, "unprocessable");
    client.patch(&one, json!({"id": "x"})).refused(400, "invalid_request");
    assert_eq!(client.get(&one).expect(200), updated);
    client.trainee("a@example.com");
    let booking = client.booking(json!({}));
    assert_eq!(world.inbox().types(), ["trainee.created"], "{booking}");
}

#[test]
fn deleting_an_endpoint_skips_its_open_deliveries_and_hides_it() {
    let world = World::new();
    let client = world.center();
    let (id, _) = client.subscribe(HOOK, &["*"]);
    let (other, _) = client.subscribe("https://example.com/other", &["*"]);
    world.network.answer(HOOK, [status(500)]);
    world.network.answer("https://example.com/other", [status(500)]);
    client.trainee("a@example.com");
    let one = format!("{ALL}/{id}");
    client.delete(&one).expect(204);
    client.get(&one).refused(404, "not_found");
    client.delete(&one).refused(404, "not_found");
    assert_eq!(client.get(ALL).expect(200)["data"].as_array().unwrap().len(), 1);
    assert_eq!((world.deliveries("SKIPPED"), world.deliveries("RETRYING")), (1, 1));
    let log = client.get(&format!("{one}/deliveries")).expect(200);
    assert_eq!(log["data"][0]["status"], "SKIPPED", "what became of them can still be read");
    world.advance(std::time::Duration::from_secs(24 * 60 * 60));
    let called = world.inbox().all().into_iter().filter(|seen| seen.post.url == HOOK).count();
    assert_eq!(called, 1);
    client.get(&format!("{ALL}/{other}")).expect(200);
}

#[test]
fn deliveries_to_a_disabled_endpoint_are_skipped() {
    let world = World::new();
    let client = world.center();
    let (id, _) = client.subscribe(HOOK, &["*"]);
    world.network.answer(HOOK, [status(500), status(200)]);
    client.trainee("a@example.com");
    let one = format!("{ALL}/{id}");
    client.patch(&one, json!({"enabled": false})).expect(200);
    client.trainee("b@example.com");
    assert_eq!(world.deliveries("SKIPPED"), 2);
    client.patch(&one, json!({"enabled": true})).expect(200);
    client.trainee("c@example.com");
    let statuses: Vec<_> =
        client.list_all(&format!("{one}/deliveries"), 1).iter().map(|delivery| delivery["status"].clone()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == "SKIPPED").count(), 2);
    assert_eq!(statuses.iter().filter(|status| **status == "DELIVERED").count(), 1);
    let skipped = client.get(&format!("{one}/deliveries?status=SKIPPED")).expect(200);
    assert_eq!(skipped["data"].as_array().unwrap().len(), 2);
    client.get(&format!("{one}/deliveries?status=LOST")).refused(400, "invalid_request");
}

#[test]
fn endpoints_and_deliveries_of_others_are_not_found() {
    let world = World::new();
    let client = world.center();
    let (id, _) = client.subscribe(HOOK, &["*"]);
    world.network.answer(HOOK, [status(500)]);
    client.trainee("a@example.com");
    let log = client.get(&format!("{ALL}/{id}/deliveries")).expect(200);
    let delivery = log["data"][0]["id"].as_str().unwrap().to_owned();
    for stranger in [world.center(), client.with_key("test", &["*"])] {
        let one = format!("{ALL}/{id}");
        stranger.get(&one).refused(404, "not_found");
        stranger.patch(&one, json!({"enabled": false})).refused(404, "not_found");
        stranger.delete(&one).refused(404, "not_found");
        stranger.get(&format!("{one}/deliveries")).refused(404, "not_found");
        stranger.get(&format!("/api/v1/webhook-deliveries/{delivery}")).refused(404, "not_found");
    }
    assert_eq!(world.deliveries("RETRYING"), 1, "nobody else can stop them");
}

#[test]
fn a_center_has_at_most_a_hundred_endpoints() {
    let world = World::new();
    let client = world.center();
    for index in 0..100 {
        client.subscribe(&format!("https://example.com/{index}"), &["webhook.test"]);
    }
    let more = json!({"url": HOOK, "events": ["*"]});
    client.post(ALL, more).refused(409, "conflict");
    assert_eq!(client.list_all(ALL, 33).len(), 100);
}

#[test]
fn the_catalog_names_every_event_type_once() {
    let world = World::new();
    let catalog = world.center().get("/api/v1/webhook-event-types").expect(200);
    let types: Vec<&Value> = catalog["data"].as_array().unwrap().iter().map(|item| &item["type"]).collect();
    assert_eq!(types.len(), 41);
    assert!(types.contains(&&json!("mel.deferral.expired")));
}
