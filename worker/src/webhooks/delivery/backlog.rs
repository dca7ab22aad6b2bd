//! Backlogs: what waits for a slow endpoint is bounded. Beyond that its oldest deliveries are given up: they end as
//! FAILED, which is told as any failure is, and can be recovered.

use serde_json::json;
use uuid::Uuid;

use super::{
    job::{JOB_COLUMNS, JOB_TABLES, Job},
    settle,
};
use crate::{
    app::App,
    db::{DbError, Sql},
};

/// Deliveries that one step gives up.
const STEP: i64 = 100;
/// Steps for one endpoint, and endpoints, of one run; the next minute goes on.
const STEPS: usize = 20;
const MOST: i64 = 20;

/// Of a delivery `h`: whether it waits for a place.
const IS_HELD: &str = "h.held = 1 AND h.status IN ('PENDING', 'RETRYING')";
/// Of a delivery `d`: whether it waits for a place, and nothing of it is under way.
const WAITS: &str = "d.held = 1 AND d.status IN ('PENDING', 'RETRYING') \
    AND d.lease_token IS NULL AND d.manual_from IS NULL";

/// Gives up what is beyond the bound; returns how many deliveries.
pub async fn bound(app: &App) -> Result<usize, DbError> {
    let find = format!(
        "SELECT id, surplus FROM (SELECT p.id, CAST(\
            (SELECT count(*) FROM deliveries h WHERE h.endpoint_id = p.id AND {IS_HELD}) - ? AS INTEGER) AS surplus \
        FROM webhook_endpoints p WHERE p.slow_until IS NOT NULL) WHERE surplus > 0 LIMIT ?"
    );
    let find = Sql::new(find, [app.config.most_waiting.into(), MOST.into()]);
    let rows = app.db.batch(vec![find]).await?;
    let mut given_up = 0;
    for row in rows.iter().flatten() {
        let endpoint = row.get("id")?;
        let mut surplus: i64 = row.get("surplus")?;
        for _ in 0..STEPS {
            let found = give_up(app, endpoint, surplus.min(STEP)).await?;
            given_up += found;
            surplus -= STEP;
            if surplus <= 0 || found == 0 {
                break;
            }
        }
    }
    Ok(given_up)
}

/// Gives up the `count` that have waited for longest.
async fn give_up(app: &App, endpoint: Uuid, count: i64) -> Result<usize, DbError> {
    let token = app.new_token();
    // As jobs that this holds, but without their data, which can be long, and never attempted perhaps.
    let columns = JOB_COLUMNS
        .replace("d.lease_token", "? AS lease_token")
        .replace("d.first_attempt_at", "0 AS first_attempt_at")
        .replace("e.data", "'' AS data");
    let find = format!(
        "SELECT {columns}, 'slow' AS lane FROM {JOB_TABLES} WHERE d.endpoint_id = ? AND {WAITS} \
         ORDER BY d.next_attempt_at LIMIT ?"
    );
    let params = [token.as_str().into(), endpoint.into(), count.into()];
    let rows = app.db.batch(vec![Sql::new(find, params)]).await?;
    let jobs: Vec<_> = rows.iter().flatten().map(Job::from_row).collect::<Result<_, _>>()?;
    let ids: Vec<_> = jobs.iter().map(|job| &job.delivery).collect();
    // Only while they are too many still.
    let take = format!(
        "UPDATE deliveries AS d SET lease_token = ? WHERE d.id IN (SELECT value FROM json_each(?)) AND {WAITS} \
         AND (SELECT count(*) FROM deliveries h WHERE h.endpoint_id = ? AND {IS_HELD}) - ? >= ?"
    );
    let found = jobs.len();
    let params = [
        token.into(),
        json!(ids).to_string().into(),
        endpoint.into(),
        app.config.most_waiting.into(),
        i64::try_from(found).unwrap_or(i64::MAX).into(),
    ];
    let take = Sql::new(take, params);
    settle::end_surplus(app, jobs, take).await;
    Ok(found)
}
