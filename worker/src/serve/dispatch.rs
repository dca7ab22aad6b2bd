//! One request's way: route, authenticate, parse, run; and every outcome to a response.

use http::{HeaderMap, Method, header::AUTHORIZATION};
use subtle::ConstantTimeEq;

use super::{local, table};
use crate::{
    app::{App, Log, Random, new_token, turns::Turn},
    auth::{Credential, Tenant},
    http::{
        body::Body,
        endpoint::{Access, Endpoint, Incoming},
        reply::Reply,
        upload::Upload,
    },
    problem::{Code, Problem},
};

/// A request, as far as the API looks at one.
pub struct Request {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Upload,
}

/// A longer body is not looked at before its key was found: what a stranger can make us do stays small.
const LONGEST_UNPROVEN: usize = 64 * 1024;

thread_local! {
    /// Built once per isolate, not per request.
    static TABLE: &'static [Endpoint] = table::endpoints().leak();
}

impl App {
    /// Answers any request.
    pub async fn handle(&self, request: Request) -> Reply {
        let request_id = request_id(&*self.random);
        let head = request.method == Method::HEAD;
        let mut reply = finish(self.answer(request).await, request_id, &*self.log);
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
        let (endpoint, parameters) = route(TABLE.with(|table| *table), &request)?;
        let tenant = self.authenticate(endpoint, &request.headers)?;
        let mut upload = request.body;
        // Before its turn, which nobody holds by sending slowly. What waits for one is as short as this.
        let is_long = upload.exceeds(LONGEST_UNPROVEN).await;
        let _turn = match self.admit(&tenant, is_long == Ok(true)).await {
            Ok(turn) => turn,
            Err(problem) => {
                upload.skip().await;
                return Err(problem);
            }
        };
        let body = match is_long {
            Ok(_) => upload.read().await,
            Err(unread) => Err(unread),
        };
        let started = match body {
            Ok(bytes) => (endpoint.start)(Incoming {
                app: self.clone(),
                now: tenant.now(),
                tenant: tenant.clone(),
                path: request.path,
                parameters,
                query: request.query,
                body: Body { headers: request.headers, bytes },
            }),
            Err(unread) => Err(unread.into()),
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

    /// Waits for the caller's turn; who sends much must have been found by then.
    async fn admit(&self, tenant: &Tenant, is_long: bool) -> Result<Option<Turn>, Problem> {
        let turn = tenant.turn().await?;
        if is_long {
            tenant.check().await?;
        }
        Ok(turn)
    }

    /// What can be said of the caller without the database: a key itself is looked up by the handler's own batch.
    fn authenticate(&self, endpoint: &Endpoint, headers: &HeaderMap) -> Result<Tenant, Problem> {
        match endpoint.access {
            Access::Public => Ok(Tenant::nobody(self.clone())),
            Access::Operator => {
                let Some(expected) = &self.config.admin_token else {
                    return Err(no_such_path());
                };
                let given = bearer(headers)?;
                if bool::from(given.as_bytes().ct_eq(expected.as_bytes())) {
                    return Ok(Tenant::nobody(self.clone()));
                }
                let detail = "The bearer token is not the operator's.";
                Err(Problem::new(Code::Unauthorized, detail))
            }
            Access::Scope(scope) => {
                let credential = Credential::from_token(bearer(headers)?, scope)?;
                Ok(Tenant::new(self.clone(), credential))
            }
        }
    }
}

/// Answers what never became a [`Request`], or found no [`App`].
pub fn refuse(problem: Problem, random: &dyn Random, log: &dyn Log) -> Reply {
    finish(Err(problem), request_id(random), log)
}

fn request_id(random: &dyn Random) -> String {
    format!("req_{}", new_token(random))
}

/// What every answer has, whatever it is: its id, and whether it may be kept.
fn finish(outcome: Result<Reply, Problem>, request_id: String, log: &dyn Log) -> Reply {
    let mut reply = outcome.unwrap_or_else(|problem| {
        if let Some(cause) = &problem.cause {
            log.error(&format!("{request_id}: {cause}"));
        }
        Reply::problem(&problem, &request_id)
    });
    reply.headers.push(("x-request-id", request_id));
    let mut names = reply.headers.iter().map(|(name, _)| *name);
    if !names.any(|name| name == "cache-control") {
        reply.headers.push(("cache-control", "no-store".to_owned()));
    }
    reply
}

fn route<'t>(table: &'t [Endpoint], request: &Request) -> Result<(&'t Endpoint, Vec<String>), Problem> {
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
    Err(Problem { allow: Some(allowed), ..Problem::new(Code::MethodNotAllowed, detail) })
}

fn no_such_path() -> Problem {
    Problem::new(Code::NotFound, "No operation has this path; /api/v1/openapi.json lists them all.")
}

fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let token = headers.get(AUTHORIZATION).and_then(|header| {
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    token.ok_or_else(|| Problem::new(Code::Unauthorized, "Send the key as `Authorization: Bearer aa_live_…`."))
}
