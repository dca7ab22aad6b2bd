//! Outcomes: written behind the lease, before anything that follows from them is set in motion.

use std::time::Duration;

use serde_json::json;

use super::{
    failure::Failures,
    health, hint,
    job::Job,
    lane,
    policy::Next,
    status::FailureReason,
    verdict::{self, Attempt, Verdict},
};
use crate::{app::App, db::Sql, time::Instant, webhooks::notices::notice};

/// Writes the outcomes, then hints the retries. Should the write fail, the leases run out and the attempts are
/// made again: at least once.
pub async fn settle(app: &App, attempts: Vec<Attempt>) {
    let verdicts = attempts.into_iter().map(|attempt| verdict::judge(app, attempt));
    write(app, verdicts.collect(), None).await;
}

/// Ends deliveries that our own crashes cut off too often; their last interruption is on record already.
pub async fn give_up(app: &App, jobs: Vec<Job>) {
    let verdicts = jobs.into_iter().map(|job| Verdict {
        next: job.standing.given_up(),
        job,
        entry: None,
        late: None,
        reason: FailureReason::Attempts,
    });
    write(app, verdicts.collect(), None).await;
}

/// Ends deliveries of which too many wait, without an attempt; `take` gives their jobs the lease that they claim to
/// hold, in the same transaction.
pub async fn end_surplus(app: &App, jobs: Vec<Job>, take: Sql) {
    let verdicts = jobs.into_iter().map(|job| Verdict {
        next: Next::Failed,
        job,
        entry: None,
        late: None,
        reason: FailureReason::Backlog,
    });
    write(app, verdicts.collect(), Some(take)).await;
}

async fn write(app: &App, verdicts: Vec<Verdict>, take: Option<Sql>) {
    if verdicts.is_empty() {
        return;
    }
    let now = app.now();
    let failures = Failures::among(app, &verdicts);
    let (records, state) = statements(&verdicts, now);
    // The state last, while the leases still stand: behind it nothing would tell a holder from a late-comer.
    let mut batch = Vec::from_iter(take);
    batch.extend(records);
    batch.extend(failures.as_ref().map(|failures| failures.events(now)));
    batch.push(state);
    batch.extend(failures.iter().flat_map(|failures| failures.deliveries(now)));
    let endpoints: Vec<_> = verdicts
        .iter()
        .filter(|verdict| verdict.reason != FailureReason::Backlog)
        .map(|verdict| verdict.job.endpoint)
        .collect();
    batch.push(lane::release(lane::places_left(&endpoints), now));
    let rows = match app.db.batch(batch).await {
        Ok(rows) => rows,
        Err(error) => {
            app.log.error(&format!("outcomes were not written, the attempts will be made again: {error}"));
            return;
        }
    };
    let due = rows.iter().flatten().filter_map(hint::hint);
    let retries = verdicts.iter().filter_map(|verdict| verdict.hint(now));
    let hints = due.map(|hint| (hint, Duration::ZERO)).chain(retries);
    hint::send(app, hints.collect()).await;
}

/// What is recorded of the attempts and the deliveries' new state, each fenced by the lease's token.
fn statements(verdicts: &[Verdict], now: Instant) -> ([Sql; 4], Sql) {
    let rows: Vec<_> = verdicts
        .iter()
        .map(|verdict| {
            let (status, next_attempt_at) = match verdict.next {
                Next::Delivered => ("DELIVERED", None),
                Next::Retry(at) => ("RETRYING", Some(at.millis())),
                Next::Failed => ("FAILED", None),
            };
            json!({
                "delivery": verdict.job.delivery,
                "token": verdict.job.lease_token,
                "status": status,
                "failureReason": (verdict.next == Next::Failed).then_some(verdict.reason),
                "nextAttemptAt": next_attempt_at,
                "hintedAt": verdict.hint(now).and(next_attempt_at),
                "attempt": verdict.entry,
                "late": verdict.late,
            })
        })
        .collect();
    let rows = json!(rows).to_string();
    let held = "d.id = r.value ->> '$.delivery' AND d.lease_token = r.value ->> '$.token'";
    let log = format!(
        "INSERT INTO attempts (delivery_id, number, started_at, duration_ms, outcome, response_status, detail, \
            response_headers, response_body, manual) \
         SELECT d.id, d.attempt, r.value ->> '$.attempt.startedAt', r.value ->> '$.attempt.durationMs', \
            r.value ->> '$.attempt.outcome', r.value ->> '$.attempt.responseStatus', r.value ->> '$.attempt.detail', \
            r.value ->> '$.attempt.responseHeaders', r.value ->> '$.attempt.responseBody', \
            d.manual_from IS NOT NULL \
         FROM json_each(?) r JOIN deliveries d ON {held} WHERE r.value ->> '$.attempt' IS NOT NULL"
    );
    let ended = format!(
        "SELECT d.endpoint_id, r.value ->> '$.late' AS late FROM json_each(?) r JOIN deliveries d ON {held} \
         WHERE r.value ->> '$.late' IS NOT NULL"
    );
    let state = format!(
        "UPDATE deliveries AS d SET status = r.value ->> '$.status', next_attempt_at = r.value ->> '$.nextAttemptAt', \
         hinted_at = r.value ->> '$.hintedAt', \
         failure_reason = iif(r.value ->> '$.status' = 'FAILED' AND manual_from = 'FAILED', failure_reason, \
            r.value ->> '$.failureReason'), \
         completed = completed + (manual_from IS NULL AND r.value ->> '$.attempt' IS NOT NULL), \
         interrupted = iif(manual_from IS NULL, interrupted, 0), \
         attempt = attempt + 1, manual_from = NULL, automatic_at = NULL, held = 0, \
         lease_token = NULL, leased_at = NULL, lease_until = NULL \
         FROM json_each(?) r WHERE {held}"
    );
    let params = || [rows.as_str().into()];
    let records = [
        Sql::new(log, params()),
        lane::judge(Sql::new(ended, params()), now),
        health::observe(&rows, now),
        notice::failed(&rows, now),
    ];
    (records, Sql::new(state, params()))
}
