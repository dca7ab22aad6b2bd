//! [`Admits`]: whom a row of the endpoint table admits, and the [`Handler`] that waits for that proof.

use super::call::{Incoming, Running};
use crate::{
    auth::{Access, Nobody, Operator, Tenant, scope::Scope},
    problem::Problem,
};

/// Parses now, runs later.
pub type Start<C> = Box<dyn Fn(C, Incoming) -> Result<Running, Problem>>;

/// A handler behind what is the same for all, with the proof that it waits for.
pub enum Handler {
    Public(Start<Nobody>),
    Local(Start<Nobody>),
    Operator(Start<Operator>),
    Tenant(Scope, Start<Tenant>),
}

/// Says whom a row of the endpoint table admits, and by its type what its handler gets of the caller.
///
/// ```
/// # use aviationalley_worker::{auth::{Operator, Tenant}, problem::Problem};
/// # use aviationalley_worker::http::{admits::OperatorOnly, call::Call, endpoint::Endpoint, reply::NoContent};
/// async fn handler(call: Call<Operator>) -> Result<NoContent, Problem> {
///     Ok(NoContent)
/// }
/// Endpoint::post("/admin/tidy", OperatorOnly, "admin.tidy", "Tidy up", handler);
/// ```
///
/// What the row does not prove, the handler cannot ask for:
///
/// ```compile_fail
/// # use aviationalley_worker::{auth::{Operator, Tenant}, problem::Problem};
/// # use aviationalley_worker::http::{admits::OperatorOnly, call::Call, endpoint::Endpoint, reply::NoContent};
/// async fn handler(call: Call<Tenant>) -> Result<NoContent, Problem> {
///     Ok(NoContent)
/// }
/// Endpoint::post("/admin/tidy", OperatorOnly, "admin.tidy", "Tidy up", handler);
/// ```
pub trait Admits {
    type Caller: 'static;
    fn before(self, start: Start<Self::Caller>) -> Handler;
}

/// See [`Access::Public`].
pub struct Everybody;

impl Admits for Everybody {
    type Caller = Nobody;
    fn before(self, start: Start<Nobody>) -> Handler {
        Handler::Public(start)
    }
}

/// See [`Access::Local`].
pub struct Developers;

impl Admits for Developers {
    type Caller = Nobody;
    fn before(self, start: Start<Nobody>) -> Handler {
        Handler::Local(start)
    }
}

/// See [`Access::Operator`].
pub struct OperatorOnly;

impl Admits for OperatorOnly {
    type Caller = Operator;
    fn before(self, start: Start<Operator>) -> Handler {
        Handler::Operator(start)
    }
}

/// See [`Access::Scope`].
impl Admits for Scope {
    type Caller = Tenant;
    fn before(self, start: Start<Tenant>) -> Handler {
        Handler::Tenant(self, start)
    }
}

impl Handler {
    pub fn access(&self) -> Access {
        match self {
            Self::Public(_) => Access::Public,
            Self::Local(_) => Access::Local,
            Self::Operator(_) => Access::Operator,
            Self::Tenant(scope, _) => Access::Scope(*scope),
        }
    }
}
