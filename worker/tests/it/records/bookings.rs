//! The rules of bookings.

use serde_json::{Value, json};

use crate::support::{Client, World};

const ALL: &str = "/api/v1/bookings";

fn single(booking: &Value) -> String {
    format!("{ALL}/{}", booking["id"].as_str().unwrap())
}

fn try_booking(client: &Client, changes: Value) -> crate::support::Response {
    client.post(ALL, client.booking_body(changes))
}

/// The example's booking is from 13:00 to 17:00.
fn hours(from: &str, to: &str) -> Value {
    json!({"startAt": format!("2026-06-02T{from}:00Z"), "endAt": format!("2026-06-02T{to}:00Z")})
}

#[test]
fn a_broken_rule_is_422_with_the_field_and_the_mend() {
    let world = World::new();
    let client = world.center();
    let trainee = client.trainee("a@example.com");
    let five: Vec<_> = (0..5).map(|index| client.trainee(&format!("{index}@example.com"))).collect();
    for (changes, field) in [
        (hours("13:00", "13:00"), "endAt"),
        (json!({"startAt": "2026-06-02T13:00:00Z", "endAt": "2026-06-03T13:00:00.001Z"}), "endAt"),
        (json!({"traineeIds": []}), "traineeIds"),
        (json!({"traineeIds": five}), "traineeIds"),
        (json!({"traineeIds": [trainee, trainee]}), "traineeIds"),
        (json!({"traineeIds": ["9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d"]}), "traineeIds"),
        (json!({"notes": "x".repeat(4001)}), "notes"),
    ] {
        let said = try_booking(&client, changes).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    for (changes, field) in [
        (json!({"sessionType": "PARTY"}), "sessionType"),
        (json!({"startAt": "tomorrow"}), "startAt"),
        (json!({"simulatorId": "FFS-2"}), "simulatorId"),
        (json!({"traineeIds": [7]}), "traineeIds[0]"),
    ] {
        let said = try_booking(&client, changes).refused(400, "invalid_request");
        assert!(said.contains(field), "{said}");
    }
    assert_eq!(client.get(ALL).expect(200)["data"], json!([]));
}

#[test]
fn a_trainee_of_another_center_is_unknown_here() {
    let world = World::new();
    let (client, other) = (world.center(), world.center());
    let theirs = other.trainee("a@example.com");
    try_booking(&client, json!({"traineeIds": [theirs]})).refused(422, "unprocessable");
}

#[test]
fn overlapping_sessions_are_409_and_adjacent_ones_are_not() {
    let world = World::new();
    let client = world.center();
    client.booking(json!({}));
    let other_simulator = |mut changes: Value| {
        changes["simulatorId"] = json!("11111111-5b7f-4f6a-9c3d-1e2f3a4b5c6d");
        changes
    };
    for (from, to) in [("12:00", "13:01"), ("16:59", "18:00"), ("14:00", "15:00"), ("12:00", "18:00")] {
        let said = try_booking(&client, hours(from, to)).refused(409, "conflict");
        assert!(said.contains("simulatorId"), "{said}");
        let said = try_booking(&client, other_simulator(hours(from, to))).refused(409, "conflict");
        assert!(said.contains("instructorId"), "{said}");
    }
    let mut free = other_simulator(hours("13:00", "17:00"));
    free["instructorId"] = Value::Null;
    try_booking(&client, free).expect(201);
    for (from, to) in [("09:00", "13:00"), ("17:00", "18:00")] {
        try_booking(&client, hours(from, to)).expect(201);
    }
}

#[test]
fn a_cancelled_session_frees_its_slot() {
    let world = World::new();
    let client = world.center();
    let first = client.booking(json!({}));
    let later = client.booking(hours("17:00", "18:00"));
    client.patch(&single(&later), hours("16:00", "18:00")).refused(409, "conflict");
    client.post(&format!("{}/cancel", single(&first)), json!({"cancelReason": "weather"})).expect(200);
    client.patch(&single(&later), hours("16:00", "18:00")).expect(200);
    client.patch(&single(&first), json!({"notes": "why it was cancelled"})).expect(200);
}

#[test]
fn of_two_clashing_creates_at_once_one_wins() {
    let world = World::new();
    let client = world.center();
    let body = client.booking_body(json!({}));
    let before = world.event_types().len();
    let [won, lost] = client.post_both(ALL, [body.clone(), body]);
    won.expect(201);
    lost.refused(409, "conflict");
    assert_eq!(world.event_types().len(), before + 1);
}

#[test]
fn only_notes_can_be_edited_once_the_session_has_begun() {
    let world = World::new();
    let client = world.center();
    let booking = client.booking(json!({}));
    client.post(&format!("{}/start", single(&booking)), json!({})).expect(200);
    let said = client.patch(&single(&booking), json!({"courseCode": "X"})).refused(409, "invalid_transition");
    assert!(said.contains("courseCode") && said.contains("IN_PROGRESS"), "{said}");
    client.patch(&single(&booking), json!({"notes": "late start"})).expect(200);
}

#[test]
fn the_course_of_a_session_leaves_its_times() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let booking = client.booking(json!({}));
    let one = single(&booking);
    let started = client.post(&format!("{one}/start"), json!({})).expect(200);
    assert_eq!(started["actualStartAt"], "2026-06-01T10:00:00.000Z");
    world.advance(std::time::Duration::from_secs(3600));
    let done = client.request("POST", &format!("{one}/complete"), "").expect(200);
    assert_eq!(done["actualEndAt"], "2026-06-01T11:00:00.000Z");
    let types = world.inbox().types();
    assert_eq!(types[1..], ["booking.created", "booking.updated", "booking.completed"]);
}

#[test]
fn cancelling_needs_a_reason() {
    let world = World::new();
    let client = world.center();
    let booking = client.booking(json!({}));
    let cancel = format!("{}/cancel", single(&booking));
    client.post(&cancel, json!({})).refused(400, "invalid_request");
    client.post(&cancel, json!({"cancelReason": "  "})).refused(422, "unprocessable");
    let cancelled = client.post(&cancel, json!({"cancelReason": "Hydraulics"})).expect(200);
    assert_eq!(cancelled["cancelReason"], "Hydraulics");
    assert_eq!(cancelled["cancelledAt"], "2026-06-01T10:00:00.000Z");
}

#[test]
fn nobody_can_have_missed_a_session_before_it_began() {
    let world = World::new();
    let client = world.center();
    let booking = client.booking(json!({}));
    let path = format!("{}/no-show", single(&booking));
    let said = client.post(&path, json!({})).refused(409, "invalid_transition");
    assert!(said.contains("SCHEDULED"), "{said}");
    world.advance(std::time::Duration::from_secs(27 * 3600));
    assert_eq!(client.post(&path, json!({})).expect(200)["status"], "NO_SHOW");
}

#[test]
fn instants_are_answered_in_utc_with_milliseconds() {
    let world = World::new();
    let client = world.center();
    let changes = json!({"startAt": "2026-06-02T08:00:00-05:00", "endAt": "2026-06-02T17:30:00.5Z"});
    let booking = client.booking(changes);
    assert_eq!(booking["startAt"], "2026-06-02T13:00:00.000Z");
    assert_eq!(booking["endAt"], "2026-06-02T17:30:00.500Z");
}
