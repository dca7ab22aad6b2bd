//! The years that the API accepts.

use std::ops::RangeInclusive;

use crate::faults::broken_rule;

/// The years that a client may name: no record is older, and nothing is planned further ahead.
const YEARS: RangeInclusive<i32> = 2000..=2099;

/// `time`, if it lies in the [`YEARS`].
pub fn in_years<T, E: serde::de::Error>(time: T, year: i32) -> Result<T, E> {
    match YEARS.contains(&year) {
        true => Ok(time),
        false => Err(out_of_years()),
    }
}

pub fn out_of_years<E: serde::de::Error>() -> E {
    let (first, last) = (YEARS.start(), YEARS.end());
    broken_rule(format_args!("must be in the years {first} to {last}"))
}
