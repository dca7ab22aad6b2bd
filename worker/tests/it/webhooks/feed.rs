//! The feed of events: all of them, once, in commit order, whoever writes meanwhile.

use std::{cell::Cell, time::Duration};

use futures::{
    executor::block_on,
    future::{join, join_all},
};
use serde_json::{Value, json};

use crate::support::{Client, World, yield_once};

const FEED: &str = "/api/v1/events";

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn ids(page: &Value) -> Vec<String> {
    let events = page["data"].as_array().unwrap().iter();
    events.map(|event| text(&event["id"]).to_owned()).collect()
}

/// The page behind `cursor`.
fn page(client: &Client, query: &str, cursor: &Value) -> Value {
    client.get(&format!("{FEED}?{query}&cursor={}", text(cursor))).expect(200)
}

/// Follows the feed until `writing` is over and nothing is left; gives the ids, in order.
async fn follow(client: &Client<'_>, query: &str, writing: &Cell<bool>) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let last_look = !writing.get();
        let path = format!("{FEED}?{query}{cursor}");
        let page = client.send("GET", &path, Vec::new()).await.expect(200);
        seen.extend(ids(&page));
        cursor = format!("&cursor={}", text(&page["pagination"]["nextCursor"]));
        if last_look && page["pagination"]["hasMore"] == false {
            return seen;
        }
    }
}

/// Creates trainees, and changes each, at a pace of its own.
async fn write(client: &Client<'_>, writer: usize) {
    for index in 0..8 {
        for _ in 0..(writer * 7 + index * 5) % 11 {
            yield_once().await;
        }
        let email = format!("{writer}-{index}@example.com");
        let new = json!({"firstName": "A", "lastName": "B", "email": email});
        let body = new.to_string().into_bytes();
        let made = client.send("POST", "/api/v1/trainees", body).await;
        let hold = format!("/api/v1/trainees/{}/hold", text(&made.expect(201)["id"]));
        client.send("POST", &hold, b"{}".into()).await.expect(200);
    }
}

#[test]
fn readers_see_every_event_once_in_commit_order() {
    let world = World::new();
    let (client, other) = (world.center(), world.center());
    client.subscribe("https://example.com/hook", &["*"]);
    let writing = Cell::new(true);
    let writers = async {
        let ours = join_all((0..12).map(|writer| write(&client, writer)));
        let theirs = join_all((0..6).map(|writer| write(&other, writer)));
        join(ours, theirs).await;
        writing.set(false);
    };
    let queries = ["limit=1", "limit=3", "limit=50", "limit=2&type=trainee.updated", "limit=200&type=trainee.created"];
    let followers = join_all(queries.map(|query| follow(&client, query, &writing)));
    let (_, seen) = block_on(join(writers, followers));
    for (query, seen) in queries.iter().zip(seen) {
        let condition = match query.split_once("type=") {
            Some((_, name)) => format!("AND type = '{name}'"),
            None => String::new(),
        };
        let committed = world
            .db
            .query(&format!("SELECT id FROM events WHERE center_id = '{}' {condition} ORDER BY seq", client.center));
        let committed: Vec<_> = committed.iter().map(|row| row.text("id").unwrap()).collect();
        assert!(committed.len() >= 12 * 8);
        assert_eq!(seen, committed, "{query}");
    }
}

#[test]
fn every_page_has_a_cursor_to_go_on_from() {
    let world = World::new();
    let client = world.center();
    let empty = client.get(FEED).expect(200);
    assert_eq!(empty["data"], json!([]));
    assert_eq!(empty["pagination"]["hasMore"], false);
    for index in 0..5 {
        client.trainee(&format!("{index}@example.com"));
    }
    let all = client.get(FEED).expect(200);
    assert_eq!(page(&client, "", &empty["pagination"]["nextCursor"]), all, "an empty feed's cursor");
    let first = client.get(&format!("{FEED}?limit=3")).expect(200);
    assert_eq!(first["pagination"]["hasMore"], true);
    let second = page(&client, "limit=2", &first["pagination"]["nextCursor"]);
    assert_eq!(second["pagination"]["hasMore"], false, "full, and the last");
    assert_eq!([ids(&first), ids(&second)].concat(), ids(&all));
    let end = page(&client, "", &second["pagination"]["nextCursor"]);
    assert_eq!(end["data"], json!([]));
    assert_eq!(end["pagination"]["nextCursor"], all["pagination"]["nextCursor"]);
    client.trainee("late@example.com");
    let late = page(&client, "", &end["pagination"]["nextCursor"]);
    assert_eq!(late["data"][0]["data"]["email"], "late@example.com");
    assert_eq!(ids(&late).len(), 1);
}

