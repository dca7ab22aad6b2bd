//! Outcomes: written behind the lease, before anything that follows from them is set in motion.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{claim::Job, deliveries::Outcome, health, outbox, schedule::Next};
use crate::{
    app::{Answer, App, Hint},
    db::Sql,
    mail::notice,
    time::Instant,
};

/// The queue's longest delay; what is due later, the sweeper hints.
const LONGEST_DELAY: Duration = Duration::from_secs(12 * 60 * 60);

/// A completed attempt.
pub struct Attempt {
    pub job: Job,
    pub started_at: Instant,
    pub ended_at: Instant,
    pub answer: Answer,
}

/// Writes the outcomes, then hints the retries. Should the write fail, the leases run out and the attempts are
/// made again: at least once.
pub async fn settle(app: &App, attempts: Vec<Attempt>) {
    let results: Vec<_> = attempts
        .into_iter()
        .map(|attempt| judge(app, attempt))
        .collect();
    write(app, results).await;
}

/// Ends deliveries that our own crashes cut off too often; their last interruption is on record already.
pub async fn give_up(app: &App, jobs: Vec<Job>) {
    let results = jobs.into_iter().map(|job| Verdict {
        job,
        attempt: None,
        next: Next::Failed,
    });
    write(app, results.collect()).await;
}

struct Verdict {
    job: Job,
    attempt: Option<Recorded>,
    next: Next,
}

/// An attempt as the delivery log shows it.
struct Recorded {
    started_at: Instant,
    duration: Duration,
    outcome: Outcome,
    response_status: Option<u16>,
    detail: Option<String>,
}

fn judge(app: &App, attempt: Attempt) -> Verdict {
    let Attempt {
        job,
        started_at,
        ended_at,
        answer,
    } = attempt;
    let mut jitter = [0];
    app.random.fill(&mut jitter);
    let failed_before = usize::try_from(job.completed).unwrap_or(usize::MAX);
    let next = app.config.schedule.after(
        failed_before,
        &answer,
        ended_at,
        f64::from(jitter[0]) / 255.0,
    );
    let (outcome, response_status, detail) = match answer {
        Answer::Status(status @ 200..=299) => (Outcome::Success, Some(status), None),
        Answer::Status(status) => (Outcome::Status, Some(status), None),
        Answer::Timeout => {
            let millis = app.config.delivery_timeout.as_millis();
            (
                Outcome::Timeout,
                None,
                Some(format!("No answer within {millis} ms.")),
            )
        }
        Answer::Network(cause) => (Outcome::Network, None, Some(cause)),
    };
    let duration = ended_at.since(started_at);
    let attempt = Some(Recorded {
        started_at,
        duration,
        outcome,
        response_status,
        detail,
    });
    Verdict { job, attempt, next }
}

async fn write(app: &App, results: Vec<Verdict>) {
    if results.is_empty() {
        return;
    }
    let now = app.now();
    let failures: Vec<_> = results
        .iter()
        .filter(|result| raises_failure(result))
        .collect();
    let failure_events: Vec<_> = failures
        .iter()
        .map(|result| json!({"id": outbox::new_event_id(app), "delivery": result.job.delivery, "data": json!(DeliveryFailure::of(result)).to_string()}))
        .collect();
    let mut batch = statements(&results, now);
    // While the leases still stand: behind the update nothing would tell a holder from a late-comer.
    if !failure_events.is_empty() {
        let leases = json!(results.iter().map(lease).collect::<Vec<_>>()).to_string();
        let ids: Vec<_> = failure_events.iter().map(|event| &event["id"]).collect();
        let ids = json!(ids).to_string();
        let insert = "INSERT INTO events (id, center_id, environment, type, created_at, data) \
            SELECT f.value ->> '$.id', d.center_id, d.environment, 'webhook.delivery.failed', ?, f.value ->> '$.data' \
            FROM json_each(?) f JOIN deliveries d ON d.id = f.value ->> '$.delivery' \
            JOIN json_each(?) l ON d.id = l.value ->> '$.delivery' AND d.lease_token = l.value ->> '$.token'";
        let params = [
            now.into(),
            json!(failure_events).to_string().into(),
            leases.into(),
        ];
        batch.insert(1, Sql::new(insert, params));
        batch.extend(outbox::unleased_deliveries(&ids, now));
    }
    let rows = match app.db.batch(batch).await {
        Ok(rows) => rows,
        Err(error) => {
            app.log.error(&format!(
                "outcomes were not written, the attempts will be made again: {error}"
            ));
            return;
        }
    };
    if !failure_events.is_empty() {
        let raised = rows.last().map(Vec::as_slice).unwrap_or_default();
        outbox::send_now(app, raised.iter().filter_map(outbox::hint).collect()).await;
    }
    let retries = results
        .iter()
        .filter_map(|result| retry(result, now))
        .collect::<Vec<_>>();
    if !retries.is_empty()
        && let Err(error) = app.hints.send(retries).await
    {
        app.log.error(&format!(
            "retries were not hinted, the sweeper will: {error}"
        ));
    }
}

