//! Settling: writes the outcomes of attempts, fenced by their leases, before any of the consequences happen.

use std::time::Duration;

use serde_json::json;

use super::{
    failure::Failures,
    fence::Fence,
    health, hint,
    job::Job,
    lane, lease,
    policy::Next,
    status::FailureReason,
    verdict::{self, Attempt, Verdict},
};
use crate::{
    app::App,
    db::{Batch, Sql},
    sql,
    time::Instant,
    webhooks::notices::notice,
};

/// Writes the outcomes, then sends hints for the retries. If the write fails, the leases run out and the attempts are made
/// again: delivery is at least once.
pub async fn settle(app: &App, attempts: Vec<Attempt>) {
    let verdicts = attempts.into_iter().map(|attempt| verdict::judge(app, attempt));
    write(app, verdicts.collect(), None).await;
}

/// Ends deliveries that our own crashes cut off too often; their last interruption is already recorded.
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

/// Ends surplus deliveries of a backlog without an attempt. `take` takes the lease that their jobs claim to hold, in the
/// same transaction.
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
    let fence = fence(&verdicts, now);
    let mut batch = Batch::default();
    batch.extend(take);
    batch.extend([log(&fence), lane::judge(ended(&fence), now), health::observe(&fence, now)]);
    batch.push(notice::failed(&fence.held(), now));
    batch.extend(failures.as_ref().map(|failures| failures.events(now)));
    // What comes behind this is not fenced: the leases are given back.
    batch.push(state(&fence));
    let mut due = Vec::new();
    if let Some(failures) = &failures {
        let [insert, select] = failures.deliveries(now);
        batch.push(insert);
        due.push(batch.push(select));
    }
    let endpoints: Vec<_> = verdicts
        .iter()
        .filter(|verdict| verdict.reason != FailureReason::Backlog)
        .map(|verdict| verdict.job.endpoint)
        .collect();
    due.push(batch.push(lane::release(lane::places_left(&endpoints), now)));
    let mut answers = match app.db.batch(batch).await {
        Ok(answers) => answers,
        Err(error) => {
            app.log.error(&format!("outcomes were not written, the attempts will be made again: {error}"));
            return;
        }
    };
    let due: Vec<_> = due.into_iter().flat_map(|slot| answers.take(slot)).collect();
    let due = hint::read(app, &due).into_iter().map(|hint| (hint, Duration::ZERO));
    let retries = verdicts.iter().filter_map(|verdict| verdict.hint(now));
    hint::send(app, due.chain(retries).collect()).await;
}

/// The verdicts, as the statements read them.
fn fence(verdicts: &[Verdict], now: Instant) -> Fence {
    Fence::new(verdicts.iter().map(|verdict| {
        let (status, next_attempt_at) = match verdict.next {
            Next::Delivered => ("DELIVERED", None),
            Next::Retry(at) => ("RETRYING", Some(at.millis())),
            Next::Failed => ("FAILED", None),
        };
        let decision = json!({
            "status": status,
            "failureReason": (verdict.next == Next::Failed).then_some(verdict.reason),
            "nextAttemptAt": next_attempt_at,
            "hintedAt": verdict.hint(now).and(next_attempt_at),
            "attempt": verdict.entry,
            "late": verdict.late,
        });
        (&verdict.job, decision)
    }))
}

/// Records the attempts. A verdict without one, of a delivery that is given up, leaves none.
fn log(verdicts: &Fence) -> Sql {
    sql!("INSERT INTO attempts (delivery_id, number, started_at, duration_ms, outcome, response_status, detail, \
            response_headers, response_body, manual) \
        SELECT d.id, d.attempt, v.value ->> '$.attempt.startedAt', v.value ->> '$.attempt.durationMs', \
            v.value ->> '$.attempt.outcome', v.value ->> '$.attempt.responseStatus', v.value ->> '$.attempt.detail', \
            v.value ->> '$.attempt.responseHeaders', v.value ->> '$.attempt.responseBody', \
            d.manual_from IS NOT NULL \
        FROM "{verdicts.held()}" WHERE v.value ->> '$.attempt' IS NOT NULL")
}

/// Selects the endpoints of the attempts that ended, and whether they were late.
fn ended(verdicts: &Fence) -> Sql {
    sql!("SELECT d.endpoint_id, v.value ->> '$.late' AS late FROM "{verdicts.held()}" \
        WHERE v.value ->> '$.late' IS NOT NULL")
}

/// Writes the deliveries' new state, and ends the leases.
///
/// A manual attempt does not count as an automatic one, and its own interruptions are reset. A delivery that had FAILED
/// before and fails again keeps its first reason.
fn state(verdicts: &Fence) -> Sql {
    sql!("UPDATE deliveries AS d SET status = v.value ->> '$.status', \
        next_attempt_at = v.value ->> '$.nextAttemptAt', hinted_at = v.value ->> '$.hintedAt', \
        failure_reason = iif(v.value ->> '$.status' = 'FAILED' AND manual_from = 'FAILED', failure_reason, \
            v.value ->> '$.failureReason'), \
        completed = completed + (manual_from IS NULL AND v.value ->> '$.attempt' IS NOT NULL), \
        interrupted = iif(manual_from IS NULL, interrupted, 0), \
        attempt = attempt + 1, manual_from = NULL, automatic_at = NULL, held = 0, \
        "{lease::CLEARED}{verdicts.from_held()})
}
