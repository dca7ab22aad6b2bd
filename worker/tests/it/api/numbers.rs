//! Numbers come back as they were sent, or are refused.

use std::collections::BTreeSet;

use aviationalley_worker::{
    crud::Record,
    records::{BidPackage, DatDraw, DatTest, FaTraining, Invoice, Quote, StageCheck},
};
use serde_json::{Value, json};

use crate::{
    fixtures::Fixture,
    support::{Client, Response, World, with},
};

/// Numbers whose decimal text the nearest double alone gives back.
const HARD: [&str; 4] = ["0.9666666666666667", "0.30000000000000004", "8.111111111111112", "57.01000000000001"];

/// Sends `body`, with `number` as it is written there in the place of `"NUMBER"`.
fn send(client: &Client, method: &str, path: &str, body: &Value, number: &str) -> Response {
    let body = body.to_string().replace("\"NUMBER\"", number);
    client.request(method, path, body)
}

/// The path of a new record.
fn made<R: Fixture>(client: &Client) -> String {
    let all = format!("/api/v1/{}", R::NAMES.path);
    let record = client.post(&all, R::body(client, 0)).expect(201);
    format!("{all}/{}", record["id"].as_str().unwrap())
}

/// Each number of each request, as `method path field`, and what sends one there.
type Case = (&'static str, fn(&Client, &str) -> Response);

const DOUBLES: [Case; 6] = [
    ("post /fa-training programmedHours", |client, number| {
        let changes = json!({"programmedHours": "NUMBER"});
        let body = with(FaTraining::body(client, 0), changes);
        send(client, "POST", "/api/v1/fa-training", &body, number)
    }),
    ("patch /fa-training/{id} programmedHours", |client, number| {
        let path = made::<FaTraining>(client);
        let body = json!({"programmedHours": "NUMBER"});
        send(client, "PATCH", &path, &body, number)
    }),
    ("post /stage-checks/{id}/pass score", |client, number| {
        let path = made::<StageCheck>(client) + "/pass";
        send(client, "POST", &path, &json!({"score": "NUMBER"}), number)
    }),
    ("post /stage-checks/{id}/fail score", |client, number| {
        let path = made::<StageCheck>(client) + "/fail";
        let body = json!({"score": "NUMBER", "remarks": "Flare too high"});
        send(client, "POST", &path, &body, number)
    }),
    ("post /dat-draws annualRatePct", |client, number| {
        let changes = json!({"annualRatePct": "NUMBER"});
        let body = with(DatDraw::body(client, 0), changes);
        send(client, "POST", "/api/v1/dat-draws", &body, number)
    }),
    ("post /bid-packages/{id}/bids rules[].weight", |client, number| {
        let body = with(json!(BidPackage::example()), json!({"mode": "PBS"}));
        let package = client.post("/api/v1/bid-packages", body).expect(201);
        let path = format!("/api/v1/bid-packages/{}", package["id"].as_str().unwrap());
        client.post(&format!("{path}/open"), json!({})).expect(200);
        let rule = json!({"type": "DAYS_OFF_COUNT", "weight": "NUMBER", "params": {"min": 3}});
        let body = json!({"userId": client.crew_member(0, json!({})), "rules": [rule]});
        send(client, "POST", &format!("{path}/bids"), &body, number)
    }),
];

/// Decimals of at most three places.
const DECIMALS: [Case; 5] = [
    ("post /invoices lineItems[].quantity", |client, number| {
        let body = with(json!(Invoice::example()), lines());
        send(client, "POST", "/api/v1/invoices", &body, number)
    }),
    ("patch /invoices/{id} lineItems[].quantity", |client, number| {
        let path = made::<Invoice>(client);
        send(client, "PATCH", &path, &lines(), number)
    }),
    ("post /quotes lineItems[].quantity", |client, number| {
        let body = with(json!(Quote::example()), lines());
        send(client, "POST", "/api/v1/quotes", &body, number)
    }),
    ("patch /quotes/{id} lineItems[].quantity", |client, number| {
        let path = made::<Quote>(client);
        send(client, "PATCH", &path, &lines(), number)
    }),
    ("post /dat-tests/{id}/result alcoholConcentration", |client, number| {
        let body = with(json!(DatTest::example()), json!({"substance": "ALCOHOL"}));
        let test = client.post("/api/v1/dat-tests", body).expect(201);
        let path = format!("/api/v1/dat-tests/{}", test["id"].as_str().unwrap());
        client.post(&format!("{path}/collect"), json!({})).expect(200);
        let body = json!({"result": "POSITIVE", "alcoholConcentration": "NUMBER"});
        send(client, "POST", &format!("{path}/result"), &body, number)
    }),
];

fn lines() -> Value {
    json!({"lineItems": [{"description": "Lesson", "quantity": "NUMBER", "unitPriceCents": 100}]})
}

/// Runs each case in a center of its own that has a crew and a webhook.
fn each(cases: &[Case], numbers: &[&str], judge: impl Fn(&World, &str, &str, Response)) {
    let world = World::new();
    for (operation, send) in cases {
        for number in numbers {
            let client = world.center();
            client.subscribe("https://example.com/hook", &["*"]);
            let response = send(&client, number);
            judge(&world, operation, number, response);
        }
    }
}

#[test]
fn a_number_comes_back_as_it_was_sent_and_in_its_event() {
    each(&DOUBLES, &HARD, |world, operation, number, response| {
        let answer = response.body.to_string();
        assert!(answer.contains(number), "{operation}: {number}: {answer}");
        // A draw, a bid and a changed training have no event of their number.
        let told = ["post /fa-training programmedHours", "post /stage-checks/{id}/pass score"];
        if told.contains(&operation) {
            let sent = world.inbox().all().last().unwrap().json().to_string();
            assert!(sent.contains(number), "{operation}: {number}: {sent}");
        }
    });
}

#[test]
fn a_decimal_comes_back_as_it_was_sent_or_is_refused() {
    each(&DECIMALS, &["0.123", "0.1", "1.000", "1e0"], |_, operation, number, response| {
        let answer = response.body.to_string();
        assert!(response.status < 300, "{operation}: {answer}");
        let sent: f64 = number.parse().unwrap();
        let named = [format!(":{sent},"), format!(":{sent:.1},")];
        assert!(named.iter().any(|text| answer.contains(text)), "{operation}: {number}: {answer}");
    });
    each(&DECIMALS, &HARD, |_, operation, number, response| {
        let said = response.refused(422, "unprocessable");
        assert!(said.contains("at most 3 decimals"), "{operation}: {number}: {said}");
    });
}

#[test]
fn the_cases_are_all_numbers_of_all_requests() {
    let document: Value = serde_json::from_str(include_str!("../../../openapi.json")).unwrap();
    let mut found = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let path = path.trim_start_matches("/api/v1");
            numbers(&document, schema, &format!("{method} {path} "), &mut found);
        }
    }
    let cases = DOUBLES.iter().chain(&DECIMALS);
    let cases: BTreeSet<_> = cases.map(|(operation, _)| (*operation).to_owned()).collect();
    assert_eq!(found, cases);
}

/// Adds the fields of `schema` that are numbers, each behind `at`.
fn numbers(document: &Value, schema: &Value, at: &str, found: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = document.pointer(&reference[1..]).unwrap();
        return numbers(document, schema, at, found);
    }
    if schema["type"] == "number" {
        found.insert(at.to_owned());
    }
    for group in ["allOf", "anyOf", "oneOf"] {
        for part in schema[group].as_array().into_iter().flatten() {
            numbers(document, part, at, found);
        }
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let dot = if at.ends_with(' ') { "" } else { "." };
        numbers(document, field, &format!("{at}{dot}{name}"), found);
    }
    if schema["items"].is_object() {
        numbers(document, &schema["items"], &format!("{at}[]"), found);
    }
}
