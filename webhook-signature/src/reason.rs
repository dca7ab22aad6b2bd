//! Why a request is not taken for a delivery.

use crate::Header;
use alloc::borrow::Cow;
use core::{error::Error, fmt};

/// Why [`construct_event`](crate::Webhook::construct_event) refuses. The [crate's page](crate) says when each applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// This header is not there.
    MissingHeader(Header),
    /// This header is not one that AviationAlley can have sent.
    MalformedHeader(Header),
    /// A signature is not of this message by any of the secrets.
    NoMatch,
    /// Signed longer ago than the tolerance.
    TimestampTooOld,
    /// Signed further ahead than the tolerance.
    TimestampTooNew,
    /// The body is not JSON.
    NotJson,
    /// The body is JSON but no event.
    UnknownShape,
    /// This header says something else than the signed body.
    HeaderMismatch(Header),
}

impl Reason {
    /// The code that programs compare, the same in every language.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingHeader(_) => "missing_header",
            Self::MalformedHeader(_) => "malformed_header",
            Self::NoMatch => "no_match",
            Self::TimestampTooOld => "timestamp_too_old",
            Self::TimestampTooNew => "timestamp_too_new",
            Self::NotJson => "not_json",
            Self::UnknownShape => "unknown_shape",
            Self::HeaderMismatch(_) => "header_mismatch",
        }
    }

    /// The sentence for people.
    #[must_use]
    pub fn sentence(self) -> Cow<'static, str> {
        let of_header = |header: Header, fault| ["the header ", header.name(), fault].concat();
        Cow::Borrowed(match self {
            Self::MissingHeader(header) => return of_header(header, " is missing").into(),
            Self::MalformedHeader(header) => return of_header(header, " is malformed").into(),
            Self::HeaderMismatch(header) => {
                return of_header(header, " says something else than the signed body").into();
            }
            Self::NoMatch => {
                "the signature is not of this body by this secret: pass the raw body as it arrived and the secret of this \
                 endpoint"
            }
            Self::TimestampTooOld => {
                "the delivery was signed longer ago than the tolerance: a replay, or this machine's clock is fast"
            }
            Self::TimestampTooNew => {
                "the delivery was signed further in the future than the tolerance: this machine's clock is slow"
            }
            Self::NotJson => "the signed body is not JSON",
            Self::UnknownShape => {
                "the signed body is not an event: an object with the strings id, type, centerId and createdAt and the \
                 object data"
            }
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl Error for Reason {}
