//! The sweeper: each minute it hints what falls due before its next run, is held by nobody, and was not hinted lately.

use super::{lane, outbox};
use crate::{
    app::App,
    db::{DbError, Row, Sql},
};

/// One queue call takes 100 messages.
const STEP: usize = 100;
/// Bounds one run; the next minute goes on.
const STEPS: usize = 50;

/// Hints the deliveries, each for its time; returns how many.
///
/// Beside them what the slow lane held back and has room for: nobody else would know, when a crash made the room.
pub async fn sweep(app: &App) -> Result<usize, DbError> {
    let mut hinted = release(app).await?;
    for _ in 0..STEPS {
        let now = app.now();
        let soon = now.plus(app.config.cron_interval);
        let stale = now.minus(app.config.hint_patience());
        let find = format!(
            "UPDATE deliveries SET hinted_at = ? WHERE id IN (SELECT id FROM deliveries \
             WHERE held = 0 AND status IN ('PENDING', 'RETRYING') AND next_attempt_at <= ? \
             AND (lease_until IS NULL OR lease_until <= ?) AND (hinted_at IS NULL OR hinted_at <= ?) \
             ORDER BY next_attempt_at LIMIT ?) RETURNING id, attempt, next_attempt_at, {}",
            lane::COLUMN
        );
        let params = [
            now.millis().into(),
            soon.millis().into(),
            now.millis().into(),
            stale.millis().into(),
            i64::try_from(STEP).unwrap_or(i64::MAX).into(),
        ];
        let rows = app.db.batch(vec![Sql::new(find, params)]).await?;
        let delayed = |row: &Row| {
            let due = row.instant("next_attempt_at").unwrap_or(now);
            Some((outbox::hint(row)?, due.since(now)))
        };
        let hints: Vec<_> = rows.iter().flatten().filter_map(delayed).collect();
        let found = hints.len();
        outbox::send(app, hints).await;
        hinted += found;
        if found < STEP {
            break;
        }
    }
    Ok(hinted)
}

async fn release(app: &App) -> Result<usize, DbError> {
    let now = app.now();
    let release = lane::release(lane::free_places(now), now);
    let rows = app.db.batch(vec![release]).await?;
    let hints: Vec<_> = rows.iter().flatten().filter_map(outbox::hint).collect();
    let released = hints.len();
    outbox::send_now(app, hints).await;
    Ok(released)
}
