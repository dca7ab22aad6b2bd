//! The port [`HintQueue`]: messages that tell a consumer of a delivery that may be due.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use crate::{
    db::{DbError, Row},
    wire_enum,
};

wire_enum! {
    /// Through which queue a hint goes.
    pub enum Lane {
        Fast = "fast",
        Slow = "slow",
        Bulk = "bulk",
    }
}

impl Lane {
    /// Of a row with the column `lane`.
    pub fn of(row: &Row) -> Result<Self, DbError> {
        row.get("lane")
    }
}

/// Tells a queue consumer that a delivery's attempt may be due. The database holds the truth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    pub delivery: String,
    pub attempt: i64,
    pub lane: Lane,
}

pub trait HintQueue {
    /// Sends the hints, each through its lane and to arrive after its delay. A lost hint costs time, never a delivery.
    fn send(&self, hints: Vec<(Hint, Duration)>) -> LocalBoxFuture<'_, Result<(), String>>;
}
