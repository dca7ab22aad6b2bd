//! The whole application natively: its own SQL over SQLite, under a simulated clock, network and queue.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing has failed")]

mod admin;
mod bad_input;
mod bid_packages;
mod bookings;
mod conformance;
mod crew;
mod dat_draws;
mod dat_tests;
mod deliveries;
mod endpoints;
mod fixtures;
mod flight_log;
mod keys;
mod lists;
mod openapi;
mod schema;
mod support;
mod trainees;
mod trip_trades;
