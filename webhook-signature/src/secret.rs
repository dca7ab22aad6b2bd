//! `X-AviationAlley-Signature`.

use crate::mac::PreparedKey;
use alloc::string::String;
use core::{error::Error, fmt};
use subtle::ConstantTimeEq as _;

/// A signing secret, as its owner was shown it, ready to sign and verify any number of bodies.
#[derive(Clone)]
pub struct Secret(PreparedKey);

impl Secret {
    /// Takes the whole text, `whsec_` included: the documented snippets key the HMAC with its UTF-8 as it stands.
    ///
    /// # Errors
    /// [`EmptySecret`], which is most often an environment variable that is not set.
    pub fn new(secret: &str) -> Result<Self, EmptySecret> {
        PreparedKey::new(secret.as_bytes())
            .map(Self)
            .ok_or(EmptySecret)
    }

    /// The header's value: 64 lowercase hex digits.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> String {
        self.hex(body).iter().copied().map(char::from).collect()
    }

    /// Whether `header` is the signature of exactly these bytes.
    ///
    /// Exactly: uppercase digits or a stray space are `false`, as they are to the documented snippets, which compare
    /// text. The time taken depends on the two lengths only, for `ct_eq` looks at every byte whatever the others were.
    #[must_use]
    pub fn verify(&self, body: &[u8], header: &[u8]) -> bool {
        self.hex(body).ct_eq(header).into()
    }

    fn hex(&self, body: &[u8]) -> [u8; 64] {
        let mac = self.0.authenticate(&[body]);
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(mac) {
            pair.copy_from_slice(&[hex_digit(byte >> 4), hex_digit(byte & 0xf)]);
        }
        text
    }
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

/// The secret has no characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmptySecret;

impl fmt::Display for EmptySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signing secret is empty")
    }
}

impl Error for EmptySecret {}
