//! `webhook-signature` for JavaScript. `js/verify.js` decides what may come in; nothing here can fail on it.

use wasm_bindgen::prelude::wasm_bindgen;
use webhook_signature::Secret;

/// Whether `header` is the `X-AviationAlley-Signature` of `body`. The caller has refused an empty secret.
#[wasm_bindgen]
pub fn verify(body: &[u8], header: &str, secret: &str) -> bool {
    Secret::new(secret).is_ok_and(|secret| secret.verify(body, header.as_bytes()))
}
