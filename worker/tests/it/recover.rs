//! Recovering what an endpoint missed: a durable job that gives each delivery its attempts anew, exactly once.

use std::{collections::HashMap, time::Duration};

use aviationalley_worker::{app::Mail, webhooks::requeue};
use futures::{executor::block_on, future::join};
use serde_json::{Value, json};

use crate::{
    deliveries::{HOOK, outcomes},
    support::{Client, World, status},
};

const SINCE: &str = "2026-06-01T00:00:00Z";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A center whose endpoint was down.
struct Case<'w> {
    world: &'w World,
    client: Client<'w>,
    endpoint: String,
}

impl<'w> Case<'w> {
    /// With so many deliveries that FAILED, and one of a time before `SINCE`; the receiver is well again.
    fn missed(world: &'w World, count: usize) -> Self {
        let client = world.center();
        let (endpoint, _) = client.subscribe(HOOK, &["trainee.created"]);
        world.network.answer(HOOK, [status(500)]);
        client.trainee("a@example.com");
        (0..4).for_each(|_| world.skip(Duration::from_secs(9 * 60 * 60)));
        // As many more like it, all of the same millisecond.
        world
            .db
            .query("UPDATE deliveries SET created_at = '2026-05-01T00:00:00.000Z'");
        world.copy_delivery(count, "2026-06-01T10:00:00.000Z");
        world.network.seen.borrow_mut().clear();
        world.network.answer(HOOK, [status(200)]);
        Self {
            world,
            client,
            endpoint,
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/webhook-endpoints/{}{rest}", self.endpoint)
    }

    /// Begins a recovery of all that FAILED; the first step follows at once.
    fn recover(&self) -> String {
        let job = self
            .client
            .post(&self.path("/recover"), json!({"since": SINCE}))
            .expect(202);
        job["id"].as_str().unwrap().to_owned()
    }

    fn job(&self, id: &str) -> Value {
        self.client
            .get(&format!("/api/v1/webhook-recoveries/{id}"))
            .expect(200)
    }

    /// Lets the cron run until the job has ended.
    fn finish(&self, id: &str) -> Value {
        for _ in 0..20 {
            let job = self.job(id);
            if job["status"] != "RUNNING" {
                return job;
            }
            self.world.advance(Duration::from_secs(60));
        }
        unreachable!("it does not end: {}", self.job(id));
    }

    /// How often each delivery came.
    fn arrivals(&self) -> HashMap<String, usize> {
        let mut arrivals = HashMap::new();
        for seen in self.world.inbox().all() {
            *arrivals.entry(seen.header("webhook-id")).or_default() += 1;
        }
        arrivals
    }

    fn enable(&self, enabled: bool) {
        self.client
            .patch(&self.path(""), json!({"enabled": enabled}))
            .expect(200);
    }
}

#[test]
fn a_recovery_sends_what_was_missed_and_tells_how_far_it_is() {
    let world = World::new();
    let case = Case::missed(&world, 3);
    let answer = case
        .client
        .post(&case.path("/recover"), json!({"since": SINCE}))
        .expect(202);
    let expected = json!({
        "id": answer["id"], "endpointId": case.endpoint, "createdAt": world.now().to_string(), "finishedAt": null,
        "status": "RUNNING", "since": "2026-06-01T00:00:00.000Z", "eventTypes": ["*"], "statuses": ["FAILED", "SKIPPED"],
        "total": 3, "queued": 0, "delivered": 0, "failed": 0,
    });
    assert_eq!(answer, expected);
    let job = case.finish(answer["id"].as_str().unwrap());
    let numbers =
        ["total", "queued", "delivered", "failed"].map(|name| job[name].as_i64().unwrap());
    assert_eq!(
        (job["status"].as_str(), numbers),
        (Some("COMPLETED"), [3, 3, 3, 0])
    );
    assert!(job["finishedAt"].is_string());
    assert_eq!(case.arrivals().into_values().collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!(
        (world.deliveries("DELIVERED"), world.deliveries("FAILED")),
        (3, 1),
        "one is older"
    );
    let list = case.client.get(&case.path("/recoveries")).expect(200);
    assert_eq!(list["data"], json!([job]));
    world.skip(Duration::from_secs(2 * 60 * 60));
    let mails = world.mailbox.all();
    let told = |(_, mail): &&(_, Mail)| mail.text.contains("was sent again");
    let mail = mails.iter().find(told).unwrap();
    assert!(
        mail.1.text.contains(": 3 webhook deliveries."),
        "{}",
        mail.1.text
    );
}

#[test]
fn a_recovered_delivery_gets_five_attempts_anew_and_its_failure_is_told_anew() {
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
    let delivery = case
        .client
        .get(&format!("/api/v1/webhook-deliveries/del_{:048x}", 1))
        .expect(200);
    assert_eq!(
        (delivery["status"].as_str(), outcomes(&delivery).len()),
        (Some("FAILED"), 5)
    );
    assert_eq!(delivery["attempts"][0]["number"], 6, "numbers go on");
    assert_eq!(delivery["attempts"][0]["manual"], false);
    let told = world.event_types();
    assert_eq!(
        told.iter()
            .filter(|event| *event == "webhook.delivery.failed")
            .count(),
        2
    );
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
    assert!(
        took < Duration::from_secs(90),
        "400 take {} s",
        took.as_secs()
    );
    assert_eq!(case.finish(&id)["delivered"], 400);
    let came: Vec<_> = world
        .inbox()
        .all()
        .iter()
        .map(|seen| seen.header("webhook-id"))
        .collect();
    let mut sorted = came.clone();
    sorted.sort_unstable();
    // Within a second the queue may change the order.
    assert!(
        came.iter()
            .zip(&sorted)
            .all(|(came, sorted)| number(came).abs_diff(number(sorted)) <= 6)
    );
}

fn number(id: &str) -> i64 {
    i64::from_str_radix(id.trim_start_matches("del_"), 16).unwrap()
}

#[test]
fn whenever_it_is_killed_each_delivery_is_released_exactly_once() {
    let mut polls = 0;
    loop {
        let world = World::new();
        // More than one step.
        let case = Case::missed(&world, 120);
        let body = json!({"since": SINCE}).to_string();
        let job = block_on(
            case.client
                .send("POST", &case.path("/recover"), body.into()),
        )
        .expect(202);
        let ended = world.crash_after(polls);
        let half_way: i64 = world.db.query("SELECT queued FROM webhook_recoveries")[0]
            .get("queued")
            .unwrap();
        let open = world.deliveries("PENDING");
        assert_eq!(half_way, open, "what is moved and what is counted are one");
        // The cron, killed in the same way, and then one that lives.
        world.cron.set(false);
        World::run_for(polls, requeue::advance(&world.app));
        world.advance(Duration::from_secs(61));
        world.crash();
        world.cron.set(true);
        let job = case.finish(job["id"].as_str().unwrap());
        assert_eq!(
            (&job["queued"], &job["delivered"]),
            (&json!(120), &json!(120)),
            "after {polls} polls"
        );
        let arrivals = case.arrivals();
        assert_eq!(arrivals.len(), 120);
        assert!(
            arrivals.values().all(|count| *count == 1),
            "after {polls} polls"
        );
        if ended {
            break;
        }
        polls += 1;
    }
    assert!(polls > 10, "only {polls} polls: nothing was cut off");
}

#[test]
fn a_request_that_is_killed_before_its_answer_has_begun_a_recovery_or_has_not() {
    for polls in 0..3 {
        let world = World::new();
        let case = Case::missed(&world, 2);
        let body = json!({"since": SINCE}).to_string();
        World::run_for(
            polls,
            case.client
                .send("POST", &case.path("/recover"), body.into()),
        );
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
    block_on(
        case.client
            .send("POST", &case.path("/recover"), body.into()),
    )
    .expect(202);
    let (one, two) = block_on(join(
        requeue::advance(&world.app),
        requeue::advance(&world.app),
    ));
    one.and(two).unwrap();
    world.settle();
    assert_eq!(world.deliveries("PENDING"), 300);
    let due = world.db.query(
        "SELECT count(DISTINCT next_attempt_at) AS n FROM deliveries WHERE status = 'PENDING'",
    );
    assert_eq!(due[0].get::<i64>("n").unwrap(), 300, "one by one");
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let world = World::new();
    let case = Case::missed(&world, 5);
    let before = world.db.dump();
    let count = case
        .client
        .post(
            &case.path("/recover"),
            json!({"since": SINCE, "dryRun": true}),
        )
        .expect(200);
    assert_eq!(count, json!({"total": 5}));
    assert_eq!(world.db.dump(), before);
    case.enable(false);
    let before = world.db.dump();
    case.client
        .post(
            &case.path("/recover"),
            json!({"since": SINCE, "dryRun": true}),
        )
        .expect(200);
    assert_eq!(world.db.dump(), before, "also while it is disabled");
}

#[test]
fn only_what_is_asked_for_is_sent() {
    let world = World::new();
    let case = Case::missed(&world, 4);
    world.db.query(&format!(
        "UPDATE deliveries SET status = 'SKIPPED' WHERE id = 'del_{:048x}'",
        1
    ));
    world.db.query(&format!(
        "UPDATE deliveries SET status = 'DELIVERED' WHERE id = 'del_{:048x}'",
        2
    ));
    world.db.query(&format!(
        "UPDATE events SET type = 'trainee.updated' WHERE id = 'evt_{:032x}'",
        3
    ));
    let total = |asked: Value| {
        let asked = crate::support::with(json!({"since": SINCE, "dryRun": true}), asked);
        case.client.post(&case.path("/recover"), asked).expect(200)["total"]
            .as_i64()
            .unwrap()
    };
    assert_eq!(total(json!({})), 3);
    assert_eq!(total(json!({"statuses": ["SKIPPED"]})), 1);
    assert_eq!(
        total(json!({"statuses": ["FAILED", "SKIPPED", "DELIVERED"]})),
        4
    );
    assert_eq!(total(json!({"eventTypes": ["trainee.updated"]})), 1);
    assert_eq!(
        total(
            json!({"eventTypes": ["trainee.updated", "booking.created"], "statuses": ["SKIPPED"]})
        ),
        0
    );
    assert_eq!(total(json!({"since": "2026-06-01T10:00:00.001Z"})), 0);
    assert_eq!(total(json!({"since": "2026-04-01T00:00:00Z"})), 4);
    let asked = json!({"since": SINCE, "eventTypes": ["trainee.created"], "statuses": ["SKIPPED", "DELIVERED"]});
    let job = case.client.post(&case.path("/recover"), asked).expect(202);
    assert_eq!(case.finish(job["id"].as_str().unwrap())["delivered"], 2);
    let mut came: Vec<_> = case.arrivals().into_keys().map(|id| number(&id)).collect();
    came.sort_unstable();
    assert_eq!(came, [1, 2]);
}

#[test]
fn what_the_receiver_has_lost_can_be_sent_again_once() {
    let world = World::new();
    let case = Case::missed(&world, 400);
    world
        .db
        .query("UPDATE deliveries SET status = 'DELIVERED' WHERE created_at > '2026-05-02'");
    let asked = json!({"since": SINCE, "statuses": ["DELIVERED"]});
    let job = case.client.post(&case.path("/recover"), asked).expect(202);
    let job = case.finish(job["id"].as_str().unwrap());
    assert_eq!(
        (&job["queued"], &job["delivered"]),
        (&json!(400), &json!(400))
    );
    assert!(case.arrivals().values().all(|count| *count == 1));
}

#[test]
fn what_fails_after_the_start_and_test_messages_are_not_part_of_it() {
    let world = World::new();
    let case = Case::missed(&world, 150);
    world.network.answer(HOOK, [status(500)]);
    case.client.post(&case.path("/test"), json!({})).expect(200);
    let body = json!({"since": SINCE}).to_string();
    let job = block_on(
        case.client
            .send("POST", &case.path("/recover"), body.into()),
    )
    .expect(202);
    assert_eq!(job["total"], 150, "no test message");
    world.crash();
    // Created in the same millisecond, after the start.
    case.client.trainee("later@example.com");
    world.db.query(
        "UPDATE deliveries SET status = 'FAILED', next_attempt_at = NULL WHERE status = 'RETRYING'",
    );
    world.network.answer(HOOK, [status(200)]);
    let job = case.finish(job["id"].as_str().unwrap());
    assert_eq!(
        (&job["queued"], &job["delivered"]),
        (&json!(150), &json!(150))
    );
    assert_eq!(world.deliveries("FAILED"), 3);
}

#[test]
fn cancelling_leaves_what_was_not_released_as_it_was() {
    let world = World::new();
    let case = Case::missed(&world, 400);
    let id = case.recover();
    let cancel = format!("/api/v1/webhook-recoveries/{id}/cancel");
    let job = case.client.post(&cancel, json!({})).expect(200);
    assert_eq!(
        (&job["status"], &job["queued"]),
        (&json!("CANCELLED"), &json!(300))
    );
    world.advance(Duration::from_secs(300));
    assert_eq!(
        (world.deliveries("DELIVERED"), world.deliveries("FAILED")),
        (300, 101)
    );
    let job = case.job(&id);
    assert_eq!(
        (&job["status"], &job["delivered"]),
        (&json!("CANCELLED"), &json!(300))
    );
    case.client
        .post(&cancel, json!({}))
        .refused(409, "invalid_transition");
    let again = case.recover();
    assert_eq!(case.finish(&again)["delivered"], 100);
    case.client
        .post(
            &format!("/api/v1/webhook-recoveries/{again}/cancel"),
            json!({}),
        )
        .refused(409, "invalid_transition");
}

#[test]
fn a_recovery_that_is_cancelled_between_two_steps_releases_nothing_more() {
    let world = World::new();
    let case = Case::missed(&world, 2);
    let body = json!({"since": SINCE}).to_string();
    let job = block_on(
        case.client
            .send("POST", &case.path("/recover"), body.into()),
    )
    .expect(202);
    let mut driver = Box::pin(requeue::advance(&world.app));
    // It has found the job, and is about to make the step.
    World::run_for(3, driver.as_mut());
    let cancel = format!(
        "/api/v1/webhook-recoveries/{}/cancel",
        job["id"].as_str().unwrap()
    );
    block_on(case.client.send("POST", &cancel, Vec::new())).expect(200);
    block_on(driver).unwrap();
    assert_eq!(world.deliveries("FAILED"), 3);
}

#[test]
fn an_endpoint_has_one_running_recovery() {
    let world = World::new();
    let case = Case::missed(&world, 2);
    let id = {
        let body = || json!({"since": SINCE}).to_string().into_bytes();
        let path = case.path("/recover");
        let ask = || case.client.send("POST", &path, body());
        let (one, two) = block_on(join(ask(), ask()));
        let said = two.refused(409, "conflict");
        let id = one.expect(202)["id"].as_str().unwrap().to_owned();
        assert!(said.contains(&id), "{said}");
        id
    };
    world.settle();
    case.finish(&id);
    let next = case.recover();
    assert_eq!(
        case.finish(&next)["total"],
        0,
        "an empty one completes at once"
    );
}

#[test]
fn a_disabled_or_deleted_endpoint_is_not_recovered_and_ends_what_runs() {
    let world = World::new();
    let case = Case::missed(&world, 400);
    case.enable(false);
    let ask = || {
        case.client
            .post(&case.path("/recover"), json!({"since": SINCE}))
    };
    assert!(ask().refused(409, "conflict").contains("enable it first"));
    case.enable(true);
    let id = case.recover();
    case.enable(false);
    world.advance(Duration::from_secs(60));
    assert_eq!(case.job(&id)["status"], "CANCELLED");
    assert_eq!(
        (world.deliveries("SKIPPED"), world.deliveries("FAILED")),
        (300, 101)
    );
    assert!(world.inbox().all().is_empty());
    case.enable(true);
    let id = case.recover();
    assert_eq!(case.job(&id)["total"], 400, "both are missed");
    case.client.delete(&case.path("")).expect(204);
    world.advance(Duration::from_secs(60));
    assert_eq!(case.job(&id)["status"], "CANCELLED");
    ask().refused(404, "not_found");
}

#[test]
fn a_recovery_and_a_resend_of_the_same_delivery_do_not_get_into_each_others_way() {
    let world = World::new();
    let case = Case::missed(&world, 2);
    let first = format!("/api/v1/webhook-deliveries/del_{:048x}", 1);
    let resend = format!("{first}/resend");
    block_on(case.client.send("POST", &resend, Vec::new())).expect(202);
    let body = json!({"since": SINCE}).to_string();
    let job = block_on(
        case.client
            .send("POST", &case.path("/recover"), body.into()),
    )
    .expect(202);
    assert_eq!(job["total"], 1, "the other is being attempted");
    let second = format!("/api/v1/webhook-deliveries/del_{:048x}/resend", 2);
    world.settle();
    assert_eq!(case.arrivals().len(), 1);
    case.client
        .post(&second, json!({}))
        .refused(409, "conflict");
    world.advance(DAY / 24);
    assert!(case.arrivals().values().all(|count| *count == 1));
    assert_eq!(
        (case.arrivals().len(), world.deliveries("DELIVERED")),
        (2, 2)
    );
}

#[test]
fn strangers_readers_and_bodies_are_refused() {
    let world = World::new();
    let case = Case::missed(&world, 400);
    let recover = case.path("/recover");
    let asked = json!({"since": SINCE});
    for stranger in [world.center(), case.client.with_key("test", &["*"])] {
        stranger
            .post(&recover, asked.clone())
            .refused(404, "not_found");
        let count = json!({"since": SINCE, "dryRun": true});
        stranger.post(&recover, count).refused(404, "not_found");
        stranger
            .get(&case.path("/recoveries"))
            .refused(404, "not_found");
    }
    let id = case.recover();
    let one = format!("/api/v1/webhook-recoveries/{id}");
    for stranger in [world.center(), case.client.with_key("test", &["*"])] {
        stranger.get(&one).refused(404, "not_found");
        stranger
            .post(&format!("{one}/cancel"), json!({}))
            .refused(404, "not_found");
    }
    assert_eq!(
        case.job(&id)["status"],
        "RUNNING",
        "nobody else can stop it"
    );
    let reader = case.client.with_key("live", &["webhooks:read"]);
    reader.get(&one).expect(200);
    reader
        .post(&format!("{one}/cancel"), json!({}))
        .refused(403, "forbidden_scope");
    reader.post(&recover, asked).refused(403, "forbidden_scope");
    for (body, status, field) in [
        (json!({}), 400, "since"),
        (json!({"since": "yesterday"}), 400, "since"),
        (json!({"since": SINCE, "until": SINCE}), 400, "until"),
        (
            json!({"since": SINCE, "eventTypes": ["booking.exploded"]}),
            400,
            "eventTypes",
        ),
        (
            json!({"since": SINCE, "statuses": ["LOST"]}),
            400,
            "statuses",
        ),
        (json!({"since": SINCE, "dryRun": "yes"}), 400, "dryRun"),
        (json!({"since": "2030-01-01T00:00:00Z"}), 422, "since"),
        (json!({"since": SINCE, "eventTypes": []}), 422, "eventTypes"),
        (json!({"since": SINCE, "statuses": []}), 422, "statuses"),
        (
            json!({"since": SINCE, "statuses": ["RETRYING"]}),
            422,
            "statuses",
        ),
    ] {
        let code = if status == 400 {
            "invalid_request"
        } else {
            "unprocessable"
        };
        let said = case.client.post(&recover, body).refused(status, code);
        assert!(said.contains(field), "{said}");
    }
}
