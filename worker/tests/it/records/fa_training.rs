//! The rules of flight attendants' training records.

use std::time::Duration;

use aviationalley_worker::{crud::Record, records::FaTraining};
use serde_json::{Value, json};

use crate::support::{Client, Response, World, with};

const ALL: &str = "/api/v1/fa-training";

fn try_training(client: &Client, changes: Value) -> Response {
    client.post(ALL, with(json!(FaTraining::example()), changes))
}

fn scheduled(client: &Client) -> Value {
    try_training(client, json!({})).expect(201)
}

fn single(training: &Value) -> String {
    format!("{ALL}/{}", training["id"].as_str().unwrap())
}

fn complete(client: &Client, training: &Value, completed_at: &str) -> Value {
    let input = json!({"completedAt": completed_at});
    let path = format!("{}/complete", single(training));
    client.post(&path, input).expect(200)
}

/// A training of the same person and type, completed then.
fn completed(client: &Client, completed_at: &str) -> Value {
    complete(client, &scheduled(client), completed_at)
}

fn status(client: &Client, training: &Value) -> String {
    let training = client.get(&single(training)).expect(200);
    training["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_training_is_valid_to_the_end_of_the_twelfth_month() {
    let world = World::new();
    for (zone, done, expires) in [
        ("UTC", "2025-06-01T00:00:00.000Z", "2026-06-30T23:59:59.999Z"),
        ("UTC", "2025-06-30T23:59:59.999Z", "2026-06-30T23:59:59.999Z"),
        ("UTC", "2023-02-10T12:00:00.000Z", "2024-02-29T23:59:59.999Z"),
        ("UTC", "2025-12-31T12:00:00.000Z", "2026-12-31T23:59:59.999Z"),
        // Still May in Denver; then a winter's end there.
        ("America/Denver", "2025-06-01T05:59:59.999Z", "2026-06-01T05:59:59.999Z"),
        ("America/Denver", "2025-11-15T12:00:00.000Z", "2026-12-01T06:59:59.999Z"),
        ("Pacific/Kiritimati", "2025-05-31T12:00:00.000Z", "2026-06-30T09:59:59.999Z"),
    ] {
        let client = world.center().in_zone(zone);
        let done = completed(&client, done);
        assert_eq!(done["expiresAt"], expires, "{zone} {done}");
        assert_eq!(done["status"], "COMPLETED");
    }
}

#[test]
fn a_month_early_or_late_counts_for_the_due_month() {
    let world = World::new();
    for (again, expires) in [
        ("2026-02-28T23:59:59.999Z", "2027-02-28T23:59:59.999Z"),
        ("2026-03-01T00:00:00.000Z", "2027-04-30T23:59:59.999Z"),
        ("2026-04-15T12:00:00.000Z", "2027-04-30T23:59:59.999Z"),
        ("2026-05-31T23:59:59.999Z", "2027-04-30T23:59:59.999Z"),
        ("2026-06-01T00:00:00.000Z", "2027-06-30T23:59:59.999Z"),
    ] {
        let client = world.center().in_zone("UTC");
        // Due in April 2026.
        completed(&client, "2025-04-20T12:00:00.000Z");
        // Neither another type's due month nor another person's is in the way.
        for other in [json!({"aircraftType": "A320"}), json!({"userId": "0b8d2f59-6a53-44a4-a1b9-9c1d7f3e8a77"})] {
            let other = try_training(&client, other).expect(201);
            complete(&client, &other, "2025-07-20T12:00:00.000Z");
        }
        assert_eq!(completed(&client, again)["expiresAt"], expires, "{again}");
    }
}

#[test]
fn a_due_month_rolls_on_from_year_to_year() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    for (done, expires) in [
        ("2023-05-10T12:00:00.000Z", "2024-05-31T23:59:59.999Z"),
        ("2024-04-10T12:00:00.000Z", "2025-05-31T23:59:59.999Z"),
        ("2025-06-10T12:00:00.000Z", "2026-05-31T23:59:59.999Z"),
    ] {
        assert_eq!(completed(&client, done)["expiresAt"], expires);
    }
    // The center moves east, where that month's end is already the next one.
    let client = client.in_zone("Pacific/Kiritimati");
    let done = completed(&client, "2026-04-10T12:00:00.000Z");
    assert_eq!(done["expiresAt"], "2027-05-31T09:59:59.999Z");
}

