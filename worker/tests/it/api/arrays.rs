//! Every array of every request, found in the document: how many items it takes, and what more of them cost.

use std::time::{Duration, Instant};

use aviationalley_worker::serve::{openapi::document, table};
use serde_json::{Value, json};

use crate::{
    fixtures::{Fixture, path},
    support::{Client, Response, World},
};

/// An array in an operation's request: `steps` lead to it, through the first item of each array on the way.
struct Array {
    method: String,
    path: String,
    schema: Value,
    steps: Vec<String>,
}

impl Array {
    /// As a refusal names it: `lines[0].pairingIds`.
    fn field(&self) -> String {
        self.steps.join(".").replace(".[0]", "[0]")
    }

    /// A request that fits the schema, with this many items.
    fn body(&self, items: usize) -> Value {
        let mut body = sample(&self.schema, 0);
        fill(&mut body, &self.schema, &self.steps, items);
        body
    }
}

/// The schema that a `$ref` or the first of several stands for.
pub fn resolved(schema: &Value) -> Value {
    let document = document_of_the_table();
    let several = ["allOf", "anyOf", "oneOf"];
    let several = several.iter().find_map(|name| schema.get(name));
    let inner = several.map_or(schema, |all| &all[0]);
    match inner["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap().clone(),
        None => inner.clone(),
    }
}

fn document_of_the_table() -> &'static Value {
    static DOCUMENT: std::sync::LazyLock<Value> = std::sync::LazyLock::new(|| document(&table::endpoints()));
    &DOCUMENT
}

fn fill(value: &mut Value, schema: &Value, steps: &[String], items: usize) {
    let schema = resolved(schema);
    match steps {
        [] => {
            let items = (0..items).map(|index| sample(&schema["items"], index));
            *value = items.collect();
        }
        [step, rest @ ..] if step == "[0]" => {
            if value.as_array().is_none_or(Vec::is_empty) {
                *value = json!([sample(&schema["items"], 0)]);
            }
            fill(&mut value[0], &schema["items"], rest, items);
        }
        [step, rest @ ..] => fill(&mut value[step], &schema["properties"][step], rest, items),
    }
}

/// A value that the schema allows; of one schema, those of different indexes differ.
fn sample(schema: &Value, index: usize) -> Value {
    let schema = resolved(schema);
    if let Some(names) = schema["enum"].as_array() {
        return names[index % names.len()].clone();
    }
    match schema["type"].as_str().unwrap_or("number") {
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten();
            let members = required.map(|name| {
                let name = name.as_str().unwrap();
                (name.to_owned(), sample(&schema["properties"][name], index))
            });
            Value::Object(members.collect())
        }
        "array" => {
            let least = schema["minItems"].as_u64().unwrap_or_default();
            (0..least as usize).map(|index| sample(&schema["items"], index)).collect()
        }
        "string" => match schema["format"].as_str() {
            Some("uuid") => json!(format!("{index:08x}-40b5-4a2b-8c1f-3a9d60c4f101")),
            Some("date-time") => json!(format!("{:04}-06-02T13:00:00Z", 2026 + index)),
            Some("date") => json!(format!("2026-{:02}-{:02}", 1 + index / 28, 1 + index % 28)),
            _ if schema["pattern"].is_string() => json!("2026-06"),
            _ => json!(format!("t{index}")),
        },
        "boolean" => json!(false),
        _ => json!(index + 1),
    }
}

/// An operation that takes a body.
pub struct Request {
    pub method: String,
    pub path: String,
    pub schema: Value,
}

impl Request {
    /// Sends it, about something that is not there.
    pub fn send(&self, client: &Client, body: &Value) -> Response {
        let nothing = "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d";
        let path = self.path.replace("{id}", nothing).replace("{userId}", nothing);
        let client = match path.starts_with("/admin") {
            true => client.operator(),
            false => client.clone(),
        };
        client.request(&self.method, &path, body.to_string())
    }
}

/// Every operation of the document that takes a body.
pub fn requests() -> Vec<Request> {
    let mut requests = Vec::new();
    for (path, item) in document_of_the_table()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if schema.is_null() {
                continue;
            }
            let base = match path.starts_with("/admin") {
                true => "",
                false => "/api/v1",
            };
            requests.push(Request {
                method: method.to_uppercase(),
                path: format!("{base}{path}"),
                schema: resolved(schema),
            });
        }
    }
    requests
}

/// Every array of every request in the document.
fn arrays() -> Vec<Array> {
    let mut arrays = Vec::new();
    for request in requests() {
        let mut found = Vec::new();
        find(&request.schema, &mut Vec::new(), &mut found);
        arrays.extend(found.into_iter().map(|steps| Array {
            method: request.method.clone(),
            path: request.path.clone(),
            schema: request.schema.clone(),
            steps,
        }));
    }
    arrays
}

