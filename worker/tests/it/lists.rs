//! Lists: filters, pages, cursors.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::{Client, World};

const BOOKINGS: &str = "/api/v1/bookings";

/// Three dozen bookings that differ in everything that a filter looks at.
fn seed(client: &Client) -> Vec<Value> {
    let trainees: Vec<_> = (0..3)
        .map(|index| client.trainee(&format!("{index}@example.com")))
        .collect();
    for index in 0..36 {
        let simulator = format!("{:08x}-5b7f-4f6a-9c3d-1e2f3a4b5c6d", index % 3);
        let instructor =
            (index % 4 != 0).then(|| format!("{:08x}-2222-4333-8444-555566667777", index % 4));
        let booking = client.booking(json!({
            "simulatorId": simulator,
            "instructorId": instructor,
            "startAt": format!("2026-06-{:02}T{:02}:00:00.000Z", 1 + index % 28, index % 20),
            "endAt": format!("2026-06-{:02}T{:02}:30:00.000Z", 1 + index % 28, index % 20),
            "traineeIds": [trainees[index % 3], trainees[(index + 1) % 3]],
            "courseCode": (["B737-RECUR", "A320-INITIAL"][index % 2]),
            "notes": (index % 5 == 0).then_some("100% of the Checklist_B"),
        }));
        let verb = ["start", "cancel", ""][index % 3];
        if !verb.is_empty() {
            let path = format!("{BOOKINGS}/{}/{verb}", booking["id"].as_str().unwrap());
            let input = if verb == "cancel" {
                json!({"cancelReason": "x"})
            } else {
                json!({})
            };
            client.post(&path, input).expect(200);
        }
    }
    client.list_all(BOOKINGS, 200)
}

#[test]
fn each_filter_alone_and_two_together_keep_what_an_oracle_keeps() {
    let world = World::new();
    let client = world.center();
    let all = seed(&client);
    assert_eq!(all.len(), 36);
    let text =
        |booking: &Value, field: &str| booking[field].as_str().unwrap_or_default().to_owned();
    let trainee = all[0]["traineeIds"][0].as_str().unwrap().to_owned();
    type Keeps<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let equals = |field: &'static str, value: &'static str| -> (String, Keeps) {
        (
            format!("{field}={value}"),
            Box::new(move |booking| booking[field] == value),
        )
    };
    let filters: Vec<(String, Keeps)> = vec![
        equals("status", "SCHEDULED"),
        equals("status", "IN_PROGRESS"),
        equals("status", "NO_SHOW"),
        equals("simulatorId", "00000001-5b7f-4f6a-9c3d-1e2f3a4b5c6d"),
        equals("instructorId", "00000002-2222-4333-8444-555566667777"),
        (
            format!("traineeId={trainee}"),
            Box::new(|booking| {
                booking["traineeIds"]
                    .as_array()
                    .unwrap()
                    .contains(&json!(trainee))
            }),
        ),
        (
            "from=2026-06-10T09:00:00Z".into(),
            Box::new(move |booking| *text(booking, "startAt") >= *"2026-06-10T09:00:00.000Z"),
        ),
        (
            "to=2026-06-10T11:00:00%2B02:00".into(),
            Box::new(move |booking| *text(booking, "startAt") < *"2026-06-10T09:00:00.000Z"),
        ),
        (
            "q=a320".into(),
            Box::new(move |booking| text(booking, "courseCode").contains("A320")),
        ),
        (
            "q=checklist_b".into(),
            Box::new(move |booking| text(booking, "notes").contains("Checklist_B")),
        ),
        (
            "q=%25".into(),
            Box::new(move |booking| text(booking, "notes").contains('%')),
        ),
    ];
    for (index, (query, keeps)) in filters.iter().enumerate() {
        let expected: Vec<_> = all
            .iter()
            .filter(|booking| keeps(booking))
            .cloned()
            .collect();
        assert_eq!(
            client.list_all(&format!("{BOOKINGS}?{query}"), 7),
            expected,
            "{query}"
        );
        for (other, also_keeps) in &filters[index + 1..] {
            if query.split('=').next() == other.split('=').next() {
                continue;
            }
            let both: Vec<_> = expected
                .iter()
                .filter(|booking| also_keeps(booking))
                .cloned()
                .collect();
            assert_eq!(
                client.list_all(&format!("{BOOKINGS}?{query}&{other}"), 7),
                both,
                "{query}&{other}"
            );
        }
    }
}

#[test]
fn pages_neither_skip_nor_repeat_while_rows_are_inserted_between_them() {
    for tied in [true, false] {
        let world = World::new();
        let client = world.center();
        let insert = |from: i64, to: i64| {
            let time = if tied {
                "'2026-01-01T00:00:00.000Z'"
            } else {
                "strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n, 'unixepoch')"
            };
            world.db.query(&format!(
                "WITH RECURSIVE numbers (n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {to}) \
                 INSERT INTO trainees (id, center_id, environment, created_at, updated_at, version, status, fields, facts) \
                 SELECT lower(printf('%08x-0000-4000-8000-%012x', (n * 2654435761) % 4294967296, n)), '{}', 'live', {time}, {time}, \
                 1, 'ACTIVE', json_object('firstName', 'A', 'lastName', 'B', 'email', n || '@example.com'), '{{}}' FROM numbers",
                client.center
            ));
        };
        insert(0, 10_000);
        let mut seen = HashSet::new();
        let mut query = String::new();
        let mut next = 10_000;
        loop {
            let page = client
                .get(&format!("/api/v1/trainees?limit=200{query}"))
                .expect(200);
            for trainee in page["data"].as_array().unwrap() {
                assert!(
                    seen.insert(trainee["email"].as_str().unwrap().to_owned()),
                    "{trainee} came twice"
                );
            }
            insert(next, next + 5);
            next += 5;
            match page["pagination"]["nextCursor"].as_str() {
                Some(cursor) => query = format!("&cursor={cursor}"),
                None => break,
            }
        }
        let missed = (0..10_000)
            .filter(|n| !seen.contains(&format!("{n}@example.com")))
            .count();
        assert_eq!(missed, 0);
    }
}

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
