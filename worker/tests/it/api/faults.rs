//! What an answer says of faults stays short, however many there are and however long they are.

use serde_json::{Value, json};

use crate::{api::arrays::requests, support::World};

/// Bytes that no refusal passes.
const LONGEST: usize = 32 * 1024;

fn object(members: usize) -> Value {
    let members = (0..members).map(|index| (format!("k{index}"), json!(1)));
    Value::Object(members.collect())
}

#[test]
fn unknown_fields_are_counted_and_known_ones_listed() {
    let world = World::new();
    let client = world.center();
    for (given, said_of_it) in [(3, None), (120, Some("100 more")), (60_000, Some("59000 more"))] {
        let refused = client.post("/api/v1/trainees", object(given));
        let errors = refused.body["errors"].as_array().unwrap().len();
        assert!(errors <= 20, "{errors}");
        let text = refused.body.to_string();
        assert!(text.len() < LONGEST, "{}", text.len());
        let detail = refused.refused(400, "invalid_request");
        assert!(detail.matches("firstName").count() <= 1, "{detail}");
        assert!(said_of_it.is_none_or(|said| detail.contains(said)), "{detail}");
    }
}

#[test]
fn unknown_parameters_are_counted_and_known_ones_listed() {
    let world = World::new();
    let query: Vec<_> = (0..120).map(|index| format!("k{index}=")).collect();
    let refused = world.center().get(&format!("/api/v1/trainees?{}", query.join("&")));
    assert_eq!(refused.body["errors"].as_array().unwrap().len(), 20);
    let detail = refused.refused(400, "invalid_request");
    assert_eq!(detail.matches("cursor").count(), 1, "{detail}");
    assert!(detail.contains("100 more"), "{detail}");
}

#[test]
fn unknown_scopes_are_named_and_the_known_ones_listed_once() {
    let world = World::new();
    let client = world.center();
    let scopes: Vec<_> = (0..30).map(|index| format!("x{index}:read")).collect();
    let key = json!({"name": "a key", "environment": "live", "scopes": scopes});
    let path = format!("/admin/centers/{}/api-keys", client.center);
    let refused = client.operator().post(&path, key);
    assert_eq!(refused.body["errors"].as_array().unwrap().len(), 20);
    let detail = refused.refused(422, "unprocessable");
    assert_eq!(detail.matches("trainees:read").count(), 1, "{detail}");
    assert!(detail.contains("10 more"), "{detail}");
}

#[test]
fn a_refusal_is_short_however_long_its_request_is() {
    let world = World::new();
    let client = world.center();
    for request in requests() {
        let long = "x".repeat(200_000);
        let mut bodies = vec![object(20_000), json!({&long: 1})];
        let fields = request.schema["properties"].as_object();
        for (name, schema) in fields.into_iter().flatten() {
            if schema["type"] == "array" {
                bodies.push(json!({name: vec![""; 60_000]}));
                bodies.push(json!({name: [{&long: 1}]}));
            } else if bodies.len() < 4 {
                bodies.push(json!({name: long}));
            }
        }
        for body in bodies {
            let refused = request.send(&client, &body);
            let place = format!("{} {}", request.method, request.path);
            assert!(refused.status >= 400, "{place}: {}", refused.status);
            let length = refused.body.to_string().len();
            assert!(length < LONGEST, "{place}: {length} bytes");
            let errors = refused.body["errors"].as_array().map_or(0, Vec::len);
            assert!(errors <= 20, "{place}: {errors}");
        }
    }
}

#[test]
fn a_broken_bound_is_told_together_with_a_broken_rule() {
    let world = World::new();
    let client = world.center();
    let booking = client.booking(json!({}));
    let body = json!({
        "simulatorId": booking["simulatorId"],
        "traineeIds": booking["traineeIds"],
        "sessionType": "TRAINING",
        "startAt": "2031-06-02T13:00:00Z",
        "endAt": "2031-06-02T12:00:00Z",
        "courseCode": "",
    });
    let said = client.post("/api/v1/bookings", body).refused(422, "unprocessable");
    assert!(said.contains("courseCode") && said.contains("endAt"), "{said}");
}
