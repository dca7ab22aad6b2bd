//! [`DeliveryStatus`], and which of them are open.

use uuid::Uuid;

use super::lease;
use crate::{db::Guarded, sql, wire_enum};

/// SQL: the statuses of a delivery that is to be attempted.
pub const OPEN: &str = "('PENDING', 'RETRYING')";

wire_enum! {
    pub enum DeliveryStatus {
        /// An attempt is due or under way: the first one, or one that was asked for by a resend, a test or a recovery.
        Pending = "PENDING",
        /// Failed so far; another attempt is due at `nextAttemptAt`.
        Retrying = "RETRYING",
        Delivered = "DELIVERED",
        /// All automatic attempts failed, or one was asked for where there are none, and failed; or too many waited
        /// for its endpoint: see `failureReason`.
        Failed = "FAILED",
        /// Not sent, since the endpoint was disabled or deleted.
        Skipped = "SKIPPED",
    }
}

wire_enum! {
    /// Why a delivery is FAILED.
    pub enum FailureReason {
        /// All its attempts failed.
        Attempts = "attempts",
        /// Too many waited for its endpoint, and it was among the oldest.
        Backlog = "backlog",
    }
}

/// Turns the open deliveries of an endpoint, which the guarding statement disabled or deleted, to SKIPPED. Where a
/// manual attempt was open of one that had its final state, that state remains.
pub fn skip_open(endpoint: Uuid) -> Guarded {
    Guarded::new(|changed| {
        sql!("UPDATE deliveries SET status = iif(manual_from IN ('DELIVERED', 'FAILED'), manual_from, 'SKIPPED'), \
            manual_from = NULL, automatic_at = NULL, next_attempt_at = NULL, held = 0, "{lease::CLEARED}" \
            WHERE endpoint_id = "(endpoint)" AND status IN "{OPEN}" AND "{changed})
    })
}
