//! What a mail says.

use std::time::Duration;

use aviationalley_worker::{
    app::{Answer, Mail, Response},
    db::{Batch, Sql},
    webhooks::notices::notice,
};
use futures::executor::block_on;
use serde_json::json;

use super::{HOOK, MINUTE, fail, failing, sent, subjects, world};

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

    let log = client.get(&format!("{path}/deliveries?status=FAILED")).expect(200);
    let last = log["data"][0]["id"].as_str().unwrap();
    let mails = world.mailbox.all();
    let (at, mail) = &mails[0];
    assert_eq!((mails.len(), at.to_string().as_str()), (1, "2026-06-01T10:02:00.000Z"));
    assert_eq!(mail.to, "owner@example.com");
    assert_eq!(mail.subject, "3 webhook deliveries to example.com failed (Example Training)");
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

Events are still sent to the endpoint. Deliveries that have failed for good stay in its delivery log and are not retried automatically. If every attempt fails for 5 days, the endpoint is disabled.
Please ask those who run the receiving system to look into it.
When it works again, everything that it missed can be sent once more: by POST https://api.aviationalley.com/api/v1/webhook-endpoints/{endpoint}/recover with {{"since": the time when it stopped working}}.

WHERE TO LOOK

Settings, Integrations: https://api.aviationalley.com/app/settings/integrations
The last failure, in the API: https://api.aviationalley.com/api/v1/webhook-deliveries/{last}

You get this mail as an owner or administrator of Example Training. There is at most one an hour for each endpoint.
"#
    );
    assert_eq!(mail.text, expected);
}

#[test]
fn what_receivers_and_clients_write_stays_within_its_line() {
    let world = world();
    let (client, endpoint) = failing(&world);
    let hostile = "x\r\nBcc: everybody@example.com\r\n\r\n\u{202e}Hello\0\u{1b}[2J\u{2028}WHAT HAPPENS NEXT\n\n";
    let path = format!("/api/v1/webhook-endpoints/{endpoint}");
    let written = hostile.replace(['\0', '\u{1b}'], "");
    let changes = json!({"description": written, "url": "https://example.com/hook?a=%0d%0aBcc:b"});
    client.patch(&path, changes).expect(200);
    world.db.query("UPDATE centers SET name = 'Example' || char(13, 10) || 'Subject: x'");
    let body = hostile.repeat(500).into_bytes();
    let answer = Answer::Response(Response { status: 500, body, ..Response::default() });
    world.network.answer("https://example.com/hook?a=%0d%0aBcc:b", [answer]);
    fail(&client);
    world.advance(2 * MINUTE);
    let mail = sent(&world).remove(0);
    assert_eq!(mail.subject, "1 webhook delivery to example.com failed (Example Subject: x)");
    let harmless = |c: char| c == '\n' || !c.is_control() && c != '\u{202e}' && c != '\u{2028}';
    assert!(mail.text.chars().all(harmless));
    let headings = mail.text.lines().filter(|line| *line == "WHAT HAPPENS NEXT");
    assert_eq!(headings.count(), 1);
    assert!(mail.text.lines().all(|line| !line.starts_with("Bcc")));
    let excerpt = mail.text.lines().find(|line| line.contains("HTTP status 500")).unwrap();
    assert!(excerpt.ends_with("…\"") && excerpt.chars().count() < 300, "{excerpt}");
}

#[test]
fn a_disabled_endpoints_mail_has_reason_and_remedy() {
    let mut world = world();
    world.configure(|config| config.disable_after = Duration::from_secs(3));
    let client = world.center();
    let (endpoint, _) = client.with_key("test", &["*"]).subscribe(HOOK, &["*"]);
    world.network.answer(HOOK, [Answer::Network("connection refused".to_owned())]);
    fail(&client.with_key("test", &["*"]));
    world.advance(3 * MINUTE);
    let mails = sent(&world);
    assert_eq!(mails.len(), 1);
    let Mail { subject, text, .. } = &mails[0];
    assert_eq!(subject, "Webhook endpoint example.com was disabled (Example Training, test data)");
    for part in [
        "  Data: test\n",
        "The endpoint was disabled on 2026-06-01 at 10:01 UTC.",
        "Every attempt since 2026-06-01T10:00:00.000Z has failed.",
        "The receiver could not be reached: \"connection refused\"",
        "1 webhook delivery failed for good",
        &format!("PATCH https://api.aviationalley.com/api/v1/webhook-endpoints/{endpoint} with {{\"enabled\": true}}."),
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
    let finish = |where_: &str| Sql::text(format!("UPDATE webhook_endpoints SET version = version + 1 WHERE {where_}"));
    let mut batch = Batch::default();
    batch.push_guarded(finish("id = ''"), [notice::recovered(id, 5, world.now())]);
    batch.push_guarded(finish("1"), [notice::recovered(id, 12, world.now())]);
    block_on(world.app.db.batch(batch)).unwrap();
    world.advance(2 * MINUTE);
    assert_eq!(subjects(&world), ["Webhook endpoint example.com has recovered (Example Training)"]);
    let text = &sent(&world)[0].text;
    assert!(text.contains("was sent again, finished on 2026-06-01 at 10:00 UTC: 12 webhook deliveries.\n"), "{text}");
}
