//! Claiming: before a delivery is attempted, its lease is taken by one conditional update.

use serde_json::json;

use super::{
    hint,
    job::{self, Job},
    lane,
    lease::{self, Lease},
    status::OPEN,
};
use crate::{
    app::{App, Hint},
    db::{DbError, Sql},
    sql,
    time::Instant,
};

/// Takes the leases of the hinted deliveries that are still due.
pub async fn claim(app: &App, hints: &[Hint]) -> Result<Vec<Job>, DbError> {
    let now = app.now();
    let lease = Lease::new(app, now);
    let [_, _, refused, taken] = app.db.batch(statements(hints, &lease, now)).await?;
    let passed_on = refused.iter().filter(|row| row.get("held").is_ok_and(|held: i64| held == 0));
    hint::send_now(app, hint::read(app, passed_on)).await;
    taken.iter().map(Job::from_row).collect()
}

/// Each statement evaluates again what is due: once its lease is taken, a delivery is no longer due.
fn statements(hints: &[Hint], lease: &Lease, now: Instant) -> [Sql; 4] {
    // A hint whose attempt was made already, or that came too early, names nothing. One that came twice names it once.
    let due = || {
        sql!("SELECT d.id, d.endpoint_id, d.next_attempt_at, max(h.value ->> '$.lane') AS lane \
            FROM json_each("(json!(hints))") h JOIN deliveries d \
                ON d.id = h.value ->> '$.delivery' AND d.attempt = h.value ->> '$.attempt' \
            WHERE d.status IN "{OPEN}" AND d.next_attempt_at <= "(now.millis())" AND "{lease::is_free(now)}" \
            GROUP BY d.id")
    };
    let admitted = || lane::admitted(due(), now);
    // An expired lease belongs to an attempt that was cut off: it is recorded, and the next attempt gets the next number.
    let interrupted = sql!("INSERT INTO attempts (delivery_id, number, started_at, outcome, detail, manual) \
        SELECT d.id, d.attempt, d.leased_at, 'interrupted', 'The sender stopped before the attempt had ended.', \
            d.manual_from IS NOT NULL \
        FROM deliveries d WHERE d.lease_token IS NOT NULL AND d.id IN ("{admitted()}")");
    let take = sql!("UPDATE deliveries SET attempt = attempt + (lease_token IS NOT NULL), \
        interrupted = interrupted + (lease_token IS NOT NULL), \
        first_attempt_at = coalesce(first_attempt_at, "(now.millis())"), hinted_at = NULL, held = 0, \
        "{lease.taken()}" WHERE id IN ("{admitted()}")");
    // What is still due was not admitted: the slow lane holds it back, another lane passes it on to the slow one.
    let refuse = sql!("UPDATE deliveries AS d \
        SET held = r.lane = 'slow', hinted_at = iif(r.lane = 'slow', NULL, "(now.millis())") \
        FROM ("{due()}") r WHERE d.id = r.id RETURNING id, attempt, held, "{lane::COLUMN});
    [interrupted, take, refuse, job::held_by(lease)]
}