fn find(schema: &Value, steps: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let schema = resolved(schema);
    let mut within = |step: &str, schema: &Value| {
        steps.push(step.to_owned());
        find(schema, steps, found);
        steps.pop();
    };
    if let Some(members) = schema["properties"].as_object() {
        members.iter().for_each(|(name, member)| within(name, member));
    }
    if schema["type"] == "array" {
        within("[0]", &schema["items"]);
        found.push(steps.clone());
    }
}

/// The limit that the document states.
fn limit(array: &Array) -> usize {
    let mut schema = resolved(&array.schema);
    for step in &array.steps {
        let inner = match step.as_str() {
            "[0]" => &schema["items"],
            name => &schema["properties"][name],
        };
        schema = resolved(inner);
    }
    let limit = schema["maxItems"].as_u64();
    let place = format!("{} {}: {}", array.method, array.path, array.field());
    assert!(limit.is_some(), "{place} has no maxItems");
    limit.unwrap() as usize
}

/// The path with the id of something to change: nobody checks the fields of a change to nothing.
fn target(client: &Client, array: &Array) -> String {
    let id = match array.method.as_str() {
        "PATCH" => existing(client, array.path.trim_end_matches("/{id}")),
        _ if array.path.starts_with("/admin") => client.center.clone(),
        _ => "9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d".to_owned(),
    };
    array.path.replace("{id}", &id)
}

fn existing(client: &Client, collection: &str) -> String {
    macro_rules! create {
        ($_:ident, $record:ty) => {
            if collection == path::<$record>() {
                let body = <$record as Fixture>::body(client, 0);
                let record = client.post(collection, body).expect(201);
                return record["id"].as_str().unwrap().to_owned();
            }
        };
    }
    aviationalley_worker::for_each_record!(create);
    assert_eq!(collection, "/api/v1/webhook-endpoints");
    client.subscribe("https://example.com/hook", &["*"]).0
}

fn client_for<'w>(world: &'w World, array: &Array) -> Client<'w> {
    let client = world.center();
    match array.path.starts_with("/admin") {
        true => client.operator(),
        false => client,
    }
}

#[test]
fn every_array_is_taken_to_its_limit_and_refused_beyond() {
    let arrays = arrays();
    assert!(arrays.len() > 20, "{}", arrays.len());
    for array in arrays {
        let (field, limit) = (array.field(), limit(&array));
        let world = World::new();
        let client = client_for(&world, &array);
        let target = target(&client, &array);
        let send = |items: usize| {
            let body = array.body(items).to_string();
            client.request(&array.method, &target, body)
        };

        let at_the_limit = send(limit).body.to_string();
        assert!(!at_the_limit.contains(" items"), "{field}: {at_the_limit}");

        let before = world.db.dump();
        let beyond = send(limit + 1);
        assert_eq!(beyond.body["errors"][0]["field"], *field, "{}", beyond.body);
        let said = beyond.refused(422, "unprocessable");
        assert!(said.contains(&format!("{limit} items")), "{said}");
        assert_eq!(world.db.dump(), before);
    }
}

#[test]
fn a_distinct_array_refuses_what_stands_there_twice() {
    for array in arrays() {
        let mut body = array.body(2);
        let items = body.pointer_mut(&format!("/{}", array.steps.join("/").replace("[0]", "0")));
        let items = items.unwrap();
        items[1] = items[0].clone();
        let world = World::new();
        let client = client_for(&world, &array);
        let target = target(&client, &array);
        let said = client.request(&array.method, &target, body.to_string());
        // A line may fly the same pairing, and lay over in the same city, several times.
        let repeats = ["pairingIds", "layoverCities", "lineItems", "parts", "rules"];
        let repeats = repeats.iter().any(|name| array.field().ends_with(name));
        let refused = said.body.to_string().contains("the same twice");
        assert_eq!(refused, !repeats, "{}: {}", array.field(), said.body);
    }
}

/// The time is generous, a hundred times what it takes; a check of quadratic cost takes minutes.
#[test]
fn a_megabyte_of_items_is_refused_in_little_time() {
    for array in arrays() {
        let world = World::new();
        let client = client_for(&world, &array);
        let target = target(&client, &array);
        let thousand = array.body(1000).to_string().len();
        let body = array.body(500_000 / thousand * 1000).to_string();
        let started = Instant::now();
        let refused = client.request(&array.method, &target, body);
        let field = array.field();
        assert_eq!(refused.status, 422, "{field}: {}", refused.body);
        let took = started.elapsed();
        assert!(took < Duration::from_secs(5), "{field} took {took:?}");
    }
}
