//! The document's schemas, in a form from which generated clients neither send nor require values that nobody set.

use std::collections::BTreeMap;

use schemars::{
    JsonSchema, Schema, SchemaGenerator,
    generate::SchemaSettings,
    transform::{RecursiveTransform, transform_subschemas},
};
use serde_json::{Map, Value, json};

use crate::time::Month;

/// Schemas of requests and of responses differ, even for the same type.
pub struct Schemas {
    replies: SchemaGenerator,
    requests: BTreeMap<String, Value>,
}

impl Default for Schemas {
    fn default() -> Self {
        let settings = SchemaSettings::openapi3()
            .for_serialize()
            .with_transform(RecursiveTransform(one_enum))
            .with_transform(RecursiveTransform(nullable_reference))
            .with_transform(RecursiveTransform(plain_reply));
        Self { replies: settings.into_generator(), requests: BTreeMap::new() }
    }
}

impl Schemas {
    pub fn reply<T: JsonSchema>(&mut self) -> Value {
        self.replies.subschema_for::<T>().to_value()
    }

    pub fn request<T: JsonSchema>(&mut self) -> Value {
        let mut schema = request_schema::<T>();
        told_default(&mut schema);
        self.named(format!("{}Request", T::schema_name()), schema)
    }

    /// As [`request`](Self::request), with no field required, and each that is left out unchanged.
    pub fn patch<T: JsonSchema>(&mut self) -> Value {
        let mut schema = request_schema::<T>();
        schema.remove("required");
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            for property in properties.values_mut().filter_map(Value::as_object_mut) {
                property.remove("default");
            }
        }
        told_default(&mut schema);
        let text = "The fields to change; those left out stay as they are.";
        schema.insert("description".into(), text.into());
        self.named(format!("{}Patch", T::schema_name()), schema)
    }

    fn named(&mut self, name: String, schema: Schema) -> Value {
        let reference = json!({"$ref": format!("#/components/schemas/{name}")});
        let schema = schema.to_value();
        let known = self.requests.entry(name.clone());
        let known = known.or_insert_with(|| schema.clone());
        assert!(*known == schema, "two requests are called {name}");
        reference
    }

    pub fn components(mut self) -> Map<String, Value> {
        let mut all = self.replies.take_definitions(true);
        for (name, schema) in self.requests {
            assert!(all.insert(name.clone(), schema).is_none(), "two schemas are called {name}");
        }
        all.sort_keys();
        all
    }
}

/// An OpenAPI query parameter.
pub fn parameter(name: &str, description: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "query", "description": description, "schema": schema})
}

fn request_schema<T: JsonSchema>() -> Schema {
    let mut settings = SchemaSettings::openapi3()
        .with_transform(RecursiveTransform(one_enum))
        .with_transform(RecursiveTransform(nullable_reference))
        .with_transform(RecursiveTransform(told_unique))
        .with_transform(RecursiveTransform(told_years));
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.remove("title");
    schema
}

/// A choice of values, some with a description, as one `enum` with one description.
fn one_enum(schema: &mut Schema) {
    let Some(Value::Array(variants)) = schema.get("oneOf") else {
        return;
    };
    let mut values = Vec::new();
    let mut texts = Vec::new();
    for variant in variants {
        let Some(some) = variant["enum"].as_array() else {
            return;
        };
        if let (Some(text), [Value::String(name)]) = (variant["description"].as_str(), &some[..]) {
            texts.push(format!("- `{name}`: {text}"));
        }
        values.extend(some.clone());
    }
    schema.remove("oneOf");
    schema.insert("type".into(), "string".into());
    schema.insert("enum".into(), values.into());
    describe_more(schema, &texts.join("\n"), "\n\n");
}

/// What may be a reference or null, in the one form that generators understand.
fn nullable_reference(schema: &mut Schema) {
    let Some(Value::Array(options)) = schema.get("anyOf") else {
        return;
    };
    let [reference, null] = options.as_slice() else {
        return;
    };
    if reference.get("$ref").is_none() || null.get("nullable").is_none() {
        return;
    }
    let reference = reference.clone();
    schema.remove("anyOf");
    schema.insert("allOf".into(), json!([reference]));
    schema.insert("nullable".into(), true.into());
}

/// Says between which years a time must lie, which OpenAPI 3.0 has no keyword for.
fn told_years(schema: &mut Schema) {
    let format = schema.get("format").and_then(Value::as_str);
    let pattern = schema.get("pattern").and_then(Value::as_str);
    if matches!(format, Some("date-time" | "date")) || pattern == Some(Month::PATTERN) {
        describe_more(schema, "In the years 2000 to 2099.", " ");
    }
}

/// For responses: members with a default are always present, and `uniqueItems` is not promised.
fn plain_reply(schema: &mut Schema) {
    schema.remove("default");
    schema.remove("uniqueItems");
}

/// Replaces `uniqueItems` by a sentence: generated clients would turn such an array into a set, which loses the order.
fn told_unique(schema: &mut Schema) {
    if schema.remove("uniqueItems").is_some() {
        describe_more(schema, "No item twice.", " ");
    }
}

/// Replaces `default` by a sentence: generated clients would always send the value, or require it from their callers.
fn told_default(schema: &mut Schema) {
    if let Some(default) = schema.remove("default").filter(|default| !default.is_null()) {
        describe_more(schema, &format!("When left out: `{default}`."), " ");
    }
    transform_subschemas(&mut told_default, schema);
}

fn describe_more(schema: &mut Schema, text: &str, space: &str) {
    let description = match schema.get("description").and_then(Value::as_str) {
        Some(begun) => format!("{begun}{space}{text}"),
        None => text.to_owned(),
    };
    schema.insert("description".into(), description.trim().into());
}
