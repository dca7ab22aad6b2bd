//! The port [`HintQueue`]: queue messages saying that a delivery may be due.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use crate::{
    db::{DbError, Row},
    wire_enum,
};

wire_enum! {
    /// The queue that a hint goes through.
    pub enum Lane {
        Fast = "fast",
        Slow = "slow",
        Bulk = "bulk",
    }
}

impl Lane {
    /// Reads the column `lane`.
    pub fn of(row: &Row) -> Result<Self, DbError> {
        row.get("lane")
    }
}

/// A queue message: this attempt of this delivery may be due. Whether it is, the database says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    pub delivery: String,
    pub attempt: i64,
    pub lane: Lane,
}

pub trait HintQueue {
    /// Sends each hint through its lane, to arrive after its delay. A lost hint delays a delivery but never loses it.
    fn send(&self, hints: Vec<(Hint, Duration)>) -> LocalBoxFuture<'_, Result<(), String>>;
}
