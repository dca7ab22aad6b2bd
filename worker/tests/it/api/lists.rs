//! Lists: the last page, and queries that are refused. Pages and filters of every list: `pages.rs`, `filters.rs`.

use serde_json::{Value, json};

use crate::{
    fixtures::{Fixture, for_all, path},
    support::{Client, Response, World},
};

const BOOKINGS: &str = "/api/v1/bookings";

#[test]
fn a_last_page_that_is_full_has_no_cursor() {
    let world = World::new();
    let client = world.center();
    for index in 0..4 {
        client.trainee(&format!("{index}@example.com"));
    }
    let page = client.get("/api/v1/trainees?limit=4").expect(200);
    assert_eq!(page["pagination"], json!({"limit": 4, "nextCursor": null}));
    let page = client.get("/api/v1/trainees").expect(200);
    assert_eq!(page["pagination"], json!({"limit": 50, "nextCursor": null}));
}

#[test]
fn a_query_that_is_not_understood_names_the_parameter() {
    let world = World::new();
    let client = world.center();
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=%2B1", "limit"),
        ("limit=1.5", "limit"),
        ("limit=abc", "limit"),
        ("limit=", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("Limit=1", "Limit"),
        ("cursor=abc", "cursor"),
        ("cursor=", "cursor"),
        ("cursor=MSAyMDI2LTA2LTAxVDEwOjAwOjAwLjAwMFogJyBPUiAx", "cursor"),
        ("status=active", "status"),
        ("status=", "status"),
        ("status=SCHEDULED&status=COMPLETED", "status"),
        ("from=2026-06-01", "from"),
        ("from=1969-12-31T23:59:59Z", "from"),
        ("from=2026-06-01T00:00:60Z", "from"),
        ("q=%FF", "q"),
        ("q=%ED%A0%80", "q"),
        ("q=a%C3", "q"),
        ("status=%C0%80", "status"),
        ("%FF=1", "%FF"),
        ("to=x", "to"),
        ("simulatorId=FFS-2", "simulatorId"),
        ("q=", "q"),
        ("colour=red", "colour"),
    ] {
        let said = client.get(&format!("{BOOKINGS}?{query}")).refused(400, "invalid_request");
        assert!(said.contains(&format!("`{parameter}`")), "{query}: {said}");
    }
}

/// A cursor of this list, with these parameters, each followed by `&`.
fn cursor(client: &Client, list: &str, filters: &str) -> String {
    let page = client.get(&format!("{list}?{filters}limit=1")).expect(200);
    page["pagination"]["nextCursor"].as_str().unwrap().to_owned()
}

#[track_caller]
fn refuses_cursor(response: Response) {
    let said = response.refused(400, "invalid_request");
    assert!(said.contains("`cursor`") && said.contains("with these filters"), "{said}");
}

for_all!(a_cursor_fits_its_own_list_and_filters_only, own_cursors);
fn own_cursors<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    let list = path::<R>();
    for index in 0..2 {
        client.post(&list, R::body(&client, index)).expect(201);
    }
    let first = cursor(&client, &list, "");
    let page = client.get(&format!("{list}?cursor={first}&limit=7")).expect(200);
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
    refuses_cursor(client.get(&format!("{list}?cursor={first}&q=x")));
    let other = if list.ends_with("trainees") { BOOKINGS } else { "/api/v1/trainees" };
    refuses_cursor(client.get(&format!("{other}?cursor={first}")));
}

#[test]
fn a_cursor_of_filters_goes_on_with_the_same_in_any_order() {
    let world = World::new();
    let client = world.center();
    for index in 0..3 {
        client.trainee(&format!("{index}@example.com"));
    }
    let list = "/api/v1/trainees";
    let of_two = cursor(&client, list, "q=example&status=ACTIVE&");
    for same in ["q=example&status=ACTIVE", "status=ACTIVE&q=exam%70le"] {
        client.get(&format!("{list}?{same}&cursor={of_two}")).expect(200);
    }
    for other in ["", "q=example", "q=Example&status=ACTIVE", "q=example%FEstatus=ACTIVE"] {
        let response = client.get(&format!("{list}?{other}&cursor={of_two}"));
        assert_eq!(response.status, 400, "{other}");
    }
}

