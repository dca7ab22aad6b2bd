//! The refusals that the document states: which statuses an operation can answer with, and what they look like.

use http::Method;
use serde_json::{Map, Value, json};

use super::system::ORIGIN;
use crate::{
    auth::{Access, scope::Scope},
    http::{endpoint::Endpoint, reply::problem_type},
    problem::Code,
    wire::WireName,
};

/// One refusal: its name among the document's components, the codes that it can have, and an example of its detail.
struct Refusal {
    name: &'static str,
    codes: &'static [Code],
    detail: &'static str,
    /// The field at fault, and what to fix.
    error: Option<(&'static str, &'static str)>,
}

const INVALID: Refusal = Refusal {
    name: "InvalidRequest",
    codes: &[Code::InvalidRequest],
    detail: "`limit`: `0` is not a whole number from 1 to 200",
    error: Some(("limit", "`0` is not a whole number from 1 to 200")),
};
const UNAUTHORIZED: Refusal = Refusal {
    name: "Unauthorized",
    codes: &[Code::Unauthorized],
    detail: "No such API key. Mint one in Settings, Integrations.",
    error: None,
};
const FORBIDDEN: Refusal = Refusal {
    name: "Forbidden",
    codes: &[Code::ForbiddenScope],
    detail: "This operation needs the scope `bookings:write`; the key has: bookings:read.",
    error: None,
};
const NOT_FOUND: Refusal = Refusal {
    name: "NotFound",
    codes: &[Code::NotFound],
    detail: "No booking has the id 9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d.",
    error: None,
};
const CONFLICT: Refusal = Refusal {
    name: "Conflict",
    codes: &[Code::Conflict],
    detail: "`simulatorId`: is booked already in that time",
    error: Some(("simulatorId", "is booked already in that time")),
};
const WRONG_STATUS: Refusal = Refusal {
    name: "WrongStatus",
    codes: &[Code::InvalidTransition, Code::Conflict],
    detail: "The booking is COMPLETED; `start` needs SCHEDULED.",
    error: None,
};
const TOO_LARGE: Refusal = Refusal {
    name: "PayloadTooLarge",
    codes: &[Code::PayloadTooLarge],
    detail: "The body is longer than 1048576 bytes.",
    error: None,
};
const NOT_JSON: Refusal = Refusal {
    name: "UnsupportedMediaType",
    codes: &[Code::UnsupportedMediaType],
    detail: "The body must be JSON in UTF-8. Send `Content-Type: application/json`, or leave the header out.",
    error: None,
};
const UNPROCESSABLE: Refusal = Refusal {
    name: "Unprocessable",
    codes: &[Code::Unprocessable],
    detail: "`endAt`: must be after startAt",
    error: Some(("endAt", "must be after startAt")),
};
const TOO_MANY: Refusal = Refusal {
    name: "TooManyRequests",
    codes: &[Code::RateLimited],
    detail: "4 requests of this center are worked on at once, and this one waited 10 seconds for its turn. \
        Send fewer at once.",
    error: None,
};
const FAILED: Refusal = Refusal {
    name: "Failed",
    codes: &[Code::InternalError, Code::Unavailable],
    detail: "The request failed on our side and nothing was written. Give the requestId to support.",
    error: None,
};

const ALL: [Refusal; 11] = [
    INVALID,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    WRONG_STATUS,
    TOO_LARGE,
    NOT_JSON,
    UNPROCESSABLE,
    TOO_MANY,
    FAILED,
];

impl Refusal {
    fn status(&self) -> u16 {
        self.codes.first().map_or(500, |code| code.status())
    }

    fn reference(&self) -> Value {
        json!({"$ref": format!("#/components/responses/{}", self.name)})
    }

    fn response(&self) -> Value {
        let codes: Vec<_> = self.codes.iter().map(|code| format!("`{}`: {}.", code.name(), code.title())).collect();
        let code = self.codes.first().copied().unwrap_or(Code::InternalError);
        let mut example = json!({
            "type": problem_type(Some(ORIGIN), code),
            "title": code.title(),
            "status": code.status(),
            "detail": self.detail,
            "code": code,
            "requestId": "req_8f14e45fceea167a5a36dedd4bea2543",
        });
        if let Some((field, message)) = self.error {
            example["errors"] = json!([{"field": field, "message": message}]);
        }
        json!({
            "description": codes.join(" "),
            "content": {"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": example,
            }},
        })
    }
}

/// The document's components, by name.
pub fn components() -> Map<String, Value> {
    ALL.iter().map(|refusal| (refusal.name.to_owned(), refusal.response())).collect()
}

/// What this operation can be refused with, by status; `default` is a failure on our side.
pub fn responses(endpoint: &Endpoint, has_parameters: bool, has_body: bool) -> Map<String, Value> {
    let writes = endpoint.method != Method::GET;
    let on_one = endpoint.path.contains('{');
    let keyed = matches!(endpoint.access, Access::Scope(_));
    let possible = [
        (has_parameters || has_body || keyed, INVALID),
        (endpoint.access != Access::Public, UNAUTHORIZED),
        (keyed, FORBIDDEN),
        // Without a token of its own the operator's API does not exist.
        (on_one || endpoint.access == Access::Operator, NOT_FOUND),
        // A cursor whose events were removed.
        (endpoint.access == Access::Scope(Scope::EventsRead), CONFLICT),
        (keyed && writes && endpoint.method != Method::DELETE && !on_one, CONFLICT),
        (keyed && writes && endpoint.method != Method::DELETE && on_one, WRONG_STATUS),
        (has_body, TOO_LARGE),
        (has_body, NOT_JSON),
        (has_body, UNPROCESSABLE),
        (keyed, TOO_MANY),
    ];
    let possible = possible.into_iter().filter_map(|(is_possible, refusal)| is_possible.then_some(refusal));
    let mut responses: Map<_, _> =
        possible.map(|refusal| (refusal.status().to_string(), refusal.reference())).collect();
    responses.insert("default".to_owned(), FAILED.reference());
    responses
}
