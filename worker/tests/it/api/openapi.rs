//! The document and the code are one thing.

use std::collections::HashSet;

use aviationalley_worker::{
    auth::{Access, scope::Scope},
    serve::{openapi::document, table},
    wire::WireName,
};
use serde_json::{Value, json};

use crate::support::World;

fn file() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json").to_owned()
}

/// Write it anew with `UPDATE_OPENAPI=1 cargo test`.
#[test]
fn the_committed_document_is_made_from_the_endpoint_table() {
    let made = document(&table::endpoints());
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(file(), serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
    }
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap();
    assert!(made == committed, "openapi.json is old: UPDATE_OPENAPI=1 cargo test");
}

#[test]
fn the_document_is_served_without_a_key() {
    let world = World::new();
    let mut stranger = world.center();
    stranger.token = String::new();
    let served = stranger.get("/api/v1/openapi.json").expect(200);
    assert_eq!(served["openapi"], "3.0.3");
    let committed = std::fs::read_to_string(file()).unwrap();
    let here = committed.replace("https://api.example.com", "https://api.aviationalley.com");
    assert!(served == serde_json::from_str::<Value>(&here).unwrap(), "what is served is not the committed document");
    let server = "https://api.aviationalley.com/api/v1";
    assert_eq!(served["servers"], json!([{"url": server}]));
}

#[test]
fn operation_ids_are_unique_and_every_reference_resolves() {
    let document = document(&table::endpoints());
    let mut ids = HashSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            assert!(ids.insert(id.to_owned()), "{method} {path}: {id} is taken");
        }
    }
    assert!(ids.contains("bookings.start") && ids.contains("trainees.list"), "{ids:?}");
    for_each_reference(&document, &mut |reference| {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    });
}

fn for_each_reference(value: &Value, check: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                check(reference);
            }
            members.values().for_each(|member| for_each_reference(member, check));
        }
        Value::Array(items) => items.iter().for_each(|item| for_each_reference(item, check)),
        _ => {}
    }
}

#[test]
fn every_operation_asks_for_the_scope_that_the_document_names() {
    let world = World::new();
    let center = world.center();
    for endpoint in table::endpoints() {
        let Access::Scope(scope) = endpoint.access else {
            continue;
        };
        let path = endpoint.path.replace("{id}", "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d");
        let method = endpoint.method.as_str();
        let ask = |token: &str| {
            let mut client = center.clone();
            client.token = token.to_owned();
            client.request(method, &path, "")
        };
        ask("").refused(401, "unauthorized");
        ask(&format!("aa_live_{}", "0".repeat(32))).refused(401, "unauthorized");
        let others = Scope::ALL.iter().filter(|other| **other != scope);
        let others: Vec<_> = others.map(|other| other.name()).collect();
        let scope = scope.name();
        let said = ask(&center.with_key("live", &others).token).refused(403, "forbidden_scope");
        assert!(said.contains(scope), "{said}");
        for allowed in [scope, "*"] {
            let status = ask(&center.with_key("live", &[allowed]).token).status;
            assert!(![401, 403].contains(&status), "{method} {path}: {status}");
        }
    }
}

#[test]
fn the_tags_are_those_of_the_operations() {
    let document = document(&table::endpoints());
    let listed: HashSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].clone().to_string()).collect();
    let items = document["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let used: HashSet<_> =
        operations.map(|operation| operation["tags"][0].to_string()).filter(|tag| tag != "null").collect();
    assert_eq!(listed, used);
}
