//! Faults that serde finds while it reads: a well-formed value that breaks a rule of its type is told from a malformed one,
//! and can be passed over, so that one reading finds the next fault.

use std::cell::Cell;

/// Begins the message of a serde error that is no malformed value but a well-formed one that breaks a rule.
pub const BROKEN_RULE: &str = "breaks a rule: ";

/// What a type's `Deserialize` answers to a value that is refused as 422 rather than 400.
pub fn broken_rule<E: serde::de::Error>(message: impl std::fmt::Display) -> E {
    E::custom(format_args!("{BROKEN_RULE}{message}"))
}

thread_local! {
    /// How many more broken rules the present reading passes over.
    static PASSED_OVER: Cell<usize> = const { Cell::new(0) };
}

/// Refuses a value that breaks a rule of its type, unless it is to be passed over.
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

/// Reads, passing over the first `most` broken rules; gives how many they were, too.
pub fn passing_over<T>(most: usize, read: impl FnOnce() -> T) -> (T, usize) {
    PASSED_OVER.set(most);
    let read = read();
    (read, most - PASSED_OVER.replace(0))
}
