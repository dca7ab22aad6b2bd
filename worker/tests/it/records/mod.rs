//! What every record has to do (conformance), and the rules of each.

mod bid_packages;
mod bookings;
mod clocks;
mod compliance_items;
mod conformance;
mod crew;
mod dat_draws;
mod dat_tests;
mod fa_training;
mod flight_log;
mod invoices;
mod mel_deferrals;
mod quotes;
mod references;
mod reserve_assignments;
mod safety;
mod stage_checks;
mod trainees;
mod trip_trades;
mod work_orders;
