//! Retention: what goes, what stays, and what readers of the feed learn of it.

use std::{pin::pin, rc::Rc, time::Duration};

use aviationalley_worker::webhooks::retention;
use futures::{FutureExt, executor::block_on};
use serde_json::json;

use crate::support::{Client, World, status};

const FEED: &str = "/api/v1/events";
const HOOK: &str = "https://example.com/hook";
const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// What is kept by default.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How many rows each of these tables has.
fn rows<const N: usize>(world: &World, tables: [&str; N]) -> [i64; N] {
    tables.map(|table| {
        let count = format!("SELECT count(*) AS n FROM {table}");
        world.db.query(&count)[0].get("n").unwrap()
    })
}

const LOG: [&str; 3] = ["events", "deliveries", "attempts"];

/// Runs the retention once, and looks around whenever it waits for the database.
fn step_by_step(world: &World, mut look: impl FnMut()) {
    let mut run = pin!(retention::remove(&world.app));
    while run.as_mut().now_or_never().is_none() {
        look();
    }
}

/// The cursor behind everything that there is now.
fn cursor(client: &Client, query: &str) -> String {
    let page = client.get(&format!("{FEED}?limit=200&{query}")).expect(200);
    assert_eq!(page["pagination"]["hasMore"], false);
    page["pagination"]["nextCursor"].as_str().unwrap().to_owned()
}

/// `count` events of the client's, as old as this, each delivered to the endpoint, if there is one.
fn old_events(client: &Client, count: usize, age: Duration, endpoint: Option<&str>) {
    let at = client.world.now().minus(age);
    let (center, db) = (&client.center, &client.world.db);
    let numbers =
        format!("WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})");
    db.query(&format!(
        "{numbers} INSERT INTO events (id, center_id, environment, type, created_at, data) \
         SELECT printf('evt_%032x', n), '{center}', 'live', 'trainee.created', '{at}', '{{}}' FROM numbers"
    ));
    if let Some(endpoint) = endpoint {
        db.query(&format!(
            "{numbers} INSERT INTO deliveries (id, event_id, endpoint_id, center_id, environment, created_at, status) \
             SELECT printf('del_%032x', n), printf('evt_%032x', n), '{endpoint}', '{center}', 'live', '{at}', 'DELIVERED' \
             FROM numbers"
        ));
        db.query(&format!(
            "INSERT INTO attempts (delivery_id, number, started_at, outcome) \
             SELECT id, n, '{at}', 'success' FROM deliveries, (SELECT 1 AS n UNION SELECT 2)"
        ));
    }
}

#[test]
fn an_event_is_kept_for_thirty_days_with_its_log() {
    let world = World::new();
    let client = world.center();
    client.subscribe(HOOK, &["*"]);
    client.trainee("a@example.com");
    world.skip(SECOND);
    client.trainee("b@example.com");
    world.skip(KEPT - 2 * SECOND);
    assert_eq!(rows(&world, LOG), [2, 2, 2]);
    world.skip(SECOND);
    assert_eq!(rows(&world, LOG), [1, 1, 1]);
    let left = client.get(FEED).expect(200);
    assert_eq!(left["data"][0]["data"]["email"], "b@example.com");
    world.skip(SECOND);
    assert_eq!(rows(&world, LOG), [0, 0, 0]);
    assert!(world.log.errors.borrow().is_empty());
}

#[test]
fn an_event_stays_while_one_of_its_deliveries_is_open() {
    let mut world = World::new();
    Rc::make_mut(&mut world.app.config).disable_after = 3 * KEPT;
    let client = world.center();
    client.subscribe(HOOK, &["*"]);
    client.subscribe("https://example.com/other", &["*"]);
    world.network.answer(HOOK, [status(500)]);
    client.trainee("a@example.com");
    assert_eq!([world.deliveries("RETRYING"), world.deliveries("DELIVERED")], [1, 1]);
    // Nobody came by for a long time; then the cron finds it, and it is failed in its own time.
    world.cron.set(false);
    world.queue.clear();
    world.skip(2 * KEPT);
    world.cron.set(true);
    world.advance(Duration::from_secs(60));
    assert_eq!(rows(&world, ["events", "deliveries"]), [1, 2]);
    let [retrying] =
        rows(&world, ["attempts WHERE delivery_id = (SELECT id FROM deliveries WHERE status = 'RETRYING')"]);
    assert_eq!(retrying, 2, "the old one too");
    for _ in 0..5 {
        world.skip(DAY / 2);
    }
    assert_eq!(world.inbox().types().len(), 6 + 1, "five, one, and the one of the failure");
    let left = world.event_types();
    assert_eq!(left, ["webhook.delivery.failed"]);
}

