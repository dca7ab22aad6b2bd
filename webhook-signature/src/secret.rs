//! `X-AviationAlley-Signature`.

use alloc::{string::String, vec::Vec};
use core::{error::Error, fmt};
use hmac_key::{InnerHash, Mac, PreparedKey};
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
        PreparedKey::new(secret.as_bytes()).map(Self).ok_or(SecretError::Missing)
    }

    /// The header's value: 64 lowercase hex digits.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> String {
        let digits: Vec<u8> = hex(&self.mac(body)).flat_map(u64::to_le_bytes).collect();
        String::from_utf8(digits).unwrap_or_default()
    }

    /// Whether `header` is the signature of exactly these bytes.
    #[must_use]
    pub fn verify(&self, body: &[u8], header: &[u8]) -> bool {
        is_hex(&self.mac(body), header).into()
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
        matches_hex(self.0.iter().map(|secret| secret.mac(body)), header)
    }

    /// The same of a body that a host has hashed for each secret, in their order.
    #[must_use]
    pub fn verify_hashed(&self, hashes: &[InnerHash], header: &[u8]) -> bool {
        matches_hex(self.finish(hashes), header)
    }

    /// The signature by the first secret, as deliveries carry it.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> String {
        self.0.first().map_or_else(String::new, |secret| secret.sign(body))
    }

    pub(crate) fn macs(&self, body: &[u8]) -> Vec<Mac> {
        self.0.iter().map(|secret| secret.mac(body)).collect()
    }

    pub(crate) fn finish(&self, hashes: &[InnerHash]) -> impl Iterator<Item = Mac> {
        let secrets = self.0.iter().zip(hashes);
        secrets.map(|(secret, hash)| secret.0.finish(hash))
    }
}

/// Whether `header` is one of these codes.
///
/// As text: uppercase digits or a stray space are `false`, as they are to the documented snippets. The time taken depends
/// on the lengths and the number of codes only: `ct_eq` looks at every byte whatever the others were, every code is
/// compared, also after a match, and nothing branches on any of the answers.
pub(crate) fn matches_hex(macs: impl IntoIterator<Item = Mac>, header: &[u8]) -> bool {
    macs.into_iter().map(|mac| is_hex(&mac, header)).fold(Choice::from(0), |found, same| found | same).into()
}

fn is_hex(mac: &Mac, header: &[u8]) -> Choice {
    let (words, rest) = header.as_chunks();
    let given = words.iter().map(|word| u64::from_le_bytes(*word));
    let differences = hex(mac).zip(given).fold(0, |all, (ours, given)| all | (ours ^ given));
    let length = Choice::from(u8::from(words.len() == 8 && rest.is_empty()));
    differences.ct_eq(&0) & length
}

/// Eight digits at a time, the first in the lowest byte; without a branch or a table, since while verifying the code is one
/// that a forger would like to learn.
fn hex(mac: &Mac) -> impl Iterator<Item = u64> {
    mac.as_chunks().0.iter().map(|bytes| {
        let mut nibbles = u64::from(u32::from_le_bytes(*bytes));
        nibbles = (nibbles | nibbles << 16) & 0x0000_ffff_0000_ffff;
        nibbles = (nibbles | nibbles << 8) & 0x00ff_00ff_00ff_00ff;
        nibbles = (nibbles >> 4 | nibbles << 8) & 0x0f0f_0f0f_0f0f_0f0f;
        let letters = (nibbles + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
        nibbles + 0x3030_3030_3030_3030 + letters * u64::from(b'a' - b'0' - 10)
    })
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

impl SecretError {
    /// The sentence for people.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Missing => {
                "the signing secret is missing: pass the whsec_... text that Settings → Integrations showed \
                 (is the environment variable set?)"
            }
            Self::Malformed => {
                "the signing secret is not whsec_ and the base64 of 24 to 64 bytes: pass the whole text that \
                 Settings → Integrations showed, without spaces or quotes around it"
            }
        }
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl Error for SecretError {}
