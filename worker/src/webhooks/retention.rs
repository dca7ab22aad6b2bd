//! Retention: removes rows that are older than the configured periods, oldest first, in bounded steps.
//!
//! An event is removed with its deliveries and their attempts, but not while one of its deliveries is open and still needs
//! it. Attempts can have a shorter period. A deleted endpoint is removed when nothing can refer to it any more.

use crate::{
    app::App,
    db::{Batch, DbError, Sql},
    sql,
    steps::{Step, in_steps},
    webhooks::delivery::status::OPEN,
};

/// Rows that one statement removes: few enough that the one writer is not held up.
const STEP: usize = 200;
/// Steps of one run for each kind of row; the next minute goes on.
const STEPS: usize = 50;

/// Whether a delivery `d` is open. Then it is younger than any retention, unless it was resent or we were long down.
fn is_open() -> Sql {
    sql!("d.status IN "{OPEN})
}

/// Removes what is too old; returns how many rows, not counting attempts that were removed with their delivery.
pub async fn remove(app: &App) -> Result<usize, DbError> {
    let mut removed = 0;
    for step in [attempts, events, endpoints] {
        removed += in_steps(STEPS, async || {
            let counts: Vec<_> = app.db.batch(step(app)).await?.into_iter().map(|rows| rows.len()).collect();
            Ok(Step { moved: counts.iter().sum(), is_full: counts.iter().any(|count| *count >= STEP) })
        })
        .await?;
    }
    Ok(removed)
}

fn attempts(app: &App) -> Batch {
    let limit = app.now().minus(app.config.retention.attempts);
    let delete = sql!("DELETE FROM attempts WHERE (delivery_id, number) IN (SELECT a.delivery_id, a.number \
        FROM attempts a CROSS JOIN deliveries d ON d.id = a.delivery_id \
        WHERE a.started_at <= "(limit)" AND NOT "{is_open()}" ORDER BY a.started_at LIMIT "(STEP)") \
        RETURNING 1 AS removed");
    Batch::from_iter([delete])
}

/// The deliveries of the oldest events, then those events that have none left.
fn events(app: &App) -> Batch {
    let limit = app.now().minus(app.config.retention.events);
    let old = sql!("(SELECT e.seq, e.id, e.center_id, e.environment FROM events e WHERE e.created_at <= "(limit)" \
        AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = e.id AND "{is_open()}") \
        ORDER BY e.created_at, e.seq LIMIT "(STEP)")");
    // Ordered, so that both statements select the same rows.
    let deliveries = sql!("(SELECT d.id FROM "{&old}" e CROSS JOIN deliveries d ON d.event_id = e.id \
        ORDER BY e.seq, d.id LIMIT "(STEP)")");
    let done = sql!({&old}" e WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = e.id)");
    Batch::from_iter([
        sql!("DELETE FROM attempts WHERE delivery_id IN "{&deliveries}),
        sql!("DELETE FROM deliveries WHERE id IN "{&deliveries}" RETURNING 1 AS removed"),
        // The feed tells a cursor that is behind this place that it missed events.
        sql!("INSERT INTO removed_events (center_id, environment, seq) \
            SELECT e.center_id, e.environment, max(e.seq) FROM "{&done}" GROUP BY 1, 2 \
            ON CONFLICT (center_id, environment) DO UPDATE SET seq = max(seq, excluded.seq)"),
        sql!("DELETE FROM events WHERE seq IN (SELECT e.seq FROM "{&done}") RETURNING 1 AS removed"),
    ])
}

/// Endpoints that were deleted before the oldest event that is kept, and that no delivery, notice or mail refers to.
fn endpoints(app: &App) -> Batch {
    let limit = app.now().minus(app.config.retention.events);
    let delete = sql!("DELETE FROM webhook_endpoints WHERE id IN (SELECT p.id FROM webhook_endpoints p \
        WHERE p.deleted_at <= "(limit)" AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.endpoint_id = p.id) \
        AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.endpoint_id = p.id) \
        AND NOT EXISTS (SELECT 1 FROM mails m WHERE m.endpoint_id = p.id) \
        ORDER BY p.deleted_at LIMIT "(STEP)") RETURNING 1 AS removed");
    Batch::from_iter([delete])
}