#[test]
fn attempts_of_closed_deliveries_can_have_a_shorter_life() {
    let mut world = World::new();
    Rc::make_mut(&mut world.app.config).retention.attempts = 2 * DAY;
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    client.trainee("a@example.com");
    world.skip(2 * DAY - SECOND);
    assert_eq!(rows(&world, LOG), [1, 1, 1]);
    world.skip(SECOND);
    assert_eq!(rows(&world, LOG), [1, 1, 0]);
    let path = format!("/api/v1/webhook-endpoints/{endpoint}/deliveries");
    let log = client.get(&path).expect(200);
    assert_eq!(log["data"][0]["status"], "DELIVERED");
    assert_eq!(log["data"][0]["attempts"], json!([]));
}

#[test]
fn a_deleted_endpoint_goes_when_nothing_refers_to_it() {
    let world = World::new();
    let client = world.center();
    let (deleted, _) = client.subscribe(HOOK, &["*"]);
    client.subscribe("https://example.com/other", &["*"]);
    client.trainee("a@example.com");
    world.skip(DAY);
    let path = format!("/api/v1/webhook-endpoints/{deleted}");
    client.delete(&path).expect(204);
    world.skip(KEPT - SECOND);
    assert_eq!(rows(&world, ["deliveries", "webhook_endpoints"]), [0, 2]);
    world.skip(SECOND);
    assert_eq!(rows(&world, ["webhook_endpoints"]), [1]);
    world.skip(2 * KEPT);
    assert_eq!(rows(&world, ["webhook_endpoints"]), [1], "in use");
}

#[test]
fn one_run_removes_a_bounded_part_and_the_next_goes_on() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    old_events(&client, 12_000, KEPT, Some(&endpoint));
    let run = || {
        let before = world.db.batches.get();
        block_on(retention::remove(&world.app)).unwrap();
        (world.db.batches.get() - before, rows(&world, ["events", "deliveries"]))
    };
    assert_eq!(run(), (50 + 50 + 1, [2_000, 2_000]));
    assert_eq!(run().1, [0, 0]);
    assert_eq!(rows(&world, LOG), [0, 0, 0]);
    assert_eq!(run(), (3, [0, 0]), "nothing to do is three looks");
}

#[test]
fn no_step_removes_more_than_its_limit() {
    let world = World::new();
    let client = world.center();
    old_events(&client, 30, KEPT, None);
    for index in 0..90 {
        let (endpoint, _) = client.subscribe(&format!("https://example.com/{index}"), &["*"]);
        world.db.query(&format!(
            "INSERT INTO deliveries (id, event_id, endpoint_id, center_id, environment, created_at, status) \
             SELECT 'del_' || id || '{index}', id, '{endpoint}', center_id, environment, created_at, 'FAILED' FROM events"
        ));
    }
    let total = || rows(&world, LOG).iter().sum::<i64>();
    let mut left = total();
    step_by_step(&world, || {
        let now_left = total();
        assert!(left - now_left <= 200 + 30, "{left} to {now_left}");
        left = now_left;
    });
    assert_eq!(rows(&world, LOG), [0, 0, 0]);
}

