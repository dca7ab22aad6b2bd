//! The signatures that the headers of a request claim, and their verification.

use crate::{Envelope, Header, Headers, Mac, Reason, secret, standard};
use alloc::{string::String, vec::Vec};
use core::{error::Error, fmt};

/// 9999-12-31T23:59:59Z. Today's milliseconds are later.
const LAST_TIMESTAMP: i64 = 253_402_300_799;

/// Options of [`construct_event`](crate::Webhook::construct_event).
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The receiver's clock, in whole seconds since 1970 (rounded down).
    pub now: i64,
    /// How many seconds the signed timestamp may be away from `now`, either way.
    pub tolerance: u64,
    /// Whether `x-aviationalley-signature` alone is accepted where none of the `webhook-…` headers came. It has no timestamp:
    /// anyone who has seen such a delivery can replay it.
    pub allow_untimed: bool,
}

impl Options {
    /// What Standard Webhooks' own libraries allow: five minutes.
    pub const TOLERANCE: u64 = 300;

    /// The defaults at this time.
    #[must_use]
    pub const fn at(now: i64) -> Self {
        Self { now, tolerance: Self::TOLERANCE, allow_untimed: false }
    }
}

/// The codes that a request has to match, one of each for every secret.
pub(crate) struct Macs {
    /// HMAC-SHA256 of the body, keyed with the UTF-8 of the secret's whole text.
    pub(crate) of_body: Vec<Mac>,
    /// HMAC-SHA256 of [`signed_prefix`] and the body, keyed with the bytes that the secret encodes.
    pub(crate) of_signed: Vec<Mac>,
}

/// What a host has to put in front of the body for [`Hashes::of_signed`](crate::Hashes); `None` when only the body is signed.
///
/// # Errors
/// [`Reason::MissingHeader`] and [`Reason::MalformedHeader`], as [`construct_event`](crate::Webhook::construct_event).
pub fn signed_prefix(headers: &Headers<'_>, allow_untimed: bool) -> Result<Option<String>, Reason> {
    Claims::read(headers, allow_untimed).map(|claims| claims.signed_prefix())
}

/// The signatures of a request with well-formed headers, not yet verified.
#[derive(Clone, Copy)]
pub(crate) struct Claims<'a> {
    pub(crate) timed: Option<Timed<'a>>,
    pub(crate) hex: Option<&'a [u8]>,
}

/// The three headers of Standard Webhooks.
#[derive(Clone, Copy)]
pub(crate) struct Timed<'a> {
    pub(crate) id: &'a str,
    pub(crate) timestamp: i64,
    pub(crate) signatures: &'a [u8],
}

impl<'a> Claims<'a> {
    /// Reads the headers: steps 1 and 2 of the [crate's page](crate).
    pub(crate) fn read(headers: &'a Headers<'_>, allow_untimed: bool) -> Result<Self, Reason> {
        let came = |header: &Header| headers.get(*header).is_some();
        let timed = [Header::Id, Header::Timestamp, Header::Signature];
        let required =
            if allow_untimed && !timed.iter().any(came) { &[Header::AviationAlleySignature][..] } else { &timed };
        if let Some(missing) = required.iter().find(|header| !came(header)) {
            return Err(Reason::MissingHeader(*missing));
        }
        Ok(Self { timed: Timed::read(headers)?, hex: read_hex(headers)? })
    }

    pub(crate) fn signed_prefix(&self) -> Option<String> {
        self.timed.map(|timed| standard::signed_prefix(timed.id, timed.timestamp))
    }

    /// Steps 3 to 7 of the [crate's page](crate), given the codes.
    pub(crate) fn accept<'b>(
        &self,
        body: &'b [u8],
        headers: &Headers<'_>,
        macs: &Macs,
        options: &Options,
    ) -> Result<Envelope<'b>, Reason> {
        // `&` instead of `&&`: the time must not reveal which of the two failed.
        if !(self.timed_matches(macs) & self.hex_matches(macs)) {
            return Err(Reason::NoMatch);
        }
        if let Some(timed) = self.timed {
            timed.check_age(options)?;
        }
        let envelope = Envelope::read(body)?;
        envelope.check(headers)?;
        Ok(envelope)
    }

    /// Whether the Standard Webhooks signature is valid or absent.
    pub(crate) fn timed_matches(&self, macs: &Macs) -> bool {
        self.timed.is_none_or(|timed| standard::matches(&macs.of_signed, timed.signatures))
    }

    /// Whether `x-aviationalley-signature` is valid or absent.
    pub(crate) fn hex_matches(&self, macs: &Macs) -> bool {
        self.hex.is_none_or(|hex| secret::matches_hex(macs.of_body.iter().copied(), hex))
    }
}

impl<'a> Timed<'a> {
    /// `None` unless all three came.
    pub(crate) fn read(headers: &'a Headers<'_>) -> Result<Option<Self>, Reason> {
        let (Some(id), Some(timestamp), Some(signatures)) =
            (headers.get(Header::Id), headers.get(Header::Timestamp), headers.get(Header::Signature))
        else {
            return Ok(None);
        };
        let malformed = Reason::MalformedHeader;
        Ok(Some(Self {
            id: read_id(id).ok_or(malformed(Header::Id))?,
            timestamp: read_timestamp(timestamp).ok_or(malformed(Header::Timestamp))?,
            signatures: Some(signatures)
                .filter(|header| standard::is_well_formed(header))
                .ok_or(malformed(Header::Signature))?,
        }))
    }

    fn check_age(self, options: &Options) -> Result<(), Reason> {
        if options.now.abs_diff(self.timestamp) <= options.tolerance {
            Ok(())
        } else if self.timestamp < options.now {
            Err(Reason::TimestampTooOld)
        } else {
            Err(Reason::TimestampTooNew)
        }
    }
}

fn read_id(value: &[u8]) -> Option<&str> {
    let visible = |byte: &u8| byte.is_ascii_graphic() && *byte != b'.';
    if (1..=255).contains(&value.len()) && value.iter().all(visible) { core::str::from_utf8(value).ok() } else { None }
}

/// Whether it is well-formed but too large for a timestamp.
pub(crate) fn is_too_late(value: &[u8]) -> bool {
    is_canonical(value) && read_timestamp(value).is_none()
}

fn is_canonical(value: &[u8]) -> bool {
    match value {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

fn read_timestamp(value: &[u8]) -> Option<i64> {
    // More digits would be later, and overflow.
    (is_canonical(value) && value.len() <= 12).then_some(())?;
    let seconds = value.iter().fold(0, |seconds, digit| 10 * seconds + i64::from(digit - b'0'));
    (seconds <= LAST_TIMESTAMP).then_some(seconds)
}

pub(crate) fn read_hex<'a>(headers: &'a Headers<'_>) -> Result<Option<&'a [u8]>, Reason> {
    let Some(hex) = headers.get(Header::AviationAlleySignature) else {
        return Ok(None);
    };
    let digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if hex.len() == 64 && hex.iter().all(digit) {
        Ok(Some(hex))
    } else {
        Err(Reason::MalformedHeader(Header::AviationAlleySignature))
    }
}

/// A time that no delivery can have, usually one in milliseconds: a mistake of the developer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimestampError;

impl TimestampError {
    /// # Errors
    /// Unless it is in seconds since 1970, up to the year 9999.
    pub fn check(timestamp: i64) -> Result<(), Self> {
        if (0..=LAST_TIMESTAMP).contains(&timestamp) { Ok(()) } else { Err(Self) }
    }

    /// The sentence for people.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        "not a time in seconds since 1970: divide milliseconds by 1000"
    }
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl Error for TimestampError {}
