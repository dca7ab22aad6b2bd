//! Lanes: who answers late, or never, holds up nobody else; nor does who has much to send.
//!
//! An attempt that waits for its receiver holds one of its consumer's six connections. So an endpoint whose attempts
//! wait long is slow: its attempts go through a queue of their own, with few at once. What is due beyond that is
//! held back in the database, and gets the next free place, oldest first: when an attempt ends, or from the sweeper
//! where a crash made the room.
//!
//! A queue is first in, first out. So the hints of a center with many deliveries pending go through another queue than
//! those of the others, and wait behind their like.

use std::time::Duration;

use uuid::Uuid;

use crate::{app::Answer, db::Sql, time::Instant};

/// How many attempts to a slow endpoint may be in flight at once: what one consumer can make.
pub const PLACES: i64 = 6;

/// How long after a late attempt its endpoint is slow even if it answers, so that one which is late now and then
/// does not go to and fro.
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
/// The same, beside a row of [`CROWDED_EVENTS`], which counts once for all deliveries of an event.
pub const COLUMN_BESIDE_EVENT: &str = column!("d.", "ev.crowded");
/// Begins a statement: the events of a JSON array, its one parameter, as `ev` with `id` and `crowded`.
pub const CROWDED_EVENTS: &str = concat!(
    "WITH ev AS MATERIALIZED (SELECT e.id, ",
    crowded!("e."),
    " AS crowded FROM events e WHERE e.id IN (SELECT value FROM json_each(?))) "
);

/// Of an endpoint `ep`: whether others wait already for a place there, so that a new delivery joins them unhinted.
pub const HAS_QUEUE: &str = "(ep.slow_until IS NOT NULL AND EXISTS (SELECT 1 FROM deliveries h \
    WHERE h.endpoint_id = ep.id AND h.held = 1 AND h.status IN ('PENDING', 'RETRYING')))";

/// From when on an attempt is late.
pub fn late_after(timeout: Duration) -> Duration {
    timeout / 2
}

/// Whether an attempt that took so long was late: in vain, or close to it.
pub fn is_late(answer: &Answer, took: Duration, timeout: Duration) -> bool {
    *answer == Answer::Timeout || took >= late_after(timeout)
}

/// Makes endpoints slow, or lets them out: each by the attempts in `ended`, a relation with `endpoint_id` and `late`.
pub fn judge(ended: Sql, now: Instant) -> Sql {
    let head = "UPDATE webhook_endpoints AS p SET slow_until = iif(e.late, ?, NULL) \
        FROM (SELECT endpoint_id, max(late) AS late FROM (";
    let tail = ") GROUP BY endpoint_id) e WHERE p.id = e.endpoint_id AND (e.late OR p.slow_until <= ?)";
    Sql::new(head, [now.plus(SLOW_FOR).millis().into()]).then(ended).then(Sql::new(tail, [now.millis().into()]))
}

/// Selects the ids of those of `due` that may be attempted now: a relation of deliveries that nobody holds, with
/// `id`, `endpoint_id`, `next_attempt_at`, and `lane`, where the hint came through.
pub fn admitted(due: Sql, now: Instant) -> Sql {
    let in_flight = in_flight("d.endpoint_id");
    let head = format!(
        "SELECT id FROM (SELECT d.id, d.lane, p.slow_until, \
            row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) \
                + iif(p.slow_until IS NULL, 0, {in_flight}) AS place \
         FROM ("
    );
    let tail = ") d JOIN webhook_endpoints p ON p.id = d.endpoint_id) \
        WHERE slow_until IS NULL OR (lane = 'slow' AND place <= ?)";
    Sql::new(head, [now.millis().into()]).then(due).then(Sql::new(tail, [PLACES.into()]))
}

/// Gives free places to what was held back, and selects hints for it. `free` is a relation of endpoints with `id`
/// and how many places are `free`.
pub fn release(free: Sql, now: Instant) -> Sql {
    let head = "UPDATE deliveries SET held = 0, hinted_at = ? WHERE id IN (SELECT id FROM (\
            SELECT d.id, p.free, \
                row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) AS turn \
            FROM (";
    let tail = format!(
        ") p JOIN deliveries d ON d.id IN (SELECT h.id FROM deliveries h \
            WHERE h.endpoint_id = p.id AND h.held = 1 AND h.status IN ('PENDING', 'RETRYING') \
            ORDER BY h.next_attempt_at, h.id LIMIT {PLACES})) \
        WHERE turn <= free) RETURNING id, attempt, {COLUMN}"
    );
    Sql::new(head, [now.millis().into()]).then(free).then(Sql::text(tail))
}

/// Every place that is free, as [`release`] takes them.
pub fn free_places(now: Instant) -> Sql {
    let in_flight = in_flight("p.id");
    let text = format!("SELECT id, ? - {in_flight} AS free FROM webhook_endpoints p");
    Sql::new(text, [PLACES.into(), now.millis().into()])
}

/// The places that attempts to these endpoints leave when they end.
pub fn places_left(endpoints: &[Uuid]) -> Sql {
    let text = "SELECT value AS id, count(*) AS free FROM json_each(?) GROUP BY value";
    Sql::new(text, [serde_json::json!(endpoints).to_string().into()])
}

fn in_flight(endpoint: &str) -> String {
    format!("(SELECT count(*) FROM deliveries f WHERE f.endpoint_id = {endpoint} AND f.lease_until > ?)")
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
