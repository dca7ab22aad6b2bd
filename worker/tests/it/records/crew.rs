//! The crew roster and its duty board.

use std::time::Duration;

use futures::{executor::block_on, future::join};
use serde_json::{Value, json};

use crate::support::{Client, World};

const ALL: &str = "/api/v1/crew";
const MS: Duration = Duration::from_millis(1);

fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3600)
}

fn duty(client: &Client, id: &str, verb: &str) -> Value {
    client.post(&format!("{ALL}/{id}/{verb}"), json!({})).expect(200)
}

fn row(client: &Client, id: &str) -> Value {
    let all = client.list_all(ALL, 200);
    all.into_iter().find(|row| row["userId"] == id).unwrap()
}

#[test]
fn a_member_is_put_in_replaced_and_shown_off_duty() {
    let world = World::new();
    let client = world.center();
    let id = client.crew_member(0, json!({}));
    let path = format!("{ALL}/{id}");
    let dispatcher = json!({"name": "Ada Example", "role": "DISPATCHER"});
    let replaced = client.put(&path, dispatcher.clone()).expect(200);
    let expected = json!({
        "userId": id, "createdAt": "2026-06-01T10:00:00.000Z", "name": "Ada Example", "role": "DISPATCHER",
        "position": null, "seniorityNumber": null, "safetySensitive": false, "dutyStatus": "OFF",
        "dutyStartedAt": null, "fdpUsedMinutes": 0, "fdpLimitMinutes": 720, "fdpUsedPct": 0,
        "restEndsAt": null, "asOf": "2026-06-01T10:00:00.000Z",
    });
    assert_eq!(replaced, expected);
    assert_eq!(client.put(&path, dispatcher).expect(200), expected);
    assert_eq!(client.list_all(ALL, 200), [expected]);
    for stranger in [world.center(), client.with_key("test", &["*"])] {
        assert!(stranger.list_all(ALL, 200).is_empty());
        stranger.post(&format!("{path}/start-duty"), json!({})).refused(404, "not_found");
    }
    assert!(world.event_types().is_empty());
}

#[test]
fn a_faulty_member_is_refused_and_nothing_is_written() {
    let world = World::new();
    let client = world.center();
    let id = client.crew_member(0, json!({"seniorityNumber": 7}));
    let before = row(&client, &id);
    let path = format!("{ALL}/{id}");
    let body = |changes: Value| {
        let mut body = json!({"name": "Ada Example", "role": "PILOT"});
        let members = changes.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(members);
        body
    };
    for (changes, status, code, field) in [
        (json!({"name": " "}), 422, "unprocessable", "name"),
        (json!({"seniorityNumber": 0}), 422, "unprocessable", "seniorityNumber"),
        (json!({"role": "CHEF"}), 400, "invalid_request", "role"),
        (json!({"position": "CAPTAIN"}), 400, "invalid_request", "position"),
        (json!({"dutyStatus": "OFF"}), 400, "invalid_request", "dutyStatus"),
        (json!({"safetySensitive": 1}), 400, "invalid_request", "safetySensitive"),
    ] {
        let said = client.put(&path, body(changes)).refused(status, code);
        assert!(said.contains(field), "{said}");
    }
    let nobody = format!("{ALL}/me");
    client.put(&nobody, body(json!({}))).refused(404, "not_found");
    assert_eq!(client.list_all(ALL, 200), [before]);
}

#[test]
fn a_center_has_ten_thousand_members_at_most() {
    let world = World::new();
    let client = world.center();
    world.db.query(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) \
         INSERT INTO crew (id, center_id, environment, created_at, updated_at, name, role, safety_sensitive) \
         SELECT printf('00000000-0000-4000-8000-%012x', i), '{}', 'live', '2026-01-01T00:00:00.000Z', \
            '2026-01-01T00:00:00.000Z', 'A', 'PILOT', 1 FROM n",
        client.center
    ));
    let entry = json!({"name": "B", "role": "PILOT", "safetySensitive": true});
    let one_more = "/api/v1/crew/b1b0a5a2-40b5-4a2b-8c1f-3a9d60c4f101";
    let said = client.put(one_more, entry.clone()).refused(409, "conflict");
    assert!(said.contains("10000"), "{said}");
    let member = "/api/v1/crew/00000000-0000-4000-8000-000000000001";
    client.put(member, entry).expect(200);
    let draw = json!({"substance": "DRUG", "selectionCount": 2000});
    let drawn = client.post("/api/v1/dat-draws", draw).expect(201);
    assert_eq!(drawn["poolSize"], 10_000);
}

