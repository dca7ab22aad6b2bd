//! How large an answer may grow.

use std::collections::HashSet;

use aviationalley_worker::records::BidPackage;
use serde_json::{Value, json};

use crate::{
    fixtures::{Fixture, copy_record},
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
            let path = format!(
                "/api/v1/bid-packages/{}/{verb}",
                package["id"].as_str().unwrap()
            );
            client.post(&path, json!({})).expect(200);
        }
    }
    read_all(&client, "/api/v1/events", COPIES as usize + 1);
}
