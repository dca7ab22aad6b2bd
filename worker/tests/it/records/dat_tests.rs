//! The rules of drug and alcohol tests.

use aviationalley_worker::{crud::Record, records::DatTest};
use serde_json::{Value, json};

use crate::support::{Client, Response, World};

const ALL: &str = "/api/v1/dat-tests";

fn schedule(client: &Client, changes: Value) -> Response {
    let mut body = json!(DatTest::example());
    let members = changes.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(members);
    client.post(ALL, body)
}

/// Schedules and collects a test; gives its path.
fn collected(client: &Client, substance: &str) -> String {
    let test = schedule(client, json!({"substance": substance})).expect(201);
    let path = format!("{ALL}/{}", test["id"].as_str().unwrap());
    let test = client.post(&format!("{path}/collect"), json!({})).expect(200);
    assert_eq!(test["collectedAt"], "2026-06-01T10:00:00.000Z");
    path
}

#[test]
fn each_result_removes_from_duty_or_does_not() {
    let world = World::new();
    let client = world.center();
    for (substance, result, concentration, removed) in [
        ("DRUG", "NEGATIVE", None, false),
        ("DRUG", "NEGATIVE_DILUTE", None, false),
        ("DRUG", "POSITIVE", None, true),
        ("DRUG", "REFUSAL_ADULTERATED", None, true),
        ("DRUG", "REFUSAL_SUBSTITUTED", None, true),
        ("DRUG", "REFUSAL", None, true),
        ("DRUG", "CANCELLED", None, false),
        ("ALCOHOL", "NEGATIVE", None, false),
        ("ALCOHOL", "NEGATIVE", Some(0.0), false),
        ("ALCOHOL", "NEGATIVE", Some(0.019), false),
        ("ALCOHOL", "BELOW_VIOLATION", Some(0.02), true),
        ("ALCOHOL", "BELOW_VIOLATION", Some(0.039), true),
        ("ALCOHOL", "POSITIVE", Some(0.04), true),
        ("ALCOHOL", "POSITIVE", Some(1.0), true),
        ("ALCOHOL", "REFUSAL", None, true),
        ("ALCOHOL", "CANCELLED", None, false),
    ] {
        let path = format!("{}/result", collected(&client, substance));
        let input = json!({"result": result, "alcoholConcentration": concentration});
        let test = client.post(&path, input).expect(200);
        assert_eq!(test["removedFromDuty"], removed, "{substance} {result}");
        assert_eq!(test["alcoholConcentration"], json!(concentration));
        assert_eq!(test["resultedAt"], "2026-06-01T10:00:00.000Z");
    }
}

#[test]
fn a_result_that_contradicts_the_test_is_422() {
    let world = World::new();
    let client = world.center();
    for (substance, result, concentration, field) in [
        ("DRUG", "BELOW_VIOLATION", None, "result"),
        ("DRUG", "POSITIVE", Some(0.05), "alcoholConcentration"),
        ("ALCOHOL", "NEGATIVE_DILUTE", None, "result"),
        ("ALCOHOL", "REFUSAL_ADULTERATED", None, "result"),
        ("ALCOHOL", "REFUSAL_SUBSTITUTED", None, "result"),
        ("ALCOHOL", "POSITIVE", None, "alcoholConcentration"),
        ("ALCOHOL", "BELOW_VIOLATION", None, "alcoholConcentration"),
        ("ALCOHOL", "NEGATIVE", Some(0.02), "alcoholConcentration"),
        ("ALCOHOL", "BELOW_VIOLATION", Some(0.019), "alcoholConcentration"),
        ("ALCOHOL", "BELOW_VIOLATION", Some(0.04), "alcoholConcentration"),
        ("ALCOHOL", "POSITIVE", Some(0.039), "alcoholConcentration"),
        ("ALCOHOL", "POSITIVE", Some(0.0401), "alcoholConcentration"),
        ("ALCOHOL", "POSITIVE", Some(1.001), "alcoholConcentration"),
        ("ALCOHOL", "NEGATIVE", Some(-0.001), "alcoholConcentration"),
        ("ALCOHOL", "REFUSAL", Some(0.0), "alcoholConcentration"),
    ] {
        let path = collected(&client, substance);
        let input = json!({"result": result, "alcoholConcentration": concentration});
        let said = client.post(&format!("{path}/result"), input).refused(422, "unprocessable");
        assert!(said.contains(&format!("`{field}`")), "{said}");
        assert_eq!(client.get(&path).expect(200)["status"], "COLLECTED");
    }
    let path = format!("{}/result", collected(&client, "DRUG"));
    for input in [json!({}), json!({"result": "MAYBE"})] {
        client.post(&path, input).refused(400, "invalid_request");
    }
}

#[test]
fn before_collection_only_a_refusal_can_be_the_result() {
    let world = World::new();
    let client = world.center();
    for result in ["REFUSAL", "REFUSAL_ADULTERATED", "NEGATIVE", "CANCELLED"] {
        let test = schedule(&client, json!({})).expect(201);
        let path = format!("{ALL}/{}/result", test["id"].as_str().unwrap());
        let response = client.post(&path, json!({"result": result}));
        if result.starts_with("REFUSAL") {
            let test = response.expect(200);
            assert_eq!(test["collectedAt"], Value::Null);
            assert_eq!(test["removedFromDuty"], true);
        } else {
            let said = response.refused(409, "invalid_transition");
            assert!(said.contains("SCHEDULED"), "{said}");
        }
    }
}

