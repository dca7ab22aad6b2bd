//! Lanes (bulkheads): endpoints that respond late, or never, do not delay the others; nor do centers with many deliveries.
//!
//! An attempt that waits for its receiver occupies one of its consumer's six connections. So an endpoint whose attempts
//! wait long is slow: its attempts go through a queue of their own, only a few at once. Deliveries beyond that limit are
//! held back in the database and get the next free place (concurrency slot), oldest first: when an attempt ends, or from
//! the sweeper if the place was freed by a crash.
//!
//! A queue is first in, first out. So the hints of a center with many pending deliveries go through a third queue, where
//! they only wait behind each other.

use std::time::Duration;

use uuid::Uuid;

use super::status::OPEN;
use crate::{app::Answer, db::Sql, sql, time::Instant};

/// Attempts to a slow endpoint that may be in flight at once: as many as one consumer can make.
pub const PLACES: i64 = 6;

/// How long an endpoint stays slow after a late attempt even if it responds in time, so that one which is late now and
/// then does not change lanes all the time.
const SLOW_FOR: Duration = Duration::from_secs(60);

/// Whether the center of a row, whose columns begin with `$of`, is crowded: from 700 pending deliveries on that wait in
/// a queue. That is more than an event to its hundred endpoints makes while all of them are slow, with six places each.
macro_rules! crowded {
    ($of:literal) => {
        concat!(
            "(SELECT count(*) FROM (SELECT 1 FROM (SELECT center_id AS center, environment AS kind FROM deliveries \
                WHERE status = 'PENDING' AND held = 0 AND lease_token IS NULL) b WHERE b.center = ",
            $of,
            "center_id AND b.kind = ",
            $of,
            "environment LIMIT 700)) = 700"
        )
    };
}

/// The lane of a delivery, whose columns begin with `$delivery`.
macro_rules! column {
    ($delivery:literal, $is_crowded:expr) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM webhook_endpoints s \
                WHERE s.id = ",
            $delivery,
            "endpoint_id AND s.slow_until IS NOT NULL) THEN 'slow' \
            WHEN ",
            $is_crowded,
            " THEN 'bulk' ELSE 'fast' END AS lane"
        )
    };
}

/// Of the columns of a delivery: its lane.
pub const COLUMN: &str = column!("", crowded!(""));
/// Of the columns of a delivery `d`: its lane.
pub const COLUMN_OF_D: &str = column!("d.", crowded!("d."));
/// The same, beside a row of [`crowded_events`], which counts once for all deliveries of an event.
pub const COLUMN_BESIDE_EVENT: &str = column!("d.", "ev.crowded");

/// Begins a statement: the events of a JSON array as `ev` with `id` and `crowded`.
pub fn crowded_events(events: &str) -> Sql {
    sql!("WITH ev AS MATERIALIZED (SELECT e.id, "{crowded!("e.")}" AS crowded FROM events e \
        WHERE e.id IN (SELECT value FROM json_each("(events)"))) ")
}

/// True if deliveries already wait for a place at the endpoint `ep`; a new one joins them and gets no hint.
pub fn has_queue() -> Sql {
    sql!("(ep.slow_until IS NOT NULL AND EXISTS (SELECT 1 FROM deliveries h \
        WHERE h.endpoint_id = ep.id AND "{is_waiting("h")}"))")
}

/// Whether a delivery waits for a place at its slow endpoint.
pub fn is_waiting(delivery: &str) -> Sql {
    sql!({delivery}".held = 1 AND "{delivery}".status IN "{OPEN})
}

/// The duration from which on an attempt is late.
pub fn late_after(timeout: Duration) -> Duration {
    timeout / 2
}

/// Whether an attempt was late: it timed out, or used half of the timeout or more.
pub fn is_late(answer: &Answer, took: Duration, timeout: Duration) -> bool {
    *answer == Answer::Timeout || took >= late_after(timeout)
}

