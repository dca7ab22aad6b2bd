//! Hints: rows of deliveries turned into queue messages.

use std::time::Duration;

use crate::{
    app::{App, Hint, Lane},
    db::{DbError, Row},
};

/// Reads hints from rows with `id`, `attempt` and [`lane::COLUMN`](super::lane::COLUMN) of a delivery. One that cannot be
/// read does not keep the others from being sent.
pub fn read<'a>(app: &App, rows: impl IntoIterator<Item = &'a Row>) -> Vec<Hint> {
    let readable = |row| {
        let hint = hint(row);
        hint.inspect_err(|error| app.log.error(&format!("a hint cannot be read: {error}"))).ok()
    };
    rows.into_iter().filter_map(readable).collect()
}

fn hint(row: &Row) -> Result<Hint, DbError> {
    Ok(Hint { delivery: row.text("id")?, attempt: row.get("attempt")?, lane: Lane::of(row)? })
}

/// Sends hints without delay.
pub async fn send_now(app: &App, hints: Vec<Hint>) {
    let hints = hints.into_iter().map(|hint| (hint, Duration::ZERO));
    send(app, hints.collect()).await;
}

/// Sends hints, each to arrive after its delay. A failure only costs time, because the sweeper finds the rows.
pub async fn send(app: &App, hints: Vec<(Hint, Duration)>) {
    if hints.is_empty() {
        return;
    }
    if let Err(error) = app.hints.send(hints).await {
        app.log.error(&format!("hints were not sent, the sweeper will: {error}"));
    }
}
