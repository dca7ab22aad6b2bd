//! Whole requests: what is accepted, why not, and what is to be mended.

use crate::support::{Bytes, Verdict, cases};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use webhook_signature::{Envelope, Headers, Options, TimestampError, Webhook, explain};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    name: String,
    body: Bytes,
    headers: Vec<(String, String)>,
    secrets: Vec<String>,
    now: i64,
    tolerance: u64,
    allow_untimed: bool,
}

impl Request {
    fn headers(&self) -> Headers<'_> {
        let pairs = self.headers.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
    }

    fn options(&self) -> Options {
        Options { now: self.now, tolerance: self.tolerance, allow_untimed: self.allow_untimed }
    }
}

#[derive(Deserialize)]
struct EventCase {
    #[serde(flatten)]
    request: Request,
    verdict: Verdict,
    reason: Option<String>,
}

#[test]
fn every_event_gets_its_verdict_and_reason() {
    for EventCase { request, verdict, reason } in cases("events") {
        let Bytes(body) = &request.body;
        let answer = match Webhook::new(&texts(&request.secrets)) {
            Err(_) => (Verdict::Refused, reason.clone()),
            Ok(webhook) => match webhook.construct_event(body, &request.headers(), &request.options()) {
                Ok(_) => (Verdict::Valid, None),
                Err(reason) => (Verdict::Invalid, Some(reason.as_str().to_owned())),
            },
        };
        assert_eq!(answer, (verdict, reason), "{}", request.name);
    }
}

#[test]
fn what_is_accepted_is_read_as_serde_reads_it() {
    let mut compared = 0;
    for EventCase { request, verdict, .. } in cases("events") {
        let Bytes(body) = &request.body;
        // serde_json has a level less, and no number beyond a double's range.
        let Ok(expected) = serde_json::from_slice::<Value>(body) else {
            continue;
        };
        if verdict == Verdict::Valid {
            let event = Envelope::read(body).unwrap();
            assert_eq!(expected["id"], *event.id, "{}", request.name);
            assert_eq!(expected["type"], *event.event_type, "{}", request.name);
            assert_eq!(expected["centerId"], *event.center_id, "{}", request.name);
            assert_eq!(expected["createdAt"], *event.created_at, "{}", request.name);
            let data: Value = serde_json::from_str(event.data).unwrap();
            assert_eq!(expected["data"], data, "{}", request.name);
            compared += 1;
        }
    }
    assert!(compared > 30);
}

#[test]
fn the_reasons_of_the_vectors_are_all_there_are() {
    let events = cases::<EventCase>("events").into_iter();
    let reasons: BTreeSet<_> = events.filter_map(|case| case.reason).collect();
    let expected = [
        "header_mismatch",
        "malformed_header",
        "missing_header",
        "no_match",
        "not_json",
        "secret_malformed",
        "secret_missing",
        "timestamp_too_new",
        "timestamp_too_old",
        "unknown_shape",
    ];
    assert!(reasons.iter().eq(expected));
}

#[derive(Deserialize)]
struct Explanation {
    #[serde(flatten)]
    request: Request,
    findings: Vec<String>,
}

#[test]
fn every_fault_is_explained() {
    for Explanation { request, findings } in cases("explanations") {
        let found = explain(&request.body.0, &request.headers(), &texts(&request.secrets), &request.options());
        let codes: Vec<_> = found.iter().map(|finding| finding.as_str()).collect();
        assert_eq!(codes, findings, "{}", request.name);
        for finding in found {
            assert!(finding.to_string().len() > 20, "{finding:?}");
        }
    }
}

#[test]
fn what_is_explained_agrees_with_what_is_refused() {
    for EventCase { request, reason, .. } in cases("events") {
        let findings = explain(&request.body.0, &request.headers(), &texts(&request.secrets), &request.options());
        let codes: Vec<_> = findings.iter().map(|finding| finding.as_str()).collect();
        match reason.as_deref() {
            None => assert_eq!(codes, [""; 0], "{}", request.name),
            // What is mended says more than that it is malformed.
            Some("secret_malformed") => {
                assert!(codes[0].starts_with("secret_"), "{}", request.name)
            }
            Some(reason) => assert_eq!(codes[0], reason, "{}", request.name),
        }
    }
}

#[derive(Deserialize)]
struct Signed {
    name: String,
    body: Bytes,
    id: String,
    timestamp: i64,
    secrets: Vec<String>,
    headers: BTreeMap<String, String>,
}

#[test]
fn signing_makes_every_header() {
    for case in cases::<Signed>("signed") {
        let webhook = Webhook::new(&texts(&case.secrets)).unwrap();
        let headers = webhook.sign(&case.id, case.timestamp, &case.body.0);
        let headers = headers.unwrap().into_iter();
        let headers: BTreeMap<_, _> = headers.map(|(header, value)| (header.name().to_owned(), value)).collect();
        assert_eq!(headers, case.headers, "{}", case.name);
    }
}

#[test]
fn only_whole_seconds_since_1970_are_signed() {
    let webhook = Webhook::new(&["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]).unwrap();
    let sign = |timestamp| webhook.sign("del_1", timestamp, b"");
    for seconds in [0, 1_780_236_202, 253_402_300_799] {
        assert!(sign(seconds).is_ok(), "{seconds}");
    }
    for other in [-1, 253_402_300_800, 1_780_236_202_000, 1_780_236_202_000_000_000, i64::MIN, i64::MAX] {
        assert_eq!(sign(other), Err(TimestampError), "{other}");
    }
}

fn texts(secrets: &[String]) -> Vec<&str> {
    secrets.iter().map(String::as_str).collect()
}
