//! Instants and calendar dates as the API writes them: RFC 3339 in UTC with milliseconds, and `YYYY-MM-DD`.
//!
//! An instant's text has a fixed width, so that its order as text is its order in time: it is stored as it is sent.

mod date;
mod instant;
mod month;
mod years;

pub use date::Date;
pub use instant::{Instant, NotAnInstant};
pub use month::Month;
