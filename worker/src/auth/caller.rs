//! Who calls, as far as that is proven without the database.
//!
//! A row of the endpoint table says whom it admits, and from that follows what its handler gets: a handler of the
//! operator has no [`Tenant`] at hand, and a public one has [`Nobody`]. A person who has signed in will be one more.

use http::{HeaderMap, header::AUTHORIZATION};
use subtle::ConstantTimeEq;

use super::{Credential, Tenant, scope::Scope};
use crate::{
    app::{App, Config},
    problem::{Code, Problem},
    time::Instant,
};

/// Whom an endpoint admits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    /// Everybody, on a developer's own machine; elsewhere the endpoint is not there.
    Local,
    /// Bearers of the operator's token. Where none is set, the endpoint is not there.
    Operator,
    /// Bearers of an API key with this scope.
    Scope(Scope),
}

impl Access {
    /// Whether the endpoint is there at all, in this deployment.
    pub fn is_served(self, config: &Config) -> bool {
        match self {
            Self::Public | Self::Scope(_) => true,
            Self::Local => config.allow_local_targets,
            Self::Operator => config.admin_token.is_some(),
        }
    }
}

/// A caller of whom nothing is proven.
pub struct Nobody;

/// The bearer of the operator's token. Only [`prove`](Self::prove) makes one.
pub struct Operator(());

impl Operator {
    pub fn prove(app: &App, headers: &HeaderMap) -> Result<Self, Problem> {
        let given = bearer(headers)?.as_bytes();
        let expected = app.config.admin_token.as_deref();
        match expected.is_some_and(|expected| given.ct_eq(expected.as_bytes()).into()) {
            true => Ok(Self(())),
            false => Err(Problem::new(Code::Unauthorized, "The bearer token is not the operator's.")),
        }
    }
}

impl Tenant {
    /// Of a bearer of what looks like an API key. Whether there is such a key, and it has the scope, is left to the
    /// first batch.
    pub fn prove(app: &App, now: Instant, scope: Scope, headers: &HeaderMap) -> Result<Self, Problem> {
        let credential = Credential::from_token(bearer(headers)?, scope)?;
        Ok(Self::new(app.clone(), credential, now))
    }
}

fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let token = headers.get(AUTHORIZATION).and_then(|header| {
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    token.ok_or_else(|| Problem::new(Code::Unauthorized, "Send the key as `Authorization: Bearer aa_live_…`."))
}
