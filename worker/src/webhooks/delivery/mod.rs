//! The delivery line: from a committed event to its receivers. No request of the API comes here.
//!
//! A write commits its event and one delivery row per subscriber ([`outbox`]). The rows are the truth; the queue
//! carries hints only. Whoever attempts a delivery holds its lease ([`claim`], or born with it), sends it
//! ([`attempt`]) and writes the outcome behind that lease ([`settle`]); what follows from an outcome is decided by a
//! pure function ([`policy`]). An isolate has no more in flight than it can send ([`capacity`]). Endpoints that are
//! late go through a slow lane ([`lane`]) with a bounded [`backlog`], and those that only fail are disabled ([`health`]). The [`sweep`] finds again whatever a crash or a lost hint left behind.

pub mod attempt;
pub mod backlog;
pub mod capacity;
pub mod claim;
pub mod delivery_id;
pub mod envelope;
pub mod failure;
pub mod fence;
pub mod health;
pub mod hint;
pub mod job;
pub mod lane;
pub mod lease;
pub mod line;
pub mod outbox;
pub mod policy;
pub mod receiver_time;
pub mod retry_after;
pub mod settle;
pub mod status;
pub mod sweep;
pub mod target;
pub mod verdict;
