//! What all records share: list, get, create, update, transitions and clocks, written once for all of them.

pub mod clock;
pub mod commit;
pub mod kind;
pub mod list_query;
pub mod operations;
pub mod read;
pub mod record;
pub mod rule;
pub mod step;
pub mod transition;
pub mod write;

pub use crate::http::{
    body::Nothing,
    filter::{Filter, Range},
};
pub use clock::Clock;
pub use kind::Kind;
pub use record::{At, Names, NoFacts, NoStatus, Record, Stored};
pub use rule::Rule;
pub use transition::Transition;
