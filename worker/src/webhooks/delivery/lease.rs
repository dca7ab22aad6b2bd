//! [`Lease`]: the right to attempt deliveries, until it runs out. A later holder has another token.

use crate::{app::App, db::Sql, sql, time::Instant};

/// The columns of a lease, as [`Lease::values`] fills them.
pub const COLUMNS: &str = "lease_token, leased_at, lease_until";
/// Assigns "nobody holds it".
pub const CLEARED: &str = "lease_token = NULL, leased_at = NULL, lease_until = NULL";

pub struct Lease {
    pub token: String,
    taken_at: Instant,
    until: Instant,
}

impl Lease {
    pub fn new(app: &App, now: Instant) -> Self {
        Self { token: app.new_token(), taken_at: now, until: now.plus(app.config.lease()) }
    }

    fn token(&self) -> &str {
        &self.token
    }

    /// Assigns it to the rows of an update.
    pub fn taken(&self) -> Sql {
        sql!("lease_token = "(self.token())", leased_at = "(self.taken_at)", lease_until = "(self.until.millis()))
    }

    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Sql {
        sql!((self.token())", "(self.taken_at)", "(self.until.millis()))
    }

    /// The values of [`COLUMNS`] where a condition holds, else nulls.
    pub fn values_if(&self, condition: &str) -> Sql {
        sql!("iif("{condition}", "(self.token())", NULL), iif("{condition}", "(self.taken_at)", NULL), \
            iif("{condition}", "(self.until.millis())", NULL)")
    }
}

/// Of the delivery `d`: whether nobody holds it, or a holder that took too long.
pub fn is_free(now: Instant) -> Sql {
    sql!("(d.lease_until IS NULL OR d.lease_until <= "(now.millis())")")
}
