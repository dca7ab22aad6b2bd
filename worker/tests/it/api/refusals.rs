//! What the document says of refusals is what callers get.

use aviationalley_worker::{problem::Problem, serve};
use futures::executor::block_on;
use http::{HeaderValue, header::CONTENT_TYPE};
use serde_json::json;

use crate::support::{Response, World, documented};

const BOOKINGS: &str = "/api/v1/bookings";

#[test]
fn the_examples_of_refusals_are_what_callers_get() {
    let world = World::new();
    let client = world.center();
    let stranger = client.with_token(&format!("aa_live_{}", "0".repeat(32)));
    let reader = client.with_key("live", &["bookings:read"]);
    let booking = client.booking(json!({}));
    let overlapping = client.booking_body(json!({}));
    let backwards = client.booking_body(json!({"endAt": "2020-01-01T00:00:00Z"}));
    let conflict = client.post(BOOKINGS, overlapping);
    let one = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
    client.post(&format!("{one}/start"), json!({})).expect(200);
    client.post(&format!("{one}/complete"), json!({})).expect(200);
    let mut plain = client.compose("POST", BOOKINGS, b"{}".to_vec());
    plain.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    let plain = Response::from_reply(block_on(serve::handle(&world.app, plain)));
    for (name, response) in [
        ("InvalidRequest", client.get(&format!("{BOOKINGS}?limit=0"))),
        ("Unauthorized", stranger.get(BOOKINGS)),
        ("Forbidden", reader.post(BOOKINGS, json!({}))),
        ("NotFound", client.get(&format!("{BOOKINGS}/9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d"))),
        ("Conflict", conflict),
        ("WrongStatus", client.post(&format!("{one}/start"), json!({}))),
        ("PayloadTooLarge", client.request("POST", BOOKINGS, vec![b' '; 2_000_000])),
        ("UnsupportedMediaType", plain),
        ("Unprocessable", client.post(BOOKINGS, backwards)),
    ] {
        documented::assert_example(name, &response);
    }
    assert_eq!(documented::example("Failed")["detail"], Problem::internal("the cause").detail);
}