/// Makes endpoints slow or fast again, by the attempts in `ended`, a relation with `endpoint_id` and `late`.
///
/// An endpoint that was late stays slow for a while; after that, an attempt in time ends it.
pub fn judge(ended: Sql, now: Instant) -> Sql {
    let slow_until = now.plus(SLOW_FOR).millis();
    sql!("UPDATE webhook_endpoints AS p SET slow_until = iif(e.late, "(slow_until)", NULL) \
        FROM (SELECT endpoint_id, max(late) AS late FROM ("{ended}") GROUP BY endpoint_id) e \
        WHERE p.id = e.endpoint_id AND (e.late OR p.slow_until <= "(now.millis())")")
}

/// Selects the ids of those in `due` that may be attempted now. `due` is a relation of deliveries without a live lease,
/// with `id`, `endpoint_id`, `next_attempt_at`, and `lane`, the one that the hint came through.
///
/// All that is due may go to an endpoint that is not slow. To a slow one go the oldest, as many as there are places
/// beside those in flight, and only by the slow queue: in another one they would hold up the others.
pub fn admitted(due: Sql, now: Instant) -> Sql {
    let in_flight = in_flight("d.endpoint_id", now);
    sql!("SELECT id FROM (SELECT d.id, d.lane, p.slow_until, \
            row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) \
                + iif(p.slow_until IS NULL, 0, "{in_flight}") AS place \
        FROM ("{due}") d JOIN webhook_endpoints p ON p.id = d.endpoint_id) \
        WHERE slow_until IS NULL OR (lane = 'slow' AND place <= "(PLACES)")")
}

/// Gives free places to deliveries that were held back, and selects hints for them. `free` is a relation of endpoints with
/// `id` and `free`, the number of free places.
///
/// The oldest of each endpoint get them. No more than [`PLACES`] of an endpoint are looked at, however many wait. An
/// endpoint that is no longer slow lets go of its own in the same way: a few at a time.
pub fn release(free: Sql, now: Instant) -> Sql {
    sql!("UPDATE deliveries SET held = 0, hinted_at = "(now.millis())" WHERE id IN (SELECT id FROM (\
            SELECT d.id, p.free, \
                row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) AS turn \
            FROM ("{free}") p JOIN deliveries d ON d.id IN (SELECT h.id FROM deliveries h \
                WHERE h.endpoint_id = p.id AND "{is_waiting("h")}" \
                ORDER BY h.next_attempt_at, h.id LIMIT "(PLACES)")) \
        WHERE turn <= free) RETURNING id, attempt, "{COLUMN})
}

/// All free places, as a relation for [`release`].
pub fn free_places(now: Instant) -> Sql {
    sql!("SELECT id, "(PLACES)" - "{in_flight("p.id", now)}" AS free FROM webhook_endpoints p")
}

/// The places that are freed when attempts to these endpoints end, as a relation for [`release`].
pub fn places_left(endpoints: &[Uuid]) -> Sql {
    sql!("SELECT value AS id, count(*) AS free FROM json_each("(serde_json::json!(endpoints))") GROUP BY value")
}

/// How many attempts to an endpoint are under way.
fn in_flight(endpoint: &str, now: Instant) -> Sql {
    sql!("(SELECT count(*) FROM deliveries f \
        WHERE f.endpoint_id = "{endpoint}" AND f.lease_until > "(now.millis())")")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::is_late;
    use crate::app::{Answer, Response};

    #[test]
    fn who_takes_half_of_the_time_is_late_whatever_the_answer() {
        let timeout = Duration::from_secs(5);
        let late = |answer: &Answer, millis| is_late(answer, Duration::from_millis(millis), timeout);
        let refused = Answer::Network("refused".to_owned());
        let answered = Answer::Response(Response::default());
        for answer in [&refused, &answered] {
            assert!(!late(answer, 2_499));
            assert!(late(answer, 2_500));
        }
        assert!(late(&Answer::Timeout, 5_000));
    }
}
