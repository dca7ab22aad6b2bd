//! Errors while serde reads a value: one that is well-formed but breaks a rule of its type is distinguished from a
//! malformed one, and can be skipped, so that reading again finds the next error.

use std::cell::Cell;

/// Prefix of the message of a serde error for a well-formed value that breaks a rule.
pub const BROKEN_RULE: &str = "breaks a rule: ";

/// The error of a `Deserialize` for a value that is answered with 422 instead of 400.
pub fn broken_rule<E: serde::de::Error>(message: impl std::fmt::Display) -> E {
    E::custom(format_args!("{BROKEN_RULE}{message}"))
}

thread_local! {
    /// How many more broken rules the current read skips.
    static PASSED_OVER: Cell<usize> = const { Cell::new(0) };
}

/// Refuses a value that breaks a rule of its type, unless it is to be skipped.
pub fn keeps_rule<E: serde::de::Error>(holds: bool, message: impl std::fmt::Display) -> Result<(), E> {
    let left = PASSED_OVER.get();
    if holds {
        Ok(())
    } else if left > 0 {
        PASSED_OVER.set(left - 1);
        Ok(())
    } else {
        Err(broken_rule(message))
    }
}

/// Reads, skipping the first `most` broken rules; also returns how many were skipped.
pub fn passing_over<T>(most: usize, read: impl FnOnce() -> T) -> (T, usize) {
    PASSED_OVER.set(most);
    let read = read();
    (read, most - PASSED_OVER.replace(0))
}
