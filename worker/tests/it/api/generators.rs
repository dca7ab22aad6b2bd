//! What generated clients stumble over is not in the document.

use std::collections::HashMap;

use aviationalley_worker::serve::{openapi::document, table};
use serde_json::Value;

fn made() -> Value {
    document(&table::endpoints())
}

/// Calls `visit` with each schema below `value`, and where it is.
fn for_each_schema(value: &Value, place: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(place, value);
    let members: Box<dyn Iterator<Item = (String, &Value)>> = match value {
        Value::Object(members) => Box::new(members.iter().map(|(name, member)| (name.clone(), member))),
        Value::Array(items) => {
            let named = items.iter().enumerate();
            Box::new(named.map(|(index, item)| (index.to_string(), item)))
        }
        _ => return,
    };
    for (name, member) in members {
        for_each_schema(member, &format!("{place}/{name}"), visit);
    }
}

fn for_each_operation(document: &Value, mut visit: impl FnMut(&str, &str, &Value)) {
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation.get("responses").is_some() {
                visit(method, path, operation);
            }
        }
    }
}

#[test]
fn no_schema_has_a_default_that_clients_would_send_or_require() {
    let document = made();
    for_each_schema(&document["components"]["schemas"], "", &mut |place, schema| {
        assert!(schema.get("default").is_none(), "{place}: {schema}");
    });
    let enabled = &document["components"]["schemas"]["WebhookEndpointRequest"]["properties"]["enabled"];
    let text = enabled["description"].as_str().unwrap();
    assert!(text.ends_with("When left out: `true`."), "{text}");
}

#[test]
fn no_array_becomes_a_set_which_loses_its_order() {
    let document = made();
    for_each_schema(&document, "", &mut |place, schema| {
        assert!(schema.get("uniqueItems").is_none(), "{place}: {schema}");
    });
    let ranked = &document["components"]["schemas"]["BidRequest"]["properties"]["rankedLineNumbers"];
    let text = ranked["description"].as_str().unwrap();
    assert!(text.ends_with("No item twice."), "{text}");
}

#[test]
fn a_patch_requires_nothing_and_says_that_the_rest_stays() {
    let document = made();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        if !name.ends_with("Patch") {
            continue;
        }
        assert!(schema.get("required").is_none(), "{name}");
        let text = schema["description"].as_str().unwrap();
        assert!(text.contains("stay as they are"), "{name}");
        for (field, schema) in schema["properties"].as_object().unwrap() {
            let told = schema["description"].as_str().unwrap_or_default();
            assert!(!told.contains("When left out:"), "{name}.{field}: {told}");
        }
    }
}

#[test]
fn no_schema_is_a_choice_of_schemas() {
    for_each_schema(&made()["components"]["schemas"], "", &mut |place, schema| {
        for choice in ["anyOf", "oneOf"] {
            assert!(schema.get(choice).is_none(), "{place}: {schema}");
        }
    });
}

#[test]
fn what_may_be_a_reference_or_null_is_a_nullable_reference() {
    let document = made();
    let position = &document["components"]["schemas"]["CrewMember"]["properties"]["position"];
    assert_eq!(position["nullable"], true);
    let reference = "#/components/schemas/Position";
    assert_eq!(position["allOf"], serde_json::json!([{"$ref": reference}]));
}

/// Go makes `NewThing` and `NullableThing` for a `Thing`; others leave out marks and capitals.
#[test]
fn no_two_schemas_make_one_name() {
    let document = made();
    let mut made_by = HashMap::new();
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(name.chars().all(|c| c.is_ascii_alphabetic()), "{name}");
        let plain = name.to_lowercase();
        for made in [
            format!("new{plain}"),
            format!("new{plain}withdefaults"),
            format!("nullable{plain}"),
            format!("newnullable{plain}"),
            plain,
        ] {
            let other = made_by.insert(made.clone(), name);
            assert!(other.is_none(), "{made} is {name} and {other:?}");
        }
    }
}

#[test]
fn every_id_in_a_path_says_its_form() {
    for_each_operation(&made(), |method, path, operation| {
        let parameters = operation["parameters"].as_array();
        let in_path = parameters.into_iter().flatten().filter(|parameter| parameter["in"] == "path");
        let forms: Vec<_> = in_path.map(|parameter| &parameter["schema"]).collect();
        assert_eq!(forms.len(), path.matches('{').count(), "{method} {path}");
        for form in forms {
            if path.starts_with("/webhook-deliveries/") {
                assert_eq!(form["pattern"], "^del_[0-9a-f]{48}$", "{method} {path}");
            } else {
                assert_eq!(form["format"], "uuid", "{method} {path}");
            }
        }
    });
}

#[test]
fn a_body_is_required_where_an_empty_one_is_refused() {
    let document = made();
    let mut required = 0;
    for_each_operation(&document, |method, path, operation| {
        let Some(body) = operation.get("requestBody") else {
            return;
        };
        let reference = body["content"]["application/json"]["schema"]["$ref"].as_str();
        let schema = document.pointer(&reference.unwrap()[1..]).unwrap();
        let has_required = schema.get("required").is_some();
        if has_required {
            assert_eq!(body["required"], true, "{method} {path}");
        }
        required += usize::from(has_required);
    });
    assert!(required >= 36, "{required}");
}

#[test]
fn every_server_has_a_host() {
    let document = made();
    let mut servers = 0;
    for_each_schema(&document, "", &mut |place, value| {
        for server in value["servers"].as_array().into_iter().flatten() {
            let url = server["url"].as_str().unwrap();
            assert!(url.starts_with("https://"), "{place}: {url}");
            assert!(!url.ends_with('/'), "a path begins by a slash: {url}");
            servers += 1;
        }
    });
    assert!(servers > 1, "{servers}");
}
