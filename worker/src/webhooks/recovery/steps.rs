//! The steps of recoveries. Each is one transaction that requeues deliveries and advances the recovery's position, so that
//! a crash between two steps, or two runs at once, requeue nothing twice and leave nothing out.
//!
//! A step makes its deliveries due one by one at a steady pace, and the sweeper sends their hints, so that a receiver that
//! was down is not flooded when it comes back.

use uuid::Uuid;

use crate::{
    app::App,
    db::{Batch, DbError, Sql},
    sql,
    time::Instant,
    webhooks::{delivery::status::OPEN, notices::notice},
};

/// Deliveries that one step requeues.
const STEP: i64 = 100;
/// Deliveries that one recovery releases per cron interval: 300 in 60 s.
const PACE: i64 = 300;
/// Recoveries that one run serves; the next minute goes on. The sweeper has room for more than these requeue.
const MOST: i64 = 10;

/// The first of each center, then the second of each, so that a center with many recoveries does not delay the others.
fn in_turn() -> Sql {
    sql!("ORDER BY row_number() OVER (PARTITION BY r.center_id ORDER BY r.paced_until, r.id), \
        r.paced_until, r.id LIMIT "(MOST))
}

/// The deliveries `d`, with their events `e`, that a recovery `r` has still to requeue.
pub const WANTED: &str = "deliveries d JOIN events e ON e.id = d.event_id \
    WHERE d.endpoint_id = r.endpoint_id AND (d.created_at, d.id) > (r.after_created_at, r.after_id) \
    AND e.seq <= r.until_seq AND e.example = 0 AND d.status IN (SELECT value FROM json_each(r.statuses)) \
    AND EXISTS (SELECT 1 FROM json_each(r.event_types) WHERE value IN ('*', e.type))";

/// Advances the running recoveries; returns how many.
pub async fn advance(app: &App) -> Result<usize, DbError> {
    let now = app.now();
    let soon = now.plus(app.config.cron_interval);
    let find = sql!("SELECT r.id FROM webhook_recoveries r \
        WHERE r.status = 'RUNNING' AND r.all_queued = 0 AND r.paced_until < "(soon.millis())" "{in_turn()});
    let [_, found] = app.db.batch([cancel_unsendable(now), find]).await?;
    for row in &found {
        let id = row.get("id")?;
        // Until nothing is left, or enough falls due before the next run.
        while step(app, id, now).await? {}
    }
    Ok(found.len() + complete(app, now).await?)
}

/// Cancels recoveries of endpoints that are disabled or deleted. Part of each step, since that can happen between two.
fn cancel_unsendable(now: Instant) -> Sql {
    sql!("UPDATE webhook_recoveries AS r SET status = 'CANCELLED', finished_at = "(now)" WHERE r.status = 'RUNNING' \
        AND EXISTS (SELECT 1 FROM webhook_endpoints p \
            WHERE p.id = r.endpoint_id AND (p.enabled = 0 OR p.deleted_at IS NOT NULL))")
}

/// Makes a step, if one is due; returns whether there may be another.
async fn step(app: &App, recovery: Uuid, now: Instant) -> Result<bool, DbError> {
    let [_, _, place] = app.db.batch(requeue(app, recovery, now)).await?;
    match place.one() {
        Some(row) => Ok(row.get::<i64>("all_queued")? == 0),
        None => Ok(false),
    }
}

/// Requeues the next deliveries, each with five new automatic attempts, and advances the recovery's position past them.
fn requeue(app: &App, recovery: Uuid, now: Instant) -> [Sql; 3] {
    let gap = i64::try_from(app.config.cron_interval.as_millis()).unwrap_or(i64::MAX) / PACE;
    let soon = now.plus(app.config.cron_interval).millis();
    let now_ms = now.millis();
    // Checked again inside the transaction: another run may have made this step meanwhile.
    let is_due =
        || sql!("r.id = "(recovery)" AND r.status = 'RUNNING' AND r.all_queued = 0 AND r.paced_until < "(soon));
    // The first falls due where the step before ended, or now, and each further one a gap later.
    let requeue = sql!("UPDATE deliveries SET status = 'PENDING', failure_reason = NULL, completed = 0, \
            interrupted = 0, first_attempt_at = NULL, held = 0, hinted_at = NULL, next_attempt_at = next.due, \
            recovery_id = "(recovery)" \
        FROM (SELECT d.id, max(r.paced_until, "(now_ms)") \
                + "(gap)" * (row_number() OVER (ORDER BY d.created_at, d.id) - 1) AS due \
            FROM webhook_recoveries r JOIN "{WANTED}" AND "{is_due()}" \
            ORDER BY d.created_at, d.id LIMIT "(STEP)") next \
        WHERE deliveries.id = next.id");
    // Of this recovery's deliveries, those behind its place are the ones that were just requeued. With max(), SQLite
    // takes the other columns from the row that has it: the last one. A step that was not full is the last step.
    let follow = sql!("UPDATE webhook_recoveries AS r SET queued = queued + step.count, \
            all_queued = step.count < "(STEP)", paced_until = max(paced_until, "(now_ms)") + "(gap)" * step.count, \
            after_created_at = coalesce(step.created_at, after_created_at), after_id = coalesce(step.id, after_id) \
        FROM (SELECT count(*) AS count, max(d.created_at || d.id) AS last, d.created_at, d.id \
            FROM webhook_recoveries r JOIN deliveries d ON d.recovery_id = r.id AND d.status = 'PENDING' \
                AND (d.created_at, d.id) > (r.after_created_at, r.after_id) WHERE r.id = "(recovery)") step \
        WHERE "{is_due()}" RETURNING all_queued");
    [cancel_unsendable(now), requeue, follow]
}

/// Ends the recoveries whose deliveries all have their final states.
async fn complete(app: &App, now: Instant) -> Result<usize, DbError> {
    let is_done = || {
        sql!("r.status = 'RUNNING' AND r.all_queued = 1 AND NOT EXISTS (SELECT 1 FROM deliveries d \
            WHERE d.recovery_id = r.id AND d.status IN "{OPEN}")")
    };
    let find = sql!("SELECT r.id, r.endpoint_id, r.queued FROM webhook_recoveries r WHERE "{is_done()}" "{in_turn()});
    let [found] = app.db.batch([find]).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let count =
        |status| sql!("(SELECT count(*) FROM deliveries d WHERE d.recovery_id = r.id AND d.status = '"{status}"')");
    let mut batch = Batch::default();
    for row in &found {
        let (id, endpoint): (Uuid, Uuid) = (row.get("id")?, row.get("endpoint_id")?);
        let complete = sql!("UPDATE webhook_recoveries AS r SET status = 'COMPLETED', finished_at = "(now)", \
                delivered = "{count("DELIVERED")}", failed = "{count("FAILED")}" \
            WHERE r.id = "(id)" AND "{is_done()});
        let queued = row.get("queued")?;
        batch.push_guarded(complete, (queued > 0).then(|| notice::recovered(endpoint, queued, now)));
    }
    app.db.batch(batch).await?;
    Ok(found.len())
}
