//! AviationAlley's public API v1 and outbound webhooks, at the edge.
//!
//! The folders are floors. Each uses those below it alone, and a test (`tests/it/tidy`) keeps it so. From the top:
//!
//! 1. `entry` is what the runtime calls; `platform` is Cloudflare's side of each port.
//! 2. [`serve`] is all that is served: the endpoint table, the dispatcher that asks it, the documents made from it.
//! 3. [`jobs`] is what the clock alone starts.
//! 4. [`records`] holds the records, one file each, and what is special to one of them.
//! 5. [`crud`] is what all records share: list, get, create, update, transitions, as guarded batches.
//! 6. [`admin`] is the operator's API: centers and their keys.
//! 7. [`webhooks`] carries each event from the outbox to its subscribers, room by room.
//! 8. [`http`] is the toolkit: requests parsed into a handler's types, and its answer written.
//! 9. [`mail`] keeps mails and sends them.
//! 10. [`auth`] knows bearer keys and turns the caller into the SQL that every tenant's statement is bound by.
//! 11. [`app`] has the ports and the configuration.
//! 12. The ground: [`checks`], [`db`], [`events`], [`faults`], [`fold`], [`list`], [`problem`], [`steps`], [`text`],
//!     [`time`], [`wire`].
//!
//! Time, ids, the database, outbound HTTP, mail, the queue and time zones come from [`app::App`], never from globals, so
//! that the same code runs natively under a simulated clock. Only `entry` and `platform` know that Cloudflare exists.

pub mod admin;
pub mod app;
pub mod auth;
pub mod checks;
pub mod crud;
pub mod db;
pub mod events;
pub mod faults;
pub mod fold;
pub mod http;
pub mod jobs;
pub mod list;
pub mod mail;
pub mod problem;
pub mod records;
pub mod serve;
pub mod steps;
pub mod text;
pub mod time;
pub mod webhooks;
pub mod wire;

#[cfg(target_arch = "wasm32")]
mod entry;
#[cfg(target_arch = "wasm32")]
mod platform;
