//! Retention: what is older than the operator wants to keep is removed, oldest first, in bounded steps.
//!
//! An event goes with its deliveries and their attempts; not while one of its deliveries is open, which still needs
//! it. Attempts can have a shorter life of their own. A deleted endpoint goes when nothing can refer to it any more.

use crate::{
    app::App,
    db::{DbError, Sql},
    steps::{Step, in_steps},
};

/// Rows that one statement removes: few enough that the one writer is not held up.
const STEP: usize = 200;
/// Steps of one run for each kind of row; the next minute goes on.
const STEPS: usize = 50;

/// Of a delivery `d`. What is open is younger than any retention, unless it was resent or we were down for long.
const IS_OPEN: &str = "d.status IN ('PENDING', 'RETRYING')";

/// Removes what is too old; returns how many rows of events, deliveries, attempts and endpoints in their own right.
pub async fn remove(app: &App) -> Result<usize, DbError> {
    let mut removed = 0;
    for step in [attempts, events, endpoints] {
        removed += in_steps(STEPS, async || {
            let rows = app.db.batch(step(app)).await?;
            let is_full = rows.iter().any(|rows| rows.len() >= STEP);
            Ok(Step { moved: rows.iter().map(Vec::len).sum(), is_full })
        })
        .await?;
    }
    Ok(removed)
}

fn attempts(app: &App) -> Vec<Sql> {
    let limit = app.now().minus(app.config.retention.attempts);
    let delete = format!(
        "DELETE FROM attempts WHERE (delivery_id, number) IN (SELECT a.delivery_id, a.number \
         FROM attempts a CROSS JOIN deliveries d ON d.id = a.delivery_id \
         WHERE a.started_at <= ? AND NOT {IS_OPEN} ORDER BY a.started_at LIMIT {STEP}) RETURNING 1 AS removed"
    );
    vec![Sql::new(delete, [limit.into()])]
}

/// The deliveries of the oldest events, then those events that have none left.
fn events(app: &App) -> Vec<Sql> {
    let limit = app.now().minus(app.config.retention.events);
    let old = format!(
        "(SELECT e.seq, e.id, e.center_id, e.environment FROM events e WHERE e.created_at <= ? \
         AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = e.id AND {IS_OPEN}) \
         ORDER BY e.created_at, e.seq LIMIT {STEP})"
    );
    // In an order, so that two statements mean the same ones.
    let deliveries = format!(
        "(SELECT d.id FROM {old} e CROSS JOIN deliveries d ON d.event_id = e.id ORDER BY e.seq, d.id LIMIT {STEP})"
    );
    let done = format!("{old} e WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = e.id)");
    [
        format!("DELETE FROM attempts WHERE delivery_id IN {deliveries}"),
        format!("DELETE FROM deliveries WHERE id IN {deliveries} RETURNING 1 AS removed"),
        format!(
            "INSERT INTO removed_events (center_id, environment, seq) \
             SELECT e.center_id, e.environment, max(e.seq) FROM {done} GROUP BY 1, 2 \
             ON CONFLICT (center_id, environment) DO UPDATE SET seq = max(seq, excluded.seq)"
        ),
        format!("DELETE FROM events WHERE seq IN (SELECT e.seq FROM {done}) RETURNING 1 AS removed"),
    ]
    .map(|text| Sql::new(text, [limit.into()]))
    .into()
}

/// Those that were deleted before any event that is kept happened, and that no delivery and no mail tells of.
fn endpoints(app: &App) -> Vec<Sql> {
    let limit = app.now().minus(app.config.retention.events);
    let delete = format!(
        "DELETE FROM webhook_endpoints WHERE id IN (SELECT p.id FROM webhook_endpoints p \
         WHERE p.deleted_at <= ? AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.endpoint_id = p.id) \
         AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.endpoint_id = p.id) \
         AND NOT EXISTS (SELECT 1 FROM mails m WHERE m.endpoint_id = p.id) \
         ORDER BY p.deleted_at LIMIT {STEP}) RETURNING 1 AS removed"
    );
    vec![Sql::new(delete, [limit.into()])]
}
