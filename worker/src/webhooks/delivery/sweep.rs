//! The sweeper: each minute it hints what falls due before its next run, is held by nobody, and was not hinted lately.

use super::{hint, lane};
use crate::{
    app::App,
    db::{DbError, Row, Sql},
    steps::{Step, in_steps},
};

/// One queue call takes 100 messages.
const STEP: i64 = 100;
/// Bounds one run; the next minute goes on.
const STEPS: usize = 50;

/// A hint that is under way for long is likelier to wait behind others than to be lost, and each further one would make
/// that queue longer. So a delivery that waits is hinted anew after as long again as it has waited, up to so many times
/// the usual patience: an hour.
const LONGEST_PATIENCE: u32 = 12;

/// Hints the deliveries, each for its time; returns how many.
///
/// Beside them what the slow lane held back and has room for: nobody else would know, when a crash made the room.
pub async fn sweep(app: &App) -> Result<usize, DbError> {
    let released = release(app).await?;
    let hint = async || {
        let now = app.now();
        let rows = app.db.batch(vec![take_unhinted(app)]).await?;
        let delayed = |row: &Row| {
            let due = row.instant("next_attempt_at").unwrap_or(now);
            Some((hint::hint(row)?, due.since(now)))
        };
        let hints: Vec<_> = rows.iter().flatten().filter_map(delayed).collect();
        let step = Step::of(hints.len(), STEP as usize);
        hint::send(app, hints).await;
        Ok(step)
    };
    Ok(released + in_steps(STEPS, hint).await?)
}

/// Notes up to [`STEP`] hints, and selects them.
fn take_unhinted(app: &App) -> Sql {
    let now = app.now();
    let soon = now.plus(app.config.cron_interval).millis();
    let patience = app.config.hint_patience();
    let longer = i64::try_from((patience * (LONGEST_PATIENCE - 1)).as_millis()).unwrap_or(i64::MAX);
    let stale = now.minus(patience).millis();
    let now = now.millis();
    let open = "SELECT id FROM deliveries WHERE held = 0 AND status IN ('PENDING', 'RETRYING') \
        AND (lease_until IS NULL OR lease_until <= ?)";
    // Two looks into one index, each at nothing but what it takes.
    let text = format!(
        "UPDATE deliveries SET hinted_at = ? + min(max(? - next_attempt_at, 0), ?) WHERE id IN (\
            SELECT id FROM ({open} AND hinted_at IS NULL AND next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ?) \
            UNION ALL SELECT id FROM ({open} AND hinted_at <= ? ORDER BY hinted_at LIMIT ?) LIMIT ?) \
         RETURNING id, attempt, next_attempt_at, {}",
        lane::COLUMN
    );
    let params = [now, now, longer, now, soon, STEP, now, stale, STEP, STEP];
    Sql::new(text, params.map(Into::into))
}

async fn release(app: &App) -> Result<usize, DbError> {
    let now = app.now();
    let release = lane::release(lane::free_places(now), now);
    let rows = app.db.batch(vec![release]).await?;
    let hints: Vec<_> = rows.iter().flatten().filter_map(hint::hint).collect();
    let released = hints.len();
    hint::send_now(app, hints).await;
    Ok(released)
}
