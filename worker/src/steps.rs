//! Work in bounded steps: the next minute's run continues where one stopped.

use crate::db::DbError;

/// How many rows a step moved, and whether it found as many as it takes, so that there may be more.
pub struct Step {
    pub moved: usize,
    pub is_full: bool,
}

impl Step {
    /// A step that moved all of the `found` rows that it asked for, at most `limit`.
    pub fn of(found: usize, limit: usize) -> Self {
        Self { moved: found, is_full: found >= limit }
    }
}

/// Repeats the step while it is full, at most `most` times; returns how many rows were moved.
pub async fn in_steps(most: usize, mut step: impl AsyncFnMut() -> Result<Step, DbError>) -> Result<usize, DbError> {
    let mut moved = 0;
    for _ in 0..most {
        let done = step().await?;
        moved += done.moved;
        if !done.is_full {
            break;
        }
    }
    Ok(moved)
}
