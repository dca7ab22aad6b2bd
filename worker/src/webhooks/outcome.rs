//! [`Outcome`] and [`Entry`]: attempts as the delivery log stores them.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    app::{Answer, Response},
    time::Instant,
    wire_enum,
};

wire_enum! {
    pub enum Outcome {
        /// A 2xx within the timeout.
        Success = "success",
        /// Another status.
        Status = "status",
        Timeout = "timeout",
        /// No response: the host is unknown, or the connection was refused or reset.
        Network = "network",
        /// A crash of ours cut the attempt off. It is made again and does not count.
        Interrupted = "interrupted",
    }
}

/// A response header longer than this many bytes is not kept, nor is one that would make all of them longer than four
/// times as many.
const HEADER_KEPT: usize = 1024;

/// A completed attempt.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    started_at: Instant,
    duration_ms: u64,
    pub outcome: Outcome,
    pub response_status: Option<u16>,
    /// The runtime's error message.
    detail: Option<String>,
    /// JSON text: an object of header names and values.
    response_headers: Option<String>,
    response_body: Option<String>,
}

impl Entry {
    pub fn new(answer: &Answer, started_at: Instant, took: Duration, timeout: Duration) -> Self {
        let (outcome, detail) = match answer {
            Answer::Response(response) if response.is_success() => (Outcome::Success, None),
            Answer::Response(_) => (Outcome::Status, None),
            Answer::Timeout => {
                let detail = format!("No answer within {} ms.", timeout.as_millis());
                (Outcome::Timeout, Some(detail))
            }
            Answer::Network(cause) => (Outcome::Network, Some(cause.clone())),
        };
        let response = match answer {
            Answer::Response(response) => Some(response),
            Answer::Timeout | Answer::Network(_) => None,
        };
        Self {
            started_at,
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            outcome,
            response_status: response.map(|response| response.status),
            detail,
            response_headers: response.map(|response| headers(response).to_string()),
            response_body: response.map(body),
        }
    }
}

/// Several values of one name are joined with commas, as HTTP allows.
fn headers(response: &Response) -> Value {
    let mut kept = Map::new();
    let mut room = HEADER_KEPT * 4;
    for (name, value) in &response.headers {
        let size = name.len() + value.len();
        if size > HEADER_KEPT || size > room {
            continue;
        }
        room -= size;
        let joined = match kept.get(name).and_then(Value::as_str) {
            Some(before) => format!("{before}, {value}"),
            None => value.clone(),
        };
        kept.insert(name.clone(), json!(joined));
    }
    Value::Object(kept)
}

/// At most [`BODY_KEPT`](Response::BODY_KEPT) bytes of text. Bytes that are not UTF-8 become U+FFFD, which takes three
/// bytes each; so does NUL, at which the database would end the text.
fn body(response: &Response) -> String {
    let mut text = String::from_utf8_lossy(&response.body).replace('\0', "\u{fffd}");
    text.truncate(text.floor_char_boundary(Response::BODY_KEPT));
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::Entry;
    use crate::{
        app::{Answer, Response},
        time::Instant,
    };

    fn kept(response: Response) -> Value {
        let answer = Answer::Response(response);
        json!(Entry::new(&answer, Instant::EPOCH, Duration::ZERO, Duration::ZERO))
    }

    #[test]
    fn a_body_is_kept_to_16_kib_and_as_text_whatever_it_is() {
        let entry = kept(Response { status: 500, body: vec![b'x'; 100_000], ..Response::default() });
        assert_eq!(entry["responseBody"].as_str().unwrap().len(), 16 * 1024);
        let entry = kept(Response { body: b"a\0b\xffc".to_vec(), ..Response::default() });
        assert_eq!(entry["responseBody"], "a\u{fffd}b\u{fffd}c");
        for byte in [0xff, 0] {
            let entry = kept(Response { body: vec![byte; 16 * 1024], ..Response::default() });
            let stored = entry["responseBody"].as_str().unwrap().len();
            assert!((16 * 1024 - 2..=16 * 1024).contains(&stored), "{stored}");
        }
    }

    #[test]
    fn headers_are_kept_joined_and_bounded() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut headers = vec![header("vary", "a"), header("vary", "b"), header("big", &"x".repeat(2_000))];
        headers.extend((0..100).map(|index| header(&format!("x-{index}"), &"y".repeat(100))));
        let entry = kept(Response { headers, ..Response::default() });
        let text = entry["responseHeaders"].as_str().unwrap();
        let kept: Value = serde_json::from_str(text).unwrap();
        assert_eq!(kept["vary"], "a, b");
        assert_eq!(kept["big"], Value::Null);
        assert!((30..50).contains(&kept.as_object().unwrap().len()));
    }
}
