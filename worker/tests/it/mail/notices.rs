//! Who is told of what, and how often.

use std::time::Duration;

use aviationalley_worker::{
    app::Mail,
    webhooks::{delivery::line, notices::gather},
};
use futures::{FutureExt, executor::block_on};

use super::{MINUTE, add_user, fail, failing, sent, subjects, world};
use crate::support::status;

#[test]
fn only_the_centers_owners_and_admins_are_mailed() {
    let world = world();
    let (client, _) = failing(&world);
    for (role, email) in
        [("ADMIN", "admin@example.com"), ("OWNER", "admin@example.com"), ("PILOT", "pilot@example.com")]
    {
        add_user(&client, role, email);
    }
    add_user(&world.center(), "OWNER", "stranger@example.com");
    fail(&client);
    world.advance(2 * MINUTE);
    let mut told: Vec<_> = sent(&world).into_iter().map(|mail| mail.to).collect();
    told.sort();
    assert_eq!(told, ["admin@example.com", "owner@example.com"]);
    let ids: Vec<_> = sent(&world).into_iter().map(|mail| mail.id).collect();
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn a_center_without_owners_or_admins_keeps_no_notices() {
    let world = world();
    let (client, _) = failing(&world);
    world.db.query("UPDATE users SET role = 'PILOT'");
    fail(&client);
    world.advance(2 * MINUTE);
    assert_eq!(sent(&world), []);
    assert!(world.db.query("SELECT * FROM notices").is_empty());
}

#[test]
fn at_most_one_mail_an_hour_and_no_failure_is_lost() {
    let world = world();
    let (client, _) = failing(&world);
    client.subscribe("https://example.org/other", &["trainee.created"]);
    world.network.answer("https://example.org/other", [status(500)]);
    for _ in 0..14 {
        fail(&client);
        world.advance(10 * MINUTE);
    }
    for host in ["example.com", "example.org"] {
        let about = |mail: &Mail| mail.subject.contains(&format!("to {host} failed"));
        let mails: Vec<_> = world.mailbox.all().into_iter().filter(|(_, mail)| about(mail)).collect();
        let times: Vec<_> = mails.iter().map(|(at, _)| at.to_string()).collect();
        assert_eq!(times, ["2026-06-01T10:02:00.000Z", "2026-06-01T11:02:00.000Z", "2026-06-01T12:02:00.000Z"]);
        let counts: Vec<_> = mails.iter().map(|(_, mail)| mail.subject.split(' ').next().unwrap()).collect();
        assert_eq!(counts, ["1", "6", "6"], "and one waits for the next hour");
    }
}

#[test]
fn a_failure_while_the_mail_is_made_is_not_lost() {
    let world = world();
    let (client, _) = failing(&world);
    fail(&client);
    world.cron.set(false);
    world.advance(2 * MINUTE);
    let mut run = Box::pin(gather::gather(&world.app));
    for _ in 0..2 {
        assert!(run.as_mut().now_or_never().is_none());
    }
    fail(&client);
    world.advance(MINUTE);
    block_on(run).unwrap();
    world.cron.set(true);
    world.advance(MINUTE);
    assert_eq!(subjects(&world), ["2 webhook deliveries to example.com failed (Example Training)"]);
}

#[test]
fn who_lost_the_lease_tells_of_no_failure() {
    let world = world();
    let (client, _) = failing(&world);
    fail(&client);
    world.db.query("UPDATE deliveries SET completed = 4, status = 'PENDING', next_attempt_at = 0");
    let hints = world.due_hints();
    let mut run = Box::pin(line::consume(&world.app, &hints));
    for _ in 0..2 {
        assert!(run.as_mut().now_or_never().is_none());
    }
    world.take_leases();
    block_on(run).unwrap();
    assert!(world.db.query("SELECT * FROM notices").is_empty());
}

#[test]
fn nobody_is_told_of_an_endpoint_that_was_deleted_meanwhile() {
    let world = world();
    let (client, endpoint) = failing(&world);
    fail(&client);
    world.advance(30 * Duration::from_secs(1));
    assert_eq!(world.deliveries("FAILED"), 1);
    client.delete(&format!("/api/v1/webhook-endpoints/{endpoint}")).expect(204);
    world.advance(5 * MINUTE);
    assert_eq!(sent(&world), []);
    assert!(world.db.query("SELECT * FROM notices").is_empty());
}
