//! One request's way: route, authenticate, parse, run; and every outcome to a response.

use http::Method;
use subtle::ConstantTimeEq;

use super::{
    body::MAX_BODY,
    endpoint::{Access, Endpoint, Incoming},
    reply::Reply,
    table,
};
use crate::{
    app::App,
    auth::{Credential, Tenant},
    mail::local,
    problem::{Code, Problem},
};

/// A request, as far as the API looks at one.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub authorization: Option<String>,
    /// `None` when it is longer than [`MAX_BODY`].
    pub body: Option<Vec<u8>>,
}

/// A longer body is not looked at before its key was found: what a stranger can make us do stays small.
const LONGEST_UNPROVEN: usize = 64 * 1024;

thread_local! {
    /// Built once per isolate, not per request.
    static TABLE: &'static [Endpoint] = table::endpoints().leak();
}

impl App {
    /// Answers any request; every answer carries its id.
    pub async fn handle(&self, request: Request) -> Reply {
        let request_id = format!("req_{}", self.new_token());
        let head = request.method == Method::HEAD;
        let mut reply = match self.answer(request).await {
            Ok(reply) => reply,
            Err(problem) => {
                if let Some(cause) = &problem.cause {
                    self.log.error(&format!("{request_id}: {cause}"));
                }
                Reply::problem(&problem, &request_id)
            }
        };
        reply.headers.push(("x-request-id", request_id));
        if !reply
            .headers
            .iter()
            .any(|(name, _)| *name == "cache-control")
        {
            reply.headers.push(("cache-control", "no-store".to_owned()));
        }
        if head {
            reply.body.clear();
        }
        reply
    }

    async fn answer(&self, request: Request) -> Result<Reply, Problem> {
        let reads = matches!(request.method, Method::GET | Method::HEAD);
        if reads && request.path == local::PATH && self.config.allow_local_targets {
            return local::page(self).await;
        }
        let (endpoint, path) = route(TABLE.with(|table| *table), &request)?;
        let tenant = self.authenticate(endpoint, request.authorization.as_deref())?;
        let _turn = tenant.turn().await?;
        let is_long = |body: &Vec<u8>| body.len() > LONGEST_UNPROVEN;
        if request.body.as_ref().is_some_and(is_long) {
            tenant.check().await?;
        }
        let started = match request.body {
            Some(body) => (endpoint.start)(Incoming {
                app: self.clone(),
                now: tenant.now(),
                tenant: tenant.clone(),
                path,
                query: request.query,
                body,
            }),
            None => Err(too_large()),
        };
        match started {
            Ok(run) => run.await,
            // Who may not call at all learns that first, whatever else is wrong.
            Err(problem) => {
                tenant.check().await?;
                Err(problem)
            }
        }
    }

    /// What can be said of the caller without the database: a key itself is looked up by the handler's own batch.
    fn authenticate(&self, endpoint: &Endpoint, header: Option<&str>) -> Result<Tenant, Problem> {
        match endpoint.access {
            Access::Public => Ok(Tenant::nobody(self.clone())),
            Access::Operator => {
                let Some(expected) = &self.config.admin_token else {
                    return Err(no_such_path());
                };
                let given = bearer(header)?;
                if bool::from(given.as_bytes().ct_eq(expected.as_bytes())) {
                    return Ok(Tenant::nobody(self.clone()));
                }
                let detail = "The bearer token is not the operator's.";
                Err(Problem::new(Code::Unauthorized, detail))
            }
            Access::Scope(scope) => {
                let credential = Credential::from_token(bearer(header)?, scope)?;
                Ok(Tenant::new(self.clone(), credential))
            }
        }
    }
}

fn route<'t>(
    table: &'t [Endpoint],
    request: &Request,
) -> Result<(&'t Endpoint, Vec<String>), Problem> {
    let method = match request.method {
        Method::HEAD => Method::GET,
        ref other => other.clone(),
    };
    let mut allowed = Vec::new();
    for endpoint in table {
        if let Some(parameters) = endpoint.matches(&request.path) {
            if endpoint.method == method {
                return Ok((endpoint, parameters));
            }
            allowed.push(endpoint.method.as_str());
        }
    }
    if allowed.is_empty() {
        return Err(no_such_path());
    }
    let allowed = allowed.join(", ");
    let detail = format!("This path takes {allowed}, not {}.", request.method);
    Err(Problem {
        allow: Some(allowed),
        ..Problem::new(Code::MethodNotAllowed, detail)
    })
}

fn too_large() -> Problem {
    let detail = format!("The body is longer than {MAX_BODY} bytes.");
    Problem::new(Code::PayloadTooLarge, detail)
}

fn no_such_path() -> Problem {
    Problem::new(
        Code::NotFound,
        "No operation has this path; /api/v1/openapi.json lists them all.",
    )
}

fn bearer(header: Option<&str>) -> Result<&str, Problem> {
    let token = header.and_then(|header| {
        let (scheme, token) = header.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then_some(token.trim())
    });
    token.ok_or_else(|| {
        Problem::new(
            Code::Unauthorized,
            "Send the key as `Authorization: Bearer aa_live_…`.",
        )
    })
}
