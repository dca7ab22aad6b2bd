//! Leases: whoever attempts a delivery first takes its lease, by one conditional update.

use super::{
    hint,
    job::{self, Job},
    lane,
};
use crate::{
    app::{App, Hint},
    db::{DbError, Sql},
};

/// Takes the leases of what the hints name and is still due.
pub async fn claim(app: &App, hints: &[Hint]) -> Result<Vec<Job>, DbError> {
    let now = app.now();
    let token = app.new_token();
    let hints = serde_json::json!(hints).to_string();
    let due = || {
        Sql::new(
            "SELECT d.id, d.endpoint_id, d.next_attempt_at, max(h.value ->> '$.lane') AS lane \
             FROM json_each(?) h JOIN deliveries d \
                ON d.id = h.value ->> '$.delivery' AND d.attempt = h.value ->> '$.attempt' \
             WHERE d.status IN ('PENDING', 'RETRYING') AND d.next_attempt_at <= ? \
                AND (d.lease_until IS NULL OR d.lease_until <= ?) GROUP BY d.id",
            [hints.as_str().into(), now.millis().into(), now.millis().into()],
        )
    };
    let admitted = || lane::admitted(due(), now).then(Sql::text(")"));
    // A lease that ran out belongs to an attempt that was cut off: it is recorded, and the next number begins.
    let interrupted = Sql::text(
        "INSERT INTO attempts (delivery_id, number, started_at, outcome, detail, manual) \
         SELECT d.id, d.attempt, d.leased_at, 'interrupted', 'The sender stopped before the attempt had ended.', \
            d.manual_from IS NOT NULL \
         FROM deliveries d WHERE d.lease_token IS NOT NULL AND d.id IN (",
    )
    .then(admitted());
    let take = Sql::new(
        "UPDATE deliveries SET attempt = attempt + (lease_token IS NOT NULL), \
         interrupted = interrupted + (lease_token IS NOT NULL), \
         first_attempt_at = coalesce(first_attempt_at, ?), hinted_at = NULL, held = 0, \
         lease_token = ?, leased_at = ?, lease_until = ? WHERE id IN (",
        [now.millis().into(), token.as_str().into(), now.into(), now.plus(app.config.lease()).millis().into()],
    )
    .then(admitted());
    // What is still due was refused: held back by the slow lane, or passed on to it by the fast one.
    let refuse = Sql::new(
        "UPDATE deliveries AS d SET held = r.lane = 'slow', hinted_at = iif(r.lane = 'slow', NULL, ?) FROM (",
        [now.millis().into()],
    )
    .then(due())
    .then(Sql::text(format!(") r WHERE d.id = r.id RETURNING id, attempt, held, {}", lane::COLUMN)));
    let rows = app.db.batch(vec![interrupted, take, refuse, job::held_by(&token)]).await?;
    let [_, _, refused, taken] = rows.try_into().unwrap_or_default();
    let passed_on = refused.iter().filter(|row| row.get("held").is_ok_and(|held: i64| held == 0));
    hint::send_now(app, passed_on.filter_map(hint::hint).collect()).await;
    taken.iter().map(Job::from_row).collect()
}
