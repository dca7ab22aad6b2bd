//! Hints: rows that tell of a delivery, made into queue messages.

use std::time::Duration;

use crate::{
    app::{App, Hint, Lane},
    db::Row,
};

/// A row with `id`, `attempt` and [`lane::COLUMN`](super::lane::COLUMN) of a delivery, as a hint; `None` for any other row.
pub fn hint(row: &Row) -> Option<Hint> {
    Some(Hint { delivery: row.text("id").ok()?, attempt: row.get("attempt").ok()?, lane: Lane::of(row).ok()? })
}

/// Sends hints without delay.
pub async fn send_now(app: &App, hints: Vec<Hint>) {
    let hints = hints.into_iter().map(|hint| (hint, Duration::ZERO));
    send(app, hints.collect()).await;
}

/// Sends hints, each to arrive after its delay. A failure costs time only: the sweeper finds the rows.
pub async fn send(app: &App, hints: Vec<(Hint, Duration)>) {
    if hints.is_empty() {
        return;
    }
    if let Err(error) = app.hints.send(hints).await {
        app.log.error(&format!("hints were not sent, the sweeper will: {error}"));
    }
}
