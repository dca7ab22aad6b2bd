//! Mail to a center's OWNERs and ADMINs.
//!
//! What is to be told is committed with the change that it tells of, as a [`notice`]. The cron [`gather`]s the notices
//! of an endpoint into at most one mail an hour, whose words [`compose`] finds. The [`outbox`] keeps the mails and
//! sends them through the port [`Mailer`](crate::app::Mailer): [`api`] is its adapter for HTTPS mail services.

pub mod api;
pub mod compose;
pub mod gather;
mod line;
pub mod local;
pub mod notice;
pub mod outbox;
