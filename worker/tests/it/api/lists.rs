//! Lists: the last page, and queries that are refused. Pages and filters of every list: `pages.rs`, `filters.rs`.

use serde_json::json;

use crate::support::World;

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
fn a_query_that_is_not_understood_is_refused_with_the_parameter_named() {
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
        (
            "cursor=MSAyMDI2LTA2LTAxVDEwOjAwOjAwLjAwMFogJyBPUiAx",
            "cursor",
        ),
        ("status=active", "status"),
        ("status=", "status"),
        ("status=SCHEDULED&status=COMPLETED", "status"),
        ("from=2026-06-01", "from"),
        ("from=2026-06-01T00:00:00+02:00", "from"),
        ("to=x", "to"),
        ("simulatorId=FFS-2", "simulatorId"),
        ("q=", "q"),
        ("colour=red", "colour"),
    ] {
        let said = client
            .get(&format!("{BOOKINGS}?{query}"))
            .refused(400, "invalid_request");
        assert!(said.contains(&format!("`{parameter}`")), "{query}: {said}");
    }
}
