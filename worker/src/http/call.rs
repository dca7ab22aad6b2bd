//! [`Call`]: one call of a handler, parsed from a request.

use futures::future::LocalBoxFuture;

use super::{
    body::{Body, BodyInput},
    path::PathInput,
    query::{Query, QueryInput},
    reply::Reply,
};
use crate::{app::App, problem::Problem, time::Instant};

/// One call of a handler: path, query and body parsed into the types that the handler asks for.
///
/// `C` is the caller: a [`Tenant`](crate::auth::Tenant), the [`Operator`](crate::auth::Operator), or
/// [`Nobody`](crate::auth::Nobody), as the endpoint's row asks for.
pub struct Call<C, P = (), Q = (), B = ()> {
    pub app: App,
    /// One instant for everything that this call writes.
    pub now: Instant,
    pub caller: C,
    pub path: P,
    pub query: Q,
    pub body: B,
}

/// The parts of a request that a handler's types are parsed from.
pub struct Incoming {
    pub app: App,
    pub now: Instant,
    pub path: String,
    /// Those of the path.
    pub parameters: Vec<String>,
    pub query: String,
    pub body: Body,
}

impl Incoming {
    pub fn parse<C, P, Q, B>(self, caller: C) -> Result<Call<C, P, Q, B>, Problem>
    where
        P: PathInput,
        Q: QueryInput,
        B: BodyInput,
    {
        let path = P::parse(&self.parameters)?;
        let mut query = Query::decode(&self.path, &self.query)?;
        let parameters = Q::take(&mut query)?;
        query.finish()?;
        Ok(Call { path, query: parameters, body: B::parse(&self.body)?, app: self.app, now: self.now, caller })
    }
}

pub type Running = LocalBoxFuture<'static, Result<Reply, Problem>>;
