//! The OpenAPI 3.0.3 document, made from the endpoint table. Native only: the worker serves the committed file.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::system::ORIGIN;
use crate::{
    auth::scope,
    http::{
        endpoint::{Access, Endpoint},
        schemas::Schemas,
    },
    problem::FieldError,
    wire::WireName,
};

const BASE: &str = "/api/v1";

/// An error (RFC 9457).
#[derive(JsonSchema)]
#[schemars(rename = "Problem", rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
struct ProblemBody {
    #[schemars(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    /// What is wrong with this request, and how to mend it.
    detail: String,
    code: crate::problem::Code,
    /// Name it to support.
    request_id: String,
    /// The fields at fault, at most 20; `detail` says how many more there are.
    #[schemars(default, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// The document of this table.
pub fn document(table: &[Endpoint]) -> Value {
    let mut schemas = Schemas::default();
    schemas.reply::<ProblemBody>();
    let mut paths = Map::new();
    for endpoint in table {
        let operator = endpoint.path.strip_prefix(BASE).is_none();
        let path = endpoint.path.strip_prefix(BASE).unwrap_or(&endpoint.path);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if operator {
            item["servers"] = json!([{"url": ORIGIN}]);
        }
        item[endpoint.method.as_str().to_lowercase()] = operation(endpoint, &mut schemas);
    }
    let key =
        format!("An API key of a center. Its scopes, of which each operation needs one:\n\n{}", scope::all_described());
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "AviationAlley API",
            "version": "1.0.0",
            "description": "Read and write a training center's records, and subscribe to its events. \
                Send a key as `Authorization: Bearer aa_live_…`; each operation names the scope that it needs. \
                An id in a request names a record of the same center and data set; another one is 422.",
        },
        "servers": [{"url": format!("{ORIGIN}{BASE}")}],
        "paths": paths,
        "components": {
            "schemas": schemas.components(),
            "securitySchemes": {
                "apiKey": {"type": "http", "scheme": "bearer", "description": key},
                "operator": {"type": "http", "scheme": "bearer", "description": "The operator's token."},
            },
        },
    })
}

fn operation(endpoint: &Endpoint, schemas: &mut Schemas) -> Value {
    let described = (endpoint.describe)(schemas);
    let mut parameters: Vec<_> = endpoint
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .zip(described.path)
        .map(|(name, schema)| json!({"name": name, "in": "path", "required": true, "schema": schema}))
        .collect();
    parameters.extend(described.parameters);
    let done = |schema: Option<Value>| {
        let mut success = json!({"description": "Done."});
        if let Some(schema) = schema {
            success["content"] = json!({"application/json": {"schema": schema}});
        }
        success
    };
    let mut operation = json!({
        "operationId": operation_id(endpoint),
        "summary": endpoint.summary,
        "tags": [tag(endpoint)],
        "responses": {
            described.status.to_string(): done(described.reply),
            "default": {
                "description": "The request was refused.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    });
    if let Some((status, schema)) = described.other {
        operation["responses"][status.to_string()] = done(Some(schema));
    }
    if !parameters.is_empty() {
        operation["parameters"] = json!(parameters);
    }
    if let Some(schema) = described.request {
        operation["requestBody"] = json!({
            "required": !described.optional,
            "content": {"application/json": {"schema": schema}},
        });
    }
    match endpoint.access {
        Access::Public => operation["security"] = json!([]),
        Access::Operator => operation["security"] = json!([{"operator": []}]),
        Access::Scope(scope) => {
            // OpenAPI 3.0 leaves a bearer's scope list empty, so that the scope stands beside it.
            operation["security"] = json!([{"apiKey": []}]);
            operation["x-required-scope"] = json!(scope.name());
            operation["description"] = json!(format!("Needs the scope `{}`. {}", scope.name(), scope.describe()));
        }
    }
    operation
}

/// The path's literal parts.
fn words(endpoint: &Endpoint) -> Vec<&str> {
    let path = endpoint.path.strip_prefix(BASE).unwrap_or(&endpoint.path);
    path.split('/').filter(|part| !part.is_empty() && !part.starts_with('{')).collect()
}

fn tag(endpoint: &Endpoint) -> &str {
    words(endpoint).first().copied().unwrap_or_default()
}

/// `bookings.list`, `bookings.create`, `bookings.get`, `bookings.start`, ...
fn operation_id(endpoint: &Endpoint) -> String {
    let words = words(endpoint);
    let on_one = endpoint.path.ends_with('}');
    let verb = match (endpoint.method.as_str(), on_one) {
        ("GET", true) => "get",
        ("GET", false) => "list",
        ("PATCH", _) => "update",
        ("PUT", _) => "put",
        ("DELETE", _) => "delete",
        // A verb in the path says it all.
        ("POST", false) if endpoint.path.contains("}/") && !endpoint.path.ends_with("api-keys") => "",
        _ => "create",
    };
    let parts: Vec<_> = words.into_iter().chain([verb]).filter(|part| !part.is_empty()).collect();
    parts.join(".")
}
