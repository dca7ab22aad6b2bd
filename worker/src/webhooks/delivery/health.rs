//! Endpoint health: records since when all attempts to an endpoint fail, and disables it when that lasts.

use uuid::Uuid;

use super::{fence::Fence, status};
use crate::{
    app::App,
    db::{Batch, DbError, Row, Sql},
    sql,
    time::Instant,
    webhooks::notices::notice,
};

/// Endpoints that one run disables; the next minute goes on.
const MOST: i64 = 50;

/// Records since when the endpoints of these verdicts fail; the fenced `attempt` is null where none was completed.
///
/// One success resets it, whatever else came at the same time.
pub fn observe(verdicts: &Fence, now: Instant) -> Sql {
    sql!("UPDATE webhook_endpoints AS p SET \
            failing_since = iif(o.succeeded, NULL, coalesce(p.failing_since, "(now.millis())")), \
            last_failure_at = iif(o.succeeded, NULL, "(now.millis())") \
        FROM (SELECT d.endpoint_id, max(v.value ->> '$.attempt.outcome' = 'success') AS succeeded \
            FROM "{verdicts.held()}" WHERE v.value ->> '$.attempt' IS NOT NULL GROUP BY d.endpoint_id) o \
        WHERE p.id = o.endpoint_id AND p.enabled = 1 AND (NOT o.succeeded OR p.failing_since IS NOT NULL)")
}

/// What else an update of an endpoint sets: another URL, or enabling it again, resets its failures.
pub fn afresh(url: &str, enabled: bool) -> Sql {
    sql!(", failing_since = iif(url = "(url)" AND enabled = "(enabled)", failing_since, NULL), \
        disabled_at = iif("(enabled)", NULL, disabled_at), disabled_reason = iif("(enabled)", NULL, disabled_reason)")
}

/// Disables the endpoints whose last failure came long enough after the first one, without a success in between; returns
/// how many. A single failure without further attempts is not enough.
pub async fn disable(app: &App) -> Result<usize, DbError> {
    let find = sql!("SELECT id, failing_since FROM webhook_endpoints \
        WHERE failing_since IS NOT NULL AND enabled = 1 \
            AND last_failure_at - failing_since >= "(app.config.disable_after)" \
        ORDER BY failing_since LIMIT "(MOST));
    let [found] = app.db.batch([find]).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let now = app.now();
    let mut batch = Batch::default();
    for row in &found {
        disable_one(&mut batch, row, now)?;
    }
    app.db.batch(batch).await?;
    Ok(found.len())
}

/// Changes nothing if there was a success, a PATCH or a deletion since the row was read.
fn disable_one(batch: &mut Batch, row: &Row, now: Instant) -> Result<(), DbError> {
    let id: Uuid = row.get("id")?;
    let since = row.instant("failing_since")?;
    let reason = format!("Every attempt since {since} has failed.");
    let disable = sql!("UPDATE webhook_endpoints SET enabled = 0, disabled_at = "(now)", \
        disabled_reason = "(reason)", updated_at = "(now)", version = version + 1 \
        WHERE id = "(id)" AND enabled = 1 AND failing_since = "(since.millis()));
    batch.push_guarded(disable, [notice::disabled(id, now), status::skip_open(id)]);
    Ok(())
}
