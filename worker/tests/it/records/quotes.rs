//! The rules of quotes; their money is an invoice's, and is tried there.

use std::time::Duration;

use aviationalley_worker::{
    crud::Record,
    records::{Invoice, Quote},
};
use serde_json::{Value, json};

use crate::support::{Client, Response, World};

const ALL: &str = "/api/v1/quotes";

fn create(client: &Client, changes: Value) -> Value {
    let mut body = json!(Quote::example());
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    client.post(ALL, body).expect(201)
}

fn single(quote: &Value) -> String {
    format!("{ALL}/{}", quote["id"].as_str().unwrap())
}

fn step(client: &Client, quote: &Value, verb: &str) -> Response {
    client.post(&format!("{}/{verb}", single(quote)), json!({}))
}

#[test]
fn numbers_and_totals_are_the_servers() {
    let world = World::new();
    let client = world.center();
    create(&client, json!({}));
    let lines = json!([{"description": "Recurrent", "quantity": 1.5, "unitPriceCents": 3}]);
    let quote = create(&client, json!({"lineItems": lines, "taxCents": 1}));
    assert_eq!(quote["number"], "Q-2026-0002");
    assert_eq!(quote["lineItems"][0]["amountCents"], 4);
    assert_eq!((&quote["subtotalCents"], &quote["totalCents"]), (&json!(4), &json!(5)));
}

#[test]
fn money_is_checked_as_on_an_invoice() {
    let world = World::new();
    let client = world.center();
    let quote = create(&client, json!({}));
    for (change, field) in [
        (json!({"currency": "XXX"}), "currency"),
        (json!({"lineItems": []}), "lineItems"),
        (json!({"customerName": ""}), "customerName"),
        (json!({"customerEmail": "@"}), "customerEmail"),
        (json!({"invoiceId": "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d"}), "invoiceId"),
    ] {
        let said = client.patch(&single(&quote), change).refused(422, "unprocessable");
        assert!(said.contains(field), "{said}");
    }
}

#[test]
fn an_offer_stands_up_to_and_with_its_last_instant() {
    let world = World::new();
    let client = world.center();
    world.cron.set(false);
    for (verb, time) in [("accept", "acceptedAt"), ("decline", "declinedAt")] {
        let last = world.now().plus(Duration::from_millis(500)).to_string();
        let until = json!({"validUntil": last});
        let (taken, missed) = (create(&client, until.clone()), create(&client, until));
        for quote in [&taken, &missed] {
            step(&client, quote, "send").expect(200);
        }
        world.advance(Duration::from_millis(500));
        assert_eq!(step(&client, &taken, verb).expect(200)[time], last.as_str());
        world.advance(Duration::from_millis(1));
        let said = step(&client, &missed, verb).refused(409, "invalid_transition");
        assert!(said.contains("EXPIRED"), "before any sweep: {said}");
    }
}

#[test]
fn a_sent_quote_expires_without_an_event() {
    let world = World::new();
    let client = world.center();
    let until = || json!({"validUntil": "2026-06-01T10:01:00.000Z"});
    let (sent, draft) = (create(&client, until()), create(&client, until()));
    step(&client, &sent, "send").expect(200);
    let status = |quote: &Value| client.get(&single(quote)).expect(200)["status"].clone();
    world.advance(Duration::from_secs(60));
    assert_eq!(status(&sent), "SENT");
    world.advance(Duration::from_secs(60));
    assert_eq!(status(&sent), "EXPIRED");
    assert_eq!(status(&draft), "DRAFT");
    assert_eq!(world.event_types(), ["quote.created", "quote.created"]);
    step(&client, &sent, "accept").refused(409, "invalid_transition");
}

#[test]
fn a_sent_quote_can_only_be_tied_to_its_invoice() {
    let world = World::new();
    let client = world.center();
    let quote = create(&client, json!({}));
    step(&client, &quote, "send").expect(200);
    for change in [
        json!({"lineItems": [{"description": "x", "quantity": 1, "unitPriceCents": 1}]}),
        json!({"taxCents": 1}),
        json!({"validUntil": "2027-01-01T00:00:00Z"}),
    ] {
        client.patch(&single(&quote), change).refused(409, "invalid_transition");
    }
    let accepted = step(&client, &quote, "accept").expect(200);
    assert_eq!(accepted["invoiceId"], Value::Null, "accepting bills nothing");
    let invoice = client.post("/api/v1/invoices", json!(Invoice::example())).expect(201);
    let tied = client.patch(&single(&quote), json!({"invoiceId": invoice["id"]})).expect(200);
    assert_eq!(tied["invoiceId"], invoice["id"]);
    let types = ["quote.created", "quote.accepted", "invoice.created"];
    assert_eq!(world.event_types(), types);
}

#[test]
fn a_refusal_may_say_why_but_not_blankly() {
    let world = World::new();
    let client = world.center();
    let quote = create(&client, json!({}));
    let sent = step(&client, &quote, "send").expect(200);
    assert_eq!(sent["sentAt"], "2026-06-01T10:00:00.000Z");
    let decline = format!("{}/decline", single(&quote));
    client.post(&decline, json!({"declineReason": " "})).refused(422, "unprocessable");
    let declined = client.post(&decline, json!({"declineReason": "Too late in the year"})).expect(200);
    assert_eq!(declined["declineReason"], "Too late in the year");
    assert_eq!(world.event_types(), ["quote.created", "quote.declined"]);
}

#[test]
fn each_filter_keeps_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    for index in 0..12_usize {
        let name = ["Example Cargo", "Example Regional"][index % 2];
        let quote = create(&client, json!({"customerName": name}));
        if index % 3 == 0 {
            step(&client, &quote, "send").expect(200);
        }
        world.advance(Duration::from_secs(1));
    }
    let since = "2026-06-01T10:00:05.000Z";
    let check = |query: &str, keeps: &dyn Fn(&Value) -> bool| client.assert_filter(ALL, query, keeps);
    check("status=SENT", &|item| item["status"] == "SENT");
    check(&format!("from={since}"), &|item| item["createdAt"].as_str() >= Some(since));
    check(&format!("to={since}"), &|item| item["createdAt"].as_str() < Some(since));
    check("q=cargo", &|item| item["customerName"] == "Example Cargo");
    check("q=q-2026-001", &|item| item["number"].as_str() >= Some("Q-2026-0010"));
}
