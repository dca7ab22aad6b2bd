//! Outbound webhooks, room by room.
//!
//! - [`delivery`]: the line from a committed event to its receivers.
//! - [`endpoints`]: where it all goes; their [`secrets`] are encrypted at rest.
//! - [`log`]: what became of each delivery; one is sent again, or an example.
//! - [`recovery`]: all that an endpoint missed is sent again.
//! - [`events`]: the feed, for who would rather ask than be told.
//! - [`notices`]: what a center's people are told by mail.
//!
//! What is old goes by [`retention`].

pub mod delivery;
pub mod endpoints;
pub mod events;
pub mod log;
pub mod notices;
pub mod outcome;
pub mod recovery;
pub mod retention;
pub mod secrets;
