//! Recovering what an endpoint missed: a durable job that gives each delivery its attempts anew, exactly once.

use std::{collections::HashMap, time::Duration};

use serde_json::{Value, json};

use crate::{
    support::{Client, World, status},
    webhooks::deliveries::HOOK,
};

mod requests;
mod steps;

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
        world.db.query("UPDATE deliveries SET created_at = '2026-05-01T00:00:00.000Z'");
        world.copy_delivery(count, "2026-06-01T10:00:00.000Z");
        world.network.seen.borrow_mut().clear();
        world.network.answer(HOOK, [status(200)]);
        Self { world, client, endpoint }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/webhook-endpoints/{}{rest}", self.endpoint)
    }

    /// Begins a recovery of all that FAILED; the first step follows at once.
    fn recover(&self) -> String {
        let job = self.client.post(&self.path("/recover"), json!({"since": SINCE})).expect(202);
        job["id"].as_str().unwrap().to_owned()
    }

    fn job(&self, id: &str) -> Value {
        self.client.get(&format!("/api/v1/webhook-recoveries/{id}")).expect(200)
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
        self.client.patch(&self.path(""), json!({"enabled": enabled})).expect(200);
    }
}

fn number(id: &str) -> i64 {
    i64::from_str_radix(id.trim_start_matches("del_"), 16).unwrap()
}
