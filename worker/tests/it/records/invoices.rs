//! The rules of invoices, and of the money that quotes have too.

use std::time::Duration;

use aviationalley_worker::{
    crud::Record,
    records::{Invoice, Quote},
};
use serde_json::{Value, json};

use crate::support::{Client, Response, World};

const ALL: &str = "/api/v1/invoices";
const MOST: i64 = 9_007_199_254_740_991;

fn new(changes: Value) -> Value {
    let mut body = json!(Invoice::example());
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn create(client: &Client, changes: Value) -> Value {
    client.post(ALL, new(changes)).expect(201)
}

fn single(invoice: &Value) -> String {
    format!("{ALL}/{}", invoice["id"].as_str().unwrap())
}

fn step(client: &Client, invoice: &Value, verb: &str) -> Response {
    let input = match verb {
        "void" => json!({"voidReason": "billed twice"}),
        _ => json!({}),
    };
    client.post(&format!("{}/{verb}", single(invoice)), input)
}

/// Lines of quantity and price.
fn lines(lines: &[(Value, i64)]) -> Value {
    let line = |(quantity, price): &(Value, i64)| json!({"description": "Dry time", "quantity": quantity, "unitPriceCents": price});
    json!(lines.iter().map(line).collect::<Vec<_>>())
}

#[test]
fn amounts_and_totals_are_computed_exactly() {
    let world = World::new();
    let client = world.center();
    let items = [(json!(2.5), 1), (json!(3.5), 1), (json!(1.115), 1000), (json!(1), -10)];
    let invoice = create(&client, json!({"lineItems": lines(&items), "taxCents": 7}));
    let amounts: Vec<_> =
        invoice["lineItems"].as_array().unwrap().iter().map(|line| line["amountCents"].clone()).collect();
    assert_eq!(amounts, [2, 4, 1115, -10]);
    assert_eq!(invoice["lineItems"][2]["quantity"], json!(1.115));
    assert_eq!(invoice["subtotalCents"], 1111);
    assert_eq!(invoice["totalCents"], 1118);

    let mut body = new(json!({"lineItems": lines(&[(json!(1), 5)])}));
    body.as_object_mut().unwrap().remove("taxCents");
    let invoice = client.post(ALL, body).expect(201);
    assert_eq!(invoice["taxCents"], 0);
    let updated = client.patch(&single(&invoice), json!({"taxCents": 2})).expect(200);
    assert_eq!(updated["totalCents"], 7);
    let updated =
        client.patch(&single(&invoice), json!({"lineItems": lines(&[(json!(0.5), 5)]), "taxCents": null})).expect(200);
    assert_eq!(updated["lineItems"][0]["amountCents"], 2);
    assert_eq!((&updated["subtotalCents"], &updated["totalCents"]), (&json!(2), &json!(2)));
    assert_eq!(client.get(&single(&invoice)).expect(200), updated);
}

#[test]
fn an_invoice_can_be_as_large_as_json_keeps_exact() {
    let world = World::new();
    let client = world.center();
    let most = create(&client, json!({"lineItems": lines(&[(json!(1), MOST - 3), (json!(1), 1)]), "taxCents": 2}));
    assert_eq!(most["totalCents"], MOST);
    assert_eq!(client.get(&single(&most)).expect(200), most);
}

#[test]
fn a_broken_rule_is_422_with_the_field_named() {
    let world = World::new();
    let client = world.center();
    let line = |name: &str, value: Value| {
        let mut line = json!({"description": "Dry time", "quantity": 2, "unitPriceCents": 100});
        line[name] = value;
        json!({"lineItems": [line]})
    };
    let lots = vec![(json!(1), 1); 201];
    for (changes, field) in [
        (line("quantity", json!(0)), "lineItems[0].quantity"),
        (line("quantity", json!(-1)), "lineItems[0].quantity"),
        (line("quantity", json!(1.0005)), "lineItems[0].quantity"),
        (line("quantity", json!(1e300)), "lineItems[0].quantity"),
        (line("description", json!("")), "lineItems[0].description"),
        (line("amountCents", json!(201)), "lineItems[0].amountCents"),
        (line("amountCents", json!(-200)), "lineItems[0].amountCents"),
        (line("unitPriceCents", json!(MOST)), "lineItems[0].amountCents"),
        (line("unitPriceCents", json!(i64::MAX)), "lineItems[0].unitPriceCents"),
        (line("unitPriceCents", json!(i64::MIN)), "lineItems[0].unitPriceCents"),
        (json!({"lineItems": []}), "lineItems"),
        (json!({"lineItems": lines(&lots)}), "lineItems"),
        (json!({"lineItems": lines(&[(json!(1), MOST), (json!(1), 1)])}), "lineItems"),
        (json!({"lineItems": lines(&[(json!(1), MOST)]), "taxCents": 1}), "lineItems"),
        (json!({"taxCents": i64::MIN}), "taxCents"),
        (json!({"currency": "usd"}), "currency"),
        (json!({"currency": "ABC"}), "currency"),
        (json!({"currency": "USD EUR"}), "currency"),
        (json!({"currency": ""}), "currency"),
        (json!({"customerName": "\t"}), "customerName"),
        (json!({"customerEmail": "nobody"}), "customerEmail"),
        (json!({"quoteId": "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d"}), "quoteId"),
        (json!({"bookingIds": ["9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d"]}), "bookingIds"),
    ] {
        let said = client.post(ALL, new(changes)).refused(422, "unprocessable");
        assert!(said.contains(&format!("`{field}`")), "{field}: {said}");
    }
    for changes in [
        line("quantity", json!("2")),
        line("quantity", Value::Null),
        line("unitPriceCents", json!(1.5)),
        line("unitPriceCents", json!("100")),
        line("colour", json!("red")),
        json!({"taxCents": 0.5}),
        json!({"currency": 840}),
        json!({"lineItems": {}}),
    ] {
        client.post(ALL, new(changes)).refused(400, "invalid_request");
    }
    assert_eq!(client.get(ALL).expect(200)["data"], json!([]));
    create(&client, line("amountCents", json!(200)));
    create(&client, json!({"lineItems": lines(&lots[..200])}));
}

#[test]
fn an_invoice_names_bookings_and_a_quote_that_exist() {
    let world = World::new();
    let client = world.center();
    let booking = client.booking(json!({}))["id"].clone();
    let quote = client.post("/api/v1/quotes", json!(Quote::example())).expect(201)["id"].clone();
    let links = json!({"bookingIds": [booking], "quoteId": quote});
    let invoice = create(&client, links.clone());
    assert_eq!(invoice["quoteId"], quote);
    world.center().post(ALL, new(links)).refused(422, "unprocessable");
    let twice = json!({"bookingIds": [booking, booking]});
    client.post(ALL, new(twice)).refused(422, "unprocessable");
}

#[test]
fn numbers_count_within_the_utc_year_of_creation() {
    let world = World::new();
    let client = world.center();
    assert_eq!(create(&client, json!({}))["number"], "INV-2026-0001");
    assert_eq!(create(&client, json!({}))["number"], "INV-2026-0002");
    world.cron.set(false);
    // To 2026-12-31T23:59:59.999Z, which is still afternoon at the center.
    let year_end = aviationalley_worker::time::Instant::parse("2026-12-31T23:59:59.999Z").unwrap();
    world.advance(year_end.since(world.now()));
    assert_eq!(create(&client, json!({}))["number"], "INV-2026-0003");
    world.advance(Duration::from_millis(1));
    assert_eq!(create(&client, json!({}))["number"], "INV-2027-0001");
    assert_eq!(create(&client, json!({}))["number"], "INV-2027-0002");
    assert_eq!(create(&world.center(), json!({}))["number"], "INV-2027-0001");
    client.assert_filter(ALL, "q=inv-2027", |item| item["number"].as_str().unwrap().starts_with("INV-2027"));
}

#[test]
fn what_the_customer_was_sent_is_not_changed_any_more() {
    let world = World::new();
    let client = world.center();
    let invoice = create(&client, json!({}));
    let new_lines = json!({"lineItems": lines(&[(json!(1), 5)])});
    client.patch(&single(&invoice), new_lines.clone()).expect(200);
    step(&client, &invoice, "send").expect(200);
    for change in [
        json!({"lineItems": lines(&[(json!(2), 5)])}),
        json!({"taxCents": 1}),
        json!({"currency": "EUR"}),
        json!({"customerName": "Someone else"}),
        json!({"dueAt": "2027-01-01T00:00:00Z"}),
    ] {
        client.patch(&single(&invoice), change).refused(409, "invalid_transition");
    }
    client.patch(&single(&invoice), new_lines).expect(200);
    let email = json!({"customerEmail": "billing@example.com"});
    client.patch(&single(&invoice), email).expect(200);
}

#[test]
fn an_unpaid_invoice_becomes_overdue_without_an_event() {
    let world = World::new();
    let client = world.center();
    let due = |at: &str| json!({"dueAt": at});
    let sent = create(&client, due("2026-06-01T10:01:00.000Z"));
    step(&client, &sent, "send").expect(200);
    let later = create(&client, due("2026-06-01T10:01:59.999Z"));
    step(&client, &later, "send").expect(200);
    let draft = create(&client, due("2026-06-01T10:01:00.000Z"));
    let paid = create(&client, due("2026-06-01T10:01:00.000Z"));
    step(&client, &paid, "send").expect(200);
    step(&client, &paid, "pay").expect(200);
    let before = world.event_types();
    let status = |invoice: &Value| client.get(&single(invoice)).expect(200)["status"].clone();
    // The cron fires at 10:01:00.000, when the due time is there but has not passed.
    world.advance(Duration::from_secs(60));
    assert_eq!(status(&sent), "SENT");
    world.advance(Duration::from_secs(60));
    assert_eq!(status(&sent), "OVERDUE");
    assert_eq!(status(&later), "OVERDUE");
    assert_eq!((status(&draft), status(&paid)), (json!("DRAFT"), json!("PAID")));
    assert_eq!(world.event_types(), before);
    let settled = step(&client, &sent, "pay").expect(200);
    assert_eq!(settled["paidAt"], "2026-06-01T10:02:00.000Z");
    world.advance(Duration::from_secs(120));
    assert_eq!(status(&sent), "PAID");
}

#[test]
fn paying_and_voiding_are_told_and_sending_is_not() {
    let world = World::new();
    let client = world.center();
    let (paid, voided) = (create(&client, json!({})), create(&client, json!({})));
    let sent = step(&client, &paid, "send").expect(200);
    assert_eq!(sent["issuedAt"], "2026-06-01T10:00:00.000Z");
    step(&client, &paid, "pay").expect(200);
    let path = format!("{}/void", single(&voided));
    client.post(&path, json!({})).refused(400, "invalid_request");
    client.post(&path, json!({"voidReason": ""})).refused(422, "unprocessable");
    let void = step(&client, &voided, "void").expect(200);
    assert_eq!(void["status"], "VOID");
    assert_eq!(void["voidReason"], "billed twice");
    assert_eq!(void["voidedAt"], "2026-06-01T10:00:00.000Z");
    let types = ["invoice.created", "invoice.created", "invoice.paid", "invoice.voided"];
    assert_eq!(world.event_types(), types);
}

#[test]
fn each_filter_keeps_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    for index in 0..15_usize {
        let name = ["Example Cargo", "Example Regional"][index % 2];
        let email = format!("billing-{}@example.com", index % 3);
        let invoice = create(&client, json!({"customerName": name, "customerEmail": email}));
        if index % 4 == 0 {
            step(&client, &invoice, "send").expect(200);
        }
        world.advance(Duration::from_secs(1));
    }
    let since = "2026-06-01T10:00:05.000Z";
    let check = |query: &str, keeps: &dyn Fn(&Value) -> bool| client.assert_filter(ALL, query, keeps);
    check("status=SENT", &|item| item["status"] == "SENT");
    check(&format!("from={since}"), &|item| item["createdAt"].as_str() >= Some(since));
    check(&format!("to={since}"), &|item| item["createdAt"].as_str() < Some(since));
    check("q=CARGO", &|item| item["customerName"] == "Example Cargo");
    check("q=billing-2", &|item| item["customerEmail"] == "billing-2@example.com");
    check("q=2026-0007", &|item| item["number"] == "INV-2026-0007");
}
