//! One request's way: route, authenticate, parse, run; and every outcome to a response.

use std::net::IpAddr;

use http::{HeaderMap, Method};

use crate::{
    app::{App, Config, Log, Random, new_token, turns::Turn},
    auth::Tenant,
    http::{body::Body, call::Incoming, endpoint::Endpoint, reply::Reply, upload::Upload},
    problem::{Code, Problem},
};

/// A request, as far as the API looks at one.
pub struct Request {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Upload,
    /// The caller's address, where the platform tells it.
    pub remote: Option<IpAddr>,
}

/// A longer body is not looked at before its key was found: what a stranger can make us do stays small.
const LONGEST_UNPROVEN: usize = 64 * 1024;

/// Answers a request by the row of `table` that is its. The steps around a handler are these, in this order:
///
/// 1. The request gets its id.
/// 2. Its row is found, and its caller proves what the row asks for.
/// 3. It waits for its turn. Limits of a rate belong here too.
/// 4. Its body is read, and all of it parsed. Idempotency keys and conditions, such as `If-Match`, belong here: they are
///    read with the request, and hold in the handler's own batch.
/// 5. The handler runs.
/// 6. The key is looked up, unless the handler's batch did that.
/// 7. The answer gets the headers that all have. Metrics belong here: every outcome passes.
pub async fn handle(app: &App, table: &[Endpoint], request: Request) -> Reply {
    let request_id = request_id(&*app.random);
    let head = request.method == Method::HEAD;
    let origin = app.config.public_url.as_deref();
    let mut reply = finish(answer(app, table, request).await, request_id, &*app.log, origin);
    if head {
        reply.body.clear();
    }
    reply
}

async fn answer(app: &App, table: &[Endpoint], request: Request) -> Result<Reply, Problem> {
    let (endpoint, parameters) = route(table, &request, &app.config)?;
    let now = app.now();
    let (tenant, admitted) = endpoint.admit(app, now, &request.headers)?;
    let mut upload = request.body;
    // Before its turn, which nobody holds by sending slowly. What waits for one is as short as this.
    let is_long = upload.exceeds(LONGEST_UNPROVEN).await;
    let _turn = match admit(tenant.as_ref(), is_long == Ok(true)).await {
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
    let start = |bytes| {
        admitted(Incoming {
            app: app.clone(),
            now,
            path: request.path,
            parameters,
            query: request.query,
            body: Body { headers: request.headers, bytes },
        })
    };
    let outcome = match body.map_err(Problem::from).and_then(start) {
        Ok(run) => run.await,
        Err(problem) => Err(problem),
    };
    // Who may not call at all learns that and nothing else.
    if let Some(tenant) = tenant {
        tenant.check().await?;
    }
    outcome
}

/// Waits for the caller's turn; who sends much must have been found by then.
async fn admit(tenant: Option<&Tenant>, is_long: bool) -> Result<Option<Turn>, Problem> {
    let Some(tenant) = tenant else { return Ok(None) };
    let turn = tenant.turn().await?;
    if is_long {
        tenant.check().await?;
    }
    Ok(Some(turn))
}

/// Answers what never became a [`Request`], or found no [`App`].
pub fn refuse(problem: Problem, random: &dyn Random, log: &dyn Log) -> Reply {
    finish(Err(problem), request_id(random), log, None)
}

fn request_id(random: &dyn Random) -> String {
    format!("req_{}", new_token(random))
}

/// What every answer has, whatever it is: its id, and whether it may be kept.
fn finish(outcome: Result<Reply, Problem>, request_id: String, log: &dyn Log, origin: Option<&str>) -> Reply {
    let mut reply = outcome.unwrap_or_else(|problem| {
        if let Some(cause) = &problem.cause {
            log.error(&format!("{request_id}: {cause}"));
        }
        Reply::problem(&problem, &request_id, origin)
    });
    reply.headers.push(("x-request-id", request_id));
    let mut names = reply.headers.iter().map(|(name, _)| *name);
    if !names.any(|name| name == "cache-control") {
        reply.headers.push(("cache-control", "no-store".to_owned()));
    }
    reply
}

fn route<'t>(
    table: &'t [Endpoint],
    request: &Request,
    config: &Config,
) -> Result<(&'t Endpoint, Vec<String>), Problem> {
    let method = match request.method {
        Method::HEAD => Method::GET,
        ref other => other.clone(),
    };
    let mut allowed = Vec::new();
    for endpoint in table.iter().filter(|endpoint| endpoint.access.is_served(config)) {
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
