//! What a scope allows is what its description says, wherever scopes are picked.

use aviationalley_worker::{
    auth::{Access, scope::Scope},
    serve::{openapi::document, table},
    wire::WireName,
};
use serde_json::json;

use crate::support::World;

#[test]
fn every_place_that_names_a_scope_says_what_it_allows() {
    let document = document(&table::endpoints());
    let key = &document["components"]["schemas"]["ApiKeyRequest"]["properties"]["scopes"]["items"];
    let picked = key["description"].as_str().unwrap();
    let listed = document["components"]["securitySchemes"]["apiKey"]["description"].as_str().unwrap();
    let mut names = vec!["*"];
    names.extend(Scope::ALL.iter().map(|scope| scope.name()));
    assert_eq!(key["enum"], json!(names));
    for scope in Scope::ALL {
        let line = format!("- `{}`: {}", scope.name(), scope.describe());
        assert!(picked.contains(&line), "{line}");
        assert!(listed.contains(&line), "{line}");
    }
    for endpoint in table::endpoints() {
        let Access::Scope(scope) = endpoint.access else {
            continue;
        };
        let path = endpoint.path.strip_prefix("/api/v1").unwrap();
        let operation = &document["paths"][path][endpoint.method.as_str().to_lowercase()];
        let said = operation["description"].as_str().unwrap();
        assert!(said.contains(&scope.describe()), "{path}: {said}");
    }
}

#[test]
fn every_scope_is_asked_for_by_an_operation() {
    let asked = |scope: &Scope| {
        let table = table::endpoints();
        table.iter().any(|endpoint| endpoint.access == Access::Scope(*scope))
    };
    let idle: Vec<_> = Scope::ALL.iter().filter(|scope| !asked(scope)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn a_write_answers_with_the_record_and_opens_nothing_else() {
    assert!(Scope::TraineesWrite.describe().contains("answers with the whole record"));
    let world = World::new();
    let center = world.center();
    let id = center.trainee("dana.reyes@example.com");
    let writer = center.with_key("live", &["trainees:write"]);
    let path = format!("/api/v1/trainees/{id}");
    let answer = writer.patch(&path, json!({})).expect(200);
    assert_eq!(answer, center.get(&path).expect(200));
    for path in ["/api/v1/trainees", &path, "/api/v1/events"] {
        writer.get(path).refused(403, "forbidden_scope");
    }
}

#[test]
fn webhooks_write_alone_can_send_every_domain() {
    assert!(Scope::WebhooksWrite.describe().contains("of every domain"));
    let world = World::new();
    let center = world.center();
    let writer = center.with_key("live", &["webhooks:write"]);
    writer.subscribe("https://example.com/hook", &["*"]);
    let booking = center.booking(json!({}));
    let sent = world.inbox().all();
    assert!(sent.iter().any(|seen| seen.json()["data"] == booking));
    writer.get("/api/v1/bookings").refused(403, "forbidden_scope");
}

#[test]
fn the_feed_tells_of_every_domain_with_events_read_alone() {
    assert!(Scope::EventsRead.describe().contains("of every domain"));
    let world = World::new();
    let center = world.center();
    let booking = center.booking(json!({}));
    let reader = center.with_key("live", &["events:read"]);
    let events = reader.list_all("/api/v1/events", 200);
    assert!(events.iter().any(|event| event["data"] == booking));
}
