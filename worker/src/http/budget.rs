//! Limits a page by its size in bytes, so that no response exceeds the memory of the database or the isolate.

use crate::{
    db::{Row, Sql},
    sql,
};

/// A page ends at so many bytes, whatever its `limit`. It is a tenth below 2 MB, for what surrounds the items.
const MOST_BYTES: i64 = 1_800_000;
/// Bytes of an item beyond its stored data: names, ids, times.
const ITEM_HEAD: i64 = 400;

/// A select over `t` whose rows may be large: `stored` is an expression of their size in bytes, `rest` begins with the
/// `WHERE`. The database adds up the sizes and hands out no more rows than a page has room for and one, each with
/// the `bytes` up to and with it; [`fitting`] says how many of them are the page.
pub struct LargeRows<'a> {
    pub columns: &'a str,
    pub table: &'a str,
    pub stored: &'a str,
    pub order: &'a str,
}

impl LargeRows<'_> {
    pub fn select(&self, rest: Sql, limit: i64) -> Sql {
        let Self { columns, table, stored, order } = self;
        let size = format!("({stored} + {ITEM_HEAD})");
        sql!("SELECT "{*columns}", p.bytes FROM (SELECT t.rowid, "{&size}" AS size, \
                sum("{&size}") OVER (ORDER BY "{*order}" ROWS UNBOUNDED PRECEDING) AS bytes FROM "{*table}" t "{rest}" \
                ORDER BY "{*order}" LIMIT "(limit + 1)") p \
            CROSS JOIN "{*table}" t ON t.rowid = p.rowid WHERE p.bytes - p.size < "(MOST_BYTES))
    }
}

/// How many of these rows make up a page of at most `limit`; if any are left, there is a next page. A row without `bytes`
/// is small.
pub fn fitting(rows: &[Row], limit: i64) -> usize {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let fits = |row: &&Row| !row.get::<i64>("bytes").is_ok_and(|bytes| bytes > MOST_BYTES);
    // At least one, so that every cursor makes progress.
    rows.iter().take(limit).take_while(fits).count().max(1)
}
