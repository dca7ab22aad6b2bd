//! The whole application natively: its own SQL over SQLite, under a simulated clock, network and queue.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing has failed")]

mod admin;
mod bad_input;
mod bid_packages;
mod bookings;
mod compliance_items;
mod conformance;
mod crew;
mod dat_draws;
mod dat_tests;
mod deliveries;
mod endpoints;
mod events;
mod fa_training;
mod filters;
mod fixtures;
mod flight_log;
mod health;
mod invoices;
mod isolation;
mod keys;
mod lists;
mod mail;
mod mel_deferrals;
mod openapi;
mod pages;
mod quotes;
mod reserve_assignments;
mod safety;
mod schema;
mod simulation;
mod stage_checks;
mod support;
mod trainees;
mod trip_trades;
mod work_orders;
