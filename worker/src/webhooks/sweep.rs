//! The sweeper: each minute it hints what is due, held by nobody, and not hinted lately.

use super::outbox;
use crate::{
    app::App,
    db::{DbError, Sql},
};

/// One queue call takes 100 messages.
const STEP: usize = 100;
/// Bounds one run; the next minute goes on.
const STEPS: usize = 50;

/// Hints the due deliveries; returns how many.
pub async fn sweep(app: &App) -> Result<usize, DbError> {
    let mut hinted = 0;
    for _ in 0..STEPS {
        let now = app.now();
        let stale = now.minus(app.config.hint_patience());
        let find = "UPDATE deliveries SET hinted_at = ? WHERE id IN (SELECT id FROM deliveries \
            WHERE status IN ('PENDING', 'RETRYING') AND next_attempt_at <= ? \
            AND (lease_until IS NULL OR lease_until <= ?) AND (hinted_at IS NULL OR hinted_at <= ?) \
            ORDER BY next_attempt_at LIMIT ?) RETURNING id, attempt";
        let limit = i64::try_from(STEP).unwrap_or(i64::MAX);
        let millis = now.millis();
        let params = [
            millis.into(),
            millis.into(),
            millis.into(),
            stale.millis().into(),
            limit.into(),
        ];
        let rows = app.db.batch(vec![Sql::new(find, params)]).await?;
        let hints: Vec<_> = rows.iter().flatten().filter_map(outbox::hint).collect();
        let found = hints.len();
        outbox::send_now(app, hints).await;
        hinted += found;
        if found < STEP {
            break;
        }
    }
    Ok(hinted)
}
