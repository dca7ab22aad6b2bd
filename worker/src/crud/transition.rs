//! [`Transition`]: a change of status as data, with a typed input where it takes one.

use std::rc::Rc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{
    record::{At, Record, Stored},
    step::{Step, names, raises, summary},
    write::{Apply, advance},
};
use crate::{
    app::App,
    auth::Tenant,
    events::EventType,
    http::{body::Json, call::Call, endpoint::Endpoint},
    problem::Problem,
    wire::WireName,
};

pub struct Transition<R: Record> {
    pub step: Step<R>,
    endpoint: Box<dyn Fn() -> Endpoint>,
    summary: Option<&'static str>,
}

impl<R: Record> Transition<R> {
    /// `apply` changes the record by the input, or refuses.
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
        let step = Step::<R> { verb, from, to, event };
        let (apply, taken) = (Rc::new(apply), step.clone());
        let endpoint = move || {
            let (apply, step) = (Rc::clone(&apply), taken.clone());
            let handler = move |call: Call<Tenant, Uuid, (), Json<I>>| {
                let (apply, Json(input)) = (Rc::clone(&apply), call.body);
                let apply = move |stored: &mut Stored<R>, at: &At| apply(stored, input, at);
                carry_out(call.app, call.caller, call.path, step.clone(), Box::new(apply))
            };
            Endpoint::post(
                format!("/api/v1/{}/{{id}}/{verb}", R::NAMES.path),
                R::NAMES.write_scope,
                format!("{}.{verb}", R::NAMES.path),
                summary(&R::NAMES, verb),
                handler,
            )
        };
        Self { step, endpoint: Box::new(endpoint), summary: None }
    }

    /// Says in the imperative what is done, where the verb alone would not.
    pub fn called(self, summary: &'static str) -> Self {
        Self { summary: Some(summary), ..self }
    }

    pub fn endpoint(&self) -> Endpoint {
        let Step { from, to, event, .. } = self.step;
        let text = format!("Turns it from {} to {}. {}", names(from), to.name(), raises(event));
        let mut endpoint = (self.endpoint)().described(text.trim_end());
        if let Some(summary) = self.summary {
            endpoint.summary = summary.to_owned();
        }
        endpoint
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
    advance(&app, &tenant, id, step, Vec::new(), apply).await.map(Json)
}
