//! Pages of every list stay exact while rows are inserted between them.

use std::collections::HashSet;

use futures::executor::block_on;
use serde::Deserialize;
use serde_json::json;

use crate::{
    fixtures::{Fixture, copy, copy_record, for_all, path},
    support::{Client, World},
};

const ROWS: u64 = 10_000;

/// The id of copy `n`; their order has nothing to do with `n`'s.
fn id(n: u64) -> String {
    format!("{:08x}-0000-4000-8000-{n:012x}", n * 2_654_435_761 % (1 << 32))
}

/// A page, as far as it matters here: the rest of 10,000 rows takes long to read.
#[derive(Deserialize)]
struct Page {
    data: Vec<Item>,
    pagination: Pagination,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: Option<String>,
    /// What the crew has for an id.
    user_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    next_cursor: Option<String>,
}

/// Reads the list in pages, `insert`s between them, and has found each of the first rows once, and none twice.
fn assert_exact(client: &Client, path: &str, insert: impl Fn(u64, u64)) {
    insert(0, ROWS);
    let mut seen = HashSet::new();
    let mut cursor = String::new();
    for next in (ROWS..).step_by(5) {
        let path = format!("{path}?limit=200{cursor}");
        let reply = block_on(client.reply("GET", &path, Vec::new()));
        let page: Page = serde_json::from_slice(&reply.body).unwrap();
        for item in page.data {
            let id = item.id.or(item.user_id).unwrap();
            assert!(seen.insert(id.clone()), "{path}: {id} came twice");
        }
        match page.pagination.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
        insert(next, next + 5);
    }
    let missed = (0..ROWS).filter(|n| !seen.contains(&id(*n))).count();
    assert_eq!(missed, 0, "{path}");
}

for_all!(pages_neither_skip_nor_repeat_during_inserts, pages);
fn pages<R: Fixture>() {
    let world = World::new();
    let client = world.center();
    client.post(&path::<R>(), R::body(&client, 0)).expect(201);
    assert_exact(&client, &path::<R>(), |from, to| {
        copy_record::<R>(&client, from..to);
    });
}

#[test]
fn pages_of_the_crew_neither_skip_nor_repeat_either() {
    let world = World::new();
    let client = world.center();
    client.crew_member(0, json!({}));
    let columns = [
        ("name", "name"),
        ("role", "role"),
        ("position", "position"),
        ("seniority_number", "n + 2"),
        ("safety_sensitive", "safety_sensitive"),
    ];
    assert_exact(&client, "/api/v1/crew", |from, to| {
        copy(&client, "crew", &columns, from..to);
    });
}
