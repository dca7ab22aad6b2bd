//! Outbound webhooks, room by room.
//!
//! - [`delivery`]: the line from a committed event to its receivers.
//! - [`endpoints`]: where deliveries are sent; their [`secrets`] are encrypted at rest.
//! - [`log`]: deliveries and their attempts; resends and test messages.
//! - [`recovery`]: sends again what an endpoint missed.
//! - [`events`]: the feed of events, for clients that poll, and the catalog of types.
//! - [`notices`]: mails to a center's people about its endpoints.
//!
//! [`retention`] removes old rows.

pub mod delivery;
pub mod endpoints;
pub mod events;
pub mod log;
pub mod notices;
pub mod outcome;
pub mod recovery;
pub mod retention;
pub mod secrets;
