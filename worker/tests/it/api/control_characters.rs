//! No text of any request holds a control character other than a tab or a line break.

use serde_json::{Value, json};

use crate::{
    api::arrays::{requests, resolved},
    support::World,
};

/// Of each kind: of ASCII, DEL, and those of Latin-1.
const CONTROLS: &[&str] = &["\u{0}", "\u{1b}", "\u{b}", "\u{c}", "\u{7f}", "\u{80}", "\u{85}", "\u{9f}"];

/// Bodies of one text each, and the field that it stands in.
fn texts(schema: &Value, text: &str) -> Vec<(String, Value)> {
    let schema = resolved(schema);
    if let Some(members) = schema["properties"].as_object() {
        let within = |(name, member): (&String, &Value)| {
            let inner = texts(member, text).into_iter();
            let put = |(field, value): (String, Value)| {
                let dot = if field.is_empty() || field.starts_with('[') { "" } else { "." };
                (format!("{name}{dot}{field}"), json!({name: value}))
            };
            inner.map(put).collect::<Vec<_>>()
        };
        return members.iter().flat_map(within).collect();
    }
    match schema["type"].as_str() {
        Some("array") => {
            let inner = texts(&schema["items"], text).into_iter();
            let put = |(field, value): (String, Value)| {
                let dot = if field.is_empty() { "" } else { "." };
                (format!("[0]{dot}{field}"), json!([value]))
            };
            inner.map(put).collect()
        }
        Some("string") => vec![(String::new(), json!(text))],
        _ => Vec::new(),
    }
}

#[test]
fn a_control_character_is_refused_in_every_text() {
    let world = World::new();
    let client = world.center();
    let mut tried = 0;
    for request in requests() {
        for control in CONTROLS {
            for (field, body) in texts(&request.schema, &format!("a{control}b")) {
                let refused = request.send(&client, &body);
                assert_eq!(refused.body["errors"][0]["field"], *field, "{}", request.path);
                let said = refused.refused(422, "unprocessable");
                assert!(said.contains("control character"), "{said}");
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

#[test]
fn a_control_character_is_refused_in_every_parameter() {
    let world = World::new();
    let client = world.center();
    for code in ["%00", "%1B", "%7F", "%C2%85"] {
        for query in ["trainees?q=a", "bid-packages?base=a", "crew?q=a", "events?cursor=a"] {
            let said = client.get(&format!("/api/v1/{query}{code}"));
            let said = said.refused(400, "invalid_request");
            assert!(said.contains("control character"), "{said}");
        }
    }
}

#[test]
fn tabs_line_breaks_and_writing_of_any_kind_are_text() {
    let world = World::new();
    let client = world.center();
    let notes = "tab\t lines\n and\r\n no-break\u{a0} joined \u{200d} right to left \u{202e} lines\u{2028} soft\u{ad}";
    assert_eq!(client.booking(json!({"notes": notes}))["notes"], notes);
}
