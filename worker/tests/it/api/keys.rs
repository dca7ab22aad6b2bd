//! API keys: minted by the operator, looked up at each request.

use std::time::Duration;

use aviationalley_worker::crud::Record;
use serde_json::json;

use crate::support::{Client, World};

#[test]
fn a_minted_key_opens_the_api_and_is_shown_once() {
    let world = World::new();
    let client = world.center();
    let path = format!("/admin/centers/{}/api-keys", client.center);
    let new = json!({"name": "HR", "environment": "live", "scopes": ["trainees:read"], "expiresAt": null});
    let key = client.operator().post(&path, new).expect(201);
    let token = key["token"].as_str().unwrap();
    assert!(token.starts_with("aa_live_") && token.len() == 40);
    assert_eq!(key["last4"], token[36..]);
    assert!(!world.db.dump().contains(token));
    let holder = client.with_token(token);
    holder.get("/api/v1/trainees").expect(200);
    let said = holder.get("/api/v1/bookings").refused(403, "forbidden_scope");
    assert!(said.contains("bookings:read") && said.contains("trainees:read"), "{said}");
}

#[test]
fn a_write_scope_does_not_imply_reading() {
    let world = World::new();
    let writer = world.center().with_key("live", &["trainees:write"]);
    writer.get("/api/v1/trainees").refused(403, "forbidden_scope");
}

#[test]
fn a_key_without_the_scope_writes_nothing() {
    let world = World::new();
    let client = world.center();
    let reader = client.with_key("live", &["trainees:read", "webhooks:read"]);
    let before = world.db.dump();
    let new = json!({"firstName": "A", "lastName": "B", "email": "b@example.com", "enrolledAt": "2026-01-01"});
    reader.post("/api/v1/trainees", new).refused(403, "forbidden_scope");
    let endpoint = json!({"url": "https://example.com", "events": ["*"]});
    reader.post("/api/v1/webhook-endpoints", endpoint).refused(403, "forbidden_scope");
    assert_eq!(world.db.dump(), before);
}

#[test]
fn a_revoked_key_stops_at_once_for_reads_and_writes() {
    let world = World::new();
    let client = world.center();
    let path = format!("/admin/centers/{}/api-keys", client.center);
    let new = json!({"name": "HR", "environment": "live", "scopes": ["*"]});
    let key = client.operator().post(&path, new).expect(201);
    let holder = client.with_token(key["token"].as_str().unwrap());
    let trainee = holder.trainee("a@example.com");
    let one = format!("{path}/{}", key["id"].as_str().unwrap());
    client.operator().delete(&one).expect(204);
    client.operator().delete(&one).expect(204);

    let before = world.db.dump();
    holder.get("/api/v1/trainees").refused(401, "unauthorized");
    let new = json!({"firstName": "A", "lastName": "B", "email": "b@example.com"});
    holder.post("/api/v1/trainees", new).refused(401, "unauthorized");
    holder.patch(&format!("/api/v1/trainees/{trainee}"), json!({"phone": "1"})).refused(401, "unauthorized");
    holder.post(&format!("/api/v1/trainees/{trainee}/hold"), json!({})).refused(401, "unauthorized");
    let endpoint = json!({"url": "https://example.com", "events": ["*"]});
    holder.post("/api/v1/webhook-endpoints", endpoint).refused(401, "unauthorized");
    assert_eq!(world.db.dump(), before);
}

#[test]
fn a_key_that_is_revoked_before_the_write_writes_nothing() {
    let changes: [fn(&Client) -> String; 2] = [
        |client| format!("trainees/{}/hold", client.trainee("a@example.com")),
        |client| {
            let (id, _) = client.subscribe("https://example.com/hook", &["*"]);
            format!("webhook-endpoints/{id}/rotate-secret")
        },
    ];
    for change in changes {
        let world = World::new();
        let client = world.center();
        let path = format!("/api/v1/{}", change(&client));
        let mut changing = Box::pin(client.send("POST", &path, Vec::new()));
        // Its first round trip has been made when it has been polled three times.
        for _ in 0..2 {
            assert!(futures::FutureExt::now_or_never(changing.as_mut()).is_none());
        }
        world.db.query("UPDATE api_keys SET revoked_at = '2026-01-01T00:00:00.000Z'");
        let before = world.db.dump();
        futures::executor::block_on(changing).refused(401, "unauthorized");
        assert_eq!(world.db.dump(), before);
    }
}

#[test]
fn an_expired_key_is_refused_from_that_instant_on() {
    let world = World::new();
    let client = world.center();
    let path = format!("/admin/centers/{}/api-keys", client.center);
    let new = json!({"name": "HR", "environment": "test", "scopes": ["*"], "expiresAt": "2026-06-01T11:00:00Z"});
    let key = client.operator().post(&path, new).expect(201);
    let holder = client.with_token(key["token"].as_str().unwrap());
    world.advance(Duration::from_millis(60 * 60 * 1000 - 1));
    holder.get("/api/v1/trainees").expect(200);
    world.advance(Duration::from_millis(1));
    let said = holder.get("/api/v1/trainees").refused(401, "unauthorized");
    assert!(said.contains("expired"), "{said}");
}

#[test]
fn a_long_body_waits_for_its_key_to_be_found() {
    let world = World::new();
    let client = world.center();
    let stranger = client.with_token(&format!("aa_live_{}", "0".repeat(32)));
    let trainee = json!(aviationalley_worker::records::Trainee::example()).to_string();
    let cost = |client: &Client, length: usize| {
        let before = world.db.batches.get();
        let body = trainee.clone() + &" ".repeat(length - trainee.len());
        let status = client.request("POST", "/api/v1/trainees", body).status;
        (status, world.db.batches.get() - before)
    };
    assert_eq!(cost(&client, 64 * 1024), (201, 1));
    world.db.query("DELETE FROM trainees");
    assert_eq!(cost(&client, 64 * 1024 + 1), (201, 2));
    assert_eq!(cost(&stranger, 64 * 1024 + 1), (401, 1));
}

#[test]
fn what_is_no_key_is_told_what_a_key_looks_like() {
    let world = World::new();
    let client = world.center();
    for token in ["", "x", "aa_live_XYZ", "whsec_abc", "aa_prod_00000000000000000000000000000000"] {
        let response = client.with_token(token).get("/api/v1/trainees");
        assert_eq!(response.header("www-authenticate"), Some("Bearer"));
        assert!(response.refused(401, "unauthorized").contains("aa_live_"));
    }
}

#[test]
fn the_operator_cannot_mint_a_key_that_makes_no_sense() {
    let world = World::new();
    let client = world.center();
    let operator = client.operator();
    let path = format!("/admin/centers/{}/api-keys", client.center);
    let key = |changes: serde_json::Value| {
        let mut body = json!({"name": "HR", "environment": "live", "scopes": ["*"]});
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        body
    };
    for (body, status, code, part) in [
        (key(json!({"scopes": []})), 422, "unprocessable", "scopes"),
        (key(json!({"scopes": ["trainees:fly"]})), 422, "unprocessable", "trainees:fly"),
        (key(json!({"environment": "prod"})), 400, "invalid_request", "environment"),
        (key(json!({"expiresAt": "2020-01-01T00:00:00Z"})), 422, "unprocessable", "expiresAt"),
        (key(json!({"name": " "})), 422, "unprocessable", "name"),
    ] {
        let said = operator.post(&path, body).refused(status, code);
        assert!(said.contains(part), "{said}");
    }
    let nowhere = "/admin/centers/9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d/api-keys";
    operator.post(nowhere, key(json!({}))).refused(404, "not_found");
}
