//! The committed document, beside the answers that tests get. Every answer to [`Client::request`](super::Client::request)
//! must be one that its operation states: the code of a refusal, at its status.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::Value;

use super::Response;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../openapi.json")).unwrap());

/// By method, the paths of the document as they are requested, and their operations.
static OPERATIONS: LazyLock<HashMap<String, Vec<(String, &'static Value)>>> = LazyLock::new(|| {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        let path = if path.starts_with("/admin") { path.clone() } else { format!("/api/v1{path}") };
        for (method, operation) in item.as_object().unwrap() {
            all.entry(method.to_uppercase()).or_default().push((path.clone(), operation));
        }
    }
    all
});

fn is_at(template: &str, path: &str) -> bool {
    let (ours, theirs): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let fits = |(our, their): (&&str, &&str)| our == their || (our.starts_with('{') && !their.is_empty());
    ours.len() == theirs.len() && ours.iter().zip(&theirs).all(fits)
}

/// A path that is in no document is answered 404 or 405 by the dispatcher: that is no operation's answer.
pub fn check(method: &str, path: &str, response: &Response) {
    let (path, status) = (path.split('?').next().unwrap(), response.status.to_string());
    let operations = OPERATIONS.get(method).into_iter().flatten();
    let Some((_, operation)) = operations.into_iter().find(|(template, _)| is_at(template, path)) else { return };
    let responses = &operation["responses"];
    let stated = if response.status >= 500 { responses.get("default") } else { responses.get(&status) };
    assert!(stated.is_some(), "{method} {path} answers {status}, which the document does not state: {}", response.body);
    let Some(name) = stated.unwrap()["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) else {
        return;
    };
    let description = DOCUMENT["components"]["responses"][name]["description"].as_str().unwrap();
    let code = response.body["code"].as_str().unwrap();
    assert!(description.contains(&format!("`{code}`")), "{method} {path}: {code} is not among {description}");
}

/// The example of one of the document's refusals.
pub fn example(name: &str) -> &'static Value {
    &DOCUMENT["components"]["responses"][name]["content"]["application/problem+json"]["example"]
}

/// Asserts that a caller got what the document shows; only the request's id is each request's own.
pub fn assert_example(name: &str, response: &Response) {
    for member in ["type", "title", "status", "detail", "code", "errors"] {
        let (shown, got) = (&example(name)[member], &response.body[member]);
        match member {
            // The host is the deployment's.
            "type" => assert!(got.as_str().unwrap().ends_with(shown.as_str().unwrap().rsplit_once('/').unwrap().1)),
            _ => assert_eq!(got, shown, "{member} of {name}"),
        }
    }
}
