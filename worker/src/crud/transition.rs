//! [`Transition`]: a change of status as data, with a typed input where it takes one.

use std::rc::Rc;

use http::Method;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{
    record::{At, Names, Record, Stored},
    write::advance,
};
use crate::{
    api::{
        body::Json,
        endpoint::{Access, Call, Endpoint},
    },
    events::EventType,
    named::Named,
    problem::{Code, Problem},
};

pub struct Transition<R: Record> {
    pub step: Step<R>,
    endpoint: Box<dyn Fn() -> Endpoint>,
}

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

impl<R: Record> Transition<R> {
    /// `apply` takes the input and what follows from it over into the record; it may refuse.
    pub fn new<I>(
        verb: &'static str,
        from: &'static [R::Status],
        to: R::Status,
        event: Option<EventType>,
        apply: impl Fn(&mut Stored<R>, I, &At) -> Result<(), Problem> + 'static,
    ) -> Self
    where
        I: DeserializeOwned + JsonSchema + 'static,
    {
        let step = Step::<R> {
            verb,
            from,
            to,
            event,
        };
        let (apply, taken) = (Rc::new(apply), step.clone());
        let endpoint = move || {
            let (step, apply) = (taken.clone(), Rc::clone(&apply));
            let Names {
                path, write_scope, ..
            } = R::NAMES;
            let from: Vec<_> = step.from.iter().map(|status| status.name()).collect();
            let summary = format!(
                "Turn {} from {} to {}",
                R::NAMES.a(),
                from.join(" or "),
                step.to.name()
            );
            Endpoint::new(
                Method::POST,
                format!("/api/v1/{path}/{{id}}/{verb}"),
                Access::Scope(write_scope),
                summary,
                async move |call: Call<Uuid, (), Json<I>>| {
                    let Json(input) = call.body;
                    let apply = |stored: &mut Stored<R>, at: &At| apply(stored, input, at);
                    advance(&call.app, &call.tenant, call.path, &step, Vec::new(), apply)
                        .await
                        .map(Json)
                },
            )
        };
        Self {
            step,
            endpoint: Box::new(endpoint),
        }
    }

    pub fn endpoint(&self) -> Endpoint {
        (self.endpoint)()
    }
}

/// 409: names the status that stands in the way.
pub(super) fn refused<R: Record>(step: &Step<R>, current: R::Status) -> Problem {
    let from: Vec<_> = step.from.iter().map(|status| status.name()).collect();
    let detail = format!(
        "The {} is {}; `{}` needs {}.",
        R::NAMES.one,
        current.name(),
        step.verb,
        from.join(" or "),
    );
    Problem::new(Code::InvalidTransition, detail)
}
