//! [`Endpoint`]: one line of the endpoint table. The handler's own types parse the request, write the reply and
//! make the schema, so that the document cannot say anything else than the code does.

use futures::future::LocalBoxFuture;
use http::Method;
use uuid::Uuid;

use super::{
    body::{Body, BodyInput},
    query::{Query, QueryInput},
    reply::{IntoReply, Reply},
};
use crate::{
    app::App,
    auth::{Tenant, scope::Scope},
    problem::Problem,
    time::Instant,
};

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    /// Bearers of the operator's token.
    Operator,
    /// Bearers of an API key with this scope.
    Scope(Scope),
}

impl From<Scope> for Access {
    fn from(scope: Scope) -> Self {
        Self::Scope(scope)
    }
}

/// One call of a handler: path, query and body parsed into the types that the handler asks for.
pub struct Call<P = (), Q = (), B = ()> {
    pub app: App,
    /// One instant for everything that this call writes.
    pub now: Instant,
    /// By whom; only endpoints with a scope have one.
    pub tenant: Tenant,
    pub path: P,
    pub query: Q,
    pub body: B,
}

async fn reply<T: IntoReply>(handler: impl Future<Output = Result<T, Problem>>) -> Result<Reply, Problem> {
    handler.await?.into_reply()
}

/// The parts of a request that a handler's types are parsed from.
pub struct Incoming {
    pub app: App,
    pub now: Instant,
    pub tenant: Tenant,
    pub path: String,
    /// Those of the path.
    pub parameters: Vec<String>,
    pub query: String,
    pub body: Body,
}

impl Incoming {
    fn parse<P: PathInput, Q: QueryInput, B: BodyInput>(self) -> Result<Call<P, Q, B>, Problem> {
        let path = P::parse(&self.parameters)?;
        let mut query = Query::decode(&self.path, &self.query)?;
        let parameters = Q::take(&mut query)?;
        query.finish()?;
        Ok(Call {
            path,
            query: parameters,
            body: B::parse(&self.body)?,
            app: self.app,
            now: self.now,
            tenant: self.tenant,
        })
    }
}

type Running = LocalBoxFuture<'static, Result<Reply, Problem>>;
type Start = dyn Fn(Incoming) -> Result<Running, Problem>;

pub struct Endpoint {
    pub method: Method,
    /// The whole path, with `{name}` for a parameter.
    pub path: String,
    pub access: Access,
    pub summary: String,
    /// Parses now, runs later: the dispatcher looks at a parse error before it lets anything run.
    pub start: Box<Start>,
    #[cfg(not(target_arch = "wasm32"))]
    pub describe: fn(&mut super::schemas::Schemas) -> Described,
}

impl Endpoint {
    pub fn new<P, Q, B, T, Run>(
        method: Method,
        path: impl Into<String>,
        access: impl Into<Access>,
        summary: impl Into<String>,
        handler: impl Fn(Call<P, Q, B>) -> Run + 'static,
    ) -> Self
    where
        P: PathInput + 'static,
        Q: QueryInput + 'static,
        B: BodyInput + 'static,
        T: IntoReply + 'static,
        Run: Future<Output = Result<T, Problem>> + 'static,
    {
        let start =
            move |incoming: Incoming| -> Result<Running, Problem> { Ok(Box::pin(reply(handler(incoming.parse()?)))) };
        Self {
            method,
            path: path.into(),
            access: access.into(),
            summary: summary.into(),
            start: Box::new(start),
            #[cfg(not(target_arch = "wasm32"))]
            describe: describe::<P, Q, B, T>,
        }
    }

    /// The path's parameters when `path` is this endpoint's.
    pub fn matches(&self, path: &str) -> Option<Vec<String>> {
        let (mut ours, mut theirs) = (self.path.split('/'), path.split('/'));
        let mut parameters = Vec::new();
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return Some(parameters),
                (Some(our), Some(their)) if our.starts_with('{') && !their.is_empty() => {
                    parameters.push(their.to_owned())
                }
                (Some(our), Some(their)) if our == their => {}
                _ => return None,
            }
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
/// What a handler's types say of its operation.
pub struct Described {
    pub path: Vec<serde_json::Value>,
    pub parameters: Vec<serde_json::Value>,
    pub request: Option<serde_json::Value>,
    /// Whether it can be left out.
    pub optional: bool,
    pub status: u16,
    pub reply: Option<serde_json::Value>,
    pub other: Option<(u16, serde_json::Value)>,
}

#[cfg(not(target_arch = "wasm32"))]
fn describe<P: PathInput, Q: QueryInput, B: BodyInput, T: IntoReply>(
    schemas: &mut super::schemas::Schemas,
) -> Described {
    Described {
        path: P::schemas(),
        parameters: Q::parameters(),
        request: B::schema(schemas),
        optional: B::parse(&Body::default()).is_ok(),
        status: T::STATUS,
        reply: T::schema(schemas),
        other: T::other(schemas),
    }
}

/// What a handler takes from the path's parameters.
pub trait PathInput: Sized {
    fn parse(parameters: &[String]) -> Result<Self, Problem>;
    /// The schema of each parameter.
    #[cfg(not(target_arch = "wasm32"))]
    fn schemas() -> Vec<serde_json::Value>;
}

impl PathInput for () {
    fn parse(_: &[String]) -> Result<Self, Problem> {
        Ok(())
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schemas() -> Vec<serde_json::Value> {
        Vec::new()
    }
}

/// An id in the path. What is no UUID identifies nothing: 404, as for an unknown one.
impl PathInput for Uuid {
    fn parse(parameters: &[String]) -> Result<Self, Problem> {
        let given = parameters.first().map_or("", String::as_str);
        parse_id(given)
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schemas() -> Vec<serde_json::Value> {
        vec![uuid_schema()]
    }
}

impl PathInput for (Uuid, Uuid) {
    fn parse(parameters: &[String]) -> Result<Self, Problem> {
        let [outer, inner] = parameters else {
            return Err(Problem::internal("a path of two ids has not two parameters"));
        };
        Ok((parse_id(outer)?, parse_id(inner)?))
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schemas() -> Vec<serde_json::Value> {
        vec![uuid_schema(), uuid_schema()]
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn uuid_schema() -> serde_json::Value {
    serde_json::json!({"type": "string", "format": "uuid"})
}

fn parse_id(given: &str) -> Result<Uuid, Problem> {
    match Uuid::try_parse(given) {
        // An id has one spelling: in lower case, with hyphens.
        Ok(id) if id.to_string() == given => Ok(id),
        _ => Err(Problem::not_found("thing", format!("`{given}` (ids are UUIDs in lower case)"))),
    }
}