#[test]
fn no_list_takes_another_lists_cursor() {
    let world = World::new();
    let client = world.center();
    let (one, _) = client.subscribe("https://a.example.com/", &["*"]);
    let (other, _) = client.subscribe("https://b.example.com/", &["*"]);
    for index in 0..2 {
        client.trainee(&format!("{index}@example.com"));
        client.crew_member(index, json!({}));
    }
    let deliveries = |endpoint: &str| format!("/api/v1/webhook-endpoints/{endpoint}/deliveries");
    let document: Value = serde_json::from_str(include_str!("../../../openapi.json")).unwrap();
    let delivery = format!("del_{:048x}", 1);
    let takes_cursor = |operation: &Value| {
        let mut parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.any(|parameter| parameter["name"] == "cursor")
    };
    let paths = document["paths"].as_object().unwrap().iter();
    let mut lists: Vec<_> = paths
        .filter(|(_, operations)| takes_cursor(&operations["get"]))
        .map(|(path, _)| match path.starts_with("/webhook-deliveries") {
            true => format!("/api/v1{}", path.replace("{id}", &delivery)),
            false => format!("/api/v1{}", path.replace("{id}", &other)),
        })
        .collect();
    assert!(lists.contains(&deliveries(&other)) && lists.len() > 20, "{lists:?}");
    lists.push(deliveries(&one));
    for of in ["/api/v1/trainees", "/api/v1/crew", "/api/v1/webhook-endpoints", "/api/v1/events", &deliveries(&one)] {
        let cursor = cursor(&client, of, "");
        for list in &lists {
            let response = client.get(&format!("{list}?cursor={cursor}"));
            match list == of {
                true => drop(response.expect(200)),
                false => refuses_cursor(response),
            }
        }
    }
    let of_all = cursor(&client, "/api/v1/events", "");
    refuses_cursor(client.get(&format!("/api/v1/events?type=trainee.created&cursor={of_all}")));
    let of_pending = format!("{}?cursor={}", deliveries(&one), cursor(&client, &deliveries(&one), ""));
    refuses_cursor(client.get(&format!("{of_pending}&status=PENDING")));
}

#[test]
fn an_instant_may_have_any_offset_and_a_bare_plus() {
    let world = World::new();
    let client = world.center();
    let booking = client.booking(json!({"startAt": "2026-06-10T13:00:00Z", "endAt": "2026-06-10T15:00:00+0000"}));
    assert_eq!(booking["endAt"], "2026-06-10T15:00:00.000Z");
    for (from, found) in [
        ("2026-06-10T13:00:00+0000", 1),
        ("2026-06-10T13:00:00%2B0000", 1),
        ("2026-06-10T13:00:00.001+0000", 0),
        ("2026-06-10T15:00:00+02:00", 1),
        ("2026-06-10T15:00:01+02", 0),
        ("2026-06-10T15:00:00%2B02:00", 1),
        ("2026-06-10T06:00:00-0700", 1),
        ("2026-06-10T06:00:01-07:00", 0),
        ("2026-06-10T13:00:00Z", 1),
    ] {
        let page = client.get(&format!("{BOOKINGS}?from={from}")).expect(200);
        assert_eq!(page["data"].as_array().unwrap().len(), found, "{from}");
    }
}

#[test]
fn an_instant_in_a_body_is_refused_for_its_true_reason() {
    let world = World::new();
    let client = world.center();
    for (start, status, part) in [
        ("1969-12-31T23:59:59Z", 422, "must be in the years"),
        ("2026-06-10T11:22:60Z", 400, "a second 60"),
        ("2026-06-10", 400, "is not an RFC 3339 date-time"),
    ] {
        let body = client.booking_body(json!({"startAt": start}));
        let code = if status == 422 { "unprocessable" } else { "invalid_request" };
        let said = client.post(BOOKINGS, body).refused(status, code);
        assert!(said.contains("`startAt`") && said.contains(part), "{start}: {said}");
    }
}
