//! Endpoints that only fail: since when, and that they are disabled when it lasts.

use uuid::Uuid;

use super::status;
use crate::{
    app::App,
    db::{DbError, Row, Sql},
    time::Instant,
    webhooks::notices::notice,
};

/// Endpoints that one run disables; the next minute goes on.
const MOST: i64 = 50;

/// Keeps since when the endpoints of these attempts fail: `verdicts` is a JSON array of `delivery`, `token` and
/// `attempt`, which is null where none was completed. Each must still be held by its token, so that this goes before
/// the statement that gives the leases back. A success ends a failing, whatever else came at the same time.
pub fn observe(verdicts: &str, now: Instant) -> Sql {
    let update = "UPDATE webhook_endpoints AS p SET \
            failing_since = iif(o.succeeded, NULL, coalesce(p.failing_since, ?)), \
            last_failure_at = iif(o.succeeded, NULL, ?) \
        FROM (SELECT d.endpoint_id, max(v.value ->> '$.attempt.outcome' = 'success') AS succeeded \
            FROM json_each(?) v \
            JOIN deliveries d ON d.id = v.value ->> '$.delivery' AND d.lease_token = v.value ->> '$.token' \
            WHERE v.value ->> '$.attempt' IS NOT NULL GROUP BY d.endpoint_id) o \
        WHERE p.id = o.endpoint_id AND p.enabled = 1 AND (NOT o.succeeded OR p.failing_since IS NOT NULL)";
    let millis = now.millis();
    Sql::new(update, [millis.into(), millis.into(), verdicts.into()])
}

/// What else an endpoint's update sets: another address begins without a past, and so does one that is enabled again.
pub fn afresh(url: &str, enabled: bool) -> Sql {
    let set = ", failing_since = iif(url = ? AND enabled = ?, failing_since, NULL), \
        disabled_at = iif(?, NULL, disabled_at), disabled_reason = iif(?, NULL, disabled_reason)";
    let enabled = i64::from(enabled);
    let params = [url.into(), enabled.into(), enabled.into(), enabled.into()];
    Sql::new(set, params)
}

/// Disables the endpoints whose last failure came long enough after the first one, with no success between; returns
/// how many. One failure and silence after it is not enough.
pub async fn disable(app: &App) -> Result<usize, DbError> {
    let patience = i64::try_from(app.config.disable_after.as_millis()).unwrap_or(i64::MAX);
    let find = "SELECT id, failing_since FROM webhook_endpoints \
        WHERE failing_since IS NOT NULL AND enabled = 1 AND last_failure_at - failing_since >= ? \
        ORDER BY failing_since LIMIT ?";
    let find = Sql::new(find, [patience.into(), MOST.into()]);
    let found = app.db.batch(vec![find]).await?;
    let found = found.first().map(Vec::as_slice).unwrap_or_default();
    if found.is_empty() {
        return Ok(0);
    }
    let now = app.now();
    let mut batch = Vec::new();
    for row in found {
        batch.extend(statements(row, now)?);
    }
    app.db.batch(batch).await?;
    Ok(found.len())
}

/// A success, a PATCH or a deletion since it was read makes the first statement change nothing; each statement
/// follows only if the one before it changed its row.
fn statements(row: &Row, now: Instant) -> Result<[Sql; 3], DbError> {
    let id: Uuid = row.get("id")?;
    let since = row.instant("failing_since")?;
    let disable = "UPDATE webhook_endpoints SET enabled = 0, disabled_at = ?, disabled_reason = ?, updated_at = ?, \
        version = version + 1 WHERE id = ? AND enabled = 1 AND failing_since = ?";
    let reason = format!("Every attempt since {since} has failed.");
    let params = [now.into(), reason.into(), now.into(), id.into(), since.millis().into()];
    Ok([Sql::new(disable, params), notice::disabled(id, now), status::skip_open(id)])
}
