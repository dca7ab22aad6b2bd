//! Mails to a center's people: what they say, to whom, how often, and whatever becomes of the mail service.

use std::time::Duration;

use aviationalley_worker::{
    app::{Answer, App, Mail, MailError, Response},
    db::{Database, Sql},
    mail::{gather, notice, outbox},
    webhooks::{self, claim, schedule::Schedule},
};
use futures::{FutureExt, executor::block_on, future::join};
use serde_json::json;

use crate::support::{Client, World, status};

const HOOK: &str = "https://example.com/hook";
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A world in which five attempts take seconds.
fn world() -> World {
    let mut world = World::new();
    world.configure(|config| config.schedule = Schedule::parse("1,1,1,1").unwrap());
    world
}

/// A center with an endpoint whose receiver answers 500.
fn failing(world: &World) -> (Client<'_>, String) {
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["trainee.created", "booking.created"]);
    world.network.answer(HOOK, [status(500)]);
    (client, endpoint)
}

/// One more delivery that will fail for good, within seconds.
fn fail(client: &Client) {
    client.trainee(&format!("{}@example.com", client.world.app.new_token()));
}

fn add_user(client: &Client, role: &str, email: &str) {
    let id = client.world.app.new_id();
    let insert = Sql::new(
        "INSERT INTO users (id, center_id, created_at, email, role) VALUES (?, ?, '', ?, ?)",
        [
            id.into(),
            client.center.as_str().into(),
            email.into(),
            role.into(),
        ],
    );
    block_on(client.world.db.batch(vec![insert])).unwrap();
}

/// The mails that were sent, without their times.
fn sent(world: &World) -> Vec<Mail> {
    world
        .mailbox
        .all()
        .into_iter()
        .map(|(_, mail)| mail)
        .collect()
}

fn subjects(world: &World) -> Vec<String> {
    sent(world).into_iter().map(|mail| mail.subject).collect()
}

/// The columns of the only mail in the outbox.
fn the_mail(world: &World) -> (String, i64, Option<String>) {
    let rows = world
        .db
        .query("SELECT status, attempts, failure FROM mails");
    assert_eq!(rows.len(), 1);
    let get = |name: &str| rows[0].text(name).unwrap();
    (
        get("status"),
        rows[0].get("attempts").unwrap(),
        rows[0].get("failure").unwrap(),
    )
}

/// A mail that waits in the outbox, as signing in makes one.
fn post(app: &App, to: &str) {
    let now = app.now();
    let draft = outbox::Draft {
        to: to.to_owned(),
        subject: "A subject".to_owned(),
        text: "A text".to_owned(),
        expires_at: now.plus(24 * HOUR),
        endpoint: None,
    };
    block_on(app.db.batch(vec![outbox::insert(app, &[draft], now)])).unwrap();
}

#[test]
fn a_final_failure_is_told_whole_in_words_for_people() {
    let world = world();
    let (client, endpoint) = failing(&world);
    let path = format!("/api/v1/webhook-endpoints/{endpoint}");
    let description = json!({"description": "Our learning platform"});
    client.patch(&path, description).expect(200);
    world.network.answer(
        HOOK,
        [Answer::Response(Response {
            status: 503,
            body: b"<h1>Down for\n maintenance</h1>".to_vec(),
            ..Response::default()
        })],
    );
    fail(&client);
    fail(&client);
    world.advance(MINUTE / 2);
    client.booking(json!({}));
    world.advance(2 * MINUTE);

    let log = client
        .get(&format!("{path}/deliveries?status=FAILED"))
        .expect(200);
    let last = log["data"][0]["id"].as_str().unwrap();
    let mails = world.mailbox.all();
    let (at, mail) = &mails[0];
    assert_eq!(
        (mails.len(), at.to_string().as_str()),
        (1, "2026-06-01T10:02:00.000Z")
    );
    assert_eq!(mail.to, "owner@example.com");
    assert_eq!(
        mail.subject,
        "3 webhook deliveries to example.com failed (Example Training)"
    );
    let expected = format!(
        r#"Hello,

this is about a webhook endpoint of Example Training, an address to which AviationAlley sends events:

  Address: https://example.com/hook
  Data: live
  Description: Our learning platform

WHAT FAILED

3 webhook deliveries failed for good since 2026-06-01 at 10:00 UTC:

  2 of trainee.created
  1 of booking.created

WHY

The receiver last answered with the HTTP status 503: "<h1>Down for maintenance</h1>"

WHAT HAPPENS NEXT

Events are still sent to the endpoint. What has failed for good stays in its delivery log and is not tried again by itself. Should every attempt fail for 5 days, the endpoint is disabled.
Please ask those who run the receiving system to look into it.
When it works again, everything that it missed can be sent once more: by POST https://api.aviationalley.com/api/v1/webhook-endpoints/{endpoint}/recover with {{"since": the time when it stopped working}}.

WHERE TO LOOK

Settings, Integrations: https://api.aviationalley.com/app/settings/integrations
The last failure, for programs: https://api.aviationalley.com/api/v1/webhook-deliveries/{last}

You get this mail as an owner or administrator of Example Training. About one endpoint, at most one comes an hour.
"#
    );
    assert_eq!(mail.text, expected);
}

