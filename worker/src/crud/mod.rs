//! What all records share: a record is its struct, and everything else is told once here.

pub mod clock;
pub mod commit;
pub mod filter;
pub mod kind;
pub mod operations;
pub mod record;
pub mod rule;
pub mod transition;
pub mod write;

pub use clock::Clock;
pub use filter::{Filter, Range};
pub use kind::Kind;
pub use record::{At, Names, NoFacts, NoStatus, Record, Stored};
pub use rule::Rule;
pub use transition::Transition;
