//! Requests that fit no operation.

use serde_json::json;

use crate::support::World;

#[test]
fn an_unknown_path_is_404_and_a_wrong_method_says_which_are_right() {
    let world = World::new();
    let client = world.center();
    for path in [
        "/",
        "/api/v1",
        "/api/v1/planes",
        "/api/v2/bookings",
        "/api/v1/bookings/",
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
fn an_id_that_is_none_identifies_nothing() {
    let world = World::new();
    let client = world.center();
    for id in [
        "x",
        "9D2E4C1A5B7F4F6A9C3D1E2F3A4B5C6D",
        "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d",
        "%00",
        "' OR 1",
    ] {
        client
            .get(&format!("/api/v1/bookings/{id}"))
            .refused(404, "not_found");
    }
}

#[test]
fn a_stranger_learns_nothing_but_that_a_key_is_needed() {
    let world = World::new();
    let stranger = world
        .center()
        .with_token("aa_live_00000000000000000000000000000000");
    stranger
        .request("POST", "/api/v1/trainees", "{")
        .refused(401, "unauthorized");
    stranger
        .get("/api/v1/trainees?limit=0")
        .refused(401, "unauthorized");
    stranger
        .post("/api/v1/trainees", json!({"firstName": ""}))
        .refused(401, "unauthorized");
    stranger
        .request("POST", "/api/v1/trainees", vec![b' '; 2_000_000])
        .refused(401, "unauthorized");
    stranger
        .get("/api/v1/trainees/x")
        .refused(401, "unauthorized");
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
    assert_eq!(
        world.inbox().all().last().unwrap().json()["data"]["notes"],
        notes
    );
}

#[test]
fn a_busy_database_is_503_with_a_time_to_wait_and_shows_nothing_of_itself() {
    let world = World::new();
    let client = world.center();
    world.db.down.set(true);
    let response = client.get("/api/v1/trainees");
    assert_eq!(response.header("retry-after"), Some("1"));
    let said = response.refused(503, "unavailable");
    assert!(!said.contains("D1"), "{said}");
    assert!(world.log.0.borrow()[0].contains("D1 DB is overloaded"));
}

#[test]
fn head_answers_as_get_without_the_body() {
    let world = World::new();
    let client = world.center();
    let response = client.request("HEAD", "/api/v1/trainees", "");
    assert_eq!(
        (response.status, response.body),
        (200, serde_json::Value::Null)
    );
}
