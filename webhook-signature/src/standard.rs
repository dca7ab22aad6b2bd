//! `webhook-signature`, as Standard Webhooks 1.0 defines it.

use crate::SecretError;
use alloc::string::{String, ToString as _};
use base64ct::{Base64, Encoding as _};
use core::{fmt, ops::RangeInclusive};
use hmac_key::{InnerHash, Mac, PreparedKey};
use subtle::{Choice, ConstantTimeEq as _};

pub(crate) const PREFIX: &str = "whsec_";

/// How many bytes the specification lets a secret have.
const LENGTHS: RangeInclusive<usize> = 24..=64;

const VERSION: &str = "v1,";

/// The bytes that a secret encodes, ready to sign and verify any number of messages.
#[derive(Clone)]
pub struct Key(PreparedKey);

impl Key {
    /// Takes the secret as its owner was shown it, `whsec_` and all.
    ///
    /// # Errors
    /// [`SecretError::Missing`] for an empty one, [`SecretError::Malformed`] unless what follows `whsec_` is the padded
    /// base64 of 24 to 64 bytes.
    pub fn from_secret(secret: &str) -> Result<Self, SecretError> {
        if secret.is_empty() {
            return Err(SecretError::Missing);
        }
        secret
            .strip_prefix(PREFIX)
            .and_then(|encoded| {
                Base64::decode(encoded, &mut [0; *LENGTHS.end()])
                    .ok()
                    .filter(|bytes| LENGTHS.contains(&bytes.len()))
                    .and_then(PreparedKey::new)
            })
            .map(Self)
            .ok_or(SecretError::Malformed)
    }

    /// One signature for the header, `v1,` and base64. `timestamp` is the attempt's, in seconds since 1970.
    ///
    /// While a secret is being rotated the header carries one such signature per secret, separated by spaces.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        item(&self.mac(&signed_prefix(id, timestamp), body))
    }

    /// Whether one of the signatures in `header` is ours. Unknown versions and malformed signatures are passed over.
    ///
    /// How old `timestamp` may be is for the caller to say, who has a clock.
    #[must_use]
    pub fn verify(&self, id: &str, timestamp: i64, body: &[u8], header: &[u8]) -> bool {
        matches(&[self.mac(&signed_prefix(id, timestamp), body)], header)
    }

    pub(crate) fn mac(&self, signed_prefix: &str, body: &[u8]) -> Mac {
        self.0.authenticate(&[signed_prefix.as_bytes(), body])
    }

    pub(crate) fn finish(&self, hash: &InnerHash) -> Mac {
        self.0.finish(hash)
    }
}

/// What is signed in front of the body.
pub(crate) fn signed_prefix(id: &str, timestamp: i64) -> String {
    [id, ".", &timestamp.to_string(), "."].concat()
}

/// Whether one of the signatures in `header` is one of these codes. Unknown versions and malformed signatures are passed over.
///
/// What the header says is compared as text and never decoded. Every signature is compared with every code, also after a
/// match, by `ct_eq`, whose time depends on the length only.
pub(crate) fn matches(macs: &[Mac], header: &[u8]) -> bool {
    macs.iter()
        .map(item)
        .flat_map(|expected| items(header).map(move |item| item.ct_eq(expected.as_bytes())))
        .fold(Choice::from(0), |found, same| found | same)
        .into()
}

/// Whether the header has a signature that could be ours.
pub(crate) fn is_well_formed(header: &[u8]) -> bool {
    items(header).any(|item| {
        item.strip_prefix(VERSION.as_bytes())
            .and_then(|encoded| encoded.split_last_chunk())
            .is_some_and(|(code, last): (_, &[u8; 1])| code.len() == 43 && last == b"=" && code.iter().all(is_base64))
    })
}

fn items(header: &[u8]) -> impl Iterator<Item = &[u8]> {
    header.split(|byte| *byte == b' ')
}

fn item(mac: &Mac) -> String {
    let mut code = [0; 44];
    [VERSION, Base64::encode(mac, &mut code).unwrap_or_default()].concat()
}

const fn is_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}
