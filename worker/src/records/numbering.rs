//! Human-readable numbers: `WO-0001`, `INV-2026-0042`. Unique and without gaps in each environment of a center.

use crate::{auth::OF_CALLER, crud::Record, db::Sql, sql};

/// The next number of `series`, as an SQL scalar over `caller`: run inside the insert, so that two creates at once
/// get two numbers. The table splits its numbers into the columns `series` and `serial`, which are unique together;
/// since nothing is deleted, the highest serial is also how many there are.
pub fn next_in_series<R: Record>(series: &str) -> Sql {
    let table = R::NAMES.table;
    sql!("(SELECT "(series)" || printf('%04d', coalesce(max(t.serial), 0) + 1) \
        FROM "{table}" t WHERE "{OF_CALLER}" AND t.series = "(series)")")
}
