//! Recoveries: what an endpoint missed is sent to it again, by a durable job.

pub mod progress;
pub mod request;
pub mod routes;
pub mod steps;
