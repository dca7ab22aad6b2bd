//! An endpoint's secrets, prepared for everything that a receiver does with them.

use crate::{
    Envelope, Header, Headers, Options, Reason, SecretError, Secrets, TimestampError,
    claims::{Claims, Macs},
    standard,
};
use alloc::{
    borrow::ToOwned as _,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;
use hmac_key::InnerHash;

/// What a host with a quicker SHA-256 hands over: for each secret, in their order, the hash behind the key's inner pad.
///
/// Of a signature that the request does not have, there may be none.
#[derive(Clone, Debug, Default)]
pub struct Hashes {
    /// Of the body. The key is the UTF-8 of the secret's whole text.
    pub of_body: Vec<InnerHash>,
    /// Of [`signed_prefix`](crate::signed_prefix) and the body. The key is the bytes that the secret encodes.
    pub of_signed: Vec<InnerHash>,
}

/// An endpoint's secrets with both keys of each prepared, for any number of deliveries.
#[derive(Clone)]
pub struct Webhook {
    secrets: Secrets,
    keys: Vec<standard::Key>,
}

impl Webhook {
    /// Takes one secret, or several while it is being rotated: what any of them signed is accepted.
    ///
    /// # Errors
    /// [`SecretError`] when there is none, or any of them is empty or not as AviationAlley showed it.
    pub fn new(secrets: &[&str]) -> Result<Self, SecretError> {
        let keys: Result<_, _> = secrets.iter().map(|secret| standard::Key::from_secret(secret)).collect();
        Ok(Self { secrets: Secrets::new(secrets)?, keys: keys? })
    }

    /// Whether `header` is the `X-AviationAlley-Signature` of exactly these bytes.
    #[must_use]
    pub fn verify(&self, body: &[u8], header: &[u8]) -> bool {
        self.secrets.verify(body, header)
    }

    /// The event that this request delivers, if it is one of AviationAlley's, and not an old one sent again.
    ///
    /// # Errors
    /// The first [`Reason`] against it.
    pub fn construct_event<'b>(
        &self,
        body: &'b [u8],
        headers: &Headers<'_>,
        options: &Options,
    ) -> Result<Envelope<'b>, Reason> {
        let claims = Claims::read(headers, options.allow_untimed)?;
        claims.accept(body, headers, &self.macs(body, &claims), options)
    }

    /// The same for a host that has hashed what the request's signatures are of.
    ///
    /// # Errors
    /// The first [`Reason`] against it.
    pub fn construct_hashed_event<'b>(
        &self,
        body: &'b [u8],
        headers: &Headers<'_>,
        hashes: &Hashes,
        options: &Options,
    ) -> Result<Envelope<'b>, Reason> {
        let signed = self.keys.iter().zip(&hashes.of_signed);
        let macs = Macs {
            of_body: self.secrets.finish(&hashes.of_body).collect(),
            of_signed: signed.map(|(key, hash)| key.finish(hash)).collect(),
        };
        Claims::read(headers, options.allow_untimed)?.accept(body, headers, &macs, options)
    }

    /// All headers of a delivery of `body`, as AviationAlley sends it while these secrets sign: for tests.
    ///
    /// `x-aviationalley-event` is left out for a body that is no event. Any body and id are signed, also what no receiver
    /// accepts.
    ///
    /// # Errors
    /// [`TimestampError`] unless `timestamp` is in seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> Result<Vec<(Header, String)>, TimestampError> {
        TimestampError::check(timestamp)?;
        let signatures: Vec<_> = self.keys.iter().map(|key| key.sign(id, timestamp, body)).collect();
        let mut headers = Vec::from([
            (Header::Id, id.to_owned()),
            (Header::Timestamp, timestamp.to_string()),
            (Header::Signature, signatures.join(" ")),
            (Header::AviationAlleySignature, self.secrets.sign(body)),
            (Header::Delivery, id.to_owned()),
        ]);
        if let Ok(envelope) = Envelope::read(body) {
            headers.push((Header::Event, envelope.event_type.into_owned()));
        }
        Ok(headers)
    }

    pub(crate) fn macs(&self, body: &[u8], claims: &Claims<'_>) -> Macs {
        let signed = |prefix: String| self.keys.iter().map(|key| key.mac(&prefix, body)).collect();
        Macs {
            of_body: claims.hex.map_or_else(Vec::new, |_| self.secrets.macs(body)),
            of_signed: claims.signed_prefix().map_or_else(Vec::new, signed),
        }
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhook(redacted)")
    }
}
