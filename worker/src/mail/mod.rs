//! Outbound mail: the [`outbox`] keeps mails and sends them through the port [`Mailer`](crate::app::Mailer); [`api`] is
//! its adapter for HTTPS mail services.

pub mod api;
pub mod line;
pub mod outbox;
