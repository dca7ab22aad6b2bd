//! `X-AviationAlley-Signature`.

use crate::mac::{Mac, PreparedKey};
use alloc::{string::String, vec::Vec};
use core::{error::Error, fmt};
use subtle::{Choice, ConstantTimeEq as _};

/// A signing secret, as its owner was shown it, ready to sign and verify any number of bodies.
#[derive(Clone)]
pub struct Secret(PreparedKey);

impl Secret {
    /// Takes the whole text, `whsec_` included: the documented snippets key the HMAC with its UTF-8 as it stands.
    ///
    /// # Errors
    /// [`SecretError::Missing`] for an empty one, which is most often an environment variable that is not set.
    pub fn new(secret: &str) -> Result<Self, SecretError> {
        PreparedKey::new(secret.as_bytes())
            .map(Self)
            .ok_or(SecretError::Missing)
    }

    /// The header's value: 64 lowercase hex digits.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> String {
        hex(&self.mac(body))
            .iter()
            .copied()
            .map(char::from)
            .collect()
    }

    /// Whether `header` is the signature of exactly these bytes. See [`matches_hex`].
    #[must_use]
    pub fn verify(&self, body: &[u8], header: &[u8]) -> bool {
        matches_hex(&[self.mac(body)], header)
    }

    pub(crate) fn mac(&self, body: &[u8]) -> Mac {
        self.0.authenticate(&[body])
    }
}

/// The secrets of one endpoint: one, or two while it is being rotated.
#[derive(Clone)]
pub struct Secrets(Vec<Secret>);

impl Secrets {
    /// # Errors
    /// [`SecretError::Missing`] when there is none, or any of them is empty.
    pub fn new(secrets: &[&str]) -> Result<Self, SecretError> {
        if secrets.is_empty() {
            return Err(SecretError::Missing);
        }
        let secrets: Result<_, _> = secrets.iter().map(|secret| Secret::new(secret)).collect();
        secrets.map(Self)
    }

    /// Whether `header` is the signature of exactly these bytes by one of the secrets. All are tried, whichever matches.
    #[must_use]
    pub fn verify(&self, body: &[u8], header: &[u8]) -> bool {
        matches_hex(&self.macs(body), header)
    }

    /// The signature by the first secret, as deliveries carry it.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> String {
        self.0
            .first()
            .map_or_else(String::new, |secret| secret.sign(body))
    }

    pub(crate) fn macs(&self, body: &[u8]) -> Vec<Mac> {
        self.0.iter().map(|secret| secret.mac(body)).collect()
    }
}

/// Whether `header` is one of these codes of the body, which a host may have computed with its own crypto.
///
/// As text: uppercase digits or a stray space are `false`, as they are to the documented snippets. The time taken depends
/// on the lengths and the number of codes only: `ct_eq` looks at every byte whatever the others were, and every code is
/// compared, also after a match.
#[must_use]
pub fn matches_hex(macs: &[Mac], header: &[u8]) -> bool {
    macs.iter()
        .map(|mac| hex(mac).ct_eq(header))
        .fold(Choice::from(0), |found, same| found | same)
        .into()
}

fn hex(mac: &Mac) -> [u8; 64] {
    let mut text = [0; 64];
    for (pair, byte) in text.chunks_exact_mut(2).zip(mac) {
        pair.copy_from_slice(&[hex_digit(byte >> 4), hex_digit(byte & 0xf)]);
    }
    text
}

/// Without a branch or a table, since while verifying the nibble is one that a forger would like to learn.
const fn hex_digit(nibble: u8) -> u8 {
    let is_letter = 9_u8.wrapping_sub(nibble) >> 7;
    b'0' + nibble + is_letter * (b'a' - b'0' - 10)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(redacted)")
    }
}

/// A secret that nothing can be verified with: its owner's mistake, never a stranger's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretError {
    /// There is none, or it has no characters.
    Missing,
    /// Not the text that AviationAlley shows, so Standard Webhooks' key cannot be read from it.
    Malformed,
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => {
                "the signing secret is missing: pass the whsec_... text that Settings → Integrations showed \
                 (is the environment variable set?)"
            }
            Self::Malformed => {
                "the signing secret is not whsec_ and the base64 of 24 to 64 bytes: pass the whole text that \
                 Settings → Integrations showed, without spaces or quotes around it"
            }
        })
    }
}

impl Error for SecretError {}
