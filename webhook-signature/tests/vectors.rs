//! The cases that the JavaScript and Python packages are tested with as well.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Deserialize;
use webhook_signature::{Secret, standard::Key};

#[derive(Deserialize)]
struct Vectors {
    aviationalley: Vec<Case>,
    standard: Vec<StandardCase>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    secret: String,
    body: String,
    header: String,
    verdict: Verdict,
}

#[derive(Deserialize)]
struct StandardCase {
    id: String,
    timestamp: i64,
    #[serde(flatten)]
    case: Case,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Valid,
    Invalid,
    Refused,
}

impl From<bool> for Verdict {
    fn from(verified: bool) -> Self {
        if verified { Self::Valid } else { Self::Invalid }
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../tests/vectors.json")).unwrap()
}

#[test]
fn the_aviationalley_header_gets_the_verdict_of_every_vector() {
    for case in vectors().aviationalley {
        let body = BASE64.decode(case.body).unwrap();
        let verdict = Secret::new(&case.secret).map_or(Verdict::Refused, |secret| {
            secret.verify(&body, case.header.as_bytes()).into()
        });
        assert_eq!(verdict, case.verdict, "{}", case.name);
    }
}

#[test]
fn signing_makes_the_header_of_every_valid_vector() {
    for case in vectors().aviationalley {
        if case.verdict == Verdict::Valid {
            let body = BASE64.decode(case.body).unwrap();
            let header = Secret::new(&case.secret).unwrap().sign(&body);
            assert_eq!(header, case.header, "{}", case.name);
        }
    }
}

#[test]
fn the_standard_header_gets_the_verdict_of_every_vector() {
    for StandardCase {
        id,
        timestamp,
        case,
    } in vectors().standard
    {
        let body = BASE64.decode(case.body).unwrap();
        let verdict = Key::from_secret(&case.secret).map_or(Verdict::Refused, |key| {
            key.verify(&id, timestamp, &body, case.header.as_bytes())
                .into()
        });
        assert_eq!(verdict, case.verdict, "{}", case.name);
    }
}

#[test]
fn standard_signing_makes_one_of_the_signatures_of_every_valid_vector() {
    for StandardCase {
        id,
        timestamp,
        case,
    } in vectors().standard
    {
        if case.verdict == Verdict::Valid {
            let body = BASE64.decode(case.body).unwrap();
            let key = Key::from_secret(&case.secret).unwrap();
            let signature = key.sign(&id, timestamp, &body);
            let mut signatures = case.header.split(' ');
            assert!(signatures.any(|one| one == signature), "{}", case.name);
        }
    }
}
