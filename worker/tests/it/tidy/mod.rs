//! The order of the house: who may use whom, and how large a thing may be.

mod imports;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use imports::{Import, imports};
use source::{functions, sources};

/// The floors from top to bottom, by the first words of a module's path. A module may use what stands on its own floor
/// or on a lower one, without a circle.
const FLOORS: &[&[&str]] = &[
    &["entry"],
    &["platform"],
    &["serve"],
    &["jobs"],
    &["records"],
    &["crud"],
    &["admin"],
    &["webhooks::recovery"],
    &["webhooks::log"],
    &["webhooks::endpoints"],
    &["webhooks::events", "webhooks::retention"],
    &["webhooks::delivery"],
    &["webhooks::notices"],
    &["webhooks::secrets", "webhooks::outcome"],
    &["webhooks"],
    &["http"],
    &["mail"],
    &["auth"],
    &["app"],
    &["checks"],
    &["list", "text"],
    &["problem"],
    &["steps"],
    &["db", "events"],
    &["time"],
    &["faults", "fold", "wire"],
];

/// What may name each other: a module, and what it may use although that one uses it.
///
/// The trait `Record` names the types that its members are made of, and those are generic over it. What one record knows
/// of another one is the domain's: an invoice may name its quote, and a quote its invoice.
const MUTUAL: &[(&str, &str)] = &[
    ("crud::record", "crud::clock"),
    ("crud::record", "crud::rule"),
    ("crud::record", "crud::transition"),
    ("records::quotes", "records::invoices"),
    ("records::safety_reports", "records::safety_findings"),
];

const LONGEST_FILE: usize = 320;
const LONGEST_FUNCTION: usize = 70;

fn floor_of(module: &str) -> usize {
    let stands_there =
        |room: &str| module == room || module.strip_prefix(room).is_some_and(|rest| rest.starts_with("::"));
    let floor = FLOORS.iter().position(|rooms| rooms.iter().any(|room| stands_there(room)));
    assert!(floor.is_some(), "`{module}` has no floor; give it one in FLOORS");
    floor.unwrap()
}

#[test]
fn imports_point_down() {
    let climbing: Vec<_> = imports()
        .into_iter()
        .filter(|Import { from, to }| floor_of(from) > floor_of(to))
        .map(|Import { from, to }| format!("{from} uses {to}"))
        .collect();
    assert!(climbing.is_empty(), "{climbing:#?}");
}

#[test]
fn imports_make_no_circle() {
    let mut uses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let is_mutual = |import: &Import| MUTUAL.contains(&(&import.from, &import.to));
    for Import { from, to } in imports().into_iter().filter(|import| !is_mutual(import)) {
        uses.entry(from).or_default().push(to);
    }
    // Takes away what uses nothing that is left, until only circles and what leads to them are left.
    loop {
        let done: Vec<_> = uses
            .iter()
            .filter(|(_, used)| !used.iter().any(|module| uses.contains_key(module)))
            .map(|(module, _)| module.clone())
            .collect();
        if done.is_empty() {
            break;
        }
        for module in done {
            uses.remove(&module);
        }
    }
    // What only leads to a circle is no part of it.
    let known: BTreeSet<_> = uses.values().flatten().cloned().collect();
    uses.retain(|module, _| known.contains(module));
    assert!(uses.is_empty(), "in circles, or between two: {uses:#?}");
}

#[test]
fn no_function_is_too_long() {
    let long: Vec<_> = functions().into_iter().filter(|(_, lines)| *lines > LONGEST_FUNCTION).collect();
    assert!(long.is_empty(), "over {LONGEST_FUNCTION} lines: {long:?}");
}

/// Nothing may come between a change and what asks whether it changed a row; see `Guarded`.
#[test]
fn only_the_batch_asks_what_changed() {
    let asking = sources().into_iter().filter(|source| source.text.contains("changes()"));
    assert_eq!(asking.map(|source| source.module).collect::<Vec<_>>(), ["db::batch"]);
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<_> = sources()
        .iter()
        .map(|source| (source.path.clone(), source.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .collect();
    assert!(long.is_empty(), "over {LONGEST_FILE} lines: {long:?}");
}
