//! The crate from outside: the cases that the JavaScript and Python packages are tested with as well, and what no list
//! of cases can hold.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod properties;
mod requests;
mod strangers;
mod support;
mod vectors;
