//! Outbound webhooks: from a committed event to its receivers.
//!
//! A write commits its event and one delivery row per subscriber ([`outbox`]). The rows are the truth; the queue
//! carries hints only. Whoever attempts a delivery holds its lease ([`claim`], or born with it), sends it
//! ([`attempt`]) and writes the outcome behind that lease ([`settle`]); what follows from an outcome is decided by a
//! pure function ([`machine`]). An isolate has no more in flight than it can send ([`capacity`]). Endpoints that are late go through a slow lane ([`lane`]) with a bounded [`backlog`], and those that only fail are
//! disabled ([`health`]). The [`sweep`] finds again whatever a crash or a lost hint left behind.
//!
//! [`endpoints`] are where it all goes; their [`secrets`] are sealed at rest, replaced by [`rotation`], and sealed
//! anew under a new key by [`reseal`].
//!
//! Who would rather ask than be told reads the [`feed`]. What is old goes by [`retention`].
//!
//! On request one delivery is sent again ([`resend`]), or an example ([`test_message`]), or all that an endpoint
//! missed ([`recover`], [`recoveries`], [`requeue`]).

pub mod attempt;
pub mod attempt_log;
pub mod attempts;
pub mod backlog;
pub mod capacity;
#[cfg(not(target_arch = "wasm32"))]
pub mod catalog;
pub mod claim;
pub mod deliveries;
pub mod delivery_id;
pub mod endpoint;
pub mod endpoints;
pub mod envelope;
pub mod event_types;
pub mod failure;
pub mod feed;
pub mod health;
pub mod lane;
pub mod machine;
pub mod outbox;
pub mod receiver_time;
pub mod recover;
pub mod recoveries;
pub mod requeue;
pub mod reseal;
pub mod resend;
pub mod retention;
pub mod retry_after;
pub mod rotation;
pub mod schedule;
pub mod secrets;
pub mod settle;
pub mod sweep;
pub mod target;
pub mod test_message;
