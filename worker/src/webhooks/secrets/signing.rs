//! [`Secrets`]: the secrets that sign an endpoint's deliveries.

use uuid::Uuid;

use super::sealed::{self, Sealed, SecretError};
use crate::{
    app::App,
    db::{DbError, Row},
    time::Instant,
};

/// An endpoint's secrets as its row has them, still encrypted.
#[derive(Debug, Clone)]
pub struct Secrets {
    current: Sealed,
    next: Option<(Sealed, Instant)>,
}

impl Secrets {
    pub fn from_row(row: &Row) -> Result<Self, DbError> {
        let current = Sealed { key_id: row.text("secret_key_id")?, text: row.text("secret")? };
        let next = match row.get("next_secret_activates_at")? {
            Some(activates_at) => {
                let sealed = Sealed { key_id: row.text("next_secret_key_id")?, text: row.text("next_secret")? };
                Some((sealed, activates_at))
            }
            None => None,
        };
        Ok(Self { current, next })
    }

    /// The secrets that sign at `now`, in plain text, the current one first.
    ///
    /// The time alone decides that the next secret takes over. The row is updated later, and nothing depends on it.
    pub fn open(&self, app: &App, endpoint: Uuid, now: Instant) -> Result<Vec<String>, SecretError> {
        let signing = match &self.next {
            None => vec![&self.current],
            Some((next, activates_at)) if *activates_at > now => vec![&self.current, next],
            Some((next, _)) => vec![next],
        };
        let open = |sealed| sealed::open(app, endpoint, sealed);
        signing.into_iter().map(open).collect()
    }
}
