//! [`Step`]: the statuses and the event of a transition.

use super::record::{Names, Record};
use crate::{
    events::EventType,
    problem::{Code, Problem},
    wire::WireName,
};

/// A transition without its input.
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

/// 409: names the current status and those that the transition needs.
pub fn refused<R: Record>(step: &Step<R>, current: R::Status) -> Problem {
    let detail = format!("The {} is {}; `{}` needs {}.", R::NAMES.one, current.name(), step.verb, names(step.from),);
    Problem::new(Code::InvalidTransition, detail)
}

/// `A or B`
pub fn names<S: WireName>(statuses: &[S]) -> String {
    let names: Vec<_> = statuses.iter().map(|status| status.name()).collect();
    names.join(" or ")
}

/// The sentence of a description that names the event.
pub fn raises(event: Option<EventType>) -> String {
    event.map_or_else(String::new, |event| format!("Raises `{}`.", event.name()))
}

/// "Start a booking".
pub fn summary(record: &Names, verb: &str) -> String {
    let mut words = verb.replace('-', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{words} {}", record.a())
}
