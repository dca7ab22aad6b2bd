//! The rules of stage checks.

use aviationalley_worker::{crud::Record, records::StageCheck};
use serde_json::{Value, json};

use crate::support::{Client, Response, World, with};

const ALL: &str = "/api/v1/stage-checks";

fn try_check(client: &Client, trainee: &str, changes: Value) -> Response {
    let body = with(json!(StageCheck::example()), json!({"traineeId": trainee}));
    client.post(ALL, with(body, changes))
}

fn check(client: &Client, trainee: &str, changes: Value) -> Value {
    try_check(client, trainee, changes).expect(201)
}

fn act(client: &Client, check: &Value, verb: &str, input: Value) -> Response {
    client.post(&format!("{}/{verb}", single(check)), input)
}

fn single(check: &Value) -> String {
    format!("{ALL}/{}", check["id"].as_str().unwrap())
}

#[test]
fn attempts_are_counted_by_trainee_course_and_stage() {
    let world = World::new();
    let client = world.center();
    let (one, other) = (client.trainee("a@example.com"), client.trainee("b@example.com"));
    let failed = json!({"remarks": "Crosswind landing below standard"});
    for attempt in 1..=3 {
        let made = check(&client, &one, json!({}));
        assert_eq!(made["attempt"], attempt);
        act(&client, &made, "fail", failed.clone()).expect(200);
    }
    for changes in [json!({"courseCode": "IR-ASEL"}), json!({"stage": "PRE_CHECKRIDE"})] {
        assert_eq!(check(&client, &one, changes)["attempt"], 1);
    }
    assert_eq!(check(&client, &other, json!({}))["attempt"], 1);
    let test = client.with_key("test", &["*"]);
    let there = test.trainee("a@example.com");
    assert_eq!(check(&test, &there, json!({}))["attempt"], 1);
}

#[test]
fn a_stage_has_one_scheduled_check_and_none_after_passing() {
    let world = World::new();
    let client = world.center();
    let trainee = client.trainee("a@example.com");
    let again = || try_check(&client, &trainee, json!({}));
    let first = again().expect(201);
    assert!(again().refused(409, "conflict").contains("scheduled already"));
    act(&client, &first, "cancel", json!({})).expect(200);
    let second = again().expect(201);
    act(&client, &second, "fail", json!({"remarks": "Stalls"})).expect(200);
    let third = again().expect(201);
    act(&client, &third, "pass", json!({})).expect(200);
    assert!(again().refused(409, "conflict").contains("passed"));
    check(&client, &trainee, json!({"stage": "PRE_CROSS_COUNTRY"}));
    check(&client, &client.trainee("b@example.com"), json!({}));
}

#[test]
fn of_two_equal_checks_at_once_one_is_scheduled() {
    let world = World::new();
    let client = world.center();
    let trainee = client.trainee("a@example.com");
    let body = with(json!(StageCheck::example()), json!({"traineeId": trainee}));
    let before = world.event_types().len();
    let [won, lost] = client.post_both(ALL, [body.clone(), body]);
    won.expect(201);
    lost.refused(409, "conflict");
    assert_eq!(world.event_types().len(), before + 1);
}

