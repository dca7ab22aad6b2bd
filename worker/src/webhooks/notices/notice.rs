//! Notices: pending notifications about an endpoint, counted by kind and event type until a mail takes them.
//!
//! Each function returns a statement for the batch of the change that it reports.

use uuid::Uuid;

use crate::{db::Sql, time::Instant, wire::WireName, wire_enum};

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

const INSERT: &str = "INSERT INTO notices (endpoint_id, kind, event_type, count, first_at, last_at, delivery_id) ";
const GATHER: &str = " ON CONFLICT (endpoint_id, kind, event_type) DO UPDATE SET count = count + excluded.count, \
    last_at = excluded.last_at, delivery_id = excluded.delivery_id";

/// Reports the failed deliveries among `verdicts`: a JSON array of `delivery`, `token`, `status`, `failureReason`.
/// Each must still be held by its token, so this goes before the statement that ends the leases.
pub fn failed(verdicts: &str, now: Instant) -> Sql {
    let select = "SELECT d.endpoint_id, iif(v.value ->> '$.failureReason' = 'backlog', ?, ?), e.type, 1, ?, ?, d.id FROM json_each(?) v \
        JOIN deliveries d ON d.id = v.value ->> '$.delivery' AND d.lease_token = v.value ->> '$.token' \
        JOIN events e ON e.id = d.event_id WHERE v.value ->> '$.status' = 'FAILED' AND d.manual_from IS NULL";
    let millis = now.millis();
    let params =
        [Kind::Backlog.name().into(), Kind::Failed.name().into(), millis.into(), millis.into(), verdicts.into()];
    gathered(Sql::new(select, params))
}

/// Reports that the statement before this one in the batch disabled `endpoint`, if it changed a row.
pub fn disabled(endpoint: Uuid, now: Instant) -> Sql {
    let failing = Sql::new(
        "(SELECT d.id FROM deliveries d WHERE d.endpoint_id = ? AND d.status IN ('RETRYING', 'FAILED') \
          ORDER BY d.created_at DESC, d.id DESC LIMIT 1)",
        [endpoint.into()],
    );
    follows(Kind::Disabled, endpoint, 1, now, failing)
}

/// Reports that the statement before this one in the batch finished `endpoint`'s recovery, if it changed a row;
/// `sent` is how many deliveries were sent again.
pub fn recovered(endpoint: Uuid, sent: i64, now: Instant) -> Sql {
    follows(Kind::Recovered, endpoint, sent, now, Sql::text("NULL"))
}

fn follows(kind: Kind, endpoint: Uuid, count: i64, now: Instant, delivery: Sql) -> Sql {
    let millis = now.millis();
    let params = [endpoint.into(), kind.name().into(), count.into(), millis.into(), millis.into()];
    let select = Sql::new("SELECT ?, ?, '', ?, ?, ?, ", params);
    gathered(select.then(delivery).then(Sql::text(" WHERE changes() = 1")))
}

fn gathered(select: Sql) -> Sql {
    Sql::text(INSERT).then(select).then(Sql::text(GATHER))
}
