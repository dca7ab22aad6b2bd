//! The rules of MEL deferrals.

use std::time::Duration;

use aviationalley_worker::{crud::Record, records::MelDeferral};
use serde_json::{Value, json};

use crate::support::{Client, Response, World, with};

const ALL: &str = "/api/v1/mel-deferrals";

/// The example recorded now, in another category.
fn try_deferral(client: &Client, category: &str, changes: Value) -> Response {
    let base = json!({"category": category, "recordedAt": null, "intervalDays": null});
    let body = with(json!(MelDeferral::example()), base);
    client.post(ALL, with(body, changes))
}

fn deferral(client: &Client, category: &str, changes: Value) -> Value {
    try_deferral(client, category, changes).expect(201)
}

fn single(deferral: &Value) -> String {
    format!("{ALL}/{}", deferral["id"].as_str().unwrap())
}

fn status(client: &Client, deferral: &Value) -> Value {
    client.get(&single(deferral)).expect(200)["status"].clone()
}

#[test]
fn the_day_of_recording_is_not_counted() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    for (category, interval, recorded, expires, warns) in [
        ("B", 3, "2026-06-01T10:00:00Z", "2026-06-05", "2026-06-04"),
        ("B", 3, "2026-06-01T00:00:00Z", "2026-06-05", "2026-06-04"),
        ("B", 3, "2026-05-31T23:59:59.999Z", "2026-06-04", "2026-06-03"),
        ("C", 10, "2026-05-10T12:00:00Z", "2026-05-21", "2026-05-18"),
        ("D", 120, "2026-06-01T10:00:00Z", "2026-09-30", "2026-09-27"),
    ] {
        let made = deferral(&client, category, json!({"recordedAt": recorded}));
        assert_eq!(made["intervalDays"], interval);
        assert_eq!(made["expiresAt"], format!("{expires}T00:00:00.000Z"));
        assert_eq!(made["warnsAt"], format!("{warns}T00:00:00.000Z"));
        assert_eq!(made["extendedUntil"], Value::Null);
    }
}

#[test]
fn the_warning_of_category_a_takes_a_third_of_its_interval() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    for (days, expires, warns) in [
        (1, "2026-06-03T00:00:00.000Z", "2026-06-02T16:00:00.000Z"),
        (8, "2026-06-10T00:00:00.000Z", "2026-06-07T08:00:00.000Z"),
        (9, "2026-06-11T00:00:00.000Z", "2026-06-08T00:00:00.000Z"),
        (365, "2027-06-02T00:00:00.000Z", "2027-05-30T00:00:00.000Z"),
    ] {
        let made = deferral(&client, "A", json!({"intervalDays": days}));
        assert_eq!(made["recordedAt"], "2026-06-01T10:00:00.000Z");
        assert_eq!((made["expiresAt"].as_str(), made["warnsAt"].as_str()), (Some(expires), Some(warns)));
    }
}

#[test]
fn a_day_is_one_of_the_centers_time_zone() {
    let world = World::new();
    for (zone, category, recorded, expires) in [
        // 03:00 UTC on the 1st is still the 31st in Denver.
        ("America/Denver", "B", "2026-06-01T03:00:00Z", "2026-06-04T06:00:00.000Z"),
        // Into daylight saving and out of it.
        ("America/Denver", "B", "2026-03-06T19:00:00Z", "2026-03-10T06:00:00.000Z"),
        ("America/Denver", "C", "2025-10-25T18:00:00Z", "2025-11-05T07:00:00.000Z"),
        // Days that begin at one o'clock.
        ("America/Santiago", "B", "2025-09-03T12:00:00Z", "2025-09-07T04:00:00.000Z"),
        ("Asia/Beirut", "B", "2026-03-25T12:00:00Z", "2026-03-28T22:00:00.000Z"),
        // The evening before has its last hour twice.
        ("America/Santiago", "B", "2026-04-01T12:00:00Z", "2026-04-05T04:00:00.000Z"),
        ("Pacific/Kiritimati", "B", "2026-05-31T12:00:00Z", "2026-06-04T10:00:00.000Z"),
    ] {
        let client = world.center().in_zone(zone);
        let made = deferral(&client, category, json!({"recordedAt": recorded}));
        assert_eq!(made["expiresAt"], expires, "{zone}");
    }
}

