//! Signing and verifying AviationAlley's webhooks.
//!
//! The worker signs with this crate and both receiver packages verify with it. Every delivery is signed twice, with one
//! secret (`whsec_` and base64):
//!
//! * [`Secret`] makes `X-AviationAlley-Signature`: hex HMAC-SHA256 of the raw body, keyed with the secret's whole text.
//! * [`standard::Key`] makes `webhook-signature`: [Standard Webhooks] `v1`, keyed with the bytes that the secret encodes.
//!
//! HMAC is RFC 2104 and SHA-256 FIPS 180-4, both RustCrypto's, checked against RFC 4231.
//!
//! Bytes in, a verdict out: no I/O, no clock and no headers map (hence `no_std`). A secret can be wrong, which is its
//! owner's mistake and an error; a header comes from a stranger, so no header is ever more than `false`.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

extern crate alloc;

mod mac;
mod secret;
pub mod standard;

pub use secret::{EmptySecret, Secret};
