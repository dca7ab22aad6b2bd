//! Why a request is not taken for a delivery.

use crate::Header;
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
}

/// The sentence for people.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader(header) => write!(f, "the header {} is missing", header.name()),
            Self::MalformedHeader(header) => write!(f, "the header {} is malformed", header.name()),
            Self::NoMatch => f.write_str(
                "the signature is not of this body by this secret: pass the raw body as it arrived and the secret of \
                 this endpoint",
            ),
            Self::TimestampTooOld => f.write_str(
                "the delivery was signed longer ago than the tolerance: a replay, or this machine's clock is fast",
            ),
            Self::TimestampTooNew => f.write_str(
                "the delivery was signed further in the future than the tolerance: this machine's clock is slow",
            ),
            Self::NotJson => f.write_str("the signed body is not JSON"),
            Self::UnknownShape => f.write_str(
                "the signed body is not an event: an object with the strings id, type, centerId and createdAt and the \
                 object data",
            ),
            Self::HeaderMismatch(header) => write!(
                f,
                "the header {} says something else than the signed body",
                header.name()
            ),
        }
    }
}

impl Error for Reason {}