#[test]
fn a_broken_rule_is_422_with_the_field() {
    let world = World::new();
    let client = world.center();
    let trainee = client.trainee("a@example.com");
    let stranger = world.center().trainee("a@example.com");
    let checker = json!(StageCheck::example())["checkInstructorId"].clone();
    for (changes, field) in [
        (json!({"recommendedByUserId": checker}), "recommendedByUserId"),
        (json!({"traineeId": stranger}), "traineeId"),
        (json!({"stageNumber": 0}), "stageNumber"),
        (json!({"courseCode": " "}), "courseCode"),
    ] {
        let said = try_check(&client, &trainee, changes).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    let made = check(&client, &trainee, json!({"stageNumber": 1}));
    client.patch(&single(&made), json!({"recommendedByUserId": checker})).refused(422, "unprocessable");
}

#[test]
fn a_result_keeps_its_score_and_remarks_and_its_time() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let trainee = client.trainee("a@example.com");
    let made = check(&client, &trainee, json!({}));
    assert_eq!(made["resultedAt"], Value::Null);
    for score in [json!(-0.1), json!(100.1), json!(-1), json!(101)] {
        let said = act(&client, &made, "pass", json!({"score": score}));
        assert!(said.refused(422, "unprocessable").contains("score"));
    }
    for input in [json!({}), json!({"remarks": null}), json!({"remarks": "x", "score": "64"})] {
        act(&client, &made, "fail", input).refused(400, "invalid_request");
    }
    act(&client, &made, "fail", json!({"remarks": " "})).refused(422, "unprocessable");
    let failed = json!({"remarks": "Repeat lesson 1-9", "score": 64});
    let failed = act(&client, &made, "fail", failed).expect(200);
    assert_eq!(failed["score"], 64, "as it was sent, not 64.0");
    assert_eq!(failed["remarks"], "Repeat lesson 1-9");
    assert_eq!(failed["resultedAt"], "2026-06-01T10:00:00.000Z");
    assert_eq!(world.inbox().all().last().unwrap().json()["data"], failed);

    for (stage, score) in [("PRE_CHECKRIDE", json!(0)), ("END_OF_COURSE", json!(100))] {
        let made = check(&client, &trainee, json!({"stage": stage}));
        let passed = act(&client, &made, "pass", json!({"score": score})).expect(200);
        assert_eq!((&passed["score"], &passed["remarks"]), (&score, &Value::Null));
    }
}

#[test]
fn trainee_course_and_stage_stay_and_a_result_freezes_the_rest() {
    let world = World::new();
    let client = world.center();
    let trainee = client.trainee("a@example.com");
    let made = check(&client, &trainee, json!({}));
    for change in [
        json!({"traineeId": client.trainee("b@example.com")}),
        json!({"courseCode": "IR-ASEL"}),
        json!({"stage": "OTHER"}),
    ] {
        client.patch(&single(&made), change).refused(409, "invalid_transition");
    }
    let later = json!({"scheduledAt": "2026-06-08T15:00:00.000Z"});
    client.patch(&single(&made), later).expect(200);
    act(&client, &made, "pass", json!({})).expect(200);
    let number = json!({"stageNumber": 2});
    client.patch(&single(&made), number).refused(409, "invalid_transition");
}

#[test]
fn filters_keep_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    let trainees = [client.trainee("a@example.com"), client.trainee("b@example.com")];
    let checkers = [1, 2].map(|n| format!("0000000{n}-2222-4333-8444-555566667777"));
    for index in 0..12 {
        let made = check(
            &client,
            &trainees[index % 2],
            json!({
                "courseCode": (["PPL-ASEL", "IR-ASEL"][index / 2 % 2]),
                "stage": (["PRE_SOLO", "PRE_CHECKRIDE", "OTHER"][index / 4]),
                "checkInstructorId": checkers[index % 3 / 2],
                "scheduledAt": format!("2026-06-{:02}T15:00:00.000Z", index + 1),
            }),
        );
        if index % 4 == 1 {
            let failed = json!({"remarks": "Crosswind landing"});
            act(&client, &made, "fail", failed).expect(200);
        }
    }
    client.assert_equals(ALL, "status", "FAILED");
    client.assert_equals(ALL, "traineeId", &trainees[1]);
    client.assert_equals(ALL, "checkInstructorId", &checkers[1]);
    client.assert_equals(ALL, "courseCode", "IR-ASEL");
    client.assert_equals(ALL, "stage", "PRE_CHECKRIDE");
    let at = |item: &Value| item["scheduledAt"].as_str().unwrap().to_owned();
    let bound = "2026-06-05T15:00:00.000Z";
    client.assert_filter(ALL, &format!("from={bound}"), |item| *at(item) >= *bound);
    client.assert_filter(ALL, &format!("to={bound}"), |item| *at(item) < *bound);
    client.assert_filter(ALL, "q=ppl", |item| item["courseCode"] == "PPL-ASEL");
    client.assert_filter(ALL, "q=CROSSWIND", |item| item["status"] == "FAILED");
}
