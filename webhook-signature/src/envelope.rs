//! The body of a delivery.

use crate::{Header, Headers, Reason, json};
use alloc::borrow::Cow;

/// What every event has around its data, borrowed from the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The delivery's id, the same in every attempt.
    pub id: Cow<'a, str>,
    /// `booking.created` and the like; a type yet to come is an event too.
    pub event_type: Cow<'a, str>,
    /// The center that it happened in.
    pub center_id: Cow<'a, str>,
    /// When it happened.
    pub created_at: Cow<'a, str>,
    /// The JSON text of the record.
    pub data: &'a str,
}

impl<'a> Envelope<'a> {
    /// The names of its members in the order in which AviationAlley writes them.
    pub(crate) const MEMBERS: [&'static str; 5] = ["id", "type", "centerId", "createdAt", "data"];

    /// Reads a body, signed or not.
    ///
    /// # Errors
    /// [`Reason::NotJson`] and [`Reason::UnknownShape`].
    pub fn read(body: &'a [u8]) -> Result<Self, Reason> {
        let document = json::parse(body).ok_or(Reason::NotJson)?;
        let [id, event_type, center_id, created_at, data] = Self::MEMBERS.map(|name| document.member(name));
        (|| {
            Some(Self {
                id: id?.text()?,
                event_type: event_type?.text()?,
                center_id: center_id?.text()?,
                created_at: created_at?.text()?,
                data: data?.object()?,
            })
        })()
        .ok_or(Reason::UnknownShape)
    }

    /// Whether the headers that repeat a member agree with it.
    pub(crate) fn check(&self, headers: &Headers<'_>) -> Result<(), Reason> {
        let repeated = [(Header::Id, &self.id), (Header::Delivery, &self.id), (Header::Event, &self.event_type)];
        for (header, member) in repeated {
            if headers.get(header).is_some_and(|value| value != member.as_bytes()) {
                return Err(Reason::HeaderMismatch(header));
            }
        }
        Ok(())
    }
}
