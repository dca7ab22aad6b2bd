//! [`Step`]: which statuses a transition goes between.

use super::record::Record;
use crate::{
    events::EventType,
    problem::{Code, Problem},
    wire::WireName,
};

/// What a transition is, without its input.
pub struct Step<R: Record> {
    /// The last part of the path: `POST /{id}/<verb>`.
    pub verb: &'static str,
    pub from: &'static [R::Status],
    pub to: R::Status,
    pub event: Option<EventType>,
}

impl<R: Record> Clone for Step<R> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

/// 409: names the status that stands in the way.
pub fn refused<R: Record>(step: &Step<R>, current: R::Status) -> Problem {
    let detail = format!("The {} is {}; `{}` needs {}.", R::NAMES.one, current.name(), step.verb, names(step.from),);
    Problem::new(Code::InvalidTransition, detail)
}

/// `A or B`
pub fn names<S: WireName>(statuses: &[S]) -> String {
    let names: Vec<_> = statuses.iter().map(|status| status.name()).collect();
    names.join(" or ")
}
