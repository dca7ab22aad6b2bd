//! The rules of compliance items, and of what time does to them.

use std::time::Duration;

use aviationalley_worker::{crud::Record, jobs, records::ComplianceItem};
use futures::executor::block_on;
use serde_json::{Value, json};

use crate::support::{Client, World};

const ALL: &str = "/api/v1/compliance-items";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn new(changes: Value) -> Value {
    let mut body = json!(ComplianceItem::example());
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn create(client: &Client, changes: Value) -> Value {
    client.post(ALL, new(changes)).expect(201)
}

/// One that is due so long after the simulated now.
fn due_in(client: &Client, after: Duration, interval: Option<i64>) -> Value {
    let due = client.world.now().plus(after).to_string();
    create(client, json!({"dueAt": due, "intervalMonths": interval}))
}

fn single(item: &Value) -> String {
    format!("{ALL}/{}", item["id"].as_str().unwrap())
}

fn step(client: &Client, item: &Value, verb: &str) -> Value {
    let input = match verb {
        "waive" => json!({"waivedReason": "device retired"}),
        _ => json!({}),
    };
    client.post(&format!("{}/{verb}", single(item)), input).expect(200)
}

fn status(client: &Client, item: &Value) -> String {
    let item = client.get(&single(item)).expect(200);
    item["status"].as_str().unwrap().to_owned()
}

/// Lets time pass without the cron, then sweeps once.
fn sweep_after(world: &World, time: Duration) {
    world.cron.set(false);
    world.advance(time);
    block_on(jobs::run(&world.app));
}

#[test]
fn a_broken_rule_is_422_and_a_wrong_type_400() {
    let world = World::new();
    let client = world.center();
    for (changes, field) in [
        (json!({"title": ""}), "title"),
        (json!({"title": "x".repeat(201)}), "title"),
        (json!({"intervalMonths": 0}), "intervalMonths"),
        (json!({"intervalMonths": 61}), "intervalMonths"),
        (json!({"intervalMonths": -1}), "intervalMonths"),
        (json!({"reference": " "}), "reference"),
    ] {
        let said = client.post(ALL, new(changes)).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
    for (changes, field) in [
        (json!({"category": "PART_141"}), "category"),
        (json!({"intervalMonths": 1.5}), "intervalMonths"),
        (json!({"dueAt": "2026-06-28"}), "dueAt"),
        (json!({"lastCompletedAt": null}), "lastCompletedAt"),
    ] {
        let said = client.post(ALL, new(changes)).refused(400, "invalid_request");
        assert!(said.contains(field), "{said}");
    }
    for interval in [1, 60] {
        create(&client, json!({"intervalMonths": interval, "title": "x".repeat(200)}));
    }
}

#[test]
fn an_item_is_due_soon_for_thirty_days_and_then_overdue() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let item = due_in(&client, DAY * 30 + Duration::from_millis(1), None);
    sweep_after(&world, Duration::ZERO);
    assert_eq!(status(&client, &item), "COMPLIANT");
    sweep_after(&world, Duration::from_millis(1));
    assert_eq!(status(&client, &item), "DUE_SOON");
    sweep_after(&world, DAY * 30);
    assert_eq!(status(&client, &item), "DUE_SOON", "due, but not past");
    sweep_after(&world, Duration::from_millis(1));
    assert_eq!(status(&client, &item), "OVERDUE");
    for _ in 0..2 {
        sweep_after(&world, Duration::from_secs(60));
    }
    world.cron.set(true);
    world.advance(Duration::from_secs(120));
    let types = ["compliance.due_soon", "compliance.overdue"];
    assert_eq!(world.inbox().types(), types, "each is told once");
    let told: Vec<_> = world.inbox().all().iter().map(|seen| seen.json()["data"].clone()).collect();
    assert_eq!(told[0]["daysRemaining"], 30);
    assert_eq!(told[0]["status"], "DUE_SOON");
    assert_eq!(told[1]["daysRemaining"], -1);
    let mut last = told[1].clone();
    last.as_object_mut().unwrap().remove("daysRemaining");
    assert_eq!(client.get(&single(&item)).expect(200), last);
}

#[test]
fn the_warning_window_is_the_configured_one() {
    let mut world = World::new();
    let mut config = (*world.app.config).clone();
    config.windows.compliance = DAY * 3;
    world.app.config = std::rc::Rc::new(config);
    let client = world.center();
    let item = due_in(&client, DAY * 4, None);
    sweep_after(&world, DAY - Duration::from_millis(1));
    assert_eq!(status(&client, &item), "COMPLIANT");
    sweep_after(&world, Duration::from_millis(1));
    assert_eq!(status(&client, &item), "DUE_SOON");
}

#[test]
fn when_both_times_have_passed_only_overdue_is_emitted() {
    let world = World::new();
    let client = world.center();
    // More than one sweep moves.
    for _ in 0..230 {
        due_in(&client, Duration::from_secs(1), None);
    }
    for _ in 0..3 {
        sweep_after(&world, Duration::from_secs(60));
    }
    assert_eq!(world.event_types(), ["compliance.overdue"; 230]);
    assert_eq!(client.list_all(&format!("{ALL}?status=OVERDUE"), 200).len(), 230);
}

#[test]
fn work_in_progress_gets_no_warning_but_is_overdue_once() {
    let world = World::new();
    let client = world.center();
    let item = due_in(&client, DAY, None);
    step(&client, &item, "start");
    sweep_after(&world, Duration::from_secs(60));
    assert_eq!(status(&client, &item), "IN_PROGRESS");
    sweep_after(&world, DAY);
    assert_eq!(status(&client, &item), "OVERDUE");
    step(&client, &item, "start");
    sweep_after(&world, DAY);
    assert_eq!(status(&client, &item), "IN_PROGRESS", "taken up again, it stays so");
    assert_eq!(world.event_types(), ["compliance.overdue"]);
}

#[test]
fn a_waived_item_is_ignored_until_it_is_reinstated() {
    let world = World::new();
    let client = world.center();
    let waived = due_in(&client, DAY, None);
    client.post(&format!("{}/waive", single(&waived)), json!({})).refused(400, "invalid_request");
    client.post(&format!("{}/waive", single(&waived)), json!({"waivedReason": ""})).refused(422, "unprocessable");
    assert_eq!(step(&client, &waived, "waive")["waivedReason"], "device retired");
    sweep_after(&world, DAY * 2);
    assert_eq!(status(&client, &waived), "WAIVED");
    assert!(world.event_types().is_empty());
    for _ in 0..2 {
        let item = step(&client, &waived, "reinstate");
        assert_eq!((&item["status"], &item["waivedReason"]), (&json!("COMPLIANT"), &Value::Null));
        sweep_after(&world, Duration::from_secs(60));
        assert_eq!(status(&client, &waived), "OVERDUE");
        assert_eq!(world.event_types(), ["compliance.overdue"]);
        step(&client, &waived, "waive");
    }

    let warned = due_in(&client, DAY, None);
    for _ in 0..2 {
        sweep_after(&world, Duration::from_secs(60));
        assert_eq!(status(&client, &warned), "DUE_SOON");
        assert_eq!(world.event_types()[1..], ["compliance.due_soon"]);
        step(&client, &warned, "waive");
        step(&client, &warned, "reinstate");
    }
}

#[test]
fn an_item_that_is_due_once_is_ignored_after_completion() {
    let world = World::new();
    let client = world.center();
    let item = due_in(&client, DAY, None);
    sweep_after(&world, Duration::from_secs(60));
    let done = step(&client, &item, "complete");
    assert_eq!(done["status"], "COMPLIANT");
    assert_eq!(done["dueAt"], item["dueAt"]);
    assert_eq!(done["lastCompletedAt"], "2026-06-01T10:01:00.000Z");
    sweep_after(&world, DAY * 2);
    assert_eq!(status(&client, &item), "COMPLIANT");
    assert_eq!(world.event_types(), ["compliance.due_soon"]);
    let due = world.now().plus(DAY).to_string();
    client.patch(&single(&item), json!({"dueAt": due})).expect(200);
    sweep_after(&world, Duration::from_secs(60));
    assert_eq!(status(&client, &item), "DUE_SOON");
    assert_eq!(world.event_types(), ["compliance.due_soon"; 2]);
}

#[test]
fn completing_advances_the_due_time_and_keeps_its_day() {
    let world = World::new();
    let client = world.center();
    let item = create(&client, json!({"dueAt": "2027-12-31T23:59:59.000Z", "intervalMonths": 1}));
    let mut due = Vec::new();
    for _ in 0..4 {
        due.push(step(&client, &item, "complete")["dueAt"].clone());
    }
    let days = ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"];
    assert_eq!(due, days.map(|day| format!("{day}T23:59:59.000Z")));
    // A day that is chosen anew is the one to return to.
    let change = json!({"dueAt": "2028-04-28T10:00:00Z", "intervalMonths": 10});
    client.patch(&single(&item), change).expect(200);
    assert_eq!(step(&client, &item, "complete")["dueAt"], "2029-02-28T10:00:00.000Z");
    client.patch(&single(&item), json!({"title": "Renamed", "intervalMonths": 1})).expect(200);
    assert_eq!(step(&client, &item, "complete")["dueAt"], "2029-03-28T10:00:00.000Z");
    assert!(world.event_types().is_empty(), "completing is silent");
}

#[test]
fn completing_advances_one_interval_at_a_time() {
    let world = World::new();
    let client = world.center();
    let item = create(&client, json!({"dueAt": "2026-03-15T10:00:00Z", "intervalMonths": 1}));
    for (round, due) in ["2026-04-15", "2026-05-15", "2026-06-15"].iter().enumerate() {
        sweep_after(&world, Duration::from_secs(60));
        assert_eq!(world.event_types(), vec!["compliance.overdue"; round + 1]);
        let done = step(&client, &item, "complete");
        assert_eq!(done["dueAt"], format!("{due}T10:00:00.000Z"));
    }
    sweep_after(&world, Duration::from_secs(60));
    assert_eq!(status(&client, &item), "DUE_SOON");
}

#[test]
fn a_due_time_changed_by_hand_begins_a_new_period() {
    let world = World::new();
    let client = world.center();
    let item = due_in(&client, Duration::from_secs(30), None);
    let move_to = |after: Duration| {
        let due = world.now().plus(after).to_string();
        client.patch(&single(&item), json!({"dueAt": due})).expect(200)
    };
    sweep_after(&world, Duration::from_secs(60));
    assert_eq!(status(&client, &item), "OVERDUE");
    let renamed = client.patch(&single(&item), json!({"title": "Renamed"})).expect(200);
    assert_eq!(renamed["status"], "OVERDUE", "another field changes nothing of it");
    assert_eq!(move_to(DAY * 31)["status"], "COMPLIANT");
    sweep_after(&world, Duration::from_secs(60));
    assert_eq!(status(&client, &item), "COMPLIANT");
    sweep_after(&world, DAY * 2);
    assert_eq!(status(&client, &item), "DUE_SOON");
    assert_eq!(move_to(DAY * 60)["status"], "COMPLIANT");
    move_to(DAY * 10);
    sweep_after(&world, Duration::from_secs(60));
    assert_eq!(status(&client, &item), "DUE_SOON");
    let events = ["compliance.overdue", "compliance.due_soon", "compliance.due_soon"];
    assert_eq!(world.event_types(), events);
    step(&client, &item, "start");
    assert_eq!(move_to(DAY * 90)["status"], "IN_PROGRESS");
    step(&client, &item, "waive");
    assert_eq!(move_to(DAY)["status"], "WAIVED");
}

#[test]
fn the_last_due_time_is_the_end_of_2099_and_stays_readable() {
    let world = World::new();
    let client = world.center();
    let item = create(&client, json!({"dueAt": "2099-12-30T10:00:00Z", "intervalMonths": 60}));
    let done = step(&client, &item, "complete");
    assert_eq!(done["dueAt"], "2099-12-31T23:59:59.999Z");
    client.patch(&single(&item), json!({"title": "Last check"})).expect(200);
}

#[test]
fn each_filter_keeps_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    for index in 0..18_usize {
        let simulator = format!("{:08x}-5b7f-4f6a-9c3d-1e2f3a4b5c6d", index % 3);
        let item = create(
            &client,
            json!({
                "title": (["Visual check", "Fire drill"][index % 2]),
                "category": (["NSP", "FACILITY", "OTHER", "PART_142"][index % 4]),
                "simulatorId": simulator,
                "reference": (index % 5 == 0).then(|| format!("14 CFR 60.{index}")),
                "dueAt": format!("2026-09-{:02}T00:00:00.000Z", 1 + index),
            }),
        );
        if index % 3 == 0 {
            step(&client, &item, "start");
        }
    }
    let simulator = "00000002-5b7f-4f6a-9c3d-1e2f3a4b5c6d";
    let middle = "2026-09-07T00:00:00.000Z";
    let check = |query: &str, keeps: &dyn Fn(&Value) -> bool| client.assert_filter(ALL, query, keeps);
    check("status=IN_PROGRESS", &|item| item["status"] == "IN_PROGRESS");
    check("category=NSP", &|item| item["category"] == "NSP");
    check(&format!("simulatorId={simulator}"), &|item| item["simulatorId"] == simulator);
    check(&format!("from={middle}"), &|item| item["dueAt"].as_str() >= Some(middle));
    check(&format!("to={middle}"), &|item| item["dueAt"].as_str() < Some(middle));
    check("q=FIRE", &|item| item["title"] == "Fire drill");
    check("q=cfr%2060.1", &|item| item["reference"].as_str().is_some_and(|text| text.contains("60.1")));
}
