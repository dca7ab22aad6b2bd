//! The event catalog: what is sent fits what is promised.

use aviationalley_worker::{events::EventType, serve::catalog::catalog, wire::WireName};
use serde_json::Value;

use crate::support::World;

/// Write it anew with `UPDATE_OPENAPI=1 cargo test`.
#[test]
fn the_committed_catalog_is_the_one_that_the_records_make() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/event-types.json");
    let made = catalog();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(file, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
    }
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert!(made == committed, "event-types.json is old: UPDATE_OPENAPI=1 cargo test");
}

#[test]
fn the_catalog_is_served_to_holders_of_the_scope() {
    let world = World::new();
    let client = world.center();
    assert_eq!(client.get("/api/v1/webhook-event-types").expect(200), catalog());
    let other = client.with_key("live", &["bookings:read"]);
    other.get("/api/v1/webhook-event-types").refused(403, "forbidden_scope");
}

#[test]
fn every_event_type_has_a_schema_that_its_example_fits() {
    let catalog = catalog();
    let items = catalog["data"].as_array().unwrap();
    let types: Vec<_> = items.iter().map(|item| item["type"].as_str().unwrap()).collect();
    let vocabulary: Vec<_> = EventType::ALL.iter().map(|event| event.name()).collect();
    assert_eq!(types, vocabulary);
    for item in items {
        let validator = jsonschema::validator_for(&item["schema"]).unwrap();
        let faults: Vec<_> = validator.iter_errors(&item["example"]).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", item["type"]);
    }
}
