//! The OpenAPI 3.0.3 document, made from the endpoint table. Native only: the worker serves the committed file.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::{refusals, system::ORIGIN, tags};
use crate::{
    auth::{Access, scope},
    http::{endpoint::Endpoint, schemas::Schemas},
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
    /// What is wrong with this request, and how to fix it.
    detail: String,
    code: crate::problem::Code,
    /// Name it to support.
    request_id: String,
    /// The fields at fault, at most 20; `detail` says how many more there are.
    #[schemars(default, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// The document of this table, without what only developers are served.
pub fn document(table: &[Endpoint]) -> Value {
    let mut schemas = Schemas::default();
    schemas.reply::<ProblemBody>();
    let mut paths = Map::new();
    let documented = || table.iter().filter(|endpoint| endpoint.access != Access::Local);
    for endpoint in documented() {
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
            "contact": {"name": "AviationAlley support", "url": format!("{ORIGIN}/docs")},
            "license": {"name": "MIT", "url": "https://opensource.org/license/mit"},
        },
        "servers": [{"url": format!("{ORIGIN}{BASE}")}],
        "tags": tags::all(),
        "paths": paths,
        "components": {
            "schemas": schemas.components(),
            "responses": refusals::components(),
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
        "operationId": endpoint.id,
        "summary": endpoint.summary,
        "tags": [tag(endpoint)],
        "responses": {described.status.to_string(): done(described.reply)},
    });
    if let Some((status, schema)) = described.other {
        operation["responses"][status.to_string()] = done(Some(schema));
    }
    let refused = refusals::responses(endpoint, !parameters.is_empty(), described.request.is_some());
    for (status, response) in refused {
        operation["responses"][status] = response;
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
        Access::Public | Access::Local => operation["security"] = json!([]),
        Access::Operator => operation["security"] = json!([{"operator": []}]),
        Access::Scope(scope) => {
            // OpenAPI 3.0 leaves a bearer's scope list empty, so that the scope stands beside it.
            operation["security"] = json!([{"apiKey": []}]);
            operation["x-required-scope"] = json!(scope.name());
            let scope = format!("Needs the scope `{}`. {}", scope.name(), scope.describe());
            let description = [endpoint.description.as_str(), &scope].join("\n\n");
            operation["description"] = json!(description.trim_start());
        }
    }
    operation
}

/// The first part of the path.
fn tag(endpoint: &Endpoint) -> &str {
    let path = endpoint.path.strip_prefix(BASE).unwrap_or(&endpoint.path);
    path.split('/').nth(1).unwrap_or_default()
}
