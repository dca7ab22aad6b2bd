//! The database: SQL text with its values, batches of it, and the port that runs them.

mod batch;
mod row;
mod sql;

pub use batch::{Answers, Batch, BatchResult, Database, Guarded, Slot, Statements};
pub use row::{DbError, Row, Rows};
pub use sql::{Piece, Sql, Value};

/// A relation of every `center_id` and `environment`, for work that is to be shared among them. It reads all centers,
/// which only the operator makes.
pub const EACH_FEED: &str = "(SELECT c.id AS center_id, k.environment FROM centers c \
    CROSS JOIN (SELECT 'live' AS environment UNION ALL SELECT 'test') k)";
