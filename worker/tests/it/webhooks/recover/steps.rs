//! What a recovery does, step by step, whatever happens in between.

use std::time::Duration;

use aviationalley_worker::{app::Mail, webhooks::recovery::steps};
use futures::{executor::block_on, future::join};
use serde_json::json;

use crate::{
    support::{World, status},
    webhooks::deliveries::{HOOK, outcomes},
};

use super::{Case, DAY, SINCE, number};

#[test]
fn a_recovery_sends_what_was_missed_and_tells_how_far_it_is() {
    let world = World::new();
    let case = Case::missed(&world, 3);
    let answer = case.client.post(&case.path("/recover"), json!({"since": SINCE})).expect(202);
    let expected = json!({
        "id": answer["id"], "endpointId": case.endpoint, "createdAt": world.now().to_string(), "finishedAt": null,
        "status": "RUNNING", "since": "2026-06-01T00:00:00.000Z", "eventTypes": ["*"], "statuses": ["FAILED", "SKIPPED"],
        "total": 3, "queued": 0, "delivered": 0, "failed": 0,
    });
    assert_eq!(answer, expected);
    let job = case.finish(answer["id"].as_str().unwrap());
    let numbers = ["total", "queued", "delivered", "failed"].map(|name| job[name].as_i64().unwrap());
    assert_eq!((job["status"].as_str(), numbers), (Some("COMPLETED"), [3, 3, 3, 0]));
    assert!(job["finishedAt"].is_string());
    assert_eq!(case.arrivals().into_values().collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!((world.deliveries("DELIVERED"), world.deliveries("FAILED")), (3, 1), "one is older");
    let list = case.client.get(&case.path("/recoveries")).expect(200);
    assert_eq!(list["data"], json!([job]));
    world.skip(Duration::from_secs(2 * 60 * 60));
    let mails = world.mailbox.all();
    let told = |(_, mail): &&(_, Mail)| mail.text.contains("was sent again");
    let mail = mails.iter().find(told).unwrap();
    assert!(mail.1.text.contains(": 3 webhook deliveries."), "{}", mail.1.text);
}

#[test]
fn a_recovered_delivery_gets_five_more_attempts() {
    let world = World::new();
    let case = Case::missed(&world, 1);
    world.network.answer(HOOK, [status(500)]);
    let id = case.recover();
    world.advance(Duration::from_secs(1));
    for _ in 0..3 {
        assert_eq!(case.job(&id)["status"], "RUNNING");
        world.skip(Duration::from_secs(9 * 60 * 60));
    }
    world.skip(Duration::from_secs(9 * 60 * 60));
    let job = case.finish(&id);
    assert_eq!((&job["delivered"], &job["failed"]), (&json!(0), &json!(1)));
    let delivery = case.client.get(&format!("/api/v1/webhook-deliveries/del_{:048x}", 1)).expect(200);
    assert_eq!((delivery["status"].as_str(), outcomes(&delivery).len()), (Some("FAILED"), 5));
    assert_eq!(delivery["attempts"][4]["number"], 6, "numbers go on");
    assert_eq!(delivery["attempts"][4]["manual"], false);
    let told = world.event_types();
    assert_eq!(told.iter().filter(|event| *event == "webhook.delivery.failed").count(), 2);
}

#[test]
fn a_recovery_is_released_at_a_steady_pace_oldest_first() {
    let world = World::new();
    let case = Case::missed(&world, 400);
    let began = world.now();
    let id = case.recover();
    assert_eq!(case.job(&id)["queued"], 300);
    assert_eq!(world.deliveries("FAILED"), 101);
    let mut most = 0;
    for _ in 0..100 {
        let before = world.inbox().all().len();
        world.advance(Duration::from_secs(1));
        most = most.max(world.inbox().all().len() - before);
    }
    assert!((5..=6).contains(&most), "{most} in a second");
    let took = world.inbox().all().last().unwrap().at.since(began);
    assert!(took < Duration::from_secs(90), "400 take {} s", took.as_secs());
    assert_eq!(case.finish(&id)["delivered"], 400);
    let came: Vec<_> = world.inbox().all().iter().map(|seen| seen.header("webhook-id")).collect();
    let mut sorted = came.clone();
    sorted.sort_unstable();
    // Within a second the queue may change the order.
    assert!(came.iter().zip(&sorted).all(|(came, sorted)| number(came).abs_diff(number(sorted)) <= 6));
}

#[test]
fn whenever_it_is_killed_each_delivery_is_released_exactly_once() {
    let mut polls = 0;
    loop {
        let world = World::new();
        // More than one step.
        let case = Case::missed(&world, 120);
        let body = json!({"since": SINCE}).to_string();
        let job = block_on(case.client.send("POST", &case.path("/recover"), body.into())).expect(202);
        let ended = world.crash_after(polls);
        let half_way: i64 = world.db.query("SELECT queued FROM webhook_recoveries")[0].get("queued").unwrap();
        let open = world.deliveries("PENDING");
        assert_eq!(half_way, open, "what is moved and what is counted are one");
        // The cron, killed in the same way, and then one that lives.
        world.cron.set(false);
        World::run_for(polls, steps::advance(&world.app));
        world.advance(Duration::from_secs(61));
        world.crash();
        world.cron.set(true);
        let job = case.finish(job["id"].as_str().unwrap());
        assert_eq!((&job["queued"], &job["delivered"]), (&json!(120), &json!(120)), "after {polls} polls");
        let arrivals = case.arrivals();
        assert_eq!(arrivals.len(), 120);
        assert!(arrivals.values().all(|count| *count == 1), "after {polls} polls");
        if ended {
            break;
        }
        polls += 1;
    }
    assert!(polls > 10, "only {polls} polls: nothing was cut off");
}

#[test]
fn a_killed_request_has_begun_a_recovery_or_has_not() {
    for polls in 0..3 {
        let world = World::new();
        let case = Case::missed(&world, 2);
        let body = json!({"since": SINCE}).to_string();
        World::run_for(polls, case.client.send("POST", &case.path("/recover"), body.into()));
        world.crash();
        world.advance(Duration::from_secs(180));
        let expected = if polls < 2 { 0 } else { 2 };
        assert_eq!(world.deliveries("DELIVERED"), expected, "{polls}");
    }
}

#[test]
fn two_drivers_at_once_release_nothing_twice_and_no_faster() {
    let world = World::new();
    let case = Case::missed(&world, 500);
    let body = json!({"since": SINCE}).to_string();
    block_on(case.client.send("POST", &case.path("/recover"), body.into())).expect(202);
    let (one, two) = block_on(join(steps::advance(&world.app), steps::advance(&world.app)));
    one.and(two).unwrap();
    world.settle();
    assert_eq!(world.deliveries("PENDING"), 300);
    let due = world.db.query("SELECT count(DISTINCT next_attempt_at) AS n FROM deliveries WHERE status = 'PENDING'");
    assert_eq!(due[0].get::<i64>("n").unwrap(), 300, "one by one");
}

#[test]
fn what_the_receiver_has_lost_can_be_sent_again_once() {
    let world = World::new();
    let case = Case::missed(&world, 400);
    world.db.query("UPDATE deliveries SET status = 'DELIVERED' WHERE created_at > '2026-05-02'");
    let asked = json!({"since": SINCE, "statuses": ["DELIVERED"]});
    let job = case.client.post(&case.path("/recover"), asked).expect(202);
    let job = case.finish(job["id"].as_str().unwrap());
    assert_eq!((&job["queued"], &job["delivered"]), (&json!(400), &json!(400)));
    assert!(case.arrivals().values().all(|count| *count == 1));
}

#[test]
fn a_recovery_leaves_out_later_failures_and_test_messages() {
    let world = World::new();
    let case = Case::missed(&world, 150);
    world.network.answer(HOOK, [status(500)]);
    case.client.post(&case.path("/test"), json!({})).expect(200);
    let body = json!({"since": SINCE}).to_string();
    let job = block_on(case.client.send("POST", &case.path("/recover"), body.into())).expect(202);
    assert_eq!(job["total"], 150, "no test message");
    world.crash();
    // Created in the same millisecond, after the start.
    case.client.trainee("later@example.com");
    world.db.query("UPDATE deliveries SET status = 'FAILED', next_attempt_at = NULL WHERE status = 'RETRYING'");
    world.network.answer(HOOK, [status(200)]);
    let job = case.finish(job["id"].as_str().unwrap());
    assert_eq!((&job["queued"], &job["delivered"]), (&json!(150), &json!(150)));
    assert_eq!(world.deliveries("FAILED"), 3);
}

#[test]
fn a_recovery_and_a_resend_do_not_disturb_each_other() {
    let world = World::new();
    let case = Case::missed(&world, 2);
    let first = format!("/api/v1/webhook-deliveries/del_{:048x}", 1);
    let resend = format!("{first}/resend");
    block_on(case.client.send("POST", &resend, Vec::new())).expect(202);
    let body = json!({"since": SINCE}).to_string();
    let job = block_on(case.client.send("POST", &case.path("/recover"), body.into())).expect(202);
    assert_eq!(job["total"], 1, "the other is being attempted");
    let second = format!("/api/v1/webhook-deliveries/del_{:048x}/resend", 2);
    world.settle();
    assert_eq!(case.arrivals().len(), 1);
    case.client.post(&second, json!({})).refused(409, "conflict");
    world.advance(DAY / 24);
    assert!(case.arrivals().values().all(|count| *count == 1));
    assert_eq!((case.arrivals().len(), world.deliveries("DELIVERED")), (2, 2));
}
