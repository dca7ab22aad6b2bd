//! The rules of reserve assignments.

use std::time::Duration;

use aviationalley_worker::{crud::Record, records::ReserveAssignment};
use serde_json::{Value, json};

use crate::support::{Client, Response, World, with};

const ALL: &str = "/api/v1/reserve-assignments";

/// The example's person on short call from 10:00, which is now, to 20:00.
fn body(changes: Value) -> Value {
    let today = json!({"startAt": "2026-06-01T10:00:00Z", "endAt": "2026-06-01T20:00:00Z"});
    with(with(json!(ReserveAssignment::example()), today), changes)
}

fn try_reserve(client: &Client, changes: Value) -> Response {
    client.post(ALL, body(changes))
}

fn reserve(client: &Client, changes: Value) -> Value {
    try_reserve(client, changes).expect(201)
}

fn user(number: usize) -> Value {
    json!({"userId": format!("{number:08x}-6a53-44a4-a1b9-9c1d7f3e8a77")})
}

fn single(reserve: &Value) -> String {
    format!("{ALL}/{}", reserve["id"].as_str().unwrap())
}

fn act(client: &Client, reserve: &Value, verb: &str, input: Value) -> Response {
    client.post(&format!("{}/{verb}", single(reserve)), input)
}

fn reporting_at(report_at: &str) -> Value {
    json!({"calloutReason": "Sick call", "reportAt": report_at})
}

#[test]
fn short_call_lasts_at_most_fourteen_hours_and_long_call_longer() {
    let world = World::new();
    let client = world.center();
    let until = |end: &str, kind: &str| json!({"endAt": end, "reserveType": kind});
    for (changes, field) in [
        (until("2026-06-02T00:00:00.001Z", "SHORT_CALL"), "endAt"),
        (until("2026-06-01T10:00:00Z", "SHORT_CALL"), "endAt"),
        (until("2026-06-01T09:00:00Z", "LONG_CALL"), "endAt"),
        (until("2026-07-02T10:00:00.001Z", "LONG_CALL"), "endAt"),
        (json!({"base": ""}), "base"),
    ] {
        let said = try_reserve(&client, changes).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    let longest = reserve(&client, until("2026-06-02T00:00:00Z", "SHORT_CALL"));
    client.patch(&single(&longest), json!({"endAt": "2026-06-02T00:00:00.001Z"})).refused(422, "unprocessable");
    client.patch(&single(&longest), until("2026-07-02T10:00:00Z", "LONG_CALL")).expect(200);
}

#[test]
fn one_person_is_on_one_reserve_at_a_time() {
    let world = World::new();
    let client = world.center();
    let hours =
        |from: &str, to: &str| json!({"startAt": format!("2026-06-01T{from}Z"), "endAt": format!("2026-06-01T{to}Z")});
    let first = reserve(&client, json!({}));
    let overlapping = [
        hours("08:00:00", "10:00:00.001"),
        hours("19:59:59.999", "21:00:00"),
        hours("12:00:00", "13:00:00"),
        hours("08:00:00", "21:00:00"),
    ];
    let all_refused = || {
        for changes in &overlapping {
            let said = try_reserve(&client, changes.clone()).refused(409, "conflict");
            assert!(said.contains("userId"), "{said}");
        }
    };
    all_refused();
    reserve(&client, hours("08:00:00", "10:00:00"));
    let later = reserve(&client, hours("20:00:00", "21:00:00"));
    client.patch(&single(&later), hours("19:00:00", "21:00:00")).refused(409, "conflict");
    try_reserve(&client.with_key("test", &["*"]), json!({})).expect(201);
    try_reserve(&client, user(1)).expect(201);

    let out = reporting_at("2026-06-01T14:00:00Z");
    act(&client, &first, "call-out", out).expect(200);
    all_refused();
    let other = reserve(&client, user(2));
    act(&client, &other, "release", json!({})).expect(200);
    let third = reserve(&client, user(2));
    act(&client, &third, "no-contact", json!({"contactAttempts": 1})).expect(200);
    reserve(&client, user(2));
}

#[test]
fn of_two_overlapping_assignments_at_once_one_wins() {
    let world = World::new();
    let client = world.center();
    let other = json!({"startAt": "2026-06-01T19:00:00Z", "endAt": "2026-06-01T23:00:00Z"});
    let [won, lost] = client.post_both(ALL, [body(json!({})), body(other)]);
    won.expect(201);
    lost.refused(409, "conflict");
    assert_eq!(world.event_types(), ["reserve.assigned"]);
}

#[test]
fn nobody_is_called_outside_of_the_period() {
    let world = World::new();
    let client = world.center();
    world.cron.set(false);
    let period = json!({"startAt": "2026-06-01T10:00:00.001Z", "endAt": "2026-06-01T10:00:00.002Z"});
    let made = reserve(&client, period);
    let attempts = json!({"contactAttempts": 2});
    let refused = || {
        for (verb, input) in [("call-out", reporting_at("2026-06-02T10:00:00Z")), ("no-contact", attempts.clone())] {
            let said = act(&client, &made, verb, input).refused(409, "invalid_transition");
            assert!(said.contains("ACTIVE"), "{said}");
        }
    };
    refused();
    world.advance(Duration::from_millis(2));
    refused();
    let from_now = json!({"startAt": world.now(), "endAt": "2026-06-01T12:00:00Z"});
    client.patch(&single(&made), from_now).expect(200);
    let missed = act(&client, &made, "no-contact", attempts).expect(200);
    assert_eq!(missed["contactAttempts"], 2);
    assert_eq!(missed["noContactAt"], "2026-06-01T10:00:00.002Z");
    assert_eq!(missed["calledOutAt"], Value::Null);
}

#[test]
fn a_call_out_says_whether_the_notice_was_short() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let cases = [
        ("SHORT_CALL", "2026-06-01T11:59:59.999Z", true),
        ("SHORT_CALL", "2026-06-01T12:00:00.000Z", false),
        ("LONG_CALL", "2026-06-01T21:59:59.999Z", true),
        ("LONG_CALL", "2026-06-01T22:00:00.000Z", false),
    ];
    for (index, (kind, report_at, short)) in cases.into_iter().enumerate() {
        let made = reserve(&client, with(user(index), json!({"reserveType": kind})));
        assert_eq!(made["shortNotice"], false);
        assert_eq!(made["contactAttempts"], 0);
        let out = with(reporting_at(report_at), json!({"bookingRef": "P-2204"}));
        let out = act(&client, &made, "call-out", out).expect(200);
        assert_eq!(out["shortNotice"], short, "{kind} {report_at}");
        assert_eq!(out["calledOutAt"], "2026-06-01T10:00:00.000Z");
        assert_eq!(out["reportAt"], report_at);
        assert_eq!(out["calloutReason"], "Sick call");
        assert_eq!(out["bookingRef"], "P-2204");
        assert_eq!(world.inbox().all().last().unwrap().json()["data"], out);
    }
}

