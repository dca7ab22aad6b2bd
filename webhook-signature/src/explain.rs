//! Diagnoses why a request is refused, for the developer of a receiver.

use crate::{
    Envelope, Header, Headers, Options, Reason, SecretError, Webhook,
    claims::{self, Claims},
    json, standard,
};
use alloc::{borrow::Cow, vec, vec::Vec};
use base64ct::{Base64Unpadded, Encoding as _};
use core::fmt;

/// One finding of [`explain()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Nothing can be verified with the secrets.
    Secret(SecretError),
    /// A secret has whitespace around it.
    SecretWhitespace,
    /// A secret has quotation marks around it.
    SecretQuoted,
    /// A secret lacks its `whsec_`.
    SecretWithoutPrefix,
    /// Why the request is refused.
    Refused(Reason),
    /// `webhook-timestamp` is not in seconds.
    TimestampInMilliseconds,
    /// The body lost the newline that was signed at its end.
    BodyNewlineRemoved,
    /// The body gained a newline at its end.
    BodyNewlineAdded,
    /// The body was parsed and serialized again.
    BodyReserialized,
    /// The body was read as Latin-1 and written as UTF-8.
    BodyReencoded,
    /// The body is the base64 of what was signed.
    BodyBase64,
    /// The body is empty.
    BodyEmpty,
    /// The body is not JSON, and not signed either.
    BodyReplaced,
    /// Only `x-aviationalley-signature` is by a secret that was not passed.
    SecretRotated,
    /// Only `webhook-signature` fails.
    TimedHeadersChanged,
    /// No other cause was found: the secret must be wrong.
    WrongSecret,
}

impl Finding {
    /// The code that programs compare, the same in every language. A refusal's is its [`Reason::as_str`].
    ///
    /// Hosts also have these, for a value that is not a raw body: `body_missing`, `body_not_awaited`, `body_parsed`, `body_request`
    /// and `body_stream`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secret(SecretError::Missing) => "secret_missing",
            Self::Secret(SecretError::Malformed) => "secret_malformed",
            Self::SecretWhitespace => "secret_whitespace",
            Self::SecretQuoted => "secret_quoted",
            Self::SecretWithoutPrefix => "secret_without_prefix",
            Self::Refused(reason) => reason.as_str(),
            Self::TimestampInMilliseconds => "timestamp_in_milliseconds",
            Self::BodyNewlineRemoved => "body_newline_removed",
            Self::BodyNewlineAdded => "body_newline_added",
            Self::BodyReserialized => "body_reserialized",
            Self::BodyReencoded => "body_reencoded",
            Self::BodyBase64 => "body_base64",
            Self::BodyEmpty => "body_empty",
            Self::BodyReplaced => "body_replaced",
            Self::SecretRotated => "secret_rotated",
            Self::TimedHeadersChanged => "timed_headers_changed",
            Self::WrongSecret => "wrong_secret",
        }
    }

    /// The sentence for people, which says what to fix.
    #[must_use]
    pub fn sentence(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Secret(error) => error.sentence(),
            Self::Refused(reason) => return reason.sentence(),
            Self::SecretWhitespace => {
                "the secret has whitespace around it, often a newline from the file it was read from: trim it"
            }
            Self::SecretQuoted => "the secret has quotation marks around it: store it without them",
            Self::SecretWithoutPrefix => "the secret lacks its whsec_: pass the whole text, from whsec_ on",
            Self::TimestampInMilliseconds => {
                "webhook-timestamp is in milliseconds or a finer unit: whoever signs writes whole seconds since 1970"
            }
            Self::BodyNewlineRemoved => "the body lacks a newline that was signed at its end: pass it untrimmed",
            Self::BodyNewlineAdded => {
                "the body has a newline at its end that was not signed: something that writes lines has handled it"
            }
            Self::BodyReserialized => {
                "the body was parsed and serialized again, which changes its bytes: pass the raw body, read before any JSON \
                 parser"
            }
            Self::BodyReencoded => {
                "the body was decoded as Latin-1 and encoded as UTF-8: pass the bytes as they arrived"
            }
            Self::BodyBase64 => {
                "the body is base64, as some gateways hand it over (isBase64Encoded): decode it and pass the bytes"
            }
            Self::BodyEmpty => {
                "the body is empty, which AviationAlley's never is: something has read the request before"
            }
            Self::BodyReplaced => {
                "the body is not JSON, and not what was signed: pass the raw body, not a text made of something else"
            }
            Self::SecretRotated => {
                "webhook-signature holds and x-aviationalley-signature does not: the secret is being rotated, pass the \
                 old one and the new one"
            }
            Self::TimedHeadersChanged => {
                "x-aviationalley-signature holds and webhook-signature does not: webhook-id or webhook-timestamp was \
                 changed on the way, or belongs to another delivery"
            }
            Self::WrongSecret => {
                "the body looks as it was sent, so the secret is another's: each endpoint has its own, live and test \
                 differ, and rotating makes a new one"
            }
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

/// Why [`Webhook::construct_event`] refuses this request, and the possible causes. Empty for one that it accepts.
///
/// First come problems of the secrets, then the reason why it would be refused without those, then the causes. For a
/// developer's terminal only: it is slow, because it tries what might have happened to the body.
#[must_use]
pub fn explain(body: &[u8], headers: &Headers<'_>, secrets: &[&str], options: &Options) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mended: Vec<_> = secrets.iter().map(|secret| mend(secret, &mut findings)).collect();
    let mended: Vec<_> = mended.iter().map(AsRef::as_ref).collect();
    match Webhook::new(&mended) {
        Err(error) => findings.push(Finding::Secret(error)),
        Ok(webhook) => {
            if let Err(reason) = webhook.construct_event(body, headers, options) {
                findings.push(Finding::Refused(reason));
                if headers.get(Header::Timestamp).is_some_and(claims::is_too_late) {
                    findings.push(Finding::TimestampInMilliseconds);
                }
                findings.extend(cause(&webhook, body, headers));
            }
        }
    }
    findings
}

fn mend<'a>(secret: &'a str, findings: &mut Vec<Finding>) -> Cow<'a, str> {
    let mut found = |finding| {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    };
    let trimmed = secret.trim_ascii();
    if trimmed != secret {
        found(Finding::SecretWhitespace);
    }
    let bare = trimmed.trim_matches(['"', '\'']);
    if bare != trimmed {
        found(Finding::SecretQuoted);
    }
    let prefixed = [standard::PREFIX, bare].concat();
    if standard::Key::from_secret(&prefixed).is_ok() {
        found(Finding::SecretWithoutPrefix);
        return Cow::Owned(prefixed);
    }
    Cow::Borrowed(bare)
}

