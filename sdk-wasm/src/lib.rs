//! `webhook-signature` for JavaScript. `js/` decides what may come in; nothing here can fail on it.
//!
//! A request is not passed, it is written into [`Exchange`]'s input by JavaScript and read where it lies: one copy, and none
//! of it allocated. What a function reads there, and in which order, is said at the function, as is what it leaves in the
//! output. So only numbers cross, and the glue stays small.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

mod exchange;
#[cfg(target_family = "wasm")]
mod runtime;

use exchange::{Exchange, Output, hashes, headers, split, texts};
use wasm_bindgen::prelude::wasm_bindgen;
use webhook_signature::{Envelope, Options, Reason, Secrets, Webhook};

/// Characters of an `X-AviationAlley-Signature` that can be right.
const HEX_LENGTH: usize = 64;

/// The secrets of an endpoint, made ready.
#[wasm_bindgen]
pub struct Keys {
    secrets: Secrets,
    /// Not there when a secret is not as AviationAlley shows it: `verify` takes any text, the rest does not.
    webhook: Option<Webhook>,
}

#[wasm_bindgen]
impl Keys {
    /// Input: the secrets. Output: what the developer has to mend, if anything, before more than [`Self::verify`] can work,
    /// or that as well, where there are no keys.
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

    /// The same where the host's own crypto has hashed the body: that is all it does, and the codes are made and compared
    /// here. Input: the header's 64 bytes, each secret's hash.
    pub fn verify_hashed(&self, exchange: &mut Exchange, length: usize) -> bool {
        let (header, hashes) = split(exchange.open(length).0, HEX_LENGTH);
        self.secrets.verify_hashed(hashes.as_chunks().0, header)
    }

    /// Whether all is well. Input: the headers and, where the host has hashed them, each secret's hashes; the body. Output:
    /// else the reason's code, its sentence.
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

    /// Whether all is well. Input: the delivery's id, if not the body's own, and the body. Output: all headers, a name, a
    /// value, and so on; else what the developer has to mend.
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

/// Input: the headers. Output: what is signed in front of the body, nothing when the body alone is; or as
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

/// Input: the headers, the secrets, the body. Output: what the developer has to mend: a code, its sentence, and so on.
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

/// Whether it is `Ok`; else the output says why not.
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
