//! The rules of trip trades.

use std::time::Duration;

use aviationalley_worker::{
    crud::Record,
    records::{FlightLogEntry, TripTrade},
};
use serde_json::{Value, json};

use crate::support::{Client, Response, World};

const ALL: &str = "/api/v1/trip-trades";
const REQUESTER: &str = "b1b0a5a2-40b5-4a2b-8c1f-3a9d60c4f101";
const COUNTERPARTY: &str = "0b8d2f59-6a53-44a4-a1b9-9c1d7f3e8a77";

fn request(client: &Client, changes: Value) -> Response {
    let mut body = json!(TripTrade::example());
    let members = changes.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(members);
    client.post(ALL, body)
}

fn path(trade: &Value, verb: &str) -> String {
    format!("{ALL}/{}/{verb}", trade["id"].as_str().unwrap())
}

fn approve_by_itself(client: &Client) {
    let center = format!("/admin/centers/{}", client.center);
    client.operator().patch(&center, json!({"autoApproveTrades": true})).expect(200);
}

/// Logs flights of 10 hours each, one a day, the last one yesterday.
fn fly(client: &Client, user: &str, hours: u32, last_minutes: u32) {
    for day in 0..hours / 10 {
        let minutes = if day == 0 { last_minutes } else { 0 };
        let mut flight = json!(FlightLogEntry::example());
        flight["userId"] = json!(user);
        flight["offBlockAt"] = json!(format!("2026-05-{:02}T02:00:00Z", 31 - day));
        flight["onBlockAt"] = json!(format!("2026-05-{:02}T12:{minutes:02}:00Z", 31 - day));
        client.post("/api/v1/flight-log", flight).expect(201);
    }
}

#[test]
fn a_history_of_any_length_can_be_checked() {
    let world = World::new();
    let client = world.center();
    world.db.query(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) \
         INSERT INTO duty_periods (id, center_id, environment, user_id, started_at, ended_at) \
         SELECT printf('%d', i), '{}', 'live', '{REQUESTER}', '2026-05-31T00:00:00.000Z', '2026-05-31T00:00:00.001Z' \
         FROM n",
        client.center
    ));
    let trade = request(&client, json!({})).expect(201);
    assert_eq!(trade["legal"], false);
}

