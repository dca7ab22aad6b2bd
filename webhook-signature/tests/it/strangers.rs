//! What no list of cases can hold: any header at all, any body, any secret.

use proptest::{collection::vec, prelude::*};
use webhook_signature::{Secret, SecretError, standard};

const TEXT: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn secret() -> Secret {
    Secret::new(TEXT).unwrap()
}

fn key() -> standard::Key {
    standard::Key::from_secret(TEXT).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn what_a_secret_signs_it_verifies(text in ".{1,100}", body in vec(any::<u8>(), 0..300)) {
        let secret = Secret::new(&text).unwrap();
        let header = secret.sign(&body);
        prop_assert!(header.len() == 64 && header.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
        prop_assert!(secret.verify(&body, header.as_bytes()));
    }

    #[test]
    fn no_other_header_verifies(header in vec(any::<u8>(), 0..200), body in vec(any::<u8>(), 0..100)) {
        prop_assert!(!secret().verify(&body, &header));
        prop_assert!(!key().verify("del_1", 1, &body, &header));
    }

    #[test]
    fn a_header_with_one_byte_changed_fails(at in 0_usize..64, other in any::<u8>()) {
        let mut header = secret().sign(b"").into_bytes();
        prop_assume!(header[at] != other);
        header[at] = other;
        prop_assert!(!secret().verify(b"", &header));
    }

    #[test]
    fn a_body_with_one_bit_flipped_fails(mut body in vec(any::<u8>(), 1..300), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let header = secret().sign(&body);
        let signature = key().sign("del_1", 1, &body);
        let at = at.index(body.len());
        body[at] ^= 1_u8 << bit;
        prop_assert!(!secret().verify(&body, header.as_bytes()));
        prop_assert!(!key().verify("del_1", 1, &body, signature.as_bytes()));
    }

    #[test]
    fn a_standard_signature_is_found_wherever_it_stands(
        before in vec("[!-~]{0,60}", 0..4), after in vec("[!-~]{0,60}", 0..4),
        id in "[a-z_0-9]{1,40}", timestamp in any::<i64>(), body in vec(any::<u8>(), 0..100),
    ) {
        let ours = vec![key().sign(&id, timestamp, &body)];
        let header = [before, ours, after].concat().join(" ");
        prop_assert!(key().verify(&id, timestamp, &body, header.as_bytes()));
        prop_assert!(!key().verify(&id, timestamp.wrapping_add(1), &body, header.as_bytes()));
    }

    #[test]
    fn any_text_is_a_key_or_an_error(text in "(whsec_)?.{0,100}") {
        if let Ok(key) = standard::Key::from_secret(&text) {
            prop_assert!(key.verify("del_1", 1, b"", key.sign("del_1", 1, b"").as_bytes()));
        }
    }
}

#[test]
fn an_empty_secret_is_refused() {
    assert_eq!(Secret::new("").unwrap_err(), SecretError::Missing);
    assert_eq!(standard::Key::from_secret("").unwrap_err(), SecretError::Missing);
}

#[test]
fn debug_output_never_shows_a_secret() {
    assert_eq!(format!("{:?} {:?}", secret(), key()), "Secret(redacted) Key(redacted)");
}
