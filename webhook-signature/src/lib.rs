//! Signing and verifying AviationAlley's webhooks.
//!
//! The worker signs with this crate; the npm and PyPI packages are thin shells around it, so that both give the same
//! verdicts and reasons. Every delivery is signed twice, with one secret (`whsec_` and base64):
//!
//! * [`Secret`] makes `X-AviationAlley-Signature`: hex HMAC-SHA256 of the raw body, keyed with the secret's whole text.
//! * [`standard::Key`] makes `webhook-signature`: [Standard Webhooks] `v1`, keyed with the bytes that the secret encodes.
//!
//! What a receiver needs of both:
//!
//! * [`Secrets::verify`]: is this `X-AviationAlley-Signature` ours? A bool.
//! * [`Webhook::construct_event`]: both signatures, the timestamp and the [`Envelope`], or the [`Reason`] against it.
//! * [`Webhook::sign`]: all headers of a delivery, for tests.
//! * [`explain()`]: what the developer has to fix.
//!
//! A host with a faster SHA-256 may hash the body itself; it then passes [`Hashes`], never a code.
//!
//! # How a request is verified
//!
//! [`Webhook::construct_event`] refuses with the first [`Reason`] of this list that applies. The codes are
//! [`Reason::as_str`]'s, the same in every language.
//!
//! 1. `missing_header`: any of `webhook-id`, `webhook-timestamp` and `webhook-signature` is not there. Where all three are
//!    not, [`Options::allow_untimed`] makes do with `x-aviationalley-signature`; without it, nobody can strip the timestamp
//!    to replay an old body.
//! 2. `malformed_header`: a header that our sender cannot have written, an empty one included. Names are compared
//!    without regard to case, repeated headers are one, joined by `, ` (RFC 9110), and values are taken as they stand:
//!    * `webhook-id`: 1 to 255 visible ASCII characters without `.`, which separates the signed parts: with it, a signed
//!      text could be cut elsewhere, and be the signature of another body.
//!    * `webhook-timestamp`: decimal seconds since 1970 up to the year 9999, with no sign and no leading zero.
//!    * `webhook-signature`: items separated by spaces, at least one of them `v1,` and the base64 of 32 bytes (44
//!      characters). Items of other versions (`v1a,…`) or shapes are passed over.
//!    * `x-aviationalley-signature`, where present: 64 lowercase hex digits.
//! 3. `no_match`: a signature that is there was made with none of the secrets, or of another body, id or timestamp. Where
//!    both are there, both must hold.
//! 4. `timestamp_too_old`, `timestamp_too_new`: further than [`Options::tolerance`] from [`Options::now`]. Exactly as far
//!    is accepted. Checked after the signature, so the delivery is genuine: it is a replay, or a clock is wrong.
//! 5. `not_json`: the body is not [JSON as every host reads it](#json).
//! 6. `unknown_shape`: not an object with the strings `id`, `type`, `centerId`, `createdAt` and the object `data`, each
//!    once. Other members may be there.
//! 7. `header_mismatch`: `webhook-id` or `x-aviationalley-delivery` is not the body's `id`, or `x-aviationalley-event` not
//!    its `type`. The last two are not signed: without this, whoever routes by them could be misled.
//!
//! # JSON
//!
//! Hosts disagree on what JSON is: Python accepts `NaN` and UTF-16 but no deep nesting, and `JSON.parse` accepts what
//! `TextDecoder` made of invalid bytes. So it is validated here, strictly, and the host only parses what passed: RFC 8259 in
//! UTF-8 without a byte order mark, at most 128 levels deep, numbers of at most 512 characters, and no escaped half of a
//! surrogate pair. All of it is readable in every language.
//!
//! # Mistakes
//!
//! Bytes in, a verdict out: no I/O and no clock (hence `no_std`). A secret can be wrong, which is its owner's mistake and
//! a [`SecretError`], and so can a time, a [`TimestampError`]; whatever a request contains leads to `false` or a
//! [`Reason`] at most. No message includes a secret or any part of a request.
//!
//! HMAC-SHA256 is [`hmac_key`]'s, checked against published codes there and against another implementation here.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

extern crate alloc;

mod claims;
mod envelope;
mod explain;
mod headers;
mod json;
mod reason;
mod secret;
pub mod standard;
mod webhook;

pub use claims::{Options, TimestampError, signed_prefix};
pub use envelope::Envelope;
pub use explain::{Finding, explain};
pub use headers::{Header, Headers};
pub use hmac_key::{InnerHash, Mac};
pub use reason::Reason;
pub use secret::{Secret, SecretError, Secrets};
pub use webhook::{Hashes, Webhook};
