//! Whole requests that nobody thought of, and another's HMAC for a judge.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use proptest::{collection::vec, prelude::*, sample::select};
use webhook_signature::{
    Envelope, Hashes, Header, Headers, InnerHash, Mac, Options, Reason, Secrets, Webhook, explain, signed_prefix,
};

const NOW: i64 = 1_780_236_202;

fn secret(key: &[u8]) -> String {
    format!("whsec_{}", BASE64.encode(key))
}

fn mac(key: &[u8], message: &[u8]) -> Mac {
    hmac_sha256::HMAC::mac(message, key)
}

/// As RFC 2104 says, with another's SHA-256.
fn inner_hash(key: &[u8], message: &[u8]) -> InnerHash {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&hmac_sha256::Hash::hash(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    hmac_sha256::Hash::hash(&[&block.map(|byte| byte ^ 0x36)[..], message].concat())
}

fn event(id: &str, note: &str) -> Vec<u8> {
    let body = serde_json::json!({
        "id": id, "type": "booking.created", "centerId": "c", "createdAt": "t", "data": { "note": note },
    });
    body.to_string().into_bytes()
}

fn headers(signed: &[(Header, String)]) -> Headers<'_> {
    let signed = signed.iter();
    signed.map(|(header, value)| (header.name(), value.as_bytes())).collect()
}

fn any_key() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 24..=64)
}

/// A header value, most often nearly a good one.
fn any_value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..80),
        "[0-9a-f]{64}|v1,[A-Za-z0-9+/]{43}=|[0-9]{1,20}|del_[a-z0-9.]{1,9}".prop_map(String::into_bytes),
    ]
}

