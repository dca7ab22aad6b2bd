//! Requests that fit no operation.

use aviationalley_worker::serve;
use futures::executor::block_on;
use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::support::{Client, Response, World};

fn someone(email: &str) -> Value {
    json!({"firstName": "Dana", "lastName": "Reyes", "email": email})
}

#[test]
fn an_unknown_path_is_404_and_a_wrong_method_405() {
    let world = World::new();
    let client = world.center();
    for path in [
        "/",
        "/api/v1",
        "/api/v1/planes",
        "/api/v2/bookings",
        "/api/v1/bookings/",
        "/api/v1//bookings",
        "/api/v1/crew/",
        "/api/v1/crew//start-duty",
        "/api/v1/webhook-deliveries/",
        "/api/v1/webhook-endpoints//deliveries",
        "/api/v1/openapi.json/",
        "/admin/centers/",
        "/api/v1/bookings/x/y/z",
    ] {
        client.get(path).refused(404, "not_found");
    }
    for method in ["DELETE", "PUT", "PURGE"] {
        let response = client.request(method, "/api/v1/bookings", "");
        assert_eq!(response.header("allow"), Some("GET, POST"));
        let said = response.refused(405, "method_not_allowed");
        assert!(said.contains("GET, POST"), "{said}");
    }
}

#[test]
fn no_path_goes_on_behind_a_slash_or_has_an_empty_id() {
    let world = World::new();
    let client = world.center();
    let document: Value = serde_json::from_str(include_str!("../../../openapi.json")).unwrap();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            let empty = path.replace("{id}", "").replace("{userId}", "");
            let slash = path.replace(['{', '}'], "") + "/";
            for path in [slash, empty].into_iter().filter(|other| other != path) {
                let method = method.to_uppercase();
                let said = client.request(&method, &path, "").refused(404, "not_found");
                assert!(said.starts_with("No operation has this path"), "{method} {path}: {said}");
            }
        }
    }
}

#[test]
fn an_id_has_one_spelling() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let trainee = client.trainee("a@example.com");
    let endpoint = client.get("/api/v1/webhook-endpoints").expect(200)["data"][0]["id"].clone();
    let endpoint = endpoint.as_str().unwrap();
    let deliveries = format!("/api/v1/webhook-endpoints/{endpoint}/deliveries");
    let delivery = client.get(&deliveries).expect(200)["data"][0]["id"].clone();
    for (path, id) in [
        ("/api/v1/trainees/", trainee.as_str()),
        ("/api/v1/webhook-endpoints/", endpoint),
        ("/api/v1/webhook-deliveries/", delivery.as_str().unwrap()),
        ("/admin/centers/", &client.center),
    ] {
        let caller = if path.starts_with("/admin") { client.operator() } else { client.clone() };
        let method = if path.starts_with("/admin") { "PATCH" } else { "GET" };
        caller.request(method, &format!("{path}{id}"), "{}").expect(200);
        for other in [
            id.to_uppercase(),
            id.replace('-', ""),
            format!("{{{id}}}"),
            format!("urn:uuid:{id}"),
            format!("%{:02x}{}", id.as_bytes()[0], &id[1..]),
        ] {
            if other != id {
                caller.request(method, &format!("{path}{other}"), "{}").refused(404, "not_found");
            }
        }
    }
}

#[test]
fn an_id_that_is_none_identifies_nothing() {
    let world = World::new();
    let client = world.center();
    for id in ["x", "9D2E4C1A5B7F4F6A9C3D1E2F3A4B5C6D", "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d", "%00", "' OR 1"] {
        client.get(&format!("/api/v1/bookings/{id}")).refused(404, "not_found");
    }
}

#[test]
fn a_stranger_learns_nothing_but_that_a_key_is_needed() {
    let world = World::new();
    let stranger = world.center().with_token("aa_live_00000000000000000000000000000000");
    stranger.request("POST", "/api/v1/trainees", "{").refused(401, "unauthorized");
    stranger.get("/api/v1/trainees?limit=0").refused(401, "unauthorized");
    stranger.post("/api/v1/trainees", json!({"firstName": ""})).refused(401, "unauthorized");
    stranger.request("POST", "/api/v1/trainees", vec![b' '; 2_000_000]).refused(401, "unauthorized");
    stranger.get("/api/v1/trainees/x").refused(401, "unauthorized");
}