#[test]
fn a_reader_who_comes_too_late_learns_that_events_were_missed() {
    let world = World::new();
    let client = world.center();
    let start = cursor(&client, "");
    client.trainee("a@example.com");
    let after_a = cursor(&client, "");
    client.trainee("b@example.com");
    let after_b = cursor(&client, "");
    world.skip(DAY);
    client.trainee("c@example.com");
    let ask = |cursor: &str| client.get(&format!("{FEED}?cursor={cursor}"));
    ask(&start).expect(200);

    world.skip(KEPT - DAY);
    for late in [&start, &after_a] {
        let answer = ask(late);
        assert_eq!(answer.body["errors"][0]["field"], "cursor");
        let said = answer.refused(409, "conflict");
        assert!(said.contains("removed before you read them"), "{said}");
    }
    let next = ask(&after_b).expect(200);
    assert_eq!(next["data"][0]["data"]["email"], "c@example.com", "all was read");
    assert_eq!(client.get(FEED).expect(200)["data"], next["data"]);
}

#[test]
fn a_reader_who_keeps_up_is_never_told_of_a_loss() {
    let world = World::new();
    let (client, busy) = (world.center(), world.center());
    client.trainee("a@example.com");
    busy.trainee("a@example.com");
    let quiet = cursor(&client, "");
    let mut rare = cursor(&busy, "type=webhook.test");
    for month in 0..4 {
        for day in 0..3 {
            world.skip(10 * DAY);
            busy.trainee(&format!("{month}-{day}@example.com"));
        }
        rare = cursor(&busy, &format!("type=webhook.test&cursor={rare}"));
    }
    assert_eq!(cursor(&client, &format!("cursor={quiet}")), quiet, "all is gone, nothing was missed");
    client.trainee("b@example.com");
    let page = client.get(&format!("{FEED}?cursor={quiet}")).expect(200);
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
}

#[test]
fn an_old_open_event_does_not_hold_readers_up() {
    let world = World::new();
    let client = world.center();
    client.subscribe(HOOK, &["trainee.created"]);
    client.booking(json!({}));
    // One in the middle stays open.
    world.db.query("UPDATE deliveries SET status = 'RETRYING', next_attempt_at = 9e15");
    let day_one = cursor(&client, "");
    world.skip(KEPT);
    assert_eq!(rows(&world, ["events"]), [1]);
    let page = client.get(&format!("{FEED}?limit=1")).expect(200);
    assert_eq!(page["data"], json!([]), "its time is over");
    assert_eq!(page["pagination"]["nextCursor"], day_one.as_str());
    client.trainee("b@example.com");
    let fresh = client.get(&format!("{FEED}?limit=1")).expect(200);
    let next = fresh["pagination"]["nextCursor"].as_str().unwrap();
    client.get(&format!("{FEED}?cursor={next}")).expect(200);
}

#[test]
fn each_step_finds_what_is_old_by_an_index() {
    let world = World::new();
    let client = world.center();
    client.subscribe(HOOK, &["*"]);
    // So that what ran last is a step from the first look on.
    block_on(retention::remove(&world.app)).unwrap();
    step_by_step(&world, || {
        let plan = world.db.plan_of_last();
        let mut scans = plan.lines().filter(|line| line.starts_with("SCAN"));
        // Of the part that is at work, which is bounded.
        assert!(scans.all(|line| line == "SCAN e"), "{plan}");
    });
}

#[test]
fn retention_knows_every_reference_to_a_row_it_removes() {
    let world = World::new();
    let references = world.db.query(
        "SELECT t.name || ' -> ' || f.\"table\" AS reference \
         FROM sqlite_master t, pragma_foreign_key_list(t.name) f \
         WHERE t.type = 'table' AND f.\"table\" IN ('events', 'deliveries', 'webhook_endpoints') \
           AND f.on_delete <> 'CASCADE' \
         ORDER BY reference",
    );
    let references: Vec<_> = references.iter().map(|row| row.text("reference").unwrap()).collect();
    assert_eq!(
        references,
        [
            "attempts -> deliveries",
            "deliveries -> events",
            "deliveries -> webhook_endpoints",
            "mails -> webhook_endpoints",
            "notices -> webhook_endpoints",
        ],
        "a new one would keep its rows from being removed: retention.rs must look for it"
    );
}
