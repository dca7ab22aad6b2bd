//! Recovering: sends again what an endpoint missed while it was down, by a durable job that is written here. Its steps
//! are in [`steps`], its progress in [`progress`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{progress, progress::Recovery, steps, steps::WANTED};
use crate::{
    app::App,
    auth::{OF_CALLER, Tenant},
    db::{DbError, Row, Sql},
    list::Distinct,
    problem::{Code, FieldError, Problem},
    sql,
    time::Instant,
    webhooks::{
        delivery::{status::DeliveryStatus, sweep},
        endpoints::{
            actions::not_found,
            model::{ALL_ALONE, Subscription, Subscriptions, all_alone},
        },
    },
};

/// What is to be sent again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recover {
    /// Deliveries that were created at this time or later, and before the recovery.
    since: Instant,
    /// Of these types, or of every type: `["*"]`.
    #[serde(default = "every_type")]
    event_types: Subscriptions,
    /// In these final states: FAILED, SKIPPED, DELIVERED.
    #[serde(default = "missed")]
    statuses: Distinct<DeliveryStatus, 1, 3>,
    /// Only counts them: 200 with `total`, and nothing is written.
    #[serde(default)]
    dry_run: bool,
}

fn every_type() -> Subscriptions {
    [Subscription::all()].into()
}

fn missed() -> Distinct<DeliveryStatus, 1, 3> {
    [DeliveryStatus::Failed, DeliveryStatus::Skipped].into()
}

impl Recover {
    fn check(&self, now: Instant) -> Result<(), Problem> {
        let mut errors = Vec::new();
        let mut fault = |field: &str, message: &str| errors.push(FieldError::new(field, message));
        if self.since > now {
            fault("since", "must not be in the future");
        }
        if !all_alone(&self.event_types) {
            fault("eventTypes", ALL_ALONE);
        }
        let is_open = |status: &DeliveryStatus| matches!(status, DeliveryStatus::Pending | DeliveryStatus::Retrying);
        if self.statuses.iter().any(is_open) {
            fault("statuses", "must name some of FAILED, SKIPPED, DELIVERED; the others are still being attempted");
        }
        if errors.is_empty() { Ok(()) } else { Err(Problem::unprocessable(errors)) }
    }

    /// The relation `r` of a recovery to be: one row, or none without such an endpoint of the caller.
    fn relation(&self, id: Uuid, endpoint: Uuid, now: Instant) -> Sql {
        sql!("(SELECT "(id)" AS id, t.id AS endpoint_id, t.center_id, t.environment, t.enabled, \
                "(now)" AS created_at, "(self.since)" AS since, \
                (SELECT coalesce(max(seq), 0) FROM events) AS until_seq, \
                "(json!(self.statuses))" AS statuses, "(json!(self.event_types))" AS event_types, \
                "(self.since)" AS after_created_at, '' AS after_id, \
                (SELECT o.id FROM webhook_recoveries o WHERE o.endpoint_id = t.id AND o.status = 'RUNNING') AS running \
            FROM webhook_endpoints t WHERE "{OF_CALLER}" AND t.id = "(endpoint)" AND t.deleted_at IS NULL) r")
    }
}

/// How many deliveries a recovery `r` has to send.
fn total() -> Sql {
    sql!("(SELECT count(*) FROM "{WANTED}")")
}

/// How many deliveries a recovery would send.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecoveryCount {
    total: i64,
}

/// What came of a request to recover.
pub enum Recovered {
    Begun(Box<Recovery>),
    Counted(RecoveryCount),
}

pub async fn start(app: &App, tenant: &Tenant, endpoint: Uuid, recover: &Recover) -> Result<Recovered, Problem> {
    let now = tenant.now();
    recover.check(now)?;
    let id = app.new_id();
    let relation = || recover.relation(id, endpoint, now);
    let before = sql!("SELECT r.enabled, r.running, "{total()}" AS total FROM "{relation()});
    let before = tenant.bound(before);
    if recover.dry_run {
        let (_, [before]) = tenant.batch([before]).await?;
        let total = before.one().ok_or_else(|| not_found(endpoint))?.get("total")?;
        return Ok(Recovered::Counted(RecoveryCount { total }));
    }
    let insert = sql!("INSERT INTO webhook_recoveries \
            (id, endpoint_id, center_id, environment, created_at, status, since, \
            until_seq, statuses, event_types, after_created_at, after_id, total, paced_until) \
        SELECT r.id, r.endpoint_id, r.center_id, r.environment, r.created_at, 'RUNNING', r.since, \
            r.until_seq, r.statuses, r.event_types, r.after_created_at, r.after_id, "{total()}", 0 \
        FROM "{relation()}" WHERE r.enabled = 1 AND r.running IS NULL");
    let batch = [before, tenant.bound(insert), tenant.bound(progress::select_one(id))];
    let (_, [before, _, recovery]) = tenant.batch(batch).await?;
    let before = before.one().ok_or_else(|| not_found(endpoint))?;
    let Some(recovery) = recovery.one() else {
        return Err(obstacle(&before)?);
    };
    begin(app);
    let recovery = Recovery::from_row(&recovery)?;
    Ok(Recovered::Begun(Box::new(recovery)))
}

/// Why an endpoint that was found like this cannot be sent what it missed.
fn obstacle(before: &Row) -> Result<Problem, DbError> {
    let detail = match before.get::<Option<String>>("running")? {
        Some(running) => {
            format!("The recovery {running} of this endpoint is still running; wait for its end, or cancel it first.")
        }
        None => "The endpoint is disabled; enable it first, then recover.".to_owned(),
    };
    Ok(Problem::new(Code::Conflict, detail))
}

/// The first step behind the response; the cron makes the others, and this one if need be.
fn begin(app: &App) {
    let task_app = app.clone();
    app.tasks.spawn(Box::pin(async move {
        let app = task_app;
        let begun = steps::advance(&app).await;
        let hinted = sweep::sweep(&app).await;
        if let Err(error) = begun.and(hinted) {
            app.log.error(&format!("a recovery did not begin, the cron will: {error}"));
        }
    }));
}
