//! Jobs with a bound on what one run does: one center's backlog puts off no other center. The clocks' own test is
//! `records/clocks.rs`.

use aviationalley_worker::{
    mail::outbox,
    webhooks::{notices::gather, recovery::steps},
};
use futures::executor::block_on;

use crate::{
    fixtures::copy,
    support::{Client, World},
};

/// A center with so many endpoints, and another one with a single endpoint.
fn busy_and_other(world: &World, endpoints: u64) -> [Client<'_>; 2] {
    let busy = world.center();
    busy.subscribe("https://example.com/hook", &["*"]);
    let same = ["version", "url", "events", "enabled", "secret", "secret_key_id"];
    let columns = same.map(|column| (column, column));
    copy(&busy, "webhook_endpoints", &columns, 1..endpoints);
    let other = world.center();
    other.subscribe("https://example.com/hook", &["*"]);
    [busy, other]
}

/// How many rows of this `FROM` there are.
fn count(world: &World, from: &str) -> i64 {
    world.db.query(&format!("SELECT count(*) AS n FROM {from}"))[0].get("n").unwrap()
}

#[test]
fn a_recovery_is_served_beside_a_hundred_of_another_center() {
    let world = World::new();
    let [_, other] = busy_and_other(&world, 100);
    world.db.query(&format!(
        "INSERT INTO webhook_recoveries (id, endpoint_id, center_id, environment, created_at, status, since, until_seq, \
            statuses, event_types, total, after_created_at, after_id, paced_until) \
         SELECT id, id, center_id, environment, created_at, 'RUNNING', '', 0, '[]', '[]', 0, '', '', center_id = '{}' \
         FROM webhook_endpoints",
        other.center
    ));
    block_on(steps::advance(&world.app)).unwrap();
    let done = "webhook_recoveries WHERE status = 'COMPLETED'";
    assert!(count(&world, done) < 100);
    assert_eq!(count(&world, &format!("{done} AND center_id = '{}'", other.center)), 1);
}

#[test]
fn many_notices_of_one_center_delay_no_other_center() {
    let world = World::new();
    let [_, other] = busy_and_other(&world, 500);
    world.db.query(&format!(
        "INSERT INTO notices (endpoint_id, kind, event_type, count, first_at, last_at) \
         SELECT id, 'FAILED', 'booking.created', 1, center_id = '{}', 1 FROM webhook_endpoints",
        other.center
    ));
    block_on(gather::gather(&world.app)).unwrap();
    assert!(count(&world, "mails") < 500);
    let others = format!("mails JOIN webhook_endpoints p ON p.id = endpoint_id WHERE p.center_id = '{}'", other.center);
    assert_eq!(count(&world, &others), 1);
}

#[test]
fn a_mail_is_sent_beside_hundreds_to_another_recipient() {
    let world = World::new();
    world.db.query(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 400) \
         INSERT INTO mails (id, created_at, expires_at, recipient, subject, body, status, next_attempt_at) \
         SELECT 'mail_' || i, 0, {}, iif(i = 400, 'other', 'busy') || '@example.com', '', '', 'PENDING', i FROM n",
        i64::MAX / 2
    ));
    block_on(outbox::send_due(&world.app)).unwrap();
    let sent = "mails WHERE status = 'SENT'";
    assert!(count(&world, sent) < 400);
    assert_eq!(count(&world, &format!("{sent} AND recipient = 'other@example.com'")), 1);
}