#[test]
fn what_a_call_needs_is_asked_for() {
    let world = World::new();
    let client = world.center();
    let made = reserve(&client, json!({}));
    for (verb, input) in [
        ("call-out", json!({"calloutReason": "Sick call"})),
        ("call-out", json!({"reportAt": "2026-06-01T12:00:00Z"})),
        ("no-contact", json!({})),
        ("no-contact", json!({"contactAttempts": 1.5})),
    ] {
        act(&client, &made, verb, input).refused(400, "invalid_request");
    }
    let blank = with(reporting_at("2026-06-01T12:00:00Z"), json!({"calloutReason": " "}));
    for (verb, input, field) in [
        ("call-out", reporting_at("2026-06-01T10:00:00Z"), "reportAt"),
        ("call-out", blank, "calloutReason"),
        ("no-contact", json!({"contactAttempts": 0}), "contactAttempts"),
        ("no-contact", json!({"contactAttempts": -1}), "contactAttempts"),
    ] {
        let said = act(&client, &made, verb, input).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    let soon = reporting_at("2026-06-01T10:00:00.001Z");
    act(&client, &made, "call-out", soon).expect(200);
    client.patch(&single(&made), json!({"base": "SLC"})).refused(409, "invalid_transition");
}

#[test]
fn an_active_assignment_is_released_at_its_end() {
    let world = World::new();
    let client = world.center();
    let ends = reserve(&client, user(1));
    let called = reserve(&client, user(2));
    let out = reporting_at("2026-06-01T14:00:00Z");
    act(&client, &called, "call-out", out).expect(200);
    let before = world.event_types().len();
    let status = |of: &Value| client.get(&single(of)).expect(200)["status"].clone();
    world.skip_to("2026-06-01T19:59:59.999Z");
    assert_eq!(status(&ends), "ACTIVE");
    world.skip_to("2026-06-01T20:00:00.000Z");
    assert_eq!(status(&ends), "RELEASED");
    assert_eq!(status(&called), "CALLED_OUT");
    assert_eq!(world.event_types().len(), before);
}

#[test]
fn filters_keep_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    for index in 0..12 {
        let changes = json!({
            "reserveType": (["LONG_CALL", "SHORT_CALL"][index % 2]),
            "base": (["DEN", "SLC", "LAX"][index % 3]),
            "equipment": (["B737", "A320"][index / 6]),
            "startAt": format!("2026-06-01T{index:02}:00:00.000Z"),
            "endAt": "2026-06-01T13:00:00.000Z",
        });
        let made = reserve(&client, with(user(index), changes));
        if index % 4 == 1 {
            let out = with(reporting_at("2026-06-01T14:00:00Z"), json!({"bookingRef": "P-2204"}));
            act(&client, &made, "call-out", out).expect(200);
        }
    }
    client.assert_equals(ALL, "status", "CALLED_OUT");
    client.assert_equals(ALL, "reserveType", "LONG_CALL");
    client.assert_equals(ALL, "userId", user(7)["userId"].as_str().unwrap());
    client.assert_equals(ALL, "base", "SLC");
    let at = |item: &Value| item["startAt"].as_str().unwrap().to_owned();
    let bound = "2026-06-01T05:00:00.000Z";
    client.assert_filter(ALL, &format!("from={bound}"), |item| *at(item) >= *bound);
    client.assert_filter(ALL, &format!("to={bound}"), |item| *at(item) < *bound);
    client.assert_filter(ALL, "q=a32", |item| item["equipment"] == "A320");
    client.assert_filter(ALL, "q=2204", |item| item["status"] == "CALLED_OUT");
}
