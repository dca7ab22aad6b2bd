//! Outbound mail: the [`outbox`] stores mails and sends them through the port [`Mailer`](crate::app::Mailer); [`api`] is
//! the adapter for HTTPS mail services.

pub mod api;
pub mod line;
pub mod outbox;
