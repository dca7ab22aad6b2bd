//! `webhook-signature`, as Standard Webhooks 1.0 defines it.

use crate::mac::PreparedKey;
use alloc::{format, string::String};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use core::{error::Error, fmt, ops::RangeInclusive};
use subtle::{Choice, ConstantTimeEq as _};

const PREFIX: &str = "whsec_";

/// How many bytes the specification lets a secret have.
const LENGTHS: RangeInclusive<usize> = 24..=64;

/// The bytes that a secret encodes, ready to sign and verify any number of messages.
#[derive(Clone)]
pub struct Key(PreparedKey);

impl Key {
    /// Takes the secret as its owner was shown it, `whsec_` and all.
    ///
    /// # Errors
    /// [`InvalidSecret`] unless what follows `whsec_` is the padded base64 of 24 to 64 bytes.
    pub fn from_secret(secret: &str) -> Result<Self, InvalidSecret> {
        let encoded = secret.strip_prefix(PREFIX).ok_or(InvalidSecret)?;
        let bytes = BASE64.decode(encoded).map_err(|_| InvalidSecret)?;
        if !LENGTHS.contains(&bytes.len()) {
            return Err(InvalidSecret);
        }
        PreparedKey::new(&bytes).map(Self).ok_or(InvalidSecret)
    }

    /// One signature for the header, `v1,` and base64. `timestamp` is the attempt's, in seconds since 1970.
    ///
    /// While a secret is being rotated the header carries one such signature per secret, separated by spaces.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let signed = format!("{id}.{timestamp}.");
        let mac = self.0.authenticate(&[signed.as_bytes(), body]);
        format!("v1,{}", BASE64.encode(mac))
    }

    /// Whether one of the signatures in `header` is ours; unknown versions and malformed ones are passed over.
    ///
    /// How old `timestamp` may be is for the caller to say, who has a clock.
    ///
    /// What the header says is compared as text and never decoded. Every signature in it is looked at, also after a
    /// match, and the time one takes depends on its length only.
    #[must_use]
    pub fn verify(&self, id: &str, timestamp: i64, body: &[u8], header: &[u8]) -> bool {
        let expected = self.sign(id, timestamp, body);
        header
            .split(|byte| *byte == b' ')
            .map(|signature| signature.ct_eq(expected.as_bytes()))
            .fold(Choice::from(0), |found, same| found | same)
            .into()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}

/// The secret is not one that Standard Webhooks knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSecret;

impl fmt::Display for InvalidSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a signing secret is `whsec_` and the base64 of 24 to 64 bytes")
    }
}

impl Error for InvalidSecret {}