#[test]
fn completion_is_now_when_left_out_and_never_in_the_future() {
    let world = World::new();
    let client = world.center();
    let training = scheduled(&client);
    let path = format!("{}/complete", single(&training));
    let said = client.post(&path, json!({"completedAt": "2026-06-01T10:00:00.001Z"})).refused(422, "unprocessable");
    assert!(said.contains("completedAt"), "{said}");
    let done = client.request("POST", &path, "").expect(200);
    assert_eq!(done["completedAt"], "2026-06-01T10:00:00.000Z");
    assert_eq!(done["expiresAt"], "2027-07-01T05:59:59.999Z");
}

#[test]
fn a_newer_training_supersedes_the_older_ones() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    let expired = completed(&client, "2024-02-10T12:00:00.000Z");
    world.skip(Duration::ZERO);
    assert_eq!(status(&client, &expired), "EXPIRED");
    let expiring = completed(&client, "2025-06-10T12:00:00.000Z");
    world.skip(Duration::ZERO);
    assert_eq!(status(&client, &expiring), "EXPIRING");
    let other_type = try_training(&client, json!({"aircraftType": "A320"})).expect(201);
    let other_type = complete(&client, &other_type, "2025-07-10T12:00:00.000Z");
    let test = client.with_key("test", &["*"]);
    let in_test = completed(&test, "2025-07-10T12:00:00.000Z");
    let planned = scheduled(&client);
    let before = world.event_types().len();

    let newer = completed(&client, "2025-08-10T12:00:00.000Z");
    let superseded = client.get(&single(&expiring)).expect(200);
    assert_eq!(superseded["status"], "SUPERSEDED");
    assert_eq!(superseded["updatedAt"], newer["updatedAt"]);
    let newest = completed(&client, "2026-06-01T10:00:00.000Z");
    let same_instant = completed(&client, "2026-06-01T10:00:00.000Z");
    for (training, expected) in [
        (&expired, "EXPIRED"),
        (&newer, "SUPERSEDED"),
        (&newest, "SUPERSEDED"),
        (&same_instant, "COMPLETED"),
        (&other_type, "COMPLETED"),
        (&planned, "SCHEDULED"),
    ] {
        assert_eq!(status(&client, training), expected, "{training}");
    }
    assert_eq!(status(&test, &in_test), "COMPLETED");
    let each = ["fa_training.scheduled", "fa_training.completed"];
    assert_eq!(world.event_types()[before..], [each, each, each].concat());
}

#[test]
fn a_training_entered_late_supersedes_no_later_one() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    let newer = completed(&client, "2025-06-10T12:00:00.000Z");
    for (counts, done) in [("COMPLETED", "2025-05-10T12:00:00.000Z"), ("EXPIRING", "2025-05-20T12:00:00.000Z")] {
        assert_eq!(status(&client, &newer), counts);
        let older = completed(&client, done);
        assert_eq!(status(&client, &newer), counts);
        assert_eq!(status(&client, &older), "SUPERSEDED");
        world.skip(Duration::ZERO);
    }
    world.skip_to("2026-07-01T00:00:00Z");
    assert_eq!(status(&client, &newer), "EXPIRED");
    let older = completed(&client, "2025-05-30T12:00:00.000Z");
    assert_eq!(status(&client, &older), "SUPERSEDED");
}

#[test]
fn a_training_entered_late_keeps_the_due_month() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    completed(&client, "2025-04-20T12:00:00.000Z");
    completed(&client, "2026-05-20T12:00:00.000Z");
    let between = completed(&client, "2026-03-15T12:00:00.000Z");
    assert_eq!(between["expiresAt"], "2027-04-30T23:59:59.999Z");
}

#[test]
fn a_cancelled_training_supersedes_nothing() {
    let world = World::new();
    let client = world.center();
    let counts = completed(&client, "2026-02-10T12:00:00.000Z");
    let planned = scheduled(&client);
    let before = world.event_types().len();
    client.post(&format!("{}/cancel", single(&planned)), json!({})).expect(200);
    assert_eq!(status(&client, &counts), "COMPLETED");
    assert_eq!(world.event_types().len(), before);
}