#[test]
fn an_event_that_is_read_is_the_one_that_was_delivered() {
    let world = World::new();
    let client = world.center();
    client.subscribe("https://example.com/hook", &["*"]);
    client.booking(json!({"notes": "é \t \"quoted\" 🛩️"}));
    let reply = block_on(client.reply("GET", FEED, Vec::new()));
    let feed: Value = serde_json::from_slice(&reply.body).unwrap();
    let delivered = world.inbox().all();
    assert_eq!(delivered.len(), 2);
    for (event, delivery) in feed["data"].as_array().unwrap().iter().zip(&delivered) {
        let mut envelope = delivery.json();
        let digits = text(&event["id"]).strip_prefix("evt_").unwrap();
        let joined = format!("del_{digits}");
        assert!(text(&envelope["id"]).starts_with(&joined), "{envelope}");
        envelope["id"] = event["id"].clone();
        assert_eq!(*event, envelope);
    }
    // The same text, not only the same values.
    let (_, data) = delivered[1].post.body.split_once(r#""data":"#).unwrap();
    let served = String::from_utf8(reply.body).unwrap();
    assert!(served.contains(data.strip_suffix('}').unwrap()));
}

#[test]
fn a_filter_keeps_what_it_names() {
    let world = World::new();
    let client = world.center();
    for index in 0..9 {
        let id = client.trainee(&format!("{index}@example.com"));
        world.skip(Duration::from_secs(3600));
        if index % 3 == 0 {
            client.post(&format!("/api/v1/trainees/{id}/hold"), json!({})).expect(200);
        }
    }
    client.booking(json!({}));
    client.assert_equals(FEED, "type", "trainee.updated");
    client.assert_filter(FEED, "q=BOOKING.", |event| event["type"] == "booking.created");
    let some = client.get(FEED).expect(200)["data"][4]["id"].clone();
    client.assert_filter(FEED, &format!("q={}", &text(&some)[4..]), |event| event["id"] == some);
    let noon = "2026-06-01T12:00:00.000Z";
    client.assert_filter(FEED, &format!("from={noon}"), |event| text(&event["createdAt"]) >= noon);
    client.assert_filter(FEED, &format!("to={noon}&q=trainee&type=trainee.created"), |event| {
        text(&event["createdAt"]) < noon && event["type"] == "trainee.created"
    });
}

#[test]
fn a_feed_and_its_cursors_are_of_one_center_and_environment() {
    let world = World::new();
    let client = world.center();
    let (test, other) = (client.with_key("test", &["*"]), world.center());
    for (owner, email) in [(&client, "live"), (&test, "test"), (&other, "other")] {
        owner.trainee(&format!("{email}@example.com"));
    }
    for (owner, email) in [(&client, "live"), (&test, "test"), (&other, "other")] {
        let feed = owner.get(FEED).expect(200);
        assert_eq!(ids(&feed).len(), 1);
        assert_eq!(feed["data"][0]["centerId"], owner.center.as_str());
        assert_eq!(feed["data"][0]["data"]["email"], format!("{email}@example.com"));
        let cursor = text(&feed["pagination"]["nextCursor"]).to_owned();
        for reader in [&client, &test, &other] {
            let answer = reader.get(&format!("{FEED}?cursor={cursor}"));
            if reader.token == owner.token {
                answer.expect(200);
            } else {
                let said = answer.refused(400, "invalid_request");
                assert!(said.contains("another center or environment"), "{said}");
            }
        }
        let same_feed = owner.with_key(if owner.token == test.token { "test" } else { "live" }, &["events:read"]);
        same_feed.get(&format!("{FEED}?cursor={cursor}")).expect(200);
    }
}

#[test]
fn a_query_that_is_not_understood_names_the_parameter() {
    let world = World::new();
    let client = world.center();
    client.trainee("a@example.com");
    client.trainee("b@example.com");
    let list = client.get("/api/v1/trainees?limit=1").expect(200);
    let of_a_list = format!("cursor={}", text(&list["pagination"]["nextCursor"]));
    for (query, parameter) in [
        (of_a_list.as_str(), "cursor"),
        ("cursor=", "cursor"),
        ("cursor=abc", "cursor"),
        ("cursor=MSA1", "cursor"),
        ("type=trainee.deleted", "type"),
        ("type=*", "type"),
        ("type=trainee.created,trainee.updated", "type"),
        ("type=trainee.created&type=trainee.updated", "type"),
        ("limit=0", "limit"),
        ("from=yesterday", "from"),
        ("to=2026-06-01", "to"),
        ("q=", "q"),
        ("status=SENT", "status"),
    ] {
        let said = client.get(&format!("{FEED}?{query}")).refused(400, "invalid_request");
        assert!(said.contains(&format!("`{parameter}`")), "{query}: {said}");
    }
}

#[test]
fn every_page_is_read_from_an_index_in_one_round_trip() {
    let world = World::new();
    let client = world.center();
    for (query, index) in [
        ("", "events_of_center (center_id=? AND environment=? AND seq>?)"),
        (
            "from=2026-06-01T10:00:00Z&to=2026-06-02T10:00:00Z&q=a",
            "events_of_center (center_id=? AND environment=? AND seq>?)",
        ),
        (
            "type=webhook.test&from=2026-06-01T10:00:00Z",
            "events_of_type (center_id=? AND environment=? AND type=? AND seq>?)",
        ),
    ] {
        let first = client.get(&format!("{FEED}?{query}")).expect(200);
        let before = world.db.batches.get();
        page(&client, query, &first["pagination"]["nextCursor"]);
        assert_eq!(world.db.batches.get(), before + 1);
        let plan = world.db.plan_of_last();
        assert!(plan.contains(index), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
