//! Notices: pending notifications about an endpoint, counted by kind and event type until a mail takes them.
//!
//! Each function returns a statement for the batch of the change that it reports.

use uuid::Uuid;

use crate::{
    db::{Guarded, Sql},
    sql,
    time::Instant,
    wire::WireName,
    wire_enum,
};

wire_enum! {
    /// What a notice reports.
    pub enum Kind {
        /// Deliveries have used up their attempts.
        Failed = "FAILED",
        /// Deliveries were given up, since too many waited.
        Backlog = "BACKLOG",
        /// The endpoint was disabled, since every attempt failed.
        Disabled = "DISABLED",
        /// A recovery has sent again what the endpoint had missed.
        Recovered = "RECOVERED",
    }
}

/// Reports the failed deliveries among `verdicts`: a relation of decisions `v`, JSON objects with `status` and
/// `failureReason`, joined with their deliveries `d`.
pub fn failed(verdicts: &Sql, now: Instant) -> Sql {
    let (backlog, failed) = (Kind::Backlog.name(), Kind::Failed.name());
    let now = now.millis();
    insert(sql!("SELECT d.endpoint_id, iif(v.value ->> '$.failureReason' = 'backlog', "(backlog)", "(failed)"), \
            e.type, 1, "(now)", "(now)", d.id \
        FROM "{verdicts}" JOIN events e ON e.id = d.event_id \
        WHERE v.value ->> '$.status' = 'FAILED' AND d.manual_from IS NULL"))
}

/// Reports that `endpoint` was disabled by the guarding statement; the last delivery that failed shows why.
pub fn disabled(endpoint: Uuid, now: Instant) -> Guarded {
    let failing = sql!("(SELECT d.id FROM deliveries d \
        WHERE d.endpoint_id = "(endpoint)" AND d.status IN ('RETRYING', 'FAILED') \
        ORDER BY d.created_at DESC, d.id DESC LIMIT 1)");
    follows(Kind::Disabled, endpoint, 1, now, failing)
}

/// Reports that the guarding statement finished `endpoint`'s recovery; `sent` is how many deliveries were sent again.
pub fn recovered(endpoint: Uuid, sent: i64, now: Instant) -> Guarded {
    follows(Kind::Recovered, endpoint, sent, now, Sql::text("NULL"))
}

fn follows(kind: Kind, endpoint: Uuid, count: i64, now: Instant, delivery: Sql) -> Guarded {
    let now = now.millis();
    Guarded::new(|changed| {
        insert(sql!("SELECT "(endpoint)", "(kind.name())", '', "(count)", "(now)", "(now)", "{delivery}" \
            WHERE "{changed}))
    })
}

/// Inserts what is selected, or adds it to what waits already to be told.
fn insert(select: Sql) -> Sql {
    sql!("INSERT INTO notices (endpoint_id, kind, event_type, count, first_at, last_at, delivery_id) "{select}" \
        ON CONFLICT (endpoint_id, kind, event_type) DO UPDATE SET count = count + excluded.count, \
            last_at = excluded.last_at, delivery_id = excluded.delivery_id")
}
