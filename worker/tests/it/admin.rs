//! The operator's API.

use std::rc::Rc;

use serde_json::json;

use crate::support::World;

#[test]
fn only_the_operators_token_opens_it() {
    let world = World::new();
    let client = world.center();
    let new = json!({"name": "Another", "ownerEmail": "owner@example.com"});
    for token in ["", "operator-toke", "operator-token2", &client.token] {
        client.with_token(token).post("/admin/centers", new.clone()).refused(401, "unauthorized");
    }
    let center = client.operator().post("/admin/centers", new).expect(201);
    assert_eq!(center["timeZone"], "UTC");
    assert_eq!(center["autoApproveTrades"], false);
}

#[test]
fn without_a_token_set_it_does_not_exist() {
    let mut world = World::new();
    let mut config = (*world.app.config).clone();
    config.admin_token = None;
    world.app.config = Rc::new(config);
    let nobody = crate::support::Client::operator_of(&world);
    nobody.post("/admin/centers", json!({})).refused(404, "not_found");
}

#[test]
fn a_center_is_checked_and_can_be_changed() {
    let world = World::new();
    let client = world.center();
    let operator = client.operator();
    for (body, part) in [
        (json!({"name": "", "ownerEmail": "owner@example.com"}), "name"),
        (json!({"name": "A", "ownerEmail": "owner"}), "ownerEmail"),
        (json!({"name": "A", "ownerEmail": "o@example.com", "timeZone": "Mars/Base"}), "timeZone"),
    ] {
        let said = operator.post("/admin/centers", body).refused(422, "unprocessable");
        assert!(said.contains(part), "{said}");
    }
    let one = format!("/admin/centers/{}", client.center);
    let changed = operator.patch(&one, json!({"autoApproveTrades": true})).expect(200);
    assert_eq!((&changed["autoApproveTrades"], &changed["timeZone"]), (&json!(true), &json!("America/Denver")));
    operator.patch(&one, json!({"timeZone": "Nowhere"})).refused(422, "unprocessable");
    operator.patch(&one, json!({"ownerEmail": "x@example.com"})).refused(400, "invalid_request");
    let nobody = "/admin/centers/9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d";
    operator.patch(nobody, json!({})).refused(404, "not_found");
}