#[test]
fn only_owners_and_admins_of_the_endpoints_own_center_are_told_once_each() {
    let world = world();
    let (client, _) = failing(&world);
    for (role, email) in [
        ("ADMIN", "admin@example.com"),
        ("OWNER", "admin@example.com"),
        ("PILOT", "pilot@example.com"),
    ] {
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
fn an_endpoint_is_told_of_at_most_once_an_hour_and_no_failure_is_lost() {
    let world = world();
    let (client, _) = failing(&world);
    client.subscribe("https://example.org/other", &["trainee.created"]);
    world
        .network
        .answer("https://example.org/other", [status(500)]);
    for _ in 0..14 {
        fail(&client);
        world.advance(10 * MINUTE);
    }
    for host in ["example.com", "example.org"] {
        let about = |mail: &Mail| mail.subject.contains(&format!("to {host} failed"));
        let mails: Vec<_> = world
            .mailbox
            .all()
            .into_iter()
            .filter(|(_, mail)| about(mail))
            .collect();
        let times: Vec<_> = mails.iter().map(|(at, _)| at.to_string()).collect();
        assert_eq!(
            times,
            [
                "2026-06-01T10:02:00.000Z",
                "2026-06-01T11:02:00.000Z",
                "2026-06-01T12:02:00.000Z"
            ]
        );
        let counts: Vec<_> = mails
            .iter()
            .map(|(_, mail)| mail.subject.split(' ').next().unwrap())
            .collect();
        assert_eq!(counts, ["1", "6", "6"], "and one waits for the next hour");
    }
}

#[test]
fn a_mail_whose_sending_was_not_noted_goes_out_again_with_the_same_id() {
    let world = world();
    let (client, _) = failing(&world);
    fail(&client);
    world.cron.set(false);
    world.advance(2 * MINUTE);
    block_on(gather::gather(&world.app)).unwrap();
    world.mailbox.hangs.set(true);
    let mut run = Box::pin(outbox::send_due(&world.app));
    for _ in 0..10 {
        assert!(
            run.as_mut().now_or_never().is_none(),
            "it hangs in the middle"
        );
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
    let noted = world
        .db
        .query("SELECT recipient FROM mails WHERE status = 'SENT'");
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
    let (one, two) = block_on(join(
        outbox::send_due(&world.app),
        outbox::send_due(&world.app),
    ));
    one.and(two).unwrap();
    assert_eq!(sent(&world).len(), 1);
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
    assert_eq!(
        subjects(&world),
        ["2 webhook deliveries to example.com failed (Example Training)"]
    );
}

#[test]
fn a_refused_mail_is_given_up_with_its_cause_and_does_not_hold_up_the_next() {
    let world = world();
    let (client, _) = failing(&world);
    let cause = "the mail service answered 422".to_owned();
    world
        .mailbox
        .broken
        .replace(Some(MailError::Refused(cause.clone())));
    fail(&client);
    world.advance(10 * MINUTE);
    assert_eq!(the_mail(&world), ("FAILED".to_owned(), 1, Some(cause)));
    world.mailbox.broken.replace(None);
    fail(&client);
    world.advance(HOUR);
    assert_eq!(sent(&world).len(), 1);
}

#[test]
fn while_the_service_is_down_notices_wait_and_then_come_an_hour_apart() {
    let world = world();
    let (client, _) = failing(&world);
    let down = MailError::Unavailable("the mail service answered 503".to_owned());
    world.mailbox.broken.replace(Some(down));
    for _ in 0..9 {
        fail(&client);
        world.advance(10 * MINUTE);
    }
    let (status, attempts, failure) = the_mail(&world);
    assert_eq!(
        (status.as_str(), attempts),
        ("PENDING", 7),
        "waits of 1, 2, 4, 8, 16, 32, 64 minutes"
    );
    assert_eq!(failure.unwrap(), "the mail service answered 503");
    world.mailbox.broken.replace(None);
    world.advance(3 * HOUR);
    let mails = world.mailbox.all();
    let counts: Vec<_> = mails
        .iter()
        .map(|(_, mail)| mail.subject.split(' ').next().unwrap())
        .collect();
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
    assert_eq!(
        the_mail(&world),
        ("FAILED".to_owned(), 11, Some("no answer".to_owned()))
    );
}

#[test]
fn crashes_without_end_do_not_send_without_end() {
    let world = world();
    post(&world.app, "owner@example.com");
    world.mailbox.hangs.set(true);
    world.cron.set(false);
    world
        .db
        .query("UPDATE mails SET expires_at = expires_at * 2");
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
fn without_a_mailer_mails_stay_and_one_that_is_too_old_is_never_sent() {
    let mut world = world();
    let mailer = world.app.mailer.take();
    post(&world.app, "old@example.com");
    world.skip(23 * HOUR);
    post(&world.app, "young@example.com");
    world.skip(2 * HOUR);
    let rows = world
        .db
        .query("SELECT status, attempts FROM mails WHERE status = 'PENDING' AND attempts = 0");
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
fn what_receivers_and_clients_write_stays_within_its_line() {
    let world = world();
    let (client, endpoint) = failing(&world);
    let hostile = "x\r\nBcc: everybody@example.com\r\n\r\n\u{202e}Hello\0\u{1b}[2J\u{2028}WHAT HAPPENS NEXT\n\n";
    let path = format!("/api/v1/webhook-endpoints/{endpoint}");
    let changes = json!({"description": hostile, "url": "https://example.com/hook?a=%0d%0aBcc:b"});
    client.patch(&path, changes).expect(200);
    world
        .db
        .query("UPDATE centers SET name = 'Example' || char(13, 10) || 'Subject: x'");
    let body = hostile.repeat(500).into_bytes();
    let answer = Answer::Response(Response {
        status: 500,
        body,
        ..Response::default()
    });
    world
        .network
        .answer("https://example.com/hook?a=%0d%0aBcc:b", [answer]);
    fail(&client);
    world.advance(2 * MINUTE);
    let mail = sent(&world).remove(0);
    assert_eq!(
        mail.subject,
        "1 webhook delivery to example.com failed (Example Subject: x)"
    );
    let harmless = |c: char| c == '\n' || !c.is_control() && c != '\u{202e}' && c != '\u{2028}';
    assert!(mail.text.chars().all(harmless));
    let headings = mail
        .text
        .lines()
        .filter(|line| *line == "WHAT HAPPENS NEXT");
    assert_eq!(headings.count(), 1);
    assert!(mail.text.lines().all(|line| !line.starts_with("Bcc")));
    let excerpt = mail
        .text
        .lines()
        .find(|line| line.contains("HTTP status 500"))
        .unwrap();
    assert!(
        excerpt.ends_with("…\"") && excerpt.chars().count() < 300,
        "{excerpt}"
    );
}

#[test]
fn that_an_endpoint_was_disabled_is_told_with_the_reason_and_the_way_back() {
    let mut world = world();
    world.configure(|config| config.disable_after = Duration::from_secs(3));
    let client = world.center();
    let (endpoint, _) = client.with_key("test", &["*"]).subscribe(HOOK, &["*"]);
    world
        .network
        .answer(HOOK, [Answer::Network("connection refused".to_owned())]);
    fail(&client.with_key("test", &["*"]));
    world.advance(3 * MINUTE);
    let mails = sent(&world);
    assert_eq!(mails.len(), 1);
    let Mail { subject, text, .. } = &mails[0];
    assert_eq!(
        subject,
        "Webhook endpoint example.com was disabled (Example Training, test data)"
    );
    for part in [
        "  Data: test\n",
        "The endpoint was disabled on 2026-06-01 at 10:01 UTC.",
        "Every attempt since 2026-06-01T10:00:00.000Z has failed.",
        "The receiver could not be reached: \"connection refused\"",
        "1 webhook delivery failed for good",
        &format!(
            "PATCH https://api.aviationalley.com/api/v1/webhook-endpoints/{endpoint} with {{\"enabled\": true}}."
        ),
    ] {
        assert!(text.contains(part), "{part} is missing from {text}");
    }
    assert!(!text.contains("Events are still sent"));
}

#[test]
fn a_finished_recovery_is_told_with_its_count() {
    let world = world();
    let (_, endpoint) = failing(&world);
    let id = endpoint.parse().unwrap();
    let finish = |where_: &str| {
        Sql::text(format!(
            "UPDATE webhook_endpoints SET version = version + 1 WHERE {where_}"
        ))
    };
    let batch = vec![
        finish("id = ''"),
        notice::recovered(id, 5, world.now()),
        finish("1"),
        notice::recovered(id, 12, world.now()),
    ];
    block_on(world.db.batch(batch)).unwrap();
    world.advance(2 * MINUTE);
    assert_eq!(
        subjects(&world),
        ["Webhook endpoint example.com has recovered (Example Training)"]
    );
    let text = &sent(&world)[0].text;
    assert!(
        text.contains(
            "was sent again, finished on 2026-06-01 at 10:00 UTC: 12 webhook deliveries.\n"
        ),
        "{text}"
    );
}

#[test]
fn who_lost_the_lease_tells_of_no_failure() {
    let world = world();
    let (client, _) = failing(&world);
    fail(&client);
    world
        .db
        .query("UPDATE deliveries SET completed = 4, status = 'PENDING', next_attempt_at = 0");
    let due = world.db.query("SELECT id, attempt FROM deliveries");
    let hints: Vec<_> = due.iter().filter_map(webhooks::outbox::hint).collect();
    let mut run = Box::pin(claim::consume(&world.app, &hints));
    for _ in 0..2 {
        assert!(run.as_mut().now_or_never().is_none());
    }
    world
        .db
        .query("UPDATE deliveries SET lease_token = 'another'");
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
    client
        .delete(&format!("/api/v1/webhook-endpoints/{endpoint}"))
        .expect(204);
    world.advance(5 * MINUTE);
    assert_eq!(sent(&world), []);
    assert!(world.db.query("SELECT * FROM notices").is_empty());
}

#[test]
fn mails_can_be_read_as_a_page_in_development_only() {
    let mut world = world();
    world.app.mailer = None;
    let page = |world: &World| {
        block_on(Client::operator_of(world).reply("GET", "/local/mails", Vec::new()))
    };
    assert_eq!(page(&world).status, 404);
    world.configure(|config| config.allow_local_targets = true);
    let (client, _) = failing(&world);
    world
        .db
        .query("UPDATE centers SET name = '<script>alert(1)</script> & \"x\"'");
    fail(&client);
    world.advance(2 * MINUTE);
    let reply = page(&world);
    let html = String::from_utf8(reply.body).unwrap();
    assert_eq!(reply.status, 200);
    assert!(
        reply
            .headers
            .contains(&("content-type", "text/html; charset=utf-8".to_owned()))
    );
    assert!(
        html.contains("To owner@example.com, 2026-06-01 10:02:00 UTC, PENDING"),
        "{html}"
    );
    assert!(
        html.contains("(&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;)"),
        "{html}"
    );
    assert!(!html.contains("<script"));
    client
        .post("/local/mails", json!({}))
        .refused(404, "not_found");
}
