//! The whole application natively: its own SQL over SQLite, under a simulated clock, network and queue.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing has failed")]

mod admin;
mod api;
mod fair_jobs;
mod fixtures;
mod jobs;
mod leaks;
mod mail;
mod records;
mod schema;
mod simulation;
mod sql;
mod support;
mod tidy;
mod webhooks;
