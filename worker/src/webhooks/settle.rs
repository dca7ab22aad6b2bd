//! Outcomes: written behind the lease, before anything that follows from them is set in motion.

use std::time::Duration;

use serde_json::json;

use super::{
    attempt_log::Entry,
    claim::Job,
    failure::{FailureReason, Failures},
    health,
    lane::{self, Lane},
    machine::Next,
    outbox,
};
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
    /// Of that, what was the receiver's.
    pub took: Duration,
    pub answer: Answer,
}

/// What was decided of a delivery.
pub struct Verdict {
    pub job: Job,
    /// For the log; `None` when no attempt was made.
    pub entry: Option<Entry>,
    /// Whether the receiver was; `None` when no attempt was made.
    late: Option<bool>,
    pub next: Next,
    /// Why, where it has failed.
    pub reason: FailureReason,
}

impl Verdict {
    /// Whether the automatic attempts are used up, which is told to others.
    pub fn is_failure(&self) -> bool {
        self.next == Next::Failed && self.job.standing.manual_from.is_none()
    }

    /// The hint of the next attempt, with its delay.
    fn hint(&self, now: Instant) -> Option<(Hint, Duration)> {
        let Next::Retry(at) = self.next else {
            return None;
        };
        let delay = at.since(now);
        let hint = Hint {
            delivery: self.job.delivery.clone(),
            attempt: self.job.attempt + 1,
            lane: match self.late {
                Some(true) => Lane::Slow,
                _ => self.job.lane,
            },
        };
        (delay <= LONGEST_DELAY).then_some((hint, delay))
    }
}

/// Writes the outcomes, then hints the retries. Should the write fail, the leases run out and the attempts are
/// made again: at least once.
pub async fn settle(app: &App, attempts: Vec<Attempt>) {
    let verdicts = attempts.into_iter().map(|attempt| judge(app, attempt));
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

fn judge(app: &App, attempt: Attempt) -> Verdict {
    let Attempt {
        job,
        started_at,
        ended_at,
        took,
        answer,
    } = attempt;
    let mut jitter = [0];
    app.random.fill(&mut jitter);
    let jitter = f64::from(jitter[0]) / 255.0;
    let config = &app.config;
    let timeout = config.delivery_timeout;
    Verdict {
        next: job
            .standing
            .after(&config.schedule, &answer, ended_at, jitter),
        entry: Some(Entry::new(&answer, started_at, took, timeout)),
        late: Some(lane::is_late(&answer, took, timeout)),
        job,
        reason: FailureReason::Attempts,
    }
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
    batch.extend(
        failures
            .iter()
            .flat_map(|failures| failures.deliveries(now)),
    );
    let endpoints: Vec<_> = verdicts
        .iter()
        .filter(|verdict| verdict.reason != FailureReason::Backlog)
        .map(|verdict| verdict.job.endpoint)
        .collect();
    batch.push(lane::release(lane::places_left(&endpoints), now));
    let rows = match app.db.batch(batch).await {
        Ok(rows) => rows,
        Err(error) => {
            app.log.error(&format!(
                "outcomes were not written, the attempts will be made again: {error}"
            ));
            return;
        }
    };
    let due = rows.iter().flatten().filter_map(outbox::hint);
    let retries = verdicts.iter().filter_map(|verdict| verdict.hint(now));
    let hints = due.map(|hint| (hint, Duration::ZERO)).chain(retries);
    outbox::send(app, hints.collect()).await;
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
         failure_reason = iif(manual_from = 'FAILED', failure_reason, r.value ->> '$.failureReason'), \
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