#[test]
fn a_body_that_is_said_to_be_something_else_is_415() {
    let world = World::new();
    let client = world.center();
    let body = || someone("a@example.com").to_string().into_bytes();
    let send = |client: &Client, body: Vec<u8>, name: &'static str, value: &'static str| {
        let mut request = client.compose("POST", "/api/v1/trainees", body);
        let value = HeaderValue::from_static(value);
        request.headers.insert(HeaderName::from_static(name), value);
        Response::from_reply(block_on(serve::handle(&client.world.app, request)))
    };
    for (name, value) in [
        ("content-type", "text/plain"),
        ("content-type", "application/xml"),
        ("content-type", "application/json; charset=utf-16"),
        ("content-encoding", "gzip"),
    ] {
        send(&client, body(), name, value).refused(415, "unsupported_media_type");
        let stranger = client.with_token("aa_live_00000000000000000000000000000000");
        send(&stranger, body(), name, value).refused(401, "unauthorized");
        // Of no body nothing is said.
        send(&client, Vec::new(), name, value).refused(400, "invalid_request");
    }
    assert_eq!(client.get("/api/v1/trainees").expect(200)["data"], json!([]));
    send(&client, body(), "content-type", "application/json; charset=utf-8").expect(201);
}

#[test]
fn a_body_of_white_space_or_with_a_name_twice_changes_nothing() {
    let world = World::new();
    let client = world.center();
    let path = format!("/api/v1/trainees/{}", client.trainee("a@example.com"));
    let before = world.db.dump();
    for body in ["\n", " \t\r\n", r#"{"phone": "1", "phone": "2"}"#] {
        client.request("PATCH", &path, body).refused(400, "invalid_request");
        client.request("POST", "/api/v1/trainees", body).refused(400, "invalid_request");
        client.request("POST", &format!("{path}/hold"), body).refused(400, "invalid_request");
    }
    let hook = r#"{"url": "https://a.example.com/", "url": "https://b.example.com/", "events": ["*"]}"#;
    let said = client.request("POST", "/api/v1/webhook-endpoints", hook);
    assert!(said.refused(400, "invalid_request").contains("`url`: is given more than once"));
    let nested = r#"{"lineItems": [{"quantity": 1, "quantity": 2}]}"#;
    let said = client.request("POST", "/api/v1/invoices", nested);
    assert!(said.refused(400, "invalid_request").contains("`lineItems[0].quantity`"));
    assert_eq!(world.db.dump(), before);
    client.request("PATCH", &path, "").expect(200);
}

#[test]
fn a_whole_number_may_be_written_with_a_fraction_of_zero() {
    let world = World::new();
    let client = world.center();
    for (index, (written, number)) in [("7.0", 7), ("1e0", 1), ("10.0", 10)].iter().enumerate() {
        let user = format!("{index:08x}-0000-4000-8000-000000000000");
        let body = json!({"name": "A", "role": "PILOT", "seniorityNumber": 0, "safetySensitive": true});
        let body = body.to_string().replace("\"seniorityNumber\":0", &format!("\"seniorityNumber\":{written}"));
        let member = client.request("PUT", &format!("/api/v1/crew/{user}"), body).expect(200);
        assert_eq!(member["seniorityNumber"], *number, "{written}");
    }
}

#[test]
fn text_of_any_kind_comes_back_as_it_was_sent() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    let notes = "quote \" back \\ tab \t emoji 🛩️ rtl \u{202e} é e\u{301} </script> '; DROP TABLE bookings; --";
    let booking = client.booking(json!({"notes": notes}));
    assert_eq!(booking["notes"], notes);
    let path = format!("/api/v1/bookings/{}", booking["id"].as_str().unwrap());
    assert_eq!(client.get(&path).expect(200)["notes"], notes);
    assert_eq!(world.inbox().all().last().unwrap().json()["data"]["notes"], notes);
}

#[test]
fn a_busy_database_is_503_with_retry_after() {
    let world = World::new();
    let client = world.center();
    world.db.down.set(true);
    let response = client.get("/api/v1/trainees");
    assert_eq!(response.header("retry-after"), Some("1"));
    let said = response.refused(503, "unavailable");
    assert!(!said.contains("D1"), "{said}");
    assert!(world.log.lines.borrow()[0].contains("D1 DB is overloaded"));
}

#[test]
fn head_answers_as_get_without_the_body() {
    let world = World::new();
    let client = world.center();
    let response = client.request("HEAD", "/api/v1/trainees", "");
    assert_eq!((response.status, response.body), (200, Value::Null));
}
