//! Waiting for a request's turn, before its key is looked up.

use std::{rc::Rc, time::Duration};

use crate::{
    app::{
        App,
        turns::{PATIENCE, Turn},
    },
    problem::{Code, Problem},
};

/// Polling interval of a waiting request, for each round of requests before it.
const NAP: Duration = Duration::from_millis(10);

/// Waits for a turn; 429 when none comes.
///
/// It polls, because the runtime does not let one request wake another.
pub async fn take(app: &App, token_hash: &str) -> Result<Turn, Problem> {
    let most = app.config.requests_at_once;
    let began = app.now();
    let turn = app.turns.join(token_hash, most, Rc::clone(&app.clock));
    loop {
        let now = app.now();
        let Err(before) = turn.advance(now) else {
            return Ok(turn);
        };
        if now.since(began) >= PATIENCE {
            return Err(too_many(most));
        }
        let rounds = u32::try_from(before / most).unwrap_or(u32::MAX);
        app.timer.sleep(NAP.saturating_mul(rounds.saturating_add(1))).await;
    }
}

fn too_many(most: usize) -> Problem {
    let detail = format!(
        "{most} requests of this center are worked on at once, and this one waited {} seconds for its turn. \
         Send fewer at once.",
        PATIENCE.as_secs()
    );
    Problem::new(Code::RateLimited, detail)
}
