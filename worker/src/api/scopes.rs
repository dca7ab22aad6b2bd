//! What a scope allows, in the words that stand wherever scopes are picked or asked for.

use super::table;

/// What a key with this scope may do.
pub fn describe(scope: &str) -> String {
    match scope.split_once(':') {
        Some(("events", "read")) => "Reads the feed of events, and with it every record that an event tells of, \
            of every domain."
            .to_owned(),
        Some(("webhooks", "write")) => "Writes webhook endpoints, and can so have every record that an event tells \
            of, of every domain, sent to a URL of its choice. An answer shows what was written; the scope opens no \
            list, get or feed."
            .to_owned(),
        Some((domain, "write")) => format!(
            "Writes {domain}. A write, even one that changes nothing, answers with the whole record that it wrote; \
             the scope opens no list, get or feed."
        ),
        Some((domain, _)) => format!("Lists and gets {domain}; writes nothing."),
        None => "Everything.".to_owned(),
    }
}

/// Every scope with its description, as a list in Markdown.
pub fn all() -> String {
    let scopes = std::iter::once("*").chain(table::scopes());
    let lines: Vec<_> = scopes
        .map(|scope| format!("- `{scope}`: {}", describe(scope)))
        .collect();
    lines.join("\n")
}