/// Why the signatures are invalid; each is checked even if the other is missing or malformed.
fn cause(webhook: &Webhook, body: &[u8], headers: &Headers<'_>) -> Option<Finding> {
    let claims =
        Claims { timed: claims::Timed::read(headers).ok().flatten(), hex: claims::read_hex(headers).ok().flatten() };
    if claims.timed.is_none() && claims.hex.is_none() {
        return None;
    }
    let holds = |body: &[u8]| {
        let macs = webhook.macs(body, &claims);
        (claims.timed_matches(&macs), claims.hex_matches(&macs))
    };
    match holds(body) {
        (true, true) => return None,
        (true, false) if claims.timed.is_some() => return Some(Finding::SecretRotated),
        (false, true) if claims.hex.is_some() => return Some(Finding::TimedHeadersChanged),
        _ => {}
    }
    let was = |original: &[u8]| holds(original) == (true, true);
    let gained = |newline: &[u8]| body.strip_suffix(newline).is_some_and(was);
    let lost = |newline: &[u8]| was(&[body, newline].concat());
    let compact = json::compact(body);
    Some(if lost(b"\n") || lost(b"\r\n") {
        Finding::BodyNewlineRemoved
    } else if gained(b"\n") || gained(b"\r\n") {
        Finding::BodyNewlineAdded
    } else if compact.as_ref().is_some_and(|json| was(json.as_bytes())) {
        Finding::BodyReserialized
    } else if latin_1(body).is_some_and(|bytes| was(&bytes)) {
        Finding::BodyReencoded
    } else if base64(body).is_some_and(|bytes| was(&bytes) || json::parse(&bytes).is_some()) {
        Finding::BodyBase64
    } else if body.is_empty() {
        Finding::BodyEmpty
    } else {
        suspicion(body, compact.as_deref())
    })
}

fn latin_1(body: &[u8]) -> Option<Vec<u8>> {
    let text = core::str::from_utf8(body).ok()?;
    text.chars().map(|character| u8::try_from(character).ok()).collect()
}

/// What it decodes to: of either alphabet, padded or not, in lines or not.
fn base64(body: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = body
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace() && **byte != b'=')
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    let mut decoded = vec![0; digits.len()];
    let bytes = Base64Unpadded::decode(&digits, &mut decoded).ok()?;
    Some(bytes.to_vec())
}

/// A guess from the form of a body that no known change explains.
fn suspicion(body: &[u8], compact: Option<&str>) -> Finding {
    let Some(document) = json::parse(body) else {
        return Finding::BodyReplaced;
    };
    let is_compact = compact.map(str::as_bytes) == Some(body);
    if is_compact && document.names().eq(Envelope::MEMBERS) { Finding::WrongSecret } else { Finding::BodyReserialized }
}
