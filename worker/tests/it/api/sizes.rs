//! How large an answer may grow.

use std::collections::HashSet;

use aviationalley_worker::{records::BidPackage, time::Month};
use serde_json::{Value, json};

use super::arrays::{requests, resolved};
use crate::{
    fixtures::{Fixture, copy_record, for_all},
    support::{Client, World},
};

/// What no answer is larger than.
const MOST_BYTES: usize = 2_000_000;
const COPIES: u64 = 24;

/// A package of almost the largest size.
fn large_package(client: &Client) -> Value {
    let lines: Vec<_> = (0..500)
        .map(|number| {
            json!({
                "lineNumber": number, "daysOn": 16, "daysOff": 14, "creditMinutes": 5060,
                "pairingIds": vec!["twelve lette"; 22],
            })
        })
        .collect();
    let mut body = BidPackage::body(client, 0);
    body["lines"] = json!(lines);
    client.post("/api/v1/bid-packages", body).expect(201)
}

/// Every id of a list, and that each page is as full as it may be.
fn read_all(client: &Client, path: &str, whole: usize) {
    let mut seen = HashSet::new();
    let mut cursor = String::new();
    for page in 1.. {
        let answer = client.get(&format!("{path}?limit=200{cursor}"));
        let bytes = answer.body.to_string().len();
        assert!(bytes <= MOST_BYTES, "{bytes} bytes");
        let answer = answer.expect(200);
        let data = answer["data"].as_array().unwrap();
        assert!(!data.is_empty(), "page {page} of {path} is empty");
        for item in data {
            assert!(seen.insert(item["id"].as_str().unwrap().to_owned()));
        }
        let pagination = &answer["pagination"];
        match pagination["nextCursor"].as_str() {
            Some(next) if pagination["hasMore"] != false => {
                assert!(bytes > MOST_BYTES * 3 / 4, "a page ends at {bytes} bytes");
                cursor = format!("&cursor={next}");
            }
            _ => break,
        }
    }
    assert_eq!(seen.len(), whole);
}

#[test]
fn a_page_of_large_records_ends_early_and_goes_on() {
    let world = World::new();
    let client = world.center();
    large_package(&client);
    copy_record::<BidPackage>(&client, 0..COPIES);
    read_all(&client, "/api/v1/bid-packages", COPIES as usize + 1);
}

#[test]
fn a_page_of_large_events_ends_early_and_goes_on() {
    let world = World::new();
    let client = world.center();
    large_package(&client);
    copy_record::<BidPackage>(&client, 0..COPIES);
    for package in client.list_all("/api/v1/bid-packages", 3) {
        for verb in ["open", "close", "award", "publish"] {
            let path = format!("/api/v1/bid-packages/{}/{verb}", package["id"].as_str().unwrap());
            client.post(&path, json!({})).expect(200);
        }
    }
    read_all(&client, "/api/v1/events", COPIES as usize + 1);
}

/// What no record is larger than, as JSON.
const MOST_OF_A_RECORD: usize = 500_000;
/// What the server adds to a record at most: ids, times, numbers, counts.
const SERVERS_OWN: usize = 2_000;

/// The most bytes of JSON that fit this schema.
fn largest(schema: &Value, place: &str) -> usize {
    let schema = resolved(schema);
    let most = |name: &str| {
        let most = schema[name].as_u64();
        assert!(most.is_some(), "{place} has no {name}");
        most.unwrap() as usize
    };
    if let Some(names) = schema["enum"].as_array() {
        return names.iter().map(|name| name.to_string().len()).max().unwrap();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let members = schema["properties"].as_object().into_iter().flatten();
            let member =
                |(name, member): (&String, &Value)| name.len() + 4 + largest(member, &format!("{place}.{name}"));
            members.map(member).sum::<usize>() + 2
        }
        // As the description says.
        Some("array") if place.ends_with("BidPackage.lines") => 250_000,
        Some("array") => most("maxItems") * (largest(&schema["items"], place) + 1) + 2,
        Some("string") => match schema["format"].as_str() {
            Some("uuid") => 38,
            Some("date-time" | "date") => 26,
            // Four bytes for each character.
            _ if schema["pattern"] == Month::PATTERN => 9,
            // Four letters or digits.
            _ if schema["pattern"] == "^[A-Z0-9]{4}$" => 6,
            _ => 2 + 4 * most("maxLength"),
        },
        Some("boolean") => 5,
        // The longest text of a floating point number, which is what is kept.
        _ => 25,
    }
}

for_all!(no_record_can_grow_beyond_a_stated_size, stays_small);
fn stays_small<R: Fixture>() {
    let all = format!("/api/v1/{}", R::NAMES.path);
    // What verbs add stays in the record.
    let own = requests().into_iter().filter(|request| {
        let rest = request.path.strip_prefix(&all);
        request.method == "POST" && rest.is_some_and(|rest| !rest.starts_with('-') && !rest.ends_with("/bids"))
    });
    let sent: usize = own.map(|request| largest(&request.schema, &R::schema_name())).sum();
    let made = match R::NAMES.path {
        // Five hundred awards, two thousand people.
        "bid-packages" => 500 * 130,
        "dat-draws" => 2_000 * 39,
        _ => 0,
    };
    let size = sent + made + SERVERS_OWN;
    assert!(size <= MOST_OF_A_RECORD, "{}: {size} bytes", R::NAMES.one);
}
