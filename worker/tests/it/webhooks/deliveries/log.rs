//! The delivery log, however many attempts there are and whatever receivers answered.

use aviationalley_worker::app::{Answer, Response};
use serde_json::{Value, json};

use super::{HOOK, the_delivery};
use crate::support::{Client, World, status};

/// A delivery that was attempted so often.
struct Case<'w> {
    client: Client<'w>,
    endpoint: String,
    path: String,
}

impl<'w> Case<'w> {
    fn attempted(world: &'w World, times: usize, answer: Answer) -> Self {
        let client = world.center();
        let (endpoint, _) = client.subscribe(HOOK, &["trainee.created"]);
        world.network.answer(HOOK, [answer]);
        client.trainee("a@example.com");
        let id = the_delivery(&client, &endpoint)["id"].clone();
        let path = format!("/api/v1/webhook-deliveries/{}", id.as_str().unwrap());
        for _ in 1..times {
            let resend = format!("{path}/resend");
            client.post(&resend, json!({})).expect(202);
            world.settle();
        }
        Self { client, endpoint, path }
    }

    /// Every page of all attempts, each of at most 2 MB.
    fn pages(&self, limit: usize) -> Vec<Vec<Value>> {
        let (mut pages, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("{}/attempts?limit={limit}{cursor}", self.path);
            let page = self.client.get(&path).expect(200);
            assert!(page.to_string().len() <= 2_000_000);
            pages.push(page["data"].as_array().unwrap().clone());
            match page["pagination"]["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return pages,
            }
        }
    }
}

fn numbers(attempts: &[Value]) -> Vec<i64> {
    let number = |attempt: &Value| attempt["number"].as_i64().unwrap();
    attempts.iter().map(number).collect()
}

#[test]
fn a_delivery_shows_its_last_ten_attempts_newest_first() {
    let world = World::new();
    let case = Case::attempted(&world, 13, status(500));
    let delivery = the_delivery(&case.client, &case.endpoint);
    let attempts = delivery["attempts"].as_array().unwrap();
    assert_eq!(numbers(attempts), Vec::from_iter((4..=13).rev()));
    assert_eq!(attempts[0]["response"]["body"], "");
}

#[test]
fn all_attempts_are_paged_newest_first() {
    let world = World::new();
    let case = Case::attempted(&world, 13, status(500));
    let pages = case.pages(5);
    let lengths: Vec<_> = pages.iter().map(Vec::len).collect();
    assert_eq!(lengths, [5, 5, 3]);
    assert_eq!(numbers(&pages.concat()), Vec::from_iter((1..=13).rev()));
    let delivery = case.client.get(&case.path).expect(200);
    assert_eq!(delivery["attempts"], json!(pages.concat()[..10]));
    assert_eq!(case.pages(13).len(), 1, "no empty page at the end");
}

#[test]
fn a_cursor_of_another_deliverys_attempts_is_refused() {
    let world = World::new();
    let case = Case::attempted(&world, 2, status(500));
    let other = Case::attempted(&world, 2, status(500));
    let first = format!("{}/attempts?limit=1", case.path);
    let page = case.client.get(&first).expect(200);
    let cursor = page["pagination"]["nextCursor"].as_str().unwrap();
    for cursor in [cursor, "x"] {
        let path = format!("{}/attempts?cursor={cursor}", other.path);
        other.client.get(&path).refused(400, "invalid_request");
    }
    let path = format!("{}/attempts", case.path);
    other.client.get(&path).refused(404, "not_found");
}

#[test]
fn whatever_receivers_answer_no_answer_of_ours_passes_2_mb() {
    // As JSON six times as long; as UTF-8, three times.
    for byte in [1, 0xff] {
        let world = World::new();
        let answer = Response { status: 500, body: vec![byte; Response::BODY_KEPT], ..Response::default() };
        let case = Case::attempted(&world, 25, Answer::Response(answer));
        let delivery = the_delivery(&case.client, &case.endpoint);
        assert!(delivery.to_string().len() <= 2_000_000);
        let attempts = case.pages(200).concat();
        assert_eq!(numbers(&attempts), Vec::from_iter((1..=25).rev()));
        let kept = attempts[0]["response"]["body"].as_str().unwrap().len();
        assert!((Response::BODY_KEPT - 2..=Response::BODY_KEPT).contains(&kept));
        let test = format!("/api/v1/webhook-endpoints/{}/test", case.endpoint);
        let result = case.client.post(&test, json!({})).expect(200);
        assert_eq!(result["response"], attempts[0]["response"]);
    }
}
