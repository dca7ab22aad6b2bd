//! Values at the bounds that a schema states, and just beyond them.

use serde_json::{Value, json};

/// A value for one field, at a bound of its schema or beyond it.
pub struct Probe {
    /// As errors name it: `lineItems[0].quantity`.
    pub field: String,
    pub value: Value,
    pub fits: bool,
}

/// The probes of a schema, below the field that it is of; `base` is a value that it allows.
pub fn probes(schema: &Value, field: &str, base: &Value, found: &mut Vec<Probe>) {
    let mut add = |value: Value, fits| {
        let field = field.to_owned();
        found.push(Probe { field, value, fits });
    };
    if schema["nullable"] == true {
        add(Value::Null, true);
    } else if !field.is_empty() {
        add(Value::Null, false);
    }
    if let Some(allowed) = schema["enum"].as_array() {
        allowed.iter().for_each(|value| add(value.clone(), true));
        add(json!("NONSENSE"), false);
        return;
    }
    match schema["type"].as_str() {
        Some("string") => {
            if let Some(longest) = schema["maxLength"].as_u64() {
                let pattern = schema["pattern"].as_str().unwrap_or_default();
                let (head, letter, tail) = match pattern {
                    _ if pattern.contains('@') => ("", "ä", "@example.com"),
                    _ if pattern.contains("https") => ("https://example.com/", "a", ""),
                    _ => ("", "ä", ""),
                };
                let text = |length: u64| {
                    let length = usize::try_from(length).unwrap() - head.len() - tail.len();
                    json!(format!("{head}{}{tail}", letter.repeat(length)))
                };
                add(text(longest), true);
                add(text(longest + 1), false);
            }
            if schema["minLength"] == 1 {
                add(json!("x"), true);
                add(json!(""), false);
                add(json!(" \t\n\u{2003}"), false);
            } else if schema.get("format").is_some() || schema.get("pattern").is_some() {
                add(json!("2026-13-32T25:61:00"), false);
            }
        }
        Some("integer" | "number") => {
            let step = match schema["type"] == "integer" {
                true => json!(1),
                false => json!(0.001),
            };
            for (bound, sign) in [("minimum", -1.0), ("maximum", 1.0)] {
                if let Some(limit) = schema.get(bound) {
                    add(limit.clone(), true);
                    add(beyond(limit, &step, sign), false);
                }
            }
        }
        Some("array") => {
            let item = &schema["items"];
            let first = match base.get(0) {
                Some(first) => first.clone(),
                None => sample(item),
            };
            probes(item, &format!("{field}[0]"), &first, found);
        }
        Some("object") => {
            for (name, member) in schema["properties"].as_object().into_iter().flatten() {
                let inner = match field {
                    "" => name.clone(),
                    outer => format!("{outer}.{name}"),
                };
                probes(member, &inner, &base[name], found);
            }
        }
        _ => {}
    }
}

fn beyond(limit: &Value, step: &Value, sign: f64) -> Value {
    match (limit.as_i64(), step.as_i64()) {
        (Some(limit), Some(step)) => json!(limit + step * sign as i64),
        _ => json!(limit.as_f64().unwrap() + sign * step.as_f64().unwrap()),
    }
}

/// Something small that the schema allows.
fn sample(schema: &Value) -> Value {
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (_, Some("uuid")) => json!("9d2e4c1a-5b7f-4f6a-9c3d-1e2f3a4b5c6d"),
        (_, Some("date")) => json!("2026-06-02"),
        (_, Some("date-time")) => json!("2026-06-02T12:00:00Z"),
        (Some("string"), _) => json!("x"),
        (Some("boolean"), _) => json!(true),
        (Some("integer" | "number"), _) => json!(1),
        (Some("array"), _) => json!([]),
        _ => {
            let required = schema["required"].as_array().into_iter().flatten();
            let names = required.map(|name| name.as_str().unwrap());
            names.map(|name| (name.to_owned(), sample(&schema["properties"][name]))).collect()
        }
    }
}

/// `body` with the probe's value in its field; what is missing on the way there is made from the schema.
pub fn put(body: &mut Value, schema: &Value, field: &str, value: Value) {
    let (mut place, mut schema) = (body, schema);
    for step in field.split('.') {
        let (name, index) = match step.strip_suffix("[0]") {
            Some(name) => (name, true),
            None => (step, false),
        };
        (place, schema) = (&mut place[name], &schema["properties"][name]);
        if index {
            if place.get(0).is_none() {
                *place = json!([sample(&schema["items"])]);
            }
            (place, schema) = (&mut place[0], &schema["items"]);
        } else if place.is_null() && schema["type"] == "object" {
            *place = sample(schema);
        }
    }
    *place = value;
}
