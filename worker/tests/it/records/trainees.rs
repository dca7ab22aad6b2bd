//! The rules of trainees.

use serde_json::{Value, json};

use crate::support::World;

const ALL: &str = "/api/v1/trainees";

fn new(changes: Value) -> Value {
    let mut body = json!({"firstName": "Dana", "lastName": "Reyes", "email": "dana@example.com"});
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

#[test]
fn enrolment_is_today_at_the_center_when_it_is_left_out() {
    let world = World::new();
    // 03:00 UTC on the 2nd is still the 1st in Denver.
    world.advance(std::time::Duration::from_secs(17 * 3600));
    let trainee = world.center().post(ALL, new(json!({}))).expect(201);
    assert_eq!(trainee["enrolledAt"], "2026-06-01");
    assert_eq!(trainee["endedAt"], Value::Null);
}

#[test]
fn an_email_belongs_to_one_trainee_of_the_center_in_any_case() {
    let world = World::new();
    let client = world.center();
    client.post(ALL, new(json!({}))).expect(201);
    let other = client.post(ALL, new(json!({"email": "other@example.com"}))).expect(201);
    let said = client.post(ALL, new(json!({"email": "DANA@example.com"}))).refused(409, "conflict");
    assert!(said.contains("email"), "{said}");
    let one = format!("{ALL}/{}", other["id"].as_str().unwrap());
    client.patch(&one, json!({"email": "dana@example.com"})).refused(409, "conflict");
    client.patch(&one, json!({"email": "Other@example.com"})).expect(200);
    let unicode = json!({"email": "jürgen1@example.com"});
    client.post(ALL, new(unicode)).expect(201);
    for same in ["JÜRGEN1@EXAMPLE.COM", "ju\u{308}rgen1@example.com"] {
        let body = json!({"email": same});
        client.post(ALL, new(body.clone())).refused(409, "conflict");
        client.patch(&one, body).refused(409, "conflict");
    }
    let other = json!({"email": "jurgen1@example.com"});
    client.post(ALL, new(other)).expect(201);
    world.center().post(ALL, new(json!({}))).expect(201);
    client.with_key("test", &["*"]).post(ALL, new(json!({}))).expect(201);
}

#[test]
fn every_fault_of_a_body_is_told_at_once() {
    let world = World::new();
    let client = world.center();
    let body = new(json!({"firstName": " ", "email": "dana", "phone": "x".repeat(41)}));
    let response = client.post(ALL, body);
    let fields: Vec<_> =
        response.body["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!(fields, ["firstName", "email", "phone"]);
    response.refused(422, "unprocessable");
}

#[test]
fn an_end_of_training_sets_its_date_and_is_final() {
    let world = World::new();
    let client = world.center();
    for verb in ["graduate", "terminate", "transfer"] {
        let trainee = client.trainee(&format!("{verb}@example.com"));
        let ended = client.post(&format!("{ALL}/{trainee}/{verb}"), json!({})).expect(200);
        assert_eq!(ended["endedAt"], "2026-06-01");
        client.post(&format!("{ALL}/{trainee}/resume"), json!({})).refused(409, "invalid_transition");
    }
}