/// The attempt log, what it means for the endpoints, and the deliveries' new state, each fenced by the lease's token.
fn statements(results: &[Verdict], now: Instant) -> Vec<Sql> {
    let rows: Vec<_> = results
        .iter()
        .map(|result| {
            let mut row = lease(result);
            let (status, next_attempt_at) = match result.next {
                Next::Delivered => ("DELIVERED", None),
                Next::Retry(at) => ("RETRYING", Some(at.millis())),
                Next::Failed => ("FAILED", None),
            };
            row["status"] = json!(status);
            row["nextAttemptAt"] = json!(next_attempt_at);
            if let Some(attempt) = &result.attempt {
                row["attempt"] = json!({
                    "startedAt": attempt.started_at,
                    "durationMs": u64::try_from(attempt.duration.as_millis()).unwrap_or(u64::MAX),
                    "outcome": attempt.outcome,
                    "responseStatus": attempt.response_status,
                    "detail": attempt.detail,
                });
            }
            row
        })
        .collect();
    let rows = json!(rows).to_string();
    let held = "d.id = r.value ->> '$.delivery' AND d.lease_token = r.value ->> '$.token'";
    let log = format!(
        "INSERT INTO attempts (delivery_id, number, started_at, duration_ms, outcome, response_status, detail) \
         SELECT d.id, d.attempt, r.value ->> '$.attempt.startedAt', r.value ->> '$.attempt.durationMs', \
         r.value ->> '$.attempt.outcome', r.value ->> '$.attempt.responseStatus', r.value ->> '$.attempt.detail' \
         FROM json_each(?) r JOIN deliveries d ON {held} WHERE r.value ->> '$.attempt' IS NOT NULL"
    );
    let state = format!(
        "UPDATE deliveries AS d SET status = r.value ->> '$.status', next_attempt_at = r.value ->> '$.nextAttemptAt', \
         hinted_at = r.value ->> '$.nextAttemptAt', completed = completed + (r.value ->> '$.attempt' IS NOT NULL), \
         attempt = attempt + 1, lease_token = NULL, leased_at = NULL, lease_until = NULL \
         FROM json_each(?) r WHERE {held}"
    );
    vec![
        Sql::new(log, [rows.as_str().into()]),
        health::observe(&rows, now),
        notice::failed(&rows, now),
        Sql::new(state, [rows.as_str().into()]),
    ]
}

fn lease(result: &Verdict) -> serde_json::Value {
    json!({"delivery": result.job.delivery, "token": result.job.lease_token})
}

/// A failure to tell of a failure is not told of in turn.
fn raises_failure(result: &Verdict) -> bool {
    result.next == Next::Failed && result.job.event_type != "webhook.delivery.failed"
}

/// The data of `webhook.delivery.failed`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryFailure {
    delivery_id: String,
    endpoint_id: Uuid,
    event_type: String,
    /// Completed attempts.
    attempts: i64,
    last_outcome: Outcome,
    last_response_status: Option<u16>,
}

impl DeliveryFailure {
    fn of(verdict: &Verdict) -> Self {
        let Verdict { job, attempt, .. } = verdict;
        let last = attempt.as_ref();
        Self {
            delivery_id: job.delivery.clone(),
            endpoint_id: job.endpoint,
            event_type: job.event_type.clone(),
            attempts: job.completed + i64::from(last.is_some()),
            last_outcome: last.map_or(Outcome::Interrupted, |attempt| attempt.outcome),
            last_response_status: last.and_then(|attempt| attempt.response_status),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub fn example() -> Self {
        Self {
            delivery_id: "del_4c1f0a2b3c4d5e6f708192a3b4c5d6e79d2e4c1a5b7f4f6a".to_owned(),
            endpoint_id: Uuid::from_u128(0x9d2e4c1a_5b7f_4f6a_9c3d_1e2f3a4b5c6d),
            event_type: "booking.created".to_owned(),
            attempts: 5,
            last_outcome: Outcome::Status,
            last_response_status: Some(500),
        }
    }
}

fn retry(result: &Verdict, now: Instant) -> Option<(Hint, Duration)> {
    let Next::Retry(at) = result.next else {
        return None;
    };
    let delay = at.since(now);
    let hint = Hint {
        delivery: result.job.delivery.clone(),
        attempt: result.job.attempt + 1,
    };
    (delay <= LONGEST_DELAY).then_some((hint, delay))
}
