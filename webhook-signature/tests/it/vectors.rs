//! One signature header and a body.

use crate::support::{Bytes, Verdict, cases};
use serde::Deserialize;
use webhook_signature::{Secret, Secrets, standard::Key};

#[derive(Deserialize)]
struct Case {
    name: String,
    secret: String,
    body: Bytes,
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

#[test]
fn the_aviationalley_header_gets_the_verdict_of_every_vector() {
    for case in cases::<Case>("aviationalley") {
        let Bytes(body) = case.body;
        let verdict = Secret::new(&case.secret)
            .map_or(Verdict::Refused, |secret| secret.verify(&body, case.header.as_bytes()).into());
        assert_eq!(verdict, case.verdict, "{}", case.name);
    }
}

#[test]
fn a_secret_beside_others_gets_the_same_verdicts() {
    for case in cases::<Case>("aviationalley") {
        let Bytes(body) = case.body;
        for secrets in [[&case.secret, "another"], ["another", &case.secret]] {
            let verdict = Secrets::new(&secrets)
                .map_or(Verdict::Refused, |secrets| secrets.verify(&body, case.header.as_bytes()).into());
            assert_eq!(verdict, case.verdict, "{}", case.name);
        }
    }
}

#[test]
fn signing_makes_the_header_of_every_valid_vector() {
    for case in cases::<Case>("aviationalley") {
        if case.verdict == Verdict::Valid {
            let header = Secret::new(&case.secret).unwrap().sign(&case.body.0);
            assert_eq!(header, case.header, "{}", case.name);
        }
    }
}

#[test]
fn the_standard_header_gets_the_verdict_of_every_vector() {
    for StandardCase { id, timestamp, case } in cases("standard") {
        let verdict = Key::from_secret(&case.secret)
            .map_or(Verdict::Refused, |key| key.verify(&id, timestamp, &case.body.0, case.header.as_bytes()).into());
        assert_eq!(verdict, case.verdict, "{}", case.name);
    }
}

#[test]
fn standard_signing_makes_a_signature_of_every_vector() {
    for StandardCase { id, timestamp, case } in cases("standard") {
        if case.verdict == Verdict::Valid {
            let key = Key::from_secret(&case.secret).unwrap();
            let signature = key.sign(&id, timestamp, &case.body.0);
            let mut signatures = case.header.split(' ');
            assert!(signatures.any(|one| one == signature), "{}", case.name);
        }
    }
}
