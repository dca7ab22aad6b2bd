//! AviationAlley's public API v1 and outbound webhooks, at the edge.
//!
//! A request's way through the crate:
//!
//! 1. [`api`] is HTTP: one endpoint table routes, authenticates, checks the scope, parses, and makes `openapi.json`.
//! 2. [`auth`] knows bearer keys and turns the caller into the SQL that every tenant's statement is bound by.
//! 3. [`crud`] is what all records share: list, get, create, update, transitions, as guarded batches.
//! 4. [`records`] holds the records, one file each; they know nothing of HTTP.
//! 5. [`webhooks`] carries each event from the outbox to its subscribers: sign, attempt, retry, sweep.
//! 6. [`mail`] tells a center's owners and admins what became of their endpoints.
//! 7. [`admin`] is the operator's API: centers and their keys.
//!
//! Time, ids, the database, outbound HTTP, mail, the queue and time zones come from [`app::App`], never from globals, so
//! that the same code runs natively under a simulated clock. Only `entry` and `platform` know that Cloudflare exists.

pub mod admin;
pub mod api;
pub mod app;
pub mod auth;
mod config;
pub mod cron;
pub mod crud;
pub mod db;
pub mod events;
pub mod fold;
pub mod list;
pub mod mail;
pub mod named;
pub mod problem;
pub mod records;
pub mod text;
pub mod time;
pub mod webhooks;

#[cfg(target_arch = "wasm32")]
mod entry;
#[cfg(target_arch = "wasm32")]
mod platform;
