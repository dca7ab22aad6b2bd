//! The sweeper (reconciler): each minute it sends hints for deliveries that fall due before its next run, have no live
//! lease, and were not hinted recently.

use super::{hint, lane, lease, status::OPEN};
use crate::{
    app::App,
    db::{DbError, Row, Sql},
    sql,
    steps::{Step, in_steps},
};

/// One queue call takes 100 messages.
const STEP: usize = 100;
/// Bounds one run; the next minute goes on.
const STEPS: usize = 50;

/// A hint that has been under way for long is more likely to wait in a long queue than to be lost, and each further one
/// would make that queue longer. So the interval between hints doubles, up to so many times the usual one: an hour.
const LONGEST_PATIENCE: u32 = 12;

/// Sends a hint for each of these deliveries, to arrive when it is due; returns how many.
///
/// Also releases what the slow lane held back and now has places for: if a crash freed them, nothing else would.
pub async fn sweep(app: &App) -> Result<usize, DbError> {
    let released = release(app).await?;
    let hint = async || {
        let now = app.now();
        let [rows] = app.db.batch([take_unhinted(app)]).await?;
        let delayed = |row: &Row| {
            let due = row.instant("next_attempt_at").unwrap_or(now);
            hint::read(app, [row]).pop().map(|hint| (hint, due.since(now)))
        };
        hint::send(app, rows.iter().filter_map(delayed).collect()).await;
        Ok(Step::of(rows.len(), STEP))
    };
    Ok(released + in_steps(STEPS, hint).await?)
}

/// Records up to [`STEP`] hints, and selects them.
fn take_unhinted(app: &App) -> Sql {
    let now = app.now();
    let soon = now.plus(app.config.cron_interval).millis();
    let patience = app.config.hint_patience();
    let longer = patience * (LONGEST_PATIENCE - 1);
    let stale = now.minus(patience).millis();
    let millis = now.millis();
    let open = || sql!("SELECT id FROM deliveries d WHERE held = 0 AND status IN "{OPEN}" AND "{lease::is_free(now)});
    // Two looks into one index, each at nothing but what it takes: what was never hinted and falls due, and what was
    // hinted too long ago. The note is put off by as long as the delivery is late: see `LONGEST_PATIENCE`.
    sql!("UPDATE deliveries SET hinted_at = "(millis)" + min(max("(millis)" - next_attempt_at, 0), "(longer)") \
        WHERE id IN (\
            SELECT id FROM ("{open()}" AND hinted_at IS NULL AND next_attempt_at <= "(soon)" \
                ORDER BY next_attempt_at LIMIT "(STEP)") \
            UNION ALL SELECT id FROM ("{open()}" AND hinted_at <= "(stale)" ORDER BY hinted_at LIMIT "(STEP)") \
            LIMIT "(STEP)") \
        RETURNING id, attempt, next_attempt_at, "{lane::COLUMN})
}

async fn release(app: &App) -> Result<usize, DbError> {
    let now = app.now();
    let release = lane::release(lane::free_places(now), now);
    let [rows] = app.db.batch([release]).await?;
    hint::send_now(app, hint::read(app, &rows)).await;
    Ok(rows.len())
}
