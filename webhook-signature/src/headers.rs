//! The headers of a delivery.

use alloc::borrow::Cow;

/// A header that a delivery carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// The delivery's id, signed.
    Id,
    /// The seconds of the attempt, signed.
    Timestamp,
    /// The Standard Webhooks signatures.
    Signature,
    /// The signature of the body alone, as the documented snippets verify it.
    AviationAlleySignature,
    /// The event's type, also in the body.
    Event,
    /// The delivery's id, also in the body.
    Delivery,
}

impl Header {
    /// All of them: a host looks these up in its map of headers and can ignore the others.
    pub const ALL: [Self; 6] =
        [Self::Id, Self::Timestamp, Self::Signature, Self::AviationAlleySignature, Self::Event, Self::Delivery];

    /// Its name in lowercase.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "webhook-id",
            Self::Timestamp => "webhook-timestamp",
            Self::Signature => "webhook-signature",
            Self::AviationAlleySignature => "x-aviationalley-signature",
            Self::Event => "x-aviationalley-event",
            Self::Delivery => "x-aviationalley-delivery",
        }
    }
}

/// The values of our headers in a request.
#[derive(Clone, Debug, Default)]
pub struct Headers<'a>([Option<Cow<'a, [u8]>>; 6]);

impl<'a> Headers<'a> {
    /// Adds one header of a request, in the order of the request; other headers than ours are ignored.
    ///
    /// Repeated headers are joined, as RFC 9110 section 5.2 says.
    pub fn add(&mut self, name: &str, value: &'a [u8]) {
        let is_named = |header: &Header| header.name().eq_ignore_ascii_case(name);
        if let Some(header) = Header::ALL.into_iter().find(is_named) {
            match &mut self.0[header as usize] {
                None => self.set(header, value),
                Some(first) => first.to_mut().extend([b", ", value].concat()),
            }
        }
    }

    /// Sets a header from its whole value, for a host that finds and joins them itself.
    pub fn set(&mut self, header: Header, value: &'a [u8]) {
        self.0[header as usize] = Some(Cow::Borrowed(value));
    }

    /// Its value as it stands.
    #[must_use]
    pub fn get(&self, header: Header) -> Option<&[u8]> {
        self.0[header as usize].as_deref()
    }
}

impl<'a> FromIterator<(&'a str, &'a [u8])> for Headers<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a [u8])>>(pairs: I) -> Self {
        let mut headers = Self::default();
        for (name, value) in pairs {
            headers.add(name, value);
        }
        headers
    }
}
