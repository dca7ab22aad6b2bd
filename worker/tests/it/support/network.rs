//! The receivers: each URL answers as it was told, and everything sent is seen.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::LazyLock,
    time::Duration,
};

use aviationalley_worker::{
    app::{Answer, Clock, Exchange, Outbound, Post, Response},
    serve::catalog::catalog,
    time::Instant,
};
use futures::future::LocalBoxFuture;

use super::{ports::SetClock, sqlite::yield_once};

/// An answer of this status, and nothing else.
pub fn status(status: u16) -> Answer {
    Answer::Response(Response { status, ..Response::default() })
}

/// One request as a receiver saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub at: Instant,
    pub post: Post,
}

impl Seen {
    pub fn header(&self, name: &str) -> String {
        let found = self.post.headers.iter().find(|(given, _)| *given == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.post.body).unwrap()
    }
}

#[derive(Default)]
pub struct Network {
    pub seen: RefCell<Vec<Seen>>,
    /// By URL: the answers to come; the last one stays. Others answer 200.
    answers: RefCell<HashMap<String, Vec<Answer>>>,
    clock: OnceCell<Rc<SetClock>>,
}

impl Network {
    pub fn watch(&self, clock: Rc<SetClock>) {
        let _ = self.clock.set(clock);
    }

    pub fn answer(&self, url: &str, answers: impl Into<Vec<Answer>>) {
        self.answers.borrow_mut().insert(url.to_owned(), answers.into());
    }
}

impl Outbound for Network {
    fn post(&self, post: Post, _: Duration) -> LocalBoxFuture<'_, Exchange> {
        Box::pin(async move {
            yield_once().await;
            let mut answers = self.answers.borrow_mut();
            let answer = match answers.get_mut(&post.url) {
                Some(left) if left.len() > 1 => left.remove(0),
                Some(left) => left[0].clone(),
                None => status(200),
            };
            assert_promised(&post);
            let at = self.clock.get().unwrap().now();
            self.seen.borrow_mut().push(Seen { at, post });
            Exchange { answer, took: Duration::ZERO }
        })
    }
}

/// Every payload that any test sends fits the schema that the catalog gives for its type, with no member beyond it.
fn assert_promised(post: &Post) {
    let envelope: serde_json::Value = serde_json::from_str(&post.body).unwrap();
    let promised = SCHEMAS.iter().find(|(event, _, _)| envelope["type"] == *event);
    let (event, schema, validator) = promised.unwrap();
    let faults: Vec<_> = validator.iter_errors(&envelope["data"]).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{event}: {faults:?} in {envelope}");
    for member in envelope["data"].as_object().unwrap().keys() {
        assert!(schema["properties"].get(member).is_some(), "{event} tells {member}, which is not promised");
    }
}

static SCHEMAS: LazyLock<Vec<(String, serde_json::Value, jsonschema::Validator)>> = LazyLock::new(|| {
    let catalog = catalog();
    let items = catalog["data"].as_array().unwrap();
    let one = |item: &serde_json::Value| {
        let validator = jsonschema::validator_for(&item["schema"]).unwrap();
        (item["type"].as_str().unwrap().to_owned(), item["schema"].clone(), validator)
    };
    items.iter().map(one).collect()
});
