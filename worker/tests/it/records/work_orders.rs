//! The rules of work orders.

use std::time::Duration;

use aviationalley_worker::{crud::Record, records::WorkOrder};
use futures::{executor::block_on, future::join_all};
use serde_json::{Value, json};

use crate::support::{Client, World};

const ALL: &str = "/api/v1/work-orders";

fn new(changes: Value) -> Value {
    let mut body = json!(WorkOrder::example());
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn create(client: &Client, changes: Value) -> Value {
    client.post(ALL, new(changes)).expect(201)
}

fn single(order: &Value) -> String {
    format!("{ALL}/{}", order["id"].as_str().unwrap())
}

#[test]
fn numbers_count_from_one_without_gaps() {
    let world = World::new();
    let client = world.center();
    for number in ["WO-0001", "WO-0002"] {
        assert_eq!(create(&client, json!({}))["number"], number);
        client.post(ALL, new(json!({"title": ""}))).refused(422, "unprocessable");
    }
    assert_eq!(create(&world.center(), json!({}))["number"], "WO-0001");
    let test = client.with_key("test", &["*"]);
    assert_eq!(create(&test, json!({}))["number"], "WO-0001");
    assert_eq!(create(&client, json!({}))["number"], "WO-0003");
    client.post(ALL, new(json!({"number": "WO-0009"}))).refused(400, "invalid_request");
}

#[test]
fn creates_at_once_get_different_numbers() {
    let world = World::new();
    let client = world.center();
    let body = new(json!({})).to_string().into_bytes();
    let sent = (0..12).map(|_| client.send("POST", ALL, body.clone()));
    let mut numbers: Vec<_> = block_on(join_all(sent))
        .into_iter()
        .map(|response| response.expect(201)["number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    let expected: Vec<_> = (1..=12).map(|number| format!("WO-{number:04}")).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn the_number_after_9999_has_five_digits() {
    let world = World::new();
    let client = world.center();
    create(&client, json!({}));
    world.db.query("UPDATE work_orders SET facts = json_set(facts, '$.number', 'WO-9999')");
    assert_eq!(create(&client, json!({}))["number"], "WO-10000");
    assert_eq!(create(&client, json!({}))["number"], "WO-10001");
    let plan = world.db.query(
        "EXPLAIN QUERY PLAN SELECT max(serial) FROM work_orders \
         WHERE center_id = 'a' AND environment = 'live' AND series = 'WO-'",
    );
    assert!(plan[0].text("detail").unwrap().contains("work_orders_number"));
}

#[test]
fn what_is_left_out_is_normal_and_without_parts() {
    let world = World::new();
    let client = world.center();
    let simulator = "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d";
    let order = client.post(ALL, json!({"simulatorId": simulator, "title": "Visual flicker"})).expect(201);
    assert_eq!(order["priority"], "NORMAL");
    assert_eq!(order["parts"], json!([]));
    assert_eq!(order["status"], "OPEN");
    let again = client.patch(&single(&order), json!({"priority": null, "parts": null})).expect(200);
    assert_eq!(again, order, "null is the default again");
}

#[test]
fn a_broken_rule_is_422_and_a_wrong_type_400() {
    let world = World::new();
    let client = world.center();
    let part = |quantity: Value| json!([{"partNumber": "MC-774-3", "quantity": quantity}]);
    for (changes, field) in [
        (json!({"title": " "}), "title"),
        (json!({"title": "x".repeat(201)}), "title"),
        (json!({"laborMinutes": -1}), "laborMinutes"),
        (json!({"laborMinutes": 9_007_199_254_740_992_i64}), "laborMinutes"),
        (json!({"parts": part(json!(0))}), "parts[0].quantity"),
        (json!({"parts": [{"partNumber": "", "quantity": 1}]}), "parts[0].partNumber"),
        (json!({"discrepancyRef": ""}), "discrepancyRef"),
    ] {
        let said = client.post(ALL, new(changes)).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    for (changes, field) in [
        (json!({"priority": "URGENT"}), "priority"),
        (json!({"parts": part(json!(1.5))}), "parts[0].quantity"),
        (json!({"parts": [{"partNumber": "a", "quantity": 1, "price": 2}]}), "price"),
        (json!({"laborMinutes": "10"}), "laborMinutes"),
    ] {
        let said = client.post(ALL, new(changes)).refused(400, "invalid_request");
        assert!(said.contains(field), "{said}");
    }
    create(&client, json!({"title": "x".repeat(200), "laborMinutes": 0}));
}

#[test]
fn a_job_runs_its_course_and_each_step_is_told_by_its_own_name() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let order = create(&client, json!({}));
    let step = |verb: &str, input: Value| {
        world.advance(Duration::from_secs(3600));
        client.post(&format!("{}/{verb}", single(&order)), input).expect(200)
    };
    assert_eq!(step("start", json!({}))["startedAt"], "2026-06-01T11:00:00.000Z");
    step("await-parts", json!({}));
    let resumed = step("start", json!({}));
    assert_eq!(resumed["startedAt"], "2026-06-01T11:00:00.000Z", "the first start stays");
    let done = step("complete", json!({"resolution": "Actuator replaced"}));
    assert_eq!(done["completedAt"], "2026-06-01T14:00:00.000Z");
    assert_eq!(done["resolution"], "Actuator replaced");
    client.patch(&single(&order), json!({"laborMinutes": 90})).refused(409, "invalid_transition");
    let cancelled = create(&client, json!({}));
    client.post(&format!("{}/cancel", single(&cancelled)), json!({})).expect(200);
    let types = ["created", "updated", "updated", "updated", "completed", "created", "updated"];
    let types: Vec<_> = types.map(|name| format!("workorder.{name}")).to_vec();
    assert_eq!(world.event_types(), types);
    let changed = world.inbox().all()[1].json()["data"]["changedFields"].clone();
    assert_eq!(changed, json!(["status", "startedAt"]));
}

#[test]
fn completing_needs_a_resolution() {
    let world = World::new();
    let client = world.center();
    let order = create(&client, json!({}));
    client.post(&format!("{}/start", single(&order)), json!({})).expect(200);
    let complete = format!("{}/complete", single(&order));
    client.post(&complete, json!({})).refused(400, "invalid_request");
    let said = client.post(&complete, json!({"resolution": " \n"})).refused(422, "unprocessable");
    assert!(said.contains("resolution"), "{said}");
}

#[test]
fn each_filter_keeps_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    for index in 0..20_usize {
        let simulator = format!("{:08x}-5b7f-4f6a-9c3d-1e2f3a4b5c6d", index % 3);
        let order = create(
            &client,
            json!({
                "simulatorId": simulator,
                "priority": (["LOW", "NORMAL", "HIGH", "CRITICAL"][index % 4]),
                "title": format!("Leg {index} drift"),
            }),
        );
        if index % 5 == 0 {
            client.post(&format!("{}/start", single(&order)), json!({})).expect(200);
        }
        world.advance(Duration::from_secs(1));
    }
    let text = |item: &Value, field: &str| item[field].as_str().unwrap().to_owned();
    let simulator = "00000001-5b7f-4f6a-9c3d-1e2f3a4b5c6d";
    let since = "2026-06-01T10:00:07.000Z";
    let check = |query: &str, keeps: &dyn Fn(&Value) -> bool| client.assert_filter(ALL, query, keeps);
    check("status=IN_PROGRESS", &|item| item["status"] == "IN_PROGRESS");
    check("priority=CRITICAL", &|item| item["priority"] == "CRITICAL");
    check(&format!("simulatorId={simulator}"), &|item| item["simulatorId"] == simulator);
    check(&format!("priority=LOW&simulatorId={simulator}"), &|item| {
        item["priority"] == "LOW" && item["simulatorId"] == simulator
    });
    check(&format!("from={since}"), &|item| *text(item, "createdAt") >= *since);
    check(&format!("to={since}"), &|item| *text(item, "createdAt") < *since);
    check("q=wo-001", &|item| text(item, "number").contains("WO-001"));
    check("q=leg%201", &|item| text(item, "title").contains("Leg 1"));
}
