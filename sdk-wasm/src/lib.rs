//! `webhook-signature` for JavaScript. `js/` validates all input, so that nothing here can fail on it.
//!
//! JavaScript writes a request into the input of the [`Exchange`], where it is read in place: one copy, without allocation.
//! Each function documents what it reads there, in which order, and what it leaves in the output. Only numbers cross the
//! border, which keeps the glue small.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

mod exchange;
#[cfg(target_family = "wasm")]
mod runtime;

use exchange::{Exchange, Output, hashes, headers, split, texts};
use wasm_bindgen::prelude::wasm_bindgen;
use webhook_signature::{Envelope, Options, Reason, Secrets, Webhook};

/// Length of a valid `X-AviationAlley-Signature`.
const HEX_LENGTH: usize = 64;

/// The prepared secrets of an endpoint.
#[wasm_bindgen]
pub struct Keys {
    secrets: Secrets,
    /// `None` when a secret is not in AviationAlley's format: only `verify` accepts any text.
    webhook: Option<Webhook>,
}

#[wasm_bindgen]
impl Keys {
    /// Input: the secrets. Output: what the developer has to fix, if anything, before more than [`Self::verify`] can work;
    /// without any keys, not even that.
    #[must_use]
    pub fn prepare(exchange: &mut Exchange, length: usize) -> Option<Self> {
        let (input, mut output) = exchange.open(length);
        let secrets = texts(input);
        let webhook = Webhook::new(&secrets).inspect_err(|fault| output.put(fault.sentence())).ok();
        let secrets = Secrets::new(&secrets).ok()?;
        Some(Self { secrets, webhook })
    }

    /// Input: the header's 64 bytes, the body.
    pub fn verify(&self, exchange: &mut Exchange, length: usize) -> bool {
        let (header, body) = split(exchange.open(length).0, HEX_LENGTH);
        self.secrets.verify(body, header)
    }

    /// The same with inner hashes from the host's crypto; the codes are still computed and compared here. Input: the
    /// header's 64 bytes, each secret's hash.
    pub fn verify_hashed(&self, exchange: &mut Exchange, length: usize) -> bool {
        let (header, hashes) = split(exchange.open(length).0, HEX_LENGTH);
        self.secrets.verify_hashed(hashes.as_chunks().0, header)
    }

    /// Whether the request is genuine. Input: the headers and, if the host computed them, each secret's hashes; the body.
    /// Output, if it is not: the reason's code, its sentence.
    pub fn construct_event(
        &self,
        exchange: &mut Exchange,
        head_length: usize,
        length: usize,
        now: f64,
        tolerance: f64,
        allow_untimed: bool,
    ) -> bool {
        let Some(webhook) = &self.webhook else {
            return false;
        };
        let (input, output) = exchange.open(length);
        let (head, body) = split(input, head_length);
        let (headers, hashes) = (headers(head), hashes(head));
        let options = options(now, tolerance, allow_untimed);
        let event = match &hashes {
            Some(hashes) => webhook.construct_hashed_event(body, &headers, hashes, &options),
            None => webhook.construct_event(body, &headers, &options),
        };
        accepted(&event, output)
    }

    /// Whether it could sign. Input: the delivery's id, unless it is the body's own, and the body. Output: all headers as
    /// alternating names and values; on failure, what the developer has to fix.
    pub fn sign(&self, exchange: &mut Exchange, id_length: usize, length: usize, timestamp: f64) -> bool {
        let Some(webhook) = &self.webhook else {
            return false;
        };
        let (input, mut output) = exchange.open(length);
        let (id, body) = split(input, id_length);
        let event = Envelope::read(body).ok();
        let own = event.as_ref().map(|event| event.id.as_ref());
        let id = texts(id).first().copied().or(own).unwrap_or("del_test");
        match webhook.sign(id, timestamp as i64, body) {
            Ok(headers) => {
                for (header, value) in headers {
                    output.put(header.name());
                    output.put(&value);
                }
                true
            }
            Err(fault) => {
                output.put(fault.sentence());
                false
            }
        }
    }
}

/// Input: the headers. Output: the signed prefix of the body, empty if the body alone is signed; on failure as for
/// [`Keys::construct_event`].
#[wasm_bindgen]
pub fn signed_prefix(exchange: &mut Exchange, headers_length: usize, allow_untimed: bool) -> bool {
    let (input, mut output) = exchange.open(headers_length);
    let prefix = webhook_signature::signed_prefix(&headers(input), allow_untimed);
    if let Ok(Some(prefix)) = &prefix {
        output.put(prefix);
    }
    accepted(&prefix, output)
}

/// Input: the headers, the secrets, the body. Output: what the developer has to fix, as alternating codes and sentences.
#[wasm_bindgen]
pub fn explain(
    exchange: &mut Exchange,
    headers_length: usize,
    secrets_length: usize,
    length: usize,
    now: f64,
    tolerance: f64,
    allow_untimed: bool,
) {
    let (input, mut output) = exchange.open(length);
    let (head, input) = split(input, headers_length);
    let (secrets, body) = split(input, secrets_length);
    let options = options(now, tolerance, allow_untimed);
    for finding in webhook_signature::explain(body, &headers(head), &texts(secrets), &options) {
        output.put(finding.as_str());
        output.put(&finding.sentence());
    }
}

/// Whether it is `Ok`; if not, writes the reason to the output.
fn accepted<T>(verdict: &Result<T, Reason>, mut output: Output<'_>) -> bool {
    if let Err(reason) = verdict {
        output.put(reason.as_str());
        output.put(&reason.sentence());
    }
    verdict.is_ok()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn options(now: f64, tolerance: f64, allow_untimed: bool) -> Options {
    Options { now: now as i64, tolerance: tolerance as u64, allow_untimed }
}
