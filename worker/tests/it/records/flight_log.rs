//! The rules of the flight log.

use aviationalley_worker::{crud::Record, records::FlightLogEntry};
use serde_json::{Value, json};

use crate::support::{Client, Response, World};

const ALL: &str = "/api/v1/flight-log";

fn log(client: &Client, changes: Value) -> Response {
    let mut body = json!(FlightLogEntry::example());
    let members = changes.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(members);
    client.post(ALL, body)
}

#[test]
fn block_time_is_counted_in_whole_minutes() {
    let world = World::new();
    let client = world.center();
    let entry = log(&client, json!({"onBlockAt": "2026-05-30T16:42:59.999Z"})).expect(201);
    assert_eq!(entry["blockMinutes"], 152);
    let one = format!("{ALL}/{}", entry["id"].as_str().unwrap());
    let change = json!({"offBlockAt": "2026-05-30T14:12:00Z"});
    assert_eq!(client.patch(&one, change).expect(200)["blockMinutes"], 150);
    assert!(world.event_types().is_empty());
}

#[test]
fn a_broken_rule_is_422_and_its_limit_is_not() {
    let world = World::new();
    let client = world.center();
    let off = "2026-05-30T14:10:00.000Z";
    for (good, bad, field) in [
        (json!({}), json!({"onBlockAt": off}), "onBlockAt"),
        (json!({"onBlockAt": "2026-05-31T14:10:00Z"}), json!({"onBlockAt": "2026-05-31T14:10:00.001Z"}), "onBlockAt"),
        (json!({"nightMinutes": 152}), json!({"nightMinutes": 153}), "nightMinutes"),
        (json!({"instrumentMinutes": 0}), json!({"instrumentMinutes": -1}), "instrumentMinutes"),
        (json!({"instrumentMinutes": 152}), json!({"instrumentMinutes": 153}), "instrumentMinutes"),
        (json!({"dayLandings": 500}), json!({"dayLandings": -1}), "dayLandings"),
        (json!({"nightLandings": 0}), json!({"nightLandings": 501}), "nightLandings"),
        (json!({"departure": "E55X"}), json!({"departure": "kden"}), "departure"),
        (json!({"arrival": "5B2N"}), json!({"arrival": "LAX"}), "arrival"),
        (json!({"aircraftType": "C172"}), json!({"aircraftType": " "}), "aircraftType"),
    ] {
        log(&client, good).expect(201);
        let said = log(&client, bad).refused(422, "unprocessable");
        assert!(said.contains(&format!("`{field}`")), "{said}");
    }
}

#[test]
fn a_value_of_another_type_is_400() {
    let world = World::new();
    let client = world.center();
    for (changes, field) in [
        (json!({"flightDate": "2026-05-30T00:00:00Z"}), "flightDate"),
        (json!({"role": "CAPTAIN"}), "role"),
        (json!({"nightMinutes": 1.5}), "nightMinutes"),
        (json!({"blockMinutes": 152}), "blockMinutes"),
    ] {
        let said = log(&client, changes).refused(400, "invalid_request");
        assert!(said.contains(field), "{said}");
    }
}

#[test]
fn the_list_is_filtered_by_person_text_and_dates() {
    let world = World::new();
    let client = world.center();
    let user = |index: usize| format!("{index:08x}-40b5-4a2b-8c1f-3a9d60c4f101");
    for index in 0..24 {
        log(
            &client,
            json!({
                "userId": user(index % 3),
                "flightDate": format!("2026-05-{:02}", 1 + index),
                "arrival": (["KLAX", "KSEA"][index % 2]),
            }),
        )
        .expect(201);
    }
    let all = client.list_all(ALL, 200);
    let date = |entry: &Value| entry["flightDate"].as_str().unwrap().to_owned();
    type Keeps<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let cases: Vec<(String, Keeps)> = vec![
        (format!("userId={}", user(1)), Box::new(|entry| entry["userId"] == user(1))),
        (
            "from=2026-05-10&to=2026-05-12".into(),
            Box::new(|entry| ("2026-05-10"..="2026-05-12").contains(&date(entry).as_str())),
        ),
        (
            "from=2026-05-20&q=ksea".into(),
            Box::new(|entry| entry["arrival"] == "KSEA" && *date(entry) >= *"2026-05-20"),
        ),
    ];
    for (query, keeps) in cases {
        let expected: Vec<_> = all.iter().filter(|entry| keeps(entry)).cloned().collect();
        assert!(!expected.is_empty());
        assert_eq!(client.list_all(&format!("{ALL}?{query}"), 5), expected, "{query}");
    }
    for query in ["status=OPEN", "from=2026-05-10T00:00:00Z", "userId=me"] {
        client.get(&format!("{ALL}?{query}")).refused(400, "invalid_request");
    }
}