#[test]
fn only_a_random_test_has_a_draw_and_it_selected_the_person() {
    let world = World::new();
    let client = world.center();
    for index in 0..3 {
        client.crew_member(index, json!({}));
    }
    let new = json!({"substance": "DRUG", "selectionCount": 2});
    let draw = client.post("/api/v1/dat-draws", new).expect(201);
    let (id, selected) = (&draw["id"], &draw["selectedUserIds"]);
    let nobody = "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d";
    let random = |draw: &Value, user: &Value| json!({"testType": "RANDOM", "drawId": draw, "userId": user});
    for (changes, field) in [
        (random(&Value::Null, &selected[0]), "drawId"),
        (random(&json!(nobody), &selected[0]), "drawId"),
        (random(id, &json!(nobody)), "userId"),
        (json!({"testType": "FOLLOW_UP", "drawId": id}), "drawId"),
    ] {
        let said = schedule(&client, changes).refused(422, "unprocessable");
        assert!(said.contains(&format!("`{field}`")), "{said}");
    }
    let other = world.center();
    schedule(&other, random(id, &selected[0])).refused(422, "unprocessable");
    let test = schedule(&client, random(id, &selected[1])).expect(201);
    let path = format!("{ALL}/{}", test["id"].as_str().unwrap());
    client.patch(&path, json!({"userId": nobody})).refused(422, "unprocessable");
    client.post(&format!("{path}/collect"), json!({})).expect(200);
    client.post(&format!("{path}/result"), json!({"result": "NEGATIVE"})).expect(200);
    assert_eq!(world.event_types(), ["dat.random_draw", "dat.test.scheduled", "dat.test.resulted"]);
}

#[test]
fn events_show_the_result_and_neither_site_nor_concentration() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let path = collected(&client, "ALCOHOL");
    let input = json!({"result": "POSITIVE", "alcoholConcentration": 0.05});
    let test = client.post(&format!("{path}/result"), input).expect(200);
    assert_eq!(test["alcoholConcentration"], 0.05);
    assert_eq!(test["collectionSite"], "Example Occupational Health");
    let sent = world.inbox().all();
    assert_eq!(world.inbox().types(), ["dat.test.scheduled", "dat.test.resulted"]);
    for event in &sent {
        let data = event.json()["data"].clone();
        assert_eq!(data.get("collectionSite"), None);
        assert_eq!(data.get("alcoholConcentration"), None);
    }
    assert_eq!(sent[1].json()["data"]["result"], "POSITIVE");
}

#[test]
fn a_test_is_editable_only_while_it_is_scheduled() {
    let world = World::new();
    let client = world.center();
    let path = collected(&client, "DRUG");
    let said = client.patch(&path, json!({"scheduledAt": "2026-06-04T15:00:00Z"})).refused(409, "invalid_transition");
    assert!(said.contains("scheduledAt") && said.contains("COLLECTED"), "{said}");
}

#[test]
fn each_filter_keeps_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    let user = |index: usize| format!("{index:08x}-40b5-4a2b-8c1f-3a9d60c4f101");
    for index in 0..24 {
        schedule(
            &client,
            json!({
                "userId": user(index % 3),
                "substance": (["DRUG", "ALCOHOL"][index % 2]),
                "testType": (["FOLLOW_UP", "POST_ACCIDENT"][index / 2 % 2]),
                "scheduledAt": format!("2026-06-{:02}T15:00:00.000Z", 1 + index),
                "collectionSite": (index % 5 == 0).then_some("Clinic West"),
            }),
        )
        .expect(201);
    }
    let all = client.list_all(ALL, 200);
    type Keeps<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let at = |test: &Value| test["scheduledAt"].as_str().unwrap().to_owned();
    let cases: Vec<(String, Keeps)> = vec![
        (format!("userId={}", user(1)), Box::new(|test| test["userId"] == user(1))),
        (
            "substance=ALCOHOL&testType=FOLLOW_UP".into(),
            Box::new(|test| test["substance"] == "ALCOHOL" && test["testType"] == "FOLLOW_UP"),
        ),
        (
            "from=2026-06-05T15:00:00Z&to=2026-06-09T15:00:00Z".into(),
            Box::new(|test| ("2026-06-05T15:00:00.000Z".."2026-06-09T15:00:00.000Z").contains(&at(test).as_str())),
        ),
        ("q=west".into(), Box::new(|test| test["collectionSite"] == "Clinic West")),
    ];
    for (query, keeps) in cases {
        let expected: Vec<_> = all.iter().filter(|test| keeps(test)).cloned().collect();
        assert!(!expected.is_empty(), "{query}");
        let found = client.list_all(&format!("{ALL}?{query}"), 5);
        assert_eq!(found, expected, "{query}");
    }
}