#[test]
fn a_seniority_number_belongs_to_one_member_of_the_center() {
    let world = World::new();
    let client = world.center();
    let first = client.crew_member(0, json!({"seniorityNumber": 7}));
    let other = client.crew_member(1, json!({"seniorityNumber": 8}));
    let taken = json!({"name": "B", "role": "PILOT", "seniorityNumber": 7});
    let said = client.put(&format!("{ALL}/{other}"), taken.clone()).refused(409, "conflict");
    assert!(said.contains("seniorityNumber"), "{said}");
    assert_eq!(row(&client, &other)["seniorityNumber"], 8);
    client.put(&format!("{ALL}/{first}"), taken).expect(200);
    world.center().crew_member(2, json!({"seniorityNumber": 7}));
    for index in 3..5 {
        client.crew_member(index, json!({"seniorityNumber": null}));
    }
    let body = json!({"name": "C", "role": "PILOT", "seniorityNumber": 9});
    let put = |index: usize| {
        let path = format!("{ALL}/{index:08x}-2222-4333-8444-555566667777");
        let (client, body) = (&client, body.to_string().into_bytes());
        async move { client.send("PUT", &path, body).await }
    };
    let (one, two) = block_on(join(put(0), put(1)));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[test]
fn a_duty_uses_up_its_limit_and_rest_follows() {
    for (position, rest, end) in [
        ("CA", 10, "2026-06-02T03:26:00.000Z"),
        ("FO", 10, "2026-06-02T03:26:00.000Z"),
        ("FA", 9, "2026-06-02T02:26:00.000Z"),
    ] {
        let world = World::new();
        world.cron.set(false);
        let client = world.center();
        let id = client.crew_member(0, json!({"position": position}));
        let started = duty(&client, &id, "start-duty");
        assert_eq!(started["dutyStatus"], "ON_DUTY");
        assert_eq!(started["fdpUsedMinutes"], 0);
        world.advance(Duration::from_secs(446 * 60));
        let on_duty = row(&client, &id);
        assert_eq!(on_duty["dutyStartedAt"], "2026-06-01T10:00:00.000Z");
        assert_eq!(on_duty["fdpUsedMinutes"], 446);
        assert_eq!(on_duty["fdpUsedPct"], 62);
        assert_eq!(on_duty["asOf"], "2026-06-01T17:26:00.000Z");
        assert_eq!(on_duty["restEndsAt"], Value::Null);

        let resting = duty(&client, &id, "end-duty");
        assert_eq!(resting["dutyStatus"], "REST");
        assert_eq!(resting["restEndsAt"], end);
        assert_eq!(resting["dutyStartedAt"], Value::Null);
        assert_eq!(resting["fdpUsedMinutes"], 0);
        world.advance(hours(rest) - MS);
        assert_eq!(row(&client, &id)["dutyStatus"], "REST");
        world.advance(MS);
        let rested = row(&client, &id);
        assert_eq!(rested["dutyStatus"], "OFF");
        assert_eq!(rested["restEndsAt"], Value::Null);
    }
}

#[test]
fn a_duty_begins_once_and_ends_once() {
    let world = World::new();
    let client = world.center();
    let id = client.crew_member(0, json!({}));
    let (start, end) = (format!("{ALL}/{id}/start-duty"), format!("{ALL}/{id}/end-duty"));
    client.post(&end, json!({})).refused(409, "invalid_transition");
    let [won, lost] = client.post_both(&start, [json!({}), json!({})]);
    won.expect(200);
    lost.refused(409, "invalid_transition");
    client.post(&end, json!({})).expect(200);
    client.post(&end, json!({})).refused(409, "invalid_transition");
    // Again at once: the board shows the duty, not the rest before it.
    assert_eq!(duty(&client, &id, "start-duty")["dutyStatus"], "ON_DUTY");
    let unknown = "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d";
    for verb in ["start-duty", "end-duty"] {
        client.post(&format!("{ALL}/{unknown}/{verb}"), json!({})).refused(404, "not_found");
    }
}

#[test]
fn the_board_is_paged_and_filtered_in_one_round_trip() {
    let world = World::new();
    let client = world.center();
    for index in 0..24 {
        let role = ["PILOT", "FLIGHT_ATTENDANT", "INSTRUCTOR"][index % 3];
        let id = client.crew_member(index, json!({"role": role}));
        if index % 4 > 0 {
            duty(&client, &id, "start-duty");
        }
        if index % 4 > 1 {
            duty(&client, &id, "end-duty");
        }
        world.advance(MS);
    }
    let all = client.list_all(ALL, 200);
    assert_eq!(all.len(), 24);
    let before = world.db.batches.get();
    client.get(&format!("{ALL}?dutyStatus=REST")).expect(200);
    assert_eq!(world.db.batches.get() - before, 1);
    type Keeps = Box<dyn Fn(&Value) -> bool>;
    let cases: Vec<(&str, Keeps)> = vec![
        ("limit=200", Box::new(|_| true)),
        ("role=PILOT", Box::new(|row| row["role"] == "PILOT")),
        ("dutyStatus=ON_DUTY", Box::new(|row| row["dutyStatus"] == "ON_DUTY")),
        ("dutyStatus=REST&role=INSTRUCTOR", Box::new(|row| row["dutyStatus"] == "REST" && row["role"] == "INSTRUCTOR")),
        ("dutyStatus=OFF", Box::new(|row| row["dutyStatus"] == "OFF")),
        ("q=crew%202", Box::new(|row| row["name"].as_str().unwrap().starts_with("Crew 2"))),
    ];
    for (query, keeps) in cases {
        let expected: Vec<_> = all.iter().filter(|row| keeps(row)).cloned().collect();
        assert!(!expected.is_empty(), "{query}");
        let query = query.replace("limit=200", "from=2026-06-01T10:00:00Z");
        assert_eq!(client.list_all(&format!("{ALL}?{query}"), 5), expected, "{query}");
    }
    for query in ["role=CHEF", "role=pilot", "dutyStatus=BUSY", "status=OFF"] {
        client.get(&format!("{ALL}?{query}")).refused(400, "invalid_request");
    }
}

#[test]
fn the_board_reads_its_page_from_the_index() {
    let world = World::new();
    let client = world.center();
    client.get(ALL).expect(200);
    let plan = world.db.plan_of_last();
    assert!(plan.contains("crew_page (center_id=? AND environment=?)"), "{plan}");
    assert!(plan.contains("duty_periods_of_user"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}
