//! From a committed event to a final state, whatever the receiver and we ourselves do.

use std::time::Duration;

use serde_json::Value;

use crate::support::Client;

mod attempts;
mod crashes;
mod log;

pub const HOOK: &str = "https://example.com/hook";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub fn the_delivery(client: &Client, endpoint: &str) -> Value {
    let list = client.get(&format!("/api/v1/webhook-endpoints/{endpoint}/deliveries")).expect(200);
    let id = list["data"][0]["id"].as_str().unwrap();
    let delivery = client.get(&format!("/api/v1/webhook-deliveries/{id}")).expect(200);
    let mut in_short = delivery.clone();
    for attempt in in_short["attempts"].as_array_mut().unwrap() {
        attempt.as_object_mut().unwrap().remove("response");
    }
    assert_eq!(list["data"][0], in_short);
    delivery
}

/// Oldest first.
pub fn outcomes(delivery: &Value) -> Vec<&str> {
    let attempts = delivery["attempts"].as_array().unwrap();
    attempts.iter().rev().map(|attempt| attempt["outcome"].as_str().unwrap()).collect()
}
