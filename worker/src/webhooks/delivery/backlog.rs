//! Backlogs: the number of deliveries that wait for a slow endpoint is bounded. Beyond it the oldest are given up: they
//! end as FAILED, with the same event and mail as any failure, and can be recovered.

use serde_json::json;
use uuid::Uuid;

use super::{
    job::{JOB_COLUMNS, JOB_TABLES, Job},
    lane::is_waiting,
    settle,
};
use crate::{
    app::App,
    db::{DbError, Sql},
    sql,
};

/// Deliveries that one step gives up.
const STEP: i64 = 100;
/// Steps for one endpoint, and endpoints, of one run; the next minute goes on.
const STEPS: usize = 20;
const MOST: i64 = 20;

/// Of a delivery `d`: whether it waits for a place, and nothing of it is under way.
fn waits() -> Sql {
    sql!({is_waiting("d")}" AND d.lease_token IS NULL AND d.manual_from IS NULL")
}

/// How many deliveries of an endpoint there are beyond the bound.
fn surplus(app: &App, endpoint: Sql) -> Sql {
    sql!("(SELECT count(*) FROM deliveries h WHERE h.endpoint_id = "{endpoint}" AND "{is_waiting("h")}") \
        - "(app.config.most_waiting))
}

/// Gives up what is beyond the bound; returns how many deliveries.
pub async fn bound(app: &App) -> Result<usize, DbError> {
    let find = sql!("SELECT id, surplus FROM (SELECT p.id, \
            CAST("{surplus(app, Sql::text("p.id"))}" AS INTEGER) AS surplus \
        FROM webhook_endpoints p WHERE p.slow_until IS NOT NULL) WHERE surplus > 0 LIMIT "(MOST));
    let [rows] = app.db.batch([find]).await?;
    let mut given_up = 0;
    for row in &rows {
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

/// Gives up the `count` that have waited longest.
async fn give_up(app: &App, endpoint: Uuid, count: i64) -> Result<usize, DbError> {
    let token = app.new_token();
    // As jobs held by this lease, but without their data, which can be long and is not needed.
    let columns = JOB_COLUMNS
        .replace("d.lease_token", "'' AS lease_token")
        .replace("d.first_attempt_at", "0 AS first_attempt_at")
        .replace("e.data", "'' AS data");
    let find = sql!("SELECT "{columns}", 'slow' AS lane FROM "{JOB_TABLES}" \
        WHERE d.endpoint_id = "(endpoint)" AND "{waits()}" ORDER BY d.next_attempt_at LIMIT "(count));
    let [rows] = app.db.batch([find]).await?;
    let held = |row| Ok(Job { lease_token: token.clone(), ..Job::from_row(row)? });
    let jobs: Vec<_> = rows.iter().map(held).collect::<Result<_, DbError>>()?;
    let ids: Vec<_> = jobs.iter().map(|job| &job.delivery).collect();
    // Only while they are too many still. The token alone, without a time: it lasts no longer than the transaction.
    let take = sql!("UPDATE deliveries AS d SET lease_token = "(token.as_str())" \
        WHERE d.id IN (SELECT value FROM json_each("(json!(ids))")) AND "{waits()}" \
            AND "{surplus(app, sql!((endpoint)))}" >= "(jobs.len()));
    let found = jobs.len();
    settle::end_surplus(app, jobs, take).await;
    Ok(found)
}
