//! From the outbox to the mail service, whatever becomes of that.

use std::time::Duration;

use aviationalley_worker::{app::MailError, mail::outbox, webhooks::notices::gather};
use futures::{FutureExt, executor::block_on, future::join};
use serde_json::json;

use super::{HOUR, MINUTE, fail, failing, post, sent, the_mail, world};
use crate::support::{Client, World};

#[test]
fn a_mail_that_was_not_recorded_is_sent_again_with_its_id() {
    let world = world();
    let (client, _) = failing(&world);
    fail(&client);
    world.cron.set(false);
    world.advance(2 * MINUTE);
    block_on(gather::gather(&world.app)).unwrap();
    world.mailbox.hangs.set(true);
    let mut run = Box::pin(outbox::send_due(&world.app));
    for _ in 0..10 {
        assert!(run.as_mut().now_or_never().is_none(), "it hangs in the middle");
    }
    drop(run);
    world.mailbox.hangs.set(false);
    assert_eq!(sent(&world).len(), 1);
    block_on(outbox::send_due(&world.app)).unwrap();
    assert_eq!(sent(&world).len(), 1, "nobody else takes it at once");

    world.cron.set(true);
    world.advance(3 * HOUR);
    let mails = sent(&world);
    assert_eq!(mails.len(), 2, "at least once, and then not again");
    assert_eq!(mails[0], mails[1]);
}

#[test]
fn a_mail_that_hangs_keeps_no_other_from_being_noted() {
    let world = world();
    post(&world.app, "one@example.com");
    let mut run = Box::pin(outbox::send_due(&world.app));
    world.mailbox.hangs.set(true);
    for _ in 0..10 {
        assert!(run.as_mut().now_or_never().is_none());
    }
    world.mailbox.hangs.set(false);
    post(&world.app, "two@example.com");
    block_on(outbox::send_due(&world.app)).unwrap();
    let noted = world.db.query("SELECT recipient FROM mails WHERE status = 'SENT'");
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0].text("recipient").unwrap(), "two@example.com");
}

#[test]
fn two_runs_at_once_make_and_send_each_mail_once() {
    let world = world();
    let (client, _) = failing(&world);
    fail(&client);
    world.cron.set(false);
    world.advance(2 * MINUTE);
    let (one, two) = block_on(join(gather::gather(&world.app), gather::gather(&world.app)));
    one.and(two).unwrap();
    let (one, two) = block_on(join(outbox::send_due(&world.app), outbox::send_due(&world.app)));
    one.and(two).unwrap();
    assert_eq!(sent(&world).len(), 1);
}

#[test]
fn a_refused_mail_is_given_up_and_delays_no_other() {
    let world = world();
    let (client, _) = failing(&world);
    let cause = "the mail service answered 422".to_owned();
    world.mailbox.broken.replace(Some(MailError::Refused(cause.clone())));
    fail(&client);
    world.advance(10 * MINUTE);
    assert_eq!(the_mail(&world), ("FAILED".to_owned(), 1, Some(cause)));
    world.mailbox.broken.replace(None);
    fail(&client);
    world.advance(HOUR);
    assert_eq!(sent(&world).len(), 1);
}

#[test]
fn while_the_service_is_down_notices_wait() {
    let world = world();
    let (client, _) = failing(&world);
    let down = MailError::Unavailable("the mail service answered 503".to_owned());
    world.mailbox.broken.replace(Some(down));
    for _ in 0..9 {
        fail(&client);
        world.advance(10 * MINUTE);
    }
    let (status, attempts, failure) = the_mail(&world);
    assert_eq!((status.as_str(), attempts), ("PENDING", 7), "waits of 1, 2, 4, 8, 16, 32, 64 minutes");
    assert_eq!(failure.unwrap(), "the mail service answered 503");
    world.mailbox.broken.replace(None);
    world.advance(3 * HOUR);
    let mails = world.mailbox.all();
    let counts: Vec<_> = mails.iter().map(|(_, mail)| mail.subject.split(' ').next().unwrap()).collect();
    assert_eq!(counts, ["1", "8"]);
    assert_eq!(mails[1].0.since(mails[0].0), HOUR);
}

#[test]
fn a_mail_that_cannot_be_sent_is_given_up_after_eleven_attempts() {
    let world = world();
    post(&world.app, "owner@example.com");
    let down = MailError::Unavailable("no answer".to_owned());
    world.mailbox.broken.replace(Some(down));
    // The waits between them: 1, 2, 4, … 512 minutes.
    world.skip(Duration::ZERO);
    for doublings in 0..10 {
        assert_eq!(the_mail(&world).0, "PENDING");
        world.skip(MINUTE * (1 << doublings));
    }
    assert_eq!(the_mail(&world), ("FAILED".to_owned(), 11, Some("no answer".to_owned())));
}

#[test]
fn crashes_without_end_do_not_send_without_end() {
    let world = world();
    post(&world.app, "owner@example.com");
    world.mailbox.hangs.set(true);
    world.cron.set(false);
    world.db.query("UPDATE mails SET expires_at = expires_at * 2");
    for _ in 0..60 {
        let mut run = Box::pin(outbox::send_due(&world.app));
        for _ in 0..10 {
            if run.as_mut().now_or_never().is_some() {
                break;
            }
        }
        world.advance(HOUR);
    }
    assert_eq!(sent(&world).len(), 11);
    assert_eq!(the_mail(&world).0, "FAILED");
}

#[test]
fn without_a_mailer_mails_stay_and_expire() {
    let mut world = world();
    let mailer = world.app.mailer.take();
    post(&world.app, "old@example.com");
    world.skip(23 * HOUR);
    post(&world.app, "young@example.com");
    world.skip(2 * HOUR);
    let rows = world.db.query("SELECT status, attempts FROM mails WHERE status = 'PENDING' AND attempts = 0");
    assert_eq!(rows.len(), 2);
    world.app.mailer = mailer;
    world.advance(MINUTE);
    let told: Vec<_> = sent(&world).into_iter().map(|mail| mail.to).collect();
    assert_eq!(told, ["young@example.com"]);
}

#[test]
fn mails_are_forgotten_after_thirty_days() {
    let world = world();
    post(&world.app, "owner@example.com");
    world.skip(30 * 24 * HOUR - MINUTE);
    the_mail(&world);
    world.skip(MINUTE);
    assert!(world.db.query("SELECT * FROM mails").is_empty());
}

#[test]
fn mails_can_be_read_as_a_page_in_development_only() {
    let mut world = world();
    world.app.mailer = None;
    let page = |world: &World| block_on(Client::operator_of(world).reply("GET", "/local/mails", Vec::new()));
    assert_eq!(page(&world).status, 404);
    Client::operator_of(&world).post("/local/mails", json!({})).refused(404, "not_found");
    world.configure(|config| config.allow_local_targets = true);
    let (client, _) = failing(&world);
    world.db.query("UPDATE centers SET name = '<script>alert(1)</script> & \"x\"'");
    fail(&client);
    world.advance(2 * MINUTE);
    let reply = page(&world);
    let html = String::from_utf8(reply.body).unwrap();
    assert_eq!(reply.status, 200);
    assert!(reply.headers.contains(&("content-type", "text/html; charset=utf-8".to_owned())));
    assert!(html.contains("To owner@example.com, 2026-06-01 10:02:00 UTC, PENDING"), "{html}");
    assert!(html.contains("(&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;)"), "{html}");
    assert!(!html.contains("<script"));
    client.post("/local/mails", json!({})).refused(405, "method_not_allowed");
}