#[test]
fn each_type_needs_its_pairings_and_only_a_swap_has_a_counterparty() {
    let world = World::new();
    let client = world.center();
    let trade = |kind: &str, offered: bool, requested: bool, counterparty: Option<&str>| {
        request(
            &client,
            json!({
                "tradeType": kind,
                "offeredPairing": offered.then_some("P-1"),
                "requestedPairing": requested.then_some("P-2"),
                "counterpartyUserId": counterparty,
            }),
        )
    };
    trade("DROP", true, false, None).expect(201);
    trade("PICKUP", false, true, None).expect(201);
    trade("SWAP", true, true, None).expect(201);
    trade("SWAP", true, true, Some(COUNTERPARTY)).expect(201);
    for (refused, field) in [
        (trade("DROP", false, false, None), "offeredPairing"),
        (trade("DROP", true, true, None), "requestedPairing"),
        (trade("PICKUP", false, false, None), "requestedPairing"),
        (trade("PICKUP", true, true, None), "offeredPairing"),
        (trade("SWAP", false, true, None), "offeredPairing"),
        (trade("SWAP", true, false, None), "requestedPairing"),
        (trade("DROP", true, false, Some(COUNTERPARTY)), "counterpartyUserId"),
        (trade("SWAP", true, true, Some(REQUESTER)), "counterpartyUserId"),
    ] {
        let said = refused.refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
}

#[test]
fn a_legal_request_is_approved_at_once_if_so_configured() {
    let world = World::new();
    let client = world.center();
    let waiting = request(&client, json!({})).expect(201);
    assert_eq!(waiting["status"], "PENDING");
    assert_eq!((&waiting["legal"], &waiting["violations"]), (&json!(true), &json!([])));
    assert_eq!(waiting["autoApproved"], false);
    assert_eq!(waiting["decidedAt"], Value::Null);

    approve_by_itself(&client);
    client.subscribe("https://example.com/hook", &["*"]);
    let before = world.event_types().len();
    let approved = request(&client, json!({})).expect(201);
    assert_eq!(approved["status"], "APPROVED");
    assert_eq!(approved["autoApproved"], true);
    assert_eq!(approved["decidedAt"], "2026-06-01T10:00:00.000Z");
    assert_eq!(approved["decidedByUserId"], Value::Null);
    let told = ["trip_trade.requested", "trip_trade.approved"];
    assert_eq!(world.event_types()[before..], told);
    let sent = world.inbox().all();
    assert_eq!(world.inbox().types(), told);
    for event in &sent {
        assert_eq!(event.json()["data"], approved);
    }
    assert_ne!(sent[0].json()["id"], sent[1].json()["id"]);
    let one = format!("{ALL}/{}", approved["id"].as_str().unwrap());
    assert_eq!(client.get(&one).expect(200), approved);
    client.post(&path(&approved, "cancel"), json!({})).refused(409, "invalid_transition");
}

#[test]
fn two_events_take_six_connections_at_first() {
    let world = World::new();
    let client = world.center();
    approve_by_itself(&client);
    for index in 0..5 {
        client.subscribe(&format!("https://example.com/{index}"), &["*"]);
    }
    request(&client, json!({})).expect(201);
    assert_eq!(world.inbox().all().len(), 6);
    world.advance(Duration::from_secs(60));
    assert_eq!(world.inbox().all().len(), 10);
    assert_eq!(world.deliveries("DELIVERED"), 10);
}

#[test]
fn who_has_flown_too_much_waits_and_no_planner_can_approve() {
    let world = World::new();
    let client = world.center();
    approve_by_itself(&client);
    fly(&client, REQUESTER, 100, 0);
    let at_the_limit = request(&client, json!({})).expect(201);
    assert_eq!(at_the_limit["status"], "APPROVED");

    fly(&client, COUNTERPARTY, 100, 1);
    let trade = request(&client, json!({})).expect(201);
    assert_eq!(trade["status"], "PENDING");
    assert_eq!(trade["legal"], false);
    let violations = json!(["COUNTERPARTY_FLIGHT_100H_IN_672H"]);
    assert_eq!(trade["violations"], violations);
    let said = client.post(&path(&trade, "approve"), json!({})).refused(409, "conflict");
    assert!(said.contains("COUNTERPARTY_FLIGHT_100H_IN_672H"), "{said}");
    let planner = "d8b2f3e4-2222-4333-8444-555566667777";
    let denial = json!({"denyReason": "Too many hours", "decidedByUserId": planner});
    let denied = client.post(&path(&trade, "deny"), denial).expect(200);
    assert_eq!(denied["denyReason"], "Too many hours");
    assert_eq!(denied["decidedByUserId"], planner);
    assert_eq!(denied["decidedAt"], "2026-06-01T10:00:00.000Z");
    assert_eq!(denied["violations"], violations);
    // Flights of others, of another center and of the test data are nobody's here.
    for stranger in [world.center(), client.with_key("test", &["*"])] {
        assert_eq!(request(&stranger, json!({})).expect(201)["legal"], true);
    }
}

#[test]
fn a_duty_without_its_rest_is_a_violation_of_its_week() {
    let world = World::new();
    world.cron.set(false);
    let client = world.center();
    let member = client.crew_member(0, json!({}));
    let duty = |verb: &str| {
        let path = format!("/api/v1/crew/{member}/{verb}");
        client.post(&path, json!({})).expect(200);
    };
    let hours = |hours: u64| world.advance(Duration::from_secs(hours * 3600));
    let pickup = || {
        let trade = json!({
            "tradeType": "PICKUP", "requesterUserId": member, "offeredPairing": null, "counterpartyUserId": null,
        });
        request(&client, trade).expect(201)
    };
    duty("start-duty");
    hours(8);
    duty("end-duty");
    hours(10);
    duty("start-duty");
    assert_eq!(pickup()["violations"], json!([]));
    hours(8);
    duty("end-duty");
    hours(9);
    duty("start-duty");
    let trade = pickup();
    assert_eq!(trade["violations"], json!(["REQUESTER_REST_10H"]));
    client.post(&path(&trade, "approve"), json!({})).refused(409, "conflict");
    hours(1);
    duty("end-duty");
    // A week later it counts no more, and the planner's approval is checked as of then.
    hours(168);
    let approved = client.post(&path(&trade, "approve"), json!({"decidedByUserId": REQUESTER})).expect(200);
    assert_eq!(approved["legal"], true);
    assert_eq!(approved["violations"], json!([]));
    assert_eq!(approved["autoApproved"], false);
    assert_eq!(approved["decidedByUserId"], REQUESTER);
}

#[test]
fn what_was_flown_since_the_request_counts_at_the_approval() {
    let world = World::new();
    let client = world.center();
    let trade = request(&client, json!({})).expect(201);
    assert_eq!(trade["legal"], true);
    fly(&client, REQUESTER, 110, 0);
    client.post(&path(&trade, "approve"), json!({})).refused(409, "conflict");
}

#[test]
fn only_the_trips_of_a_waiting_request_can_be_changed() {
    let world = World::new();
    let client = world.center();
    let trade = request(&client, json!({})).expect(201);
    let one = format!("{ALL}/{}", trade["id"].as_str().unwrap());
    client
        .patch(&one, json!({"requesterUserId": "d8b2f3e4-2222-4333-8444-555566667777"}))
        .refused(409, "invalid_transition");
    let deny = path(&trade, "deny");
    client.post(&deny, json!({})).refused(400, "invalid_request");
    client.post(&deny, json!({"denyReason": " "})).refused(422, "unprocessable");
    client.post(&path(&trade, "cancel"), json!({})).expect(200);
    client.patch(&one, json!({"offeredPairing": "P-9"})).refused(409, "invalid_transition");
    assert_eq!(world.event_types(), ["trip_trade.requested"]);
}

#[test]
fn trades_are_found_by_either_person_type_status_and_time() {
    let world = World::new();
    let client = world.center();
    let user = |index: usize| format!("{index:08x}-40b5-4a2b-8c1f-3a9d60c4f101");
    for index in 0..12 {
        let swap = index % 2 == 0;
        let trade = request(
            &client,
            json!({
                "tradeType": (if swap { "SWAP" } else { "PICKUP" }),
                "requesterUserId": user(index % 3),
                "counterpartyUserId": swap.then(|| user((index + 1) % 3)),
                "offeredPairing": swap.then(|| format!("P-{index}")),
            }),
        );
        let trade = trade.expect(201);
        if index % 4 == 0 {
            client.post(&path(&trade, "cancel"), json!({})).expect(200);
        }
        world.advance(Duration::from_secs(60));
    }
    let all = client.list_all(ALL, 200);
    let one = user(1);
    let by_one = format!("userId={one}");
    type Keeps<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let cases: Vec<(&str, Keeps)> = vec![
        (&by_one, Box::new(|trade| [&trade["requesterUserId"], &trade["counterpartyUserId"]].contains(&&json!(one)))),
        ("tradeType=SWAP", Box::new(|trade| trade["tradeType"] == "SWAP")),
        ("status=CANCELLED", Box::new(|trade| trade["status"] == "CANCELLED")),
        ("q=p-1", Box::new(|trade| trade["offeredPairing"].as_str().is_some_and(|pairing| pairing.contains("P-1")))),
        (
            "from=2026-06-01T10:03:00Z&to=2026-06-01T10:07:00Z",
            Box::new(|trade| {
                let at = trade["createdAt"].as_str().unwrap();
                ("2026-06-01T10:03:00.000Z".."2026-06-01T10:07:00.000Z").contains(&at)
            }),
        ),
    ];
    for (query, keeps) in cases {
        let expected: Vec<_> = all.iter().filter(|trade| keeps(trade)).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < all.len(), "{query}");
        let found = client.list_all(&format!("{ALL}?{query}"), 2);
        assert_eq!(found, expected, "{query}");
    }
}
