//! Every bound that a request's schema states is the one that is kept: what is at it is taken, what is beyond is not.

mod probes;

use aviationalley_worker::{
    crud::Record,
    records::BidPackage,
    serve::{openapi::document, table},
    wire::WireName,
};
use serde_json::{Value, json};

use probes::{Probe, probes, put};

use crate::{
    fixtures::{Fixture, for_all, force, path},
    support::{Client, World},
};

/// Refusals at a bound that come of another field too; the field's description says so.
const TOGETHER: &[(&str, &str)] = &[
    ("nightMinutes", "block time"),
    ("instrumentMinutes", "block time"),
    ("amountCents", "left out"),
    ("intervalDays", "for category"),
    ("alcoholConcentration", "means"),
    ("alcoholConcentration", "tests only"),
    ("email", "belongs to another"),
    ("result", "is not a result"),
    ("selectionCount", "pool"),
    ("rules", "is what a bid"),
];

/// An operation's request schema, by reference from the document.
fn schema_of(document: &Value, method: &str, path: &str) -> Value {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let operation = &document["paths"][path][method.to_lowercase()];
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let reference = schema["$ref"].as_str().unwrap();
    document.pointer(&reference[1..]).unwrap().clone()
}

/// Sends each probe of an operation; `target` gives its path and the body to put the probe into.
fn drive<'w>(operation: (&str, &str), client: &Client<'w>, mut target: impl FnMut() -> (String, Value)) {
    let document = document(&table::endpoints());
    let (method, template) = operation;
    let schema = schema_of(&document, method, template);
    let (_, base) = target();
    let mut found = Vec::new();
    probes(&schema, "", &base, &mut found);
    let mut faults = Vec::new();
    for Probe { field, value, fits } in found {
        let (path, mut body) = target();
        put(&mut body, &schema, &field, value.clone());
        if method == "PATCH" {
            let top = field.split(['.', '[']).next().unwrap();
            body = json!({top: body[top]});
        }
        let response = client.request(method, &path, body.to_string());
        let shown: String = value.to_string().chars().take(60).collect();
        let what = format!("{method} {template} {field} = {shown}: {}", response.body);
        let errors = response.body["errors"].as_array();
        let at_fault = errors.into_iter().flatten().find(|error| {
            let at = error["field"].as_str().unwrap();
            at == field || (!fits && field.starts_with(at))
        });
        let said = at_fault.map_or("", |error| error["message"].as_str().unwrap());
        let right = match fits {
            true => response.status < 500 && (at_fault.is_none() || is_of_two(&field, said)),
            false => [400, 422].contains(&response.status) && at_fault.is_some(),
        };
        if !right {
            faults.push(what);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether the refusal is of a rule that this field and something else break together.
fn is_of_two(field: &str, said: &str) -> bool {
    let known = |(of, part): &(&str, &str)| field.ends_with(of) && said.contains(part);
    TOGETHER.iter().any(known) || ["does not exist", "for this type"].iter().any(|part| said.contains(part))
}

for_all!(every_bound_of_a_record_is_the_one_that_is_kept, bounds);
fn bounds<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    let mut index = 0;
    let mut next = || {
        index += 1;
        R::body(&client, index)
    };
    let create = path::<R>();
    let last = R::Status::ALL.last().map(|status| status.name());
    drive(("POST", &create), &client, || {
        // What stands there is out of the way of the next one's rules.
        if let Some(last) = last {
            let table = R::NAMES.table;
            world.db.query(&format!("UPDATE {table} SET status = '{last}'"));
        }
        (create.clone(), next())
    });
    let mut record = |status: Option<&str>| {
        if let Some(last) = last {
            let table = R::NAMES.table;
            world.db.query(&format!("UPDATE {table} SET status = '{last}'"));
        }
        let body = next();
        let record = client.post(&create, body.clone()).expect(201);
        if let Some(status) = status {
            force::<R>(&world, &record, status);
        }
        let path = format!("{create}/{}", record["id"].as_str().unwrap());
        (path, body)
    };
    if R::PATCHABLE {
        drive(("PATCH", &format!("{create}/{{id}}")), &client, || record(None));
    }
    for transition in R::transitions() {
        let (verb, from) = (transition.step.verb, transition.step.from[0].name());
        drive(("POST", &format!("{create}/{{id}}/{verb}")), &client, || {
            let (path, _) = record(Some(from));
            (format!("{path}/{verb}"), R::input(verb))
        });
    }
}

#[test]
fn every_bound_of_the_other_requests_is_the_one_that_is_kept() {
    let world = World::new();
    let client = world.center();
    let operator = client.operator();
    let center = format!("/admin/centers/{}", client.center);
    let new_center = json!({"name": "x", "ownerEmail": "owner@example.com", "timeZone": "UTC"});
    let key = json!({"name": "x", "environment": "live", "scopes": ["*"]});
    let endpoint = json!({"url": "https://example.com/hook", "events": ["*"]});
    let (id, _) = client.subscribe("https://example.com/hook", &["*"]);
    let one = format!("/api/v1/webhook-endpoints/{id}");
    let user = client.crew_member(0, json!({}));
    let member = json!({"name": "x", "role": "PILOT"});
    let mut package = json!(BidPackage::example());
    package["mode"] = json!("PBS");
    let package = client.post("/api/v1/bid-packages", package).expect(201);
    let package = format!("/api/v1/bid-packages/{}", package["id"].as_str().unwrap());
    client.post(&format!("{package}/open"), json!({})).expect(200);
    let rules = json!([{"type": "AVOID_REDEYE", "weight": 1, "params": {"min": 0, "max": 1}}]);
    for (client, method, template, path, body) in [
        (&operator, "POST", "/admin/centers", "/admin/centers".to_owned(), new_center),
        (&operator, "PATCH", "/admin/centers/{id}", center.clone(), json!({})),
        (&operator, "POST", "/admin/centers/{id}/api-keys", format!("{center}/api-keys"), key),
        (&client, "POST", "/api/v1/webhook-endpoints", "/api/v1/webhook-endpoints".to_owned(), endpoint),
        (&client, "PATCH", "/api/v1/webhook-endpoints/{id}", one, json!({})),
        (&client, "PUT", "/api/v1/crew/{userId}", format!("/api/v1/crew/{user}"), member),
        (
            &client,
            "POST",
            "/api/v1/bid-packages/{id}/bids",
            format!("{package}/bids"),
            json!({"userId": user, "rules": rules}),
        ),
    ] {
        drive((method, template), client, || (path.clone(), body.clone()));
    }
}
