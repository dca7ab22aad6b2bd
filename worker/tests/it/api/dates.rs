//! Every time of every request, found in the document: it lies in the years that the product can mean.

use aviationalley_worker::time::Month;
use serde_json::{Value, json};

use super::arrays::{requests, resolved};
use crate::support::World;

/// The fields of a schema that are times, each with a body in which this value stands there.
fn times(schema: &Value, value: &dyn Fn(&Value) -> Option<Value>) -> Vec<(String, Value)> {
    let schema = resolved(schema);
    if let Some(value) = value(&schema) {
        return vec![(String::new(), value)];
    }
    let mut found = Vec::new();
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        for (field, inner) in times(member, value) {
            let dot = if field.is_empty() || field.starts_with('[') { "" } else { "." };
            found.push((format!("{name}{dot}{field}"), json!({ name.as_str(): inner })));
        }
    }
    if !schema["items"].is_null() {
        for (field, inner) in times(&schema["items"], value) {
            let dot = if field.is_empty() { "" } else { "." };
            found.push((format!("[0]{dot}{field}"), json!([inner])));
        }
    }
    found
}

/// The time of this kind of schema, if it is one, in the first or the last month of a year.
fn time_in(schema: &Value, year: i32, month: u32) -> Option<Value> {
    let description = schema["description"].as_str().unwrap_or_default();
    let time = match schema["format"].as_str() {
        Some("date-time") => json!(format!("{year}-{month:02}-01T00:00:00Z")),
        Some("date") => json!(format!("{year}-{month:02}-01")),
        _ if schema["pattern"] == Month::PATTERN => json!(format!("{year}-{month:02}")),
        _ => return None,
    };
    assert!(description.contains("In the years 2000 to 2099."), "{schema}");
    Some(time)
}

#[test]
fn a_time_outside_of_the_years_that_can_be_meant_is_422() {
    let world = World::new();
    let client = world.center();
    let mut tried = 0;
    // A change is read over the record that it changes, by the same types.
    for request in requests().iter().filter(|request| request.method != "PATCH") {
        for (year, month, is_taken) in [(1999, 12, false), (2000, 1, true), (2099, 12, true), (2100, 1, false)] {
            let time = |schema: &Value| time_in(schema, year, month);
            for (field, body) in times(&request.schema, &time) {
                let answer = request.send(&client, &body).body;
                let said = answer["detail"].as_str().unwrap_or_default();
                let refused = said.contains(&format!("`{field}`: must be in the years 2000 to 2099"));
                assert_eq!(refused, !is_taken, "{} {field} in {year}: {said}", request.path);
                assert!(is_taken || answer["status"] == 422, "{answer}");
                tried += 1;
            }
        }
    }
    assert!(tried > 4 * 20, "{tried}");
}
