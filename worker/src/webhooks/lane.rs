//! Lanes: who answers late, or never, holds up nobody else.
//!
//! An attempt that waits for its receiver holds one of its consumer's six connections. So an endpoint whose attempts
//! wait long is slow: its attempts go through a queue of their own, with few at once. What is due beyond that is
//! held back in the database, and gets the next free place, oldest first: when an attempt ends, or from the sweeper.

use std::time::Duration;

use crate::{
    app::Answer,
    db::{DbError, Row, Sql},
    named,
    time::Instant,
};

named! {
    /// Through which queue a hint goes.
    pub enum Lane {
        Fast = "fast",
        Slow = "slow",
    }
}

/// How many attempts to a slow endpoint may be in flight at once: what one consumer can make.
pub const PLACES: i64 = 6;

/// How long after a late attempt its endpoint is slow even if it answers, so that one which is late now and then
/// does not go to and fro.
const SLOW_FOR: Duration = Duration::from_secs(60);

/// Of the columns of a delivery: whether its endpoint is slow.
pub const COLUMN: &str = "EXISTS (SELECT 1 FROM webhook_endpoints s WHERE s.id = endpoint_id AND s.slow_until IS NOT NULL) AS slow";

impl Lane {
    /// Of a row with [`COLUMN`].
    pub fn of(row: &Row) -> Result<Self, DbError> {
        let slow: i64 = row.get("slow")?;
        Ok(if slow == 0 { Self::Fast } else { Self::Slow })
    }
}

/// Whether an attempt that took so long was late: in vain, or close to it.
pub fn is_late(answer: &Answer, took: Duration, timeout: Duration) -> bool {
    *answer == Answer::Timeout || took >= timeout / 2
}

/// Makes endpoints slow, or lets them out: each by the attempts in `ended`, a relation with `endpoint_id` and `late`.
pub fn judge(ended: Sql, now: Instant) -> Sql {
    let head = "UPDATE webhook_endpoints AS p SET slow_until = iif(e.late, ?, NULL) \
        FROM (SELECT endpoint_id, max(late) AS late FROM (";
    let tail =
        ") GROUP BY endpoint_id) e WHERE p.id = e.endpoint_id AND (e.late OR p.slow_until <= ?)";
    Sql::new(head, [now.plus(SLOW_FOR).millis().into()])
        .then(ended)
        .then(Sql::new(tail, [now.millis().into()]))
}

/// Selects the ids of those of `due` that may be attempted now: a relation of deliveries that nobody holds, with
/// `id`, `endpoint_id`, `next_attempt_at`, and `lane`, where the hint came through.
pub fn admitted(due: Sql, now: Instant) -> Sql {
    let head = format!(
        "SELECT id FROM (SELECT d.id, d.lane, p.slow_until, \
            row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) \
                + iif(p.slow_until IS NULL, 0, {IN_FLIGHT}) AS place \
         FROM ("
    );
    let tail = ") d JOIN webhook_endpoints p ON p.id = d.endpoint_id) \
        WHERE slow_until IS NULL OR (lane = 'slow' AND place <= ?)";
    Sql::new(head, [now.millis().into()])
        .then(due)
        .then(Sql::new(tail, [PLACES.into()]))
}

/// The attempts in flight to the endpoint of `d`.
const IN_FLIGHT: &str =
    "(SELECT count(*) FROM deliveries f WHERE f.endpoint_id = d.endpoint_id AND f.lease_until > ?)";

/// Gives the free places of the endpoints with these ids to what was held back for them, and selects hints for it.
/// One at least: an endpoint that is slow no more, and busy, gets through with what it was late for.
pub fn release(endpoints: Sql, now: Instant) -> Sql {
    let head = format!(
        "UPDATE deliveries SET held = 0, hinted_at = ? WHERE id IN (SELECT id FROM (\
            SELECT d.id, row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) AS turn, \
                {IN_FLIGHT} AS in_flight \
            FROM webhook_endpoints p JOIN deliveries d ON d.id IN (SELECT h.id FROM deliveries h \
                WHERE h.endpoint_id = p.id AND h.held = 1 AND h.status IN ('PENDING', 'RETRYING') \
                ORDER BY h.next_attempt_at, h.id LIMIT {PLACES}) \
            WHERE p.id IN ("
    );
    let tail = format!(")) WHERE turn <= max(1, ? - in_flight)) RETURNING id, attempt, {COLUMN}");
    Sql::new(head, [now.millis().into(), now.millis().into()])
        .then(endpoints)
        .then(Sql::new(tail, [PLACES.into()]))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::is_late;
    use crate::app::{Answer, Response};

    #[test]
    fn who_takes_half_of_the_time_is_late_whatever_the_answer() {
        let timeout = Duration::from_secs(5);
        let late =
            |answer: &Answer, millis| is_late(answer, Duration::from_millis(millis), timeout);
        let refused = Answer::Network("refused".to_owned());
        let answered = Answer::Response(Response::default());
        for answer in [&refused, &answered] {
            assert!(!late(answer, 2_499));
            assert!(late(answer, 2_500));
        }
        assert!(late(&Answer::Timeout, 5_000));
    }
}
