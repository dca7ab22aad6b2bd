//! `webhook-signature` for JavaScript. `js/` decides what may come in; nothing here can fail on it.
//!
//! A request is not passed, it is written into [`input()`] by JavaScript and read where it lies: one copy, and none of it
//! allocated. What a function reads there, and in which order, is said at the function.

mod input;

use input::{headers, input_of, split};
use wasm_bindgen::prelude::wasm_bindgen;
use webhook_signature::{Claims, Envelope, Macs, Options, Reason, SecretError, Secrets, Webhook};

/// Characters of an `X-AviationAlley-Signature` that can be right.
const HEX_LENGTH: usize = 64;

/// The secrets of an endpoint, made ready.
#[wasm_bindgen]
pub struct Keys {
    secrets: Secrets,
    /// Not there when a secret is not as AviationAlley shows it: `verify` takes any text, the rest does not.
    webhook: Result<Webhook, SecretError>,
}

#[wasm_bindgen]
impl Keys {
    /// # Errors
    /// What the developer has to mend, when there is none or an empty one.
    #[wasm_bindgen(constructor)]
    pub fn new(secrets: Vec<String>) -> Result<Self, String> {
        let secrets: Vec<_> = secrets.iter().map(String::as_str).collect();
        Ok(Self {
            secrets: Secrets::new(&secrets).map_err(|error| error.to_string())?,
            webhook: Webhook::new(&secrets),
        })
    }

    /// What the developer has to mend before [`Self::construct_event`] and [`Self::sign`] can work.
    pub fn fault(&self) -> Option<String> {
        self.webhook.as_ref().err().map(SecretError::to_string)
    }

    /// Input: the header's 64 bytes, the body.
    pub fn verify(&self, length: usize) -> bool {
        input_of(length, |input| {
            let (header, body) = split(input, HEX_LENGTH);
            self.secrets.verify(body, header)
        })
    }

    /// Whether all is well. Input: the headers, the body.
    ///
    /// # Errors
    /// The reason's code, a space, its sentence.
    pub fn construct_event(
        &self,
        headers_length: usize,
        length: usize,
        now: f64,
        tolerance: f64,
        allow_untimed: bool,
    ) -> Result<(), String> {
        let webhook = self.webhook.as_ref().map_err(SecretError::to_string)?;
        input_of(length, |input| {
            let (head, body) = split(input, headers_length);
            webhook
                .construct_event(
                    body,
                    &headers(head),
                    &options(now, tolerance, allow_untimed),
                )
                .map(drop)
        })
        .map_err(refusal)
    }

    /// All headers of a delivery: a name, a value, and so on. Input: the body, whose own id is taken unless one is given.
    ///
    /// # Errors
    /// What the developer has to mend.
    pub fn sign(
        &self,
        length: usize,
        id: Option<String>,
        timestamp: f64,
    ) -> Result<Vec<String>, String> {
        let webhook = self.webhook.as_ref().map_err(SecretError::to_string)?;
        input_of(length, |body| {
            let id = id.or_else(|| Envelope::read(body).ok().map(|event| event.id.into_owned()));
            let id = id.as_deref().unwrap_or("del_test");
            let signed = webhook.sign(id, seconds(timestamp), body).into_iter();
            Ok(signed
                .flat_map(|(header, value)| [header.name().to_owned(), value])
                .collect())
        })
    }
}

// For codes that the host's own crypto has computed: hashing is all that it does. Whether they are the ones that the
// request carries is judged here by the same functions as above, in constant time; no code is compared in JavaScript.

/// Input: the header's 64 bytes, the codes.
#[wasm_bindgen]
pub fn matches(length: usize) -> bool {
    input_of(length, |input| {
        let (header, codes) = split(input, HEX_LENGTH);
        webhook_signature::matches_hex(codes.as_chunks().0, header)
    })
}

/// What is signed in front of the body; nothing when the body alone is. Input: the headers.
///
/// # Errors
/// As [`Keys::construct_event`].
#[wasm_bindgen]
pub fn signed_prefix(headers_length: usize, allow_untimed: bool) -> Result<Option<String>, String> {
    input_of(headers_length, |input| {
        Ok(Claims::read(&headers(input), allow_untimed)?.signed_prefix())
    })
    .map_err(refusal)
}

/// [`Keys::construct_event`] with `count` secrets' codes. Input: the headers, the codes of the body, those of the prefix and
/// the body, the body.
///
/// # Errors
/// As there.
#[wasm_bindgen]
pub fn accept(
    headers_length: usize,
    count: usize,
    length: usize,
    now: f64,
    tolerance: f64,
    allow_untimed: bool,
) -> Result<(), String> {
    input_of(length, |input| {
        let (head, input) = split(input, headers_length);
        let (of_body, input) = split(input, count * size_of::<webhook_signature::Mac>());
        let (of_signed, body) = split(input, of_body.len());
        let macs = Macs {
            of_body: of_body.as_chunks().0.to_vec(),
            of_signed: of_signed.as_chunks().0.to_vec(),
        };
        let headers = headers(head);
        Claims::read(&headers, allow_untimed)?
            .accept(
                body,
                &headers,
                &macs,
                &options(now, tolerance, allow_untimed),
            )
            .map(drop)
    })
    .map_err(refusal)
}

/// What the developer has to mend: a code, its sentence, and so on. Input: the headers, the body.
#[wasm_bindgen]
pub fn explain(
    headers_length: usize,
    length: usize,
    secrets: Vec<String>,
    now: f64,
    tolerance: f64,
    allow_untimed: bool,
) -> Vec<String> {
    let secrets: Vec<_> = secrets.iter().map(String::as_str).collect();
    input_of(length, |input| {
        let (head, body) = split(input, headers_length);
        let options = options(now, tolerance, allow_untimed);
        let findings = webhook_signature::explain(body, &headers(head), &secrets, &options);
        findings
            .into_iter()
            .flat_map(|finding| [finding.as_str().to_owned(), finding.to_string()])
            .collect()
    })
}

fn refusal(reason: Reason) -> String {
    format!("{} {reason}", reason.as_str())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn options(now: f64, tolerance: f64, allow_untimed: bool) -> Options {
    Options {
        now: seconds(now),
        tolerance: tolerance as u64,
        allow_untimed,
    }
}

#[expect(clippy::cast_possible_truncation)]
fn seconds(time: f64) -> i64 {
    time.floor() as i64
}
