//! [`App`]: the ports, by which the code reaches everything outside itself, and the configuration.

mod assets;
pub mod capacity;
pub mod config;
mod hints;
mod mail;
mod outbound;
pub mod ports;
pub mod schedule;
mod settings;
pub mod turns;
mod zones;

use std::rc::Rc;

use uuid::Uuid;

pub use self::{
    assets::{Asset, Assets},
    config::{Config, Retention, Windows},
    hints::{Hint, HintQueue, Lane},
    mail::{Mail, MailError, Mailer},
    outbound::{Answer, Exchange, Outbound, Post, Response},
    ports::{Clock, Log, Random, Tasks, Timer},
    zones::Zones,
};
use self::{capacity::Capacity, turns::Turns};
use crate::{db::Database, time::Instant};

/// The ports and the configuration. Cheap to clone; one per invocation.
#[derive(Clone)]
pub struct App {
    pub db: Rc<dyn Database>,
    pub clock: Rc<dyn Clock>,
    pub timer: Rc<dyn Timer>,
    pub random: Rc<dyn Random>,
    pub outbound: Rc<dyn Outbound>,
    pub hints: Rc<dyn HintQueue>,
    pub tasks: Rc<dyn Tasks>,
    pub zones: Rc<dyn Zones>,
    /// `None`: mails stay in the outbox.
    pub mailer: Option<Rc<dyn Mailer>>,
    pub assets: Rc<dyn Assets>,
    pub log: Rc<dyn Log>,
    /// Shared by all invocations of one isolate.
    pub turns: Rc<Turns>,
    /// Shared by all invocations of one isolate.
    pub capacity: Rc<Capacity>,
    pub config: Rc<Config>,
}

impl App {
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// A fresh random id, a version 4 UUID (RFC 9562 section 5.4).
    pub fn new_id(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A [`new_token`] from the platform's random source.
    pub fn new_token(&self) -> String {
        new_token(&*self.random)
    }
}

/// 32 lowercase hex characters.
pub fn new_token(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    hex::encode(bytes)
}
