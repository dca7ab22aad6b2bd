//! HMAC-SHA256 with the key prepared once.
//!
//! A crate of its own, so that it can be compiled for speed in a profile that optimizes for size.
//!
//! HMAC is RFC 2104, over RustCrypto's SHA-256 (FIPS 180-4), tested with RFC 4231 and Wycheproof. It is
//! assembled here because a host with a faster SHA-256 may compute the inner hash, and no library resumes from there.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use sha2::{Digest as _, Sha256};

/// An HMAC-SHA256 code.
pub type Mac = [u8; 32];

/// RFC 2104's `H(K XOR ipad, text)`: an HMAC without its final hash of 96 bytes.
pub type InnerHash = [u8; 32];

/// The block size of SHA-256 in bytes: RFC 2104's B.
const BLOCK: usize = 64;

/// A key with both pads already hashed, which saves two SHA-256 blocks per message.
#[derive(Clone)]
pub struct PreparedKey {
    inner: Sha256,
    outer: Sha256,
}

impl PreparedKey {
    /// `None` for an empty key, which anyone could sign with; HMAC takes keys of every other length.
    #[must_use]
    pub fn new(key: &[u8]) -> Option<Self> {
        if key.is_empty() {
            return None;
        }
        let mut block = [0; BLOCK];
        if let Some(start) = block.get_mut(..key.len()) {
            start.copy_from_slice(key);
        } else {
            let hash = digest(Sha256::new(), &[key]);
            block[..hash.len()].copy_from_slice(&hash);
        }
        let padded = |pad| Sha256::new_with_prefix(block.map(|byte| byte ^ pad));
        Some(Self { inner: padded(0x36), outer: padded(0x5c) })
    }

    /// The code of `parts`, one after the other.
    #[must_use]
    pub fn authenticate(&self, parts: &[&[u8]]) -> Mac {
        self.finish(&digest(self.inner.clone(), parts))
    }

    /// The code of the message with this inner hash.
    #[must_use]
    pub fn finish(&self, hash: &InnerHash) -> Mac {
        digest(self.outer.clone(), &[hash])
    }
}

/// Not inlined, since it is most of the code.
#[inline(never)]
fn digest(mut start: Sha256, parts: &[&[u8]]) -> [u8; 32] {
    for part in parts {
        start.update(part);
    }
    start.finalize().into()
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{BLOCK, Mac, PreparedKey};
    use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
    use serde_json::Value;
    use sha2::{Digest as _, Sha256};
    use std::vec::Vec;

    fn published(section: &str) -> Vec<(Value, Vec<u8>, Mac)> {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors.json")).unwrap();
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
        assert_eq!(whole, key.authenticate(&[b"what do ya ", b"", b"want for nothing?"]));
    }

    #[test]
    fn a_host_may_hash_the_message_behind_the_keys_inner_pad() {
        let key = [0x0b; 20];
        let mut padded = [0x36; BLOCK];
        for (pad, byte) in padded.iter_mut().zip(key) {
            *pad ^= byte;
        }
        let hash = Sha256::new_with_prefix(padded).chain_update(b"Hi There").finalize();
        let prepared = PreparedKey::new(&key).unwrap();
        assert_eq!(prepared.finish(&hash.into()), prepared.authenticate(&[b"Hi There"]));
    }
}
