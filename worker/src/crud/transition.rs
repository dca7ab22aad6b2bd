//! [`Transition`]: a change of status as data, with a typed input where it takes one.

use std::rc::Rc;

use http::Method;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{
    record::{At, Names, Record, Stored},
    write::{Apply, advance},
};
use crate::{
    api::{
        body::Json,
        endpoint::{Access, Call, Endpoint},
    },
    app::App,
    auth::Tenant,
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
            let (apply, step) = (Rc::clone(&apply), taken.clone());
            let handler = move |call: Call<Uuid, (), Json<I>>| {
                let (apply, Json(input)) = (Rc::clone(&apply), call.body);
                let apply = move |stored: &mut Stored<R>, at: &At| apply(stored, input, at);
                carry_out(
                    call.app,
                    call.tenant,
                    call.path,
                    step.clone(),
                    Box::new(apply),
                )
            };
            Endpoint::new(
                Method::POST,
                format!("/api/v1/{}/{{id}}/{verb}", R::NAMES.path),
                Access::Scope(R::NAMES.write_scope),
                summary(&R::NAMES, &names(taken.from), taken.to.name()),
                handler,
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

/// The same code for all the inputs of a record's transitions.
async fn carry_out<R: Record>(
    app: App,
    tenant: Tenant,
    id: Uuid,
    step: Step<R>,
    apply: Apply<R>,
) -> Result<Json<Stored<R>>, Problem> {
    advance(&app, &tenant, id, step, Vec::new(), apply)
        .await
        .map(Json)
}

/// 409: names the status that stands in the way.
pub fn refused<R: Record>(step: &Step<R>, current: R::Status) -> Problem {
    let detail = format!(
        "The {} is {}; `{}` needs {}.",
        R::NAMES.one,
        current.name(),
        step.verb,
        names(step.from),
    );
    Problem::new(Code::InvalidTransition, detail)
}

fn summary(record: &Names, from: &str, to: &str) -> String {
    format!("Turn {} from {from} to {to}", record.a())
}

fn names<S: Named>(statuses: &[S]) -> String {
    let names: Vec<_> = statuses.iter().map(|status| status.name()).collect();
    names.join(" or ")
}
