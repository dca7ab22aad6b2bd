//! The sender's surroundings: each call has a point before its effect and one after it, at which a crash may come.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Duration,
};

use aviationalley_worker::{
    app::{Answer, Clock, Exchange, Hint, HintQueue, Outbound, Post, Response, Tasks},
    db::{BatchResult, Database, Sql},
    time::Instant,
};
use futures::future::LocalBoxFuture;

use super::{audit::Audit, dice::Dice};
use crate::support::{SetClock, Sqlite};

/// The database, every commit of which is audited.
pub struct AuditedDatabase {
    pub sqlite: Rc<Sqlite>,
    pub dice: Rc<Dice>,
    pub audit: Rc<Audit>,
}

impl Database for AuditedDatabase {
    fn run(&self, statements: Vec<Sql>) -> LocalBoxFuture<'_, BatchResult> {
        Box::pin(async move {
            self.dice.between_steps().await;
            let rows = self.sqlite.transact(&statements);
            self.audit.committed();
            self.dice.between_steps().await;
            rows
        })
    }
}

/// A queue that loses, repeats, delays and reorders.
pub struct UnreliableQueue {
    pub dice: Rc<Dice>,
    pub clock: Rc<SetClock>,
    pub audit: Rc<Audit>,
    pub waiting: RefCell<Vec<(Instant, Hint)>>,
    /// While set, it loses and repeats nothing.
    pub reliable: Cell<bool>,
}

impl UnreliableQueue {
    /// Up to six of the messages that are due, in any order.
    pub fn take_batch(&self) -> Vec<Hint> {
        let now = self.clock.now();
        let mut waiting = self.waiting.borrow_mut();
        let mut batch = Vec::new();
        for _ in 0..6 {
            let due: Vec<_> = (0..waiting.len()).filter(|index| waiting[*index].0 <= now).collect();
            if due.is_empty() {
                break;
            }
            let index = due[self.dice.index(due.len())];
            let (_, hint) = match !self.reliable.get() && self.dice.one_in(8) {
                true => waiting[index].clone(),
                false => waiting.swap_remove(index),
            };
            if self.reliable.get() || !self.dice.one_in(8) {
                batch.push(hint);
            }
        }
        batch
    }

    pub fn next_due(&self) -> Option<Instant> {
        self.waiting.borrow().iter().map(|(due, _)| *due).min()
    }
}

impl HintQueue for UnreliableQueue {
    fn send(&self, hints: Vec<(Hint, Duration)>) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            self.dice.between_steps().await;
            for (hint, delay) in hints {
                self.audit.hinted(&hint);
                let mut due = self.clock.now().plus(delay);
                if !self.reliable.get() && self.dice.one_in(8) {
                    due = match self.dice.one_in(2) {
                        true => self.clock.now(),
                        false => due.plus(Duration::from_secs(self.dice.below(600))),
                    };
                }
                self.waiting.borrow_mut().push((due, hint));
            }
            self.dice.between_steps().await;
            match !self.reliable.get() && self.dice.one_in(16) {
                true => Err("the queue is down".to_owned()),
                false => Ok(()),
            }
        })
    }
}

/// How a receiver behaves for now.
#[derive(Debug, Clone, Copy)]
pub enum Mood {
    Answers,
    Fails,
    Hangs,
    Refuses,
}

/// Receivers by URL. Each keeps its mood until the scheduler changes it.
pub struct Receivers {
    pub dice: Rc<Dice>,
    pub clock: Rc<SetClock>,
    pub audit: Rc<Audit>,
    pub moods: RefCell<HashMap<String, Mood>>,
}

impl Receivers {
    fn answer(&self, mood: Mood) -> Answer {
        let response = |status, headers| Answer::Response(Response { status, headers, body: b"a word".to_vec() });
        match mood {
            Mood::Answers => response(200 + self.dice.below(100) as u16, Vec::new()),
            Mood::Fails if self.dice.one_in(4) => {
                let seconds = self.dice.below(2_000).to_string();
                response(503, vec![("retry-after".to_owned(), seconds)])
            }
            Mood::Fails => response(300 + self.dice.below(300) as u16, Vec::new()),
            Mood::Hangs => Answer::Timeout,
            Mood::Refuses => Answer::Network("connection refused".to_owned()),
        }
    }
}

impl Outbound for Receivers {
    fn post(&self, post: Post, timeout: Duration) -> LocalBoxFuture<'_, Exchange> {
        Box::pin(async move {
            self.dice.between_steps().await;
            let id = post.headers.iter().find(|(name, _)| *name == "webhook-id");
            let id = id.map(|(_, id)| id.clone()).unwrap();
            self.audit.requested(&id);
            let begin = self.clock.now();
            let deadline = begin.plus(timeout);
            let mood = self.moods.borrow().get(&post.url).copied();
            let mood = mood.unwrap_or(Mood::Answers);
            while matches!(mood, Mood::Hangs) && self.clock.now() < deadline {
                self.dice.between_steps().await;
                futures::pending!();
            }
            let answer = self.answer(mood);
            self.audit.answered(&id, &answer);
            let took = self.clock.now().since(begin);
            self.dice.between_steps().await;
            Exchange { answer, took }
        })
    }
}

/// What invocations leave to go on behind their responses.
#[derive(Default)]
pub struct Spawned(pub RefCell<Vec<LocalBoxFuture<'static, ()>>>);

impl Tasks for Spawned {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        self.0.borrow_mut().push(task);
    }
}
