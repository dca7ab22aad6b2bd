//! From a committed event to its receivers.

mod backlog;
mod bulk;
mod busy;
mod deliveries;
mod endpoints;
mod events;
mod feed;
mod health;
mod isolation;
mod recover;
mod resend;
mod retention;
mod rotation;
mod secrets_key;
mod sweep;
mod test_message;