/// Text of the characters that JSON is made of.
fn json_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = select(vec![
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "d83d", "\\udeeb", "\"a\"", "\"id\":", "null", "true", "-",
        "0", "12", ".5", "e+1", " ", "\n", "é", "\0",
    ]);
    vec(piece, 0..24).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn signatures_are_those_of_an_independent_hmac(key in any_key(), body in vec(any::<u8>(), 0..300), timestamp in 0..=NOW) {
        let secret = secret(&key);
        let signed = Webhook::new(&[&secret]).unwrap().sign("del_1", timestamp, &body).unwrap();
        let value = |wanted| signed.iter().find(|(header, _)| *header == wanted).unwrap().1.clone();
        let hex: String = mac(secret.as_bytes(), &body).iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(value(Header::AviationAlleySignature), hex);
        let message = [format!("del_1.{timestamp}.").as_bytes(), &body].concat();
        prop_assert_eq!(value(Header::Signature), format!("v1,{}", BASE64.encode(mac(&key, &message))));
    }

    #[test]
    fn what_is_signed_is_accepted_by_any_of_several_secrets(
        keys in vec(any_key(), 1..4), at in any::<prop::sample::Index>(), note in ".{0,40}", age in -300..=300_i64,
    ) {
        let secrets: Vec<_> = keys.iter().map(|key| secret(key)).collect();
        let secrets: Vec<_> = secrets.iter().map(String::as_str).collect();
        let body = event("del_1", &note);
        let signed = Webhook::new(&[secrets[at.index(secrets.len())]]).unwrap().sign("del_1", NOW - age, &body).unwrap();
        let webhook = Webhook::new(&secrets).unwrap();
        let event = webhook.construct_event(&body, &headers(&signed), &Options::at(NOW)).unwrap();
        prop_assert_eq!(event.id, "del_1");
        prop_assert_eq!(explain(&body, &headers(&signed), &secrets, &Options::at(NOW)), []);
    }

    #[test]
    fn a_host_that_hashes_gets_the_same_answer(
        key in any_key(), other in any_key(), body in prop_oneof![json_like(), ".{0,9}".prop_map(|note| event("del_1", &note))],
        now in NOW - 302..NOW + 302, replaced in select(Header::ALL.to_vec()), value in any_value(), replace in any::<bool>(),
    ) {
        let (ours, another) = (secret(&key), secret(&other));
        let mut signed = Webhook::new(&[&ours]).unwrap().sign("del_1", NOW, &body).unwrap();
        if replace {
            signed.retain(|(header, _)| *header != replaced);
        }
        let mut headers = headers(&signed);
        if replace {
            headers.add(replaced.name(), &value);
        }
        let options = Options::at(now);
        let webhook = Webhook::new(&[&another, &ours]).unwrap();
        let direct = webhook.construct_event(&body, &headers, &options);
        let by_host = signed_prefix(&headers, options.allow_untimed).and_then(|prefix| {
            let message = [prefix.unwrap_or_default().as_bytes(), &body].concat();
            let hashes = Hashes {
                of_body: [&another, &ours].map(|secret| inner_hash(secret.as_bytes(), &body)).to_vec(),
                of_signed: [&other, &key].map(|key| inner_hash(key, &message)).to_vec(),
            };
            webhook.construct_hashed_event(&body, &headers, &hashes, &options)
        });
        prop_assert_eq!(direct, by_host);
    }

    #[test]
    fn a_host_that_hashes_gets_the_same_verdict(
        key in any_key(), other in any_key(), signed in ".{0,99}", body in ".{0,99}", header in any_value(), ours in any::<bool>(),
    ) {
        let (new, old) = (secret(&key), secret(&other));
        let secrets = Secrets::new(&[&new, &old]).unwrap();
        let header = if ours { Secrets::new(&[&old]).unwrap().sign(signed.as_bytes()).into_bytes() } else { header };
        for body in [signed.as_bytes(), body.as_bytes()] {
            let hashes = [&new, &old].map(|secret| inner_hash(secret.as_bytes(), body));
            let expected = ours && body == signed.as_bytes();
            prop_assert_eq!(secrets.verify(body, &header), expected);
            prop_assert_eq!(secrets.verify_hashed(&hashes, &header), expected);
        }
    }

    #[test]
    fn no_stranger_is_accepted_or_makes_it_panic(
        body in prop_oneof![vec(any::<u8>(), 0..100), json_like()],
        pairs in vec((select(Header::ALL.to_vec()), any_value()), 0..8),
        now in any::<i64>(), tolerance in any::<u64>(), allow_untimed in any::<bool>(),
    ) {
        let headers: Headers<'_> = pairs.iter().map(|(header, value)| (header.name(), value.as_slice())).collect();
        let options = Options { now, tolerance, allow_untimed };
        let secret = secret(&[7; 32]);
        let refused = Webhook::new(&[&secret]).unwrap().construct_event(&body, &headers, &options).unwrap_err();
        prop_assert!(matches!(
            refused,
            Reason::MissingHeader(_) | Reason::MalformedHeader(_) | Reason::NoMatch
        ));
        prop_assert_eq!(explain(&body, &headers, &[&secret], &options)[0].as_str(), refused.as_str());
    }

    #[test]
    fn any_secret_can_be_explained(text in "[ \n\"']{0,2}(whsec_)?.{0,50}[ \n\"']{0,2}") {
        let found = explain(b"", &Headers::default(), &[&text], &Options::at(NOW));
        prop_assert!(!found.is_empty());
    }

    #[test]
    fn json_is_read_as_serde_reads_it(body in json_like()) {
        let ours = Envelope::read(&body) != Err(Reason::NotJson);
        prop_assert_eq!(ours, is_json(&body), "{}", String::from_utf8_lossy(&body));
    }

    #[test]
    fn json_that_is_broken_is_read_as_serde_reads_it(
        note in ".{0,20}", at in any::<prop::sample::Index>(), byte in select(b"{}[]:,\"\\ 0-ue\x00\xff".to_vec()),
    ) {
        let mut body = event("del_1", &note);
        let at = at.index(body.len());
        body[at] = byte;
        let ours = Envelope::read(&body) != Err(Reason::NotJson);
        prop_assert_eq!(ours, is_json(&body), "{}", String::from_utf8_lossy(&body));
    }
}

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(body).is_ok()
}
