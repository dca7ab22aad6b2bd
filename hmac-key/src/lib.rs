//! HMAC-SHA256 with the key prepared once.
//!
//! A crate of its own, so that a profile that is for size can have this compiled for speed.
//!
//! HMAC is RFC 2104 and SHA-256 FIPS 180-4, both RustCrypto's, checked against RFC 4231 and Wycheproof.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use hmac::{Hmac, KeyInit, Mac as _};
use sha2::Sha256;

/// An HMAC-SHA256 code, wherever it was computed.
pub type Mac = [u8; 32];

/// The state of an HMAC that has absorbed its key: two SHA-256 blocks that no later message pays for again.
#[derive(Clone)]
pub struct PreparedKey(Hmac<Sha256>);

impl PreparedKey {
    /// `None` for an empty key, which anyone could sign with; HMAC takes keys of every other length.
    #[must_use]
    pub fn new(key: &[u8]) -> Option<Self> {
        if key.is_empty() {
            return None;
        }
        Hmac::new_from_slice(key).ok().map(Self)
    }

    /// The code of `parts`, one after the other.
    #[must_use]
    pub fn authenticate(&self, parts: &[&[u8]]) -> Mac {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{Mac, PreparedKey};
    use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
    use serde_json::Value;
    use std::vec::Vec;

    fn published(section: &str) -> Vec<(Value, Vec<u8>, Mac)> {
        let vectors: Value =
            serde_json::from_str(include_str!("../../tests/vectors.json")).unwrap();
        let cases = vectors[section].as_array().unwrap().iter();
        cases
            .map(|case| {
                let bytes = |field: &str| BASE64.decode(case[field].as_str().unwrap()).unwrap();
                let key = PreparedKey::new(&bytes("key")).unwrap();
                let mac = key.authenticate(&[&bytes("body")]);
                (case.clone(), bytes("mac"), mac)
            })
            .collect()
    }

    #[test]
    fn it_is_the_hmac_of_rfc_4231() {
        let cases = published("rfc4231");
        assert_eq!(cases.len(), 7);
        for (case, expected, mac) in cases {
            // Case 5 publishes the first half of its code only.
            assert_eq!(mac[..expected.len()], expected, "{}", case["name"]);
        }
    }

    #[test]
    fn wycheproofs_codes_are_accepted_and_its_modified_ones_are_not() {
        let cases = published("wycheproof");
        assert!(cases.len() > 60);
        for (case, claimed, mac) in cases {
            let valid = case["verdict"] == "valid";
            assert_eq!(mac == claimed[..], valid, "{}", case["name"]);
        }
    }

    #[test]
    fn a_message_may_come_in_parts() {
        let key = PreparedKey::new(b"Jefe").unwrap();
        let whole = key.authenticate(&[b"what do ya want for nothing?"]);
        assert_eq!(
            whole,
            key.authenticate(&[b"what do ya ", b"", b"want for nothing?"])
        );
    }
}
