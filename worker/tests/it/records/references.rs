//! Every field that names something by its id: the thing is the caller's, or the request is refused.

use aviationalley_worker::{
    http::body::field_names,
    records::{BidPackage, Booking, DatDraw, Invoice, Quote, SafetyReport, Trainee},
    serve::{openapi::document, table},
};
use serde_json::{Value, json};

use crate::{
    fixtures::{Fixture, for_all, path},
    support::{Client, World, with},
};

/// What this API does not hold, by the end of the field's name, and who does.
const HELD_ELSEWHERE: &[(&str, &str)] = &[
    ("userId", "people: the center's own directory; only crew members are on the roster here"),
    ("UserId", "the same"),
    ("instructorId", "the same"),
    ("checkInstructorId", "the same"),
    ("simulatorId", "devices: the center's own list of them"),
    ("externalId", "the trainee's number in the customer's system"),
    ("pairingIds", "pairings: the airline's crew scheduling"),
];

/// Makes a record of the kind that the field names.
fn referred(field: &str) -> Option<fn(&Client) -> Value> {
    Some(match field {
        "traineeId" | "traineeIds" => made::<Trainee>,
        "bookingIds" => made::<Booking>,
        "quoteId" => made::<Quote>,
        "invoiceId" => made::<Invoice>,
        "reportId" => made::<SafetyReport>,
        "drawId" => made::<DatDraw>,
        "bidPackageId" => made::<BidPackage>,
        _ => return None,
    })
}

fn made<R: Fixture>(client: &Client) -> Value {
    client.post(&path::<R>(), R::body(client, 0)).expect(201)["id"].clone()
}

fn is_reference(field: &str) -> bool {
    field.ends_with("Id") || field.ends_with("Ids")
}

for_all!(what_a_reference_names_is_the_callers_own, references);
fn references<R: Fixture>() {
    let world = World::new();
    let (client, other) = (world.center(), world.center());
    let valid = R::body(&client, 1);
    for field in field_names::<R>() {
        let Some(make) = referred(field).filter(|_| is_reference(field)) else {
            continue;
        };
        let body = |id: &Value| {
            let id = if field.ends_with("Ids") { json!([id]) } else { id.clone() };
            // Only a random test names a draw.
            let random = if *field == "drawId" { json!({"testType": "RANDOM"}) } else { json!({}) };
            with(with(valid.clone(), random), json!({*field: id}))
        };
        let nobodys = json!("00000000-5b7f-4f6a-9c3d-1e2f3a4b5c6d");
        let test = client.with_key("test", &["*"]);
        for id in [nobodys, make(&other), make(&test)] {
            let refused = client.post(&path::<R>(), body(&id)).refused(422, "unprocessable");
            assert!(refused.contains(&format!("`{field}`: names")), "{refused}");
        }
    }
}

#[test]
fn each_id_in_a_request_is_looked_up_or_held_elsewhere() {
    let mut found = 0;
    let document = document(&table::endpoints());
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let requests = schemas.iter().filter(|(name, _)| name.ends_with("Request") || name.ends_with("Patch"));
    for (name, schema) in requests {
        for_each_property(schema, &mut |field| {
            let elsewhere = HELD_ELSEWHERE.iter().any(|(end, _)| field.ends_with(end));
            let known = elsewhere || referred(field).is_some();
            assert!(known, "{name}: nothing looks up `{field}`");
            found += 1;
        });
    }
    assert!(found > 40, "{found}");
}

fn for_each_property(schema: &Value, look: &mut impl FnMut(&str)) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members {
                if name == "properties" {
                    let fields = member.as_object().into_iter().flat_map(|fields| fields.keys());
                    fields.filter(|field| is_reference(field)).for_each(|field| look(field));
                }
                for_each_property(member, look);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| for_each_property(item, look)),
        _ => {}
    }
}
