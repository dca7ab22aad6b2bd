//! Who calls is settled before anything else: a handler is given what its row asks for, and nobody else an answer.

use aviationalley_worker::{
    auth::{Access, Nobody, Tenant, scope::Scope},
    http::{
        admits::{Everybody, OperatorOnly},
        body::{Json, Nothing},
        call::Call,
        endpoint::Endpoint,
        reply::NoContent,
    },
    problem::Problem,
    serve::{dispatch, table},
};
use futures::executor::block_on;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Client, Response, World};

const ID: &str = "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d";

/// Answered by a table of this one row.
fn ask(client: &Client, row: Endpoint) -> Response {
    let request = client.compose(row.method.as_str(), &row.path, Vec::new());
    Response::from_reply(block_on(dispatch::handle(&client.world.app, &[row], request)))
}

/// Keys that open nothing: one that was never minted, and one that was revoked.
fn refused_keys(center: &Client) -> [String; 2] {
    let keys = format!("/admin/centers/{}/api-keys", center.center);
    let new = json!({"name": "old", "environment": "live", "scopes": ["*"]});
    let revoked = center.operator().post(&keys, new).expect(201);
    let [id, token] = ["id", "token"].map(|name| revoked[name].as_str().unwrap());
    center.operator().delete(&format!("{keys}/{id}")).expect(204);
    [format!("aa_live_{}", "0".repeat(32)), token.to_owned()]
}

#[test]
fn who_may_not_call_learns_nothing_of_its_faults() {
    let world = World::new();
    let center = world.center();
    let strangers = refused_keys(&center);
    for endpoint in table::endpoints() {
        let Access::Scope(scope) = endpoint.access else { continue };
        let other = if scope == Scope::CrewRead { "crew:write" } else { "crew:read" };
        let other = center.with_key("live", &[other]);
        let path = endpoint.path.replace("{id}", ID).replace("{userId}", ID);
        let (method, query) = (endpoint.method.as_str(), format!("{path}?noSuchParameter=1"));
        for (path, body) in [(&query, "{}"), (&path, "{"), (&path, r#"{"noSuchField": 1}"#), (&path, "")] {
            for token in &strangers {
                center.with_token(token).request(method, path, body).refused(401, "unauthorized");
            }
            other.request(method, path, body).refused(403, "forbidden_scope");
        }
    }
}

#[test]
fn nor_of_faults_that_only_a_handler_finds() {
    let world = World::new();
    let center = world.center();
    let endpoint = format!("/api/v1/webhook-endpoints/{ID}");
    let booking = json!({"startAt": "2026-06-02T10:00:00Z", "endAt": "2026-06-02T09:00:00Z"});
    let faults = [
        ("/api/v1/bookings".to_owned(), center.booking_body(booking)),
        ("/api/v1/webhook-endpoints".to_owned(), json!({"url": "http://example.com", "events": ["*"]})),
        (format!("{endpoint}/recover"), json!({"since": "2090-01-01T00:00:00Z"})),
    ];
    let other = center.with_key("live", &["crew:read"]);
    for (path, body) in faults {
        center.post(&path, body.clone()).refused(422, "unprocessable");
        for token in refused_keys(&center) {
            center.with_token(&token).post(&path, body.clone()).refused(401, "unauthorized");
        }
        other.post(&path, body).refused(403, "forbidden_scope");
    }
}

#[test]
fn a_handler_that_asks_nothing_answers_keys_only() {
    let world = World::new();
    let center = world.center();
    let row = || {
        let handler = |_: Call<Tenant>| async { Ok::<_, Problem>(NoContent) };
        Endpoint::get("/nothing", Scope::CrewRead, "nothing.get", "Get nothing", handler)
    };
    for token in refused_keys(&center) {
        ask(&center.with_token(&token), row()).refused(401, "unauthorized");
    }
    ask(&center.with_key("live", &["crew:write"]), row()).refused(403, "forbidden_scope");
    ask(&center, row()).expect(204);
}

#[test]
fn a_key_is_looked_up_once_however_a_request_ends() {
    let world = World::new();
    let center = world.center();
    let cost = |path: &str, body: &str| {
        let before = world.db.batches.get();
        center.request("POST", path, body);
        world.db.batches.get() - before
    };
    assert_eq!(cost("/api/v1/bookings", "{"), 1);
    assert_eq!(cost("/api/v1/bookings", &" ".repeat(64 * 1024 + 1)), 1);
    assert_eq!(cost(&format!("/api/v1/bookings/{ID}/start"), "{}"), 1);
}

#[test]
fn where_there_is_no_operator_its_endpoints_are_not_there() {
    let world = World::new().redeployed(|config| config.admin_token = None);
    let client = Client::operator_of(&world);
    client.post("/admin/centers", json!({})).refused(404, "not_found");
    client.get("/admin/centers").refused(404, "not_found");
}

#[test]
fn a_row_that_admits_everybody_looks_at_no_key() {
    let world = World::new();
    let stranger = Client::operator_of(&world).with_token("");
    let handler = |_: Call<Nobody>| async { Ok::<_, Problem>(NoContent) };
    ask(&stranger, Endpoint::get("/nothing", Everybody, "nothing.get", "Get nothing", handler)).expect(204);
}

#[test]
#[should_panic(expected = "/things/{id} has not the parameters that its handler takes")]
fn a_path_with_a_parameter_too_many_does_not_register() {
    let handler = |_: Call<Tenant>| async { Ok::<_, Problem>(NoContent) };
    Endpoint::get("/things/{id}", Scope::CrewRead, "things.get", "Get a thing", handler);
}

#[test]
#[should_panic(expected = "/things has not the parameters that its handler takes")]
fn a_path_with_a_parameter_too_few_does_not_register() {
    let handler = |_: Call<_, Uuid, (), Json<Nothing>>| async { Ok::<_, Problem>(NoContent) };
    Endpoint::post("/things", OperatorOnly, "things.create", "Make a thing", handler);
}