#[test]
fn it_warns_thirty_days_ahead_and_expires_once() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    client.subscribe("https://example.com/hook", &["*"]);
    let training = completed(&client, "2025-07-10T12:00:00.000Z");
    world.skip_to("2026-07-01T23:59:59.998Z");
    assert_eq!(status(&client, &training), "COMPLETED");
    world.skip_to("2026-07-01T23:59:59.999Z");
    assert_eq!(status(&client, &training), "EXPIRING");
    world.skip_to("2026-07-31T23:59:59.998Z");
    assert_eq!(status(&client, &training), "EXPIRING");
    world.skip_to("2026-07-31T23:59:59.999Z");
    world.skip(Duration::ZERO);
    assert_eq!(status(&client, &training), "EXPIRED");
    let told = ["scheduled", "completed", "expiring", "expired"];
    assert_eq!(world.inbox().types(), told.map(|name| format!("fa_training.{name}")));
    assert_eq!(world.inbox().all()[2].json()["data"]["daysRemaining"], 30);
}

#[test]
fn with_both_thresholds_behind_it_only_the_expiry_is_told() {
    let world = World::new();
    let client = world.center();
    let training = completed(&client, "2024-02-10T12:00:00.000Z");
    world.advance(Duration::from_secs(120));
    assert_eq!(status(&client, &training), "EXPIRED");
    let told = ["scheduled", "completed", "expired"];
    assert_eq!(world.event_types(), told.map(|name| format!("fa_training.{name}")));
}

#[test]
fn a_broken_rule_is_422_and_completion_freezes_the_record() {
    let world = World::new();
    let client = world.center();
    for (changes, field) in [
        (json!({"qualifications": ["DOOR", "RAFT", "DOOR"]}), "qualifications"),
        (json!({"trainingType": "TRANSITION"}), "competenceCheckPassed"),
        (json!({"trainingType": "DIFFERENCES", "competenceCheckPassed": false}), "competenceCheckPassed"),
        (json!({"programmedHours": -0.5}), "programmedHours"),
        (json!({"programmedHours": 1000.5}), "programmedHours"),
        (json!({"aircraftType": ""}), "aircraftType"),
    ] {
        let said = try_training(&client, changes).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    let other = json!({"trainingType": "TRANSITION", "competenceCheckPassed": null});
    try_training(&client, other).expect(201);
    try_training(&client, json!({"qualifications": ["DOORS"]})).refused(400, "invalid_request");
    let training = scheduled(&client);
    client.patch(&single(&training), json!({"trainingType": "TRANSITION"})).refused(422, "unprocessable");
    complete(&client, &training, "2026-05-10T12:00:00.000Z");
    client.patch(&single(&training), json!({"qualifications": []})).refused(409, "invalid_transition");
}

#[test]
fn filters_keep_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    let user = |n: usize| format!("{n:08x}-3333-4444-8555-666677778888");
    for index in 0..12 {
        let training = try_training(
            &client,
            json!({
                "userId": user(index),
                "aircraftType": (["B737", "A320"][index % 2]),
                "trainingType": (["TRANSITION", "INITIAL_NEW_HIRE", "REQUALIFICATION"][index % 3]),
                "competenceCheckPassed": null,
            }),
        );
        if index % 4 != 0 {
            let done = format!("2026-{:02}-10T12:00:00.000Z", 1 + index % 5);
            complete(&client, &training.expect(201), &done);
        }
    }
    client.assert_equals(ALL, "status", "COMPLETED");
    client.assert_equals(ALL, "userId", &user(7));
    client.assert_equals(ALL, "aircraftType", "A320");
    client.assert_equals(ALL, "trainingType", "REQUALIFICATION");
    let bound = "2027-03-31T23:59:59.999Z";
    let expires = |item: &Value| item["expiresAt"].as_str().map(str::to_owned);
    client.assert_filter(ALL, &format!("from={bound}"), |item| expires(item).is_some_and(|at| *at >= *bound));
    client.assert_filter(ALL, &format!("to={bound}"), |item| expires(item).is_some_and(|at| *at < *bound));
    client.assert_filter(ALL, "q=b73", |item| item["aircraftType"] == "B737");
}