#[test]
fn a_broken_rule_is_422_with_the_field() {
    let world = World::new();
    let client = world.center();
    for (category, changes, field) in [
        ("A", json!({}), "intervalDays"),
        ("A", json!({"intervalDays": 0}), "intervalDays"),
        ("A", json!({"intervalDays": 366}), "intervalDays"),
        ("A", json!({"intervalDays": -1}), "intervalDays"),
        ("B", json!({"intervalDays": 4}), "intervalDays"),
        ("C", json!({"intervalDays": 3}), "intervalDays"),
        ("D", json!({"intervalDays": 10}), "intervalDays"),
        ("B", json!({"recordedAt": "2026-06-01T10:00:00.001Z"}), "recordedAt"),
        ("B", json!({"aircraftRegistration": " "}), "aircraftRegistration"),
        ("B", json!({"melItem": ""}), "melItem"),
        ("B", json!({"description": "x".repeat(4001)}), "description"),
    ] {
        let said = try_deferral(&client, category, changes).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    try_deferral(&client, "E", json!({})).refused(400, "invalid_request");
    for (category, days) in [("B", 3), ("C", 10), ("D", 120)] {
        deferral(&client, category, json!({"intervalDays": days}));
    }
}

#[test]
fn it_warns_and_expires_at_the_millisecond_and_tells_each_once() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    client.subscribe("https://example.com/hook", &["*"]);
    let made = deferral(&client, "B", json!({}));
    world.skip_to("2026-06-03T23:59:59.999Z");
    assert_eq!(status(&client, &made), "OPEN");
    world.skip_to("2026-06-04T00:00:00.000Z");
    assert_eq!(status(&client, &made), "EXPIRING");
    world.skip_to("2026-06-04T23:59:59.999Z");
    assert_eq!(status(&client, &made), "EXPIRING");
    world.skip_to("2026-06-05T00:00:00.000Z");
    world.skip(Duration::ZERO);
    let expired = client.get(&single(&made)).expect(200);
    assert_eq!(expired["status"], "EXPIRED");
    assert_eq!(expired["updatedAt"], "2026-06-05T00:00:00.000Z");
    assert_eq!(world.inbox().types(), ["mel.deferral.opened", "mel.deferral.expiring", "mel.deferral.expired"]);
    let sent = world.inbox().all();
    assert_eq!(sent[1].json()["data"]["hoursRemaining"], 24);
    assert_eq!(sent[2].json()["data"], expired);
}

#[test]
fn with_both_thresholds_behind_it_only_the_expiry_is_told() {
    let world = World::new();
    let client = world.center();
    let made = deferral(&client, "B", json!({"recordedAt": "2026-05-20T10:00:00Z"}));
    assert_eq!(status(&client, &made), "OPEN");
    world.advance(Duration::from_secs(120));
    assert_eq!(status(&client, &made), "EXPIRED");
    assert_eq!(world.event_types(), ["mel.deferral.opened", "mel.deferral.expired"]);
}

#[test]
fn closing_says_how_and_when_and_stops_the_clock() {
    let world = World::new();
    let client = world.center();
    let made = deferral(&client, "B", json!({}));
    let close = format!("{}/close", single(&made));
    client.post(&close, json!({})).refused(400, "invalid_request");
    client.post(&close, json!({"correctiveAction": " "})).refused(422, "unprocessable");
    let closed = client.post(&close, json!({"correctiveAction": "Controller replaced"})).expect(200);
    assert_eq!(closed["correctiveAction"], "Controller replaced");
    assert_eq!(closed["closedAt"], "2026-06-01T10:00:00.000Z");
    world.skip(Duration::from_secs(29 * 24 * 3600));
    assert_eq!(client.get(&single(&made)).expect(200), closed);
    assert_eq!(world.event_types(), ["mel.deferral.opened"]);
}

#[test]
fn the_deadline_follows_its_fields_while_open() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    let made = deferral(&client, "B", json!({}));
    let one = single(&made);
    client.patch(&one, json!({"category": "C"})).refused(422, "unprocessable");
    let longer = client.patch(&one, json!({"category": "C", "intervalDays": null})).expect(200);
    assert_eq!(longer["expiresAt"], "2026-06-12T00:00:00.000Z");
    assert_eq!(longer["warnsAt"], "2026-06-09T00:00:00.000Z");
    client.patch(&one, json!({"recordedAt": "2026-06-01T10:00:00.001Z"})).refused(422, "unprocessable");
    world.skip_to("2026-06-09T00:00:00Z");
    for change in [json!({"category": "D", "intervalDays": null}), json!({"recordedAt": "2026-06-02T10:00:00Z"})] {
        let said = client.patch(&one, change).refused(409, "invalid_transition");
        assert!(said.contains("EXPIRING"), "{said}");
    }
    client.patch(&one, json!({"melItem": "B-12"})).expect(200);
    let action = json!({"correctiveAction": "Controller replaced"});
    client.post(&format!("{one}/close"), action).expect(200);
    client.patch(&one, json!({"melItem": "B-13"})).refused(409, "invalid_transition");
    assert_eq!(world.event_types(), ["mel.deferral.opened", "mel.deferral.expiring"]);
}

#[test]
fn filters_keep_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center().in_zone("UTC");
    for index in 0..12 {
        let made = deferral(
            &client,
            ["B", "C", "D"][index % 3],
            json!({
                "aircraftRegistration": (["N812AA", "N813AA"][index % 2]),
                "melItem": format!("21-31-{index:02}"),
                "description": (["Pack valve", "Reading light"][index / 6]),
            }),
        );
        if index % 4 == 0 {
            let action = json!({"correctiveAction": "Replaced"});
            client.post(&format!("{}/close", single(&made)), action).expect(200);
        }
    }
    let expires = |item: &Value| item["expiresAt"].as_str().unwrap().to_owned();
    client.assert_equals(ALL, "status", "CLOSED");
    client.assert_equals(ALL, "category", "C");
    client.assert_equals(ALL, "aircraftRegistration", "N813AA");
    let bound = "2026-06-12T00:00:00.000Z";
    client.assert_filter(ALL, &format!("from={bound}"), |item| *expires(item) >= *bound);
    client.assert_filter(ALL, &format!("to={bound}"), |item| *expires(item) < *bound);
    client.assert_filter(ALL, "q=pack", |item| item["description"] == "Pack valve");
    client.assert_filter(ALL, "q=31-07", |item| item["melItem"] == "21-31-07");
    client.get(&format!("{ALL}?category=E")).refused(400, "invalid_request");
}
