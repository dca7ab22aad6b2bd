//! [`Caller`]: who calls, as far as that is proven without the database.
//!
//! A row of the endpoint table says whom it admits, and from that follows what its handler gets: a handler of the
//! operator has no [`Tenant`] at hand, and a public one has [`Nobody`]. A person who has signed in will be one more kind
//! of caller: a variant of [`Access`] and of [`Caller`].

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

/// Says whom a row of the endpoint table admits, and by its type what the handler gets of the caller.
///
/// ```
/// # use aviationalley_worker::{auth::{Operator, OperatorOnly, Tenant}, problem::Problem};
/// # use aviationalley_worker::http::{endpoint::{Call, Endpoint}, reply::NoContent};
/// async fn handler(call: Call<Operator>) -> Result<NoContent, Problem> {
///     Ok(NoContent)
/// }
/// Endpoint::post("/admin/tidy", OperatorOnly, "admin.tidy", "Tidy up", handler);
/// ```
///
/// What the row does not prove, the handler cannot ask for:
///
/// ```compile_fail
/// # use aviationalley_worker::{auth::{Operator, OperatorOnly, Tenant}, problem::Problem};
/// # use aviationalley_worker::http::{endpoint::{Call, Endpoint}, reply::NoContent};
/// async fn handler(call: Call<Tenant>) -> Result<NoContent, Problem> {
///     Ok(NoContent)
/// }
/// Endpoint::post("/admin/tidy", OperatorOnly, "admin.tidy", "Tidy up", handler);
/// ```
pub trait Admits {
    type Caller: TryFrom<Caller, Error = Problem>;
    fn access(self) -> Access;
}

impl Admits for Scope {
    type Caller = Tenant;
    fn access(self) -> Access {
        Access::Scope(self)
    }
}

/// See [`Access::Public`].
pub struct Everybody;

impl Admits for Everybody {
    type Caller = Nobody;
    fn access(self) -> Access {
        Access::Public
    }
}

/// See [`Access::Local`].
pub struct Developers;

impl Admits for Developers {
    type Caller = Nobody;
    fn access(self) -> Access {
        Access::Local
    }
}

/// See [`Access::Operator`].
pub struct OperatorOnly;

impl Admits for OperatorOnly {
    type Caller = Operator;
    fn access(self) -> Access {
        Access::Operator
    }
}

/// A caller of whom nothing is proven.
pub struct Nobody;

/// The bearer of the operator's token. Only this file makes one.
pub struct Operator(());

#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::large_enum_variant, reason = "there is one for each request, on its way to the handler")
)]
pub enum Caller {
    Nobody(Nobody),
    Operator(Operator),
    Tenant(Tenant),
}

impl Caller {
    /// What `access` asks for. Whether an API key exists and has the scope is left to the first batch of the [`Tenant`].
    pub fn prove(app: &App, now: Instant, access: Access, headers: &HeaderMap) -> Result<Self, Problem> {
        match access {
            Access::Public | Access::Local => Ok(Self::Nobody(Nobody)),
            Access::Operator => {
                let given = bearer(headers)?.as_bytes();
                let expected = app.config.admin_token.as_deref();
                match expected.is_some_and(|expected| given.ct_eq(expected.as_bytes()).into()) {
                    true => Ok(Self::Operator(Operator(()))),
                    false => Err(Problem::new(Code::Unauthorized, "The bearer token is not the operator's.")),
                }
            }
            Access::Scope(scope) => {
                let credential = Credential::from_token(bearer(headers)?, scope)?;
                Ok(Self::Tenant(Tenant::new(app.clone(), credential, now)))
            }
        }
    }

    pub fn tenant(&self) -> Option<&Tenant> {
        match self {
            Self::Tenant(tenant) => Some(tenant),
            Self::Nobody(_) | Self::Operator(_) => None,
        }
    }
}

macro_rules! taken_from_caller {
    ($($kind:ident),*) => {$(
        impl TryFrom<Caller> for $kind {
            type Error = Problem;
            fn try_from(caller: Caller) -> Result<Self, Problem> {
                match caller {
                    Caller::$kind(proven) => Ok(proven),
                    _ => Err(Problem::internal("the caller was not asked for what the handler takes")),
                }
            }
        }
    )*};
}

taken_from_caller!(Nobody, Operator, Tenant);

fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let token = headers.get(AUTHORIZATION).and_then(|header| {
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    token.ok_or_else(|| Problem::new(Code::Unauthorized, "Send the key as `Authorization: Bearer aa_live_…`."))
}
