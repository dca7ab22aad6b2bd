//! The feed: a center's events in commit order, for those who poll, or who look for what a webhook did not bring.
//!
//! "After this `seq`" skips nothing, however many write at once. The database has one writer, and an event gets its
//! `seq` inside the transaction that commits it: whoever sees an event sees all that are before it in the feed, and
//! none appears before it later. `AUTOINCREMENT` never gives a removed event's `seq` to another. A replica that lags
//! shows a shorter feed, never one with gaps; to a cursor beyond its end it answers an empty page and the same place.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    auth::{Environment, OF_CALLER, Principal, Tenant, scope::Scope},
    db::{DbError, Row, Sql},
    events::EventType,
    http::{
        body::Json,
        budget::{LargeRows, fitting},
        call::Call,
        endpoint::Endpoint,
        filter::{ASCII, Filter, Listing, Range},
        page,
        query::{Query, QueryInput},
    },
    problem::{Code, FieldError, Problem},
    sql,
    time::Instant,
    wire::WireName,
};

/// Of its own: events carry records of every kind, which `webhooks:read` alone does not show.
pub fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::get(
        "/api/v1/events",
        Scope::EventsRead,
        "events.list",
        "Read the events in commit order, oldest first",
        read,
    )]
}

/// An event, listed once, whichever endpoints it was delivered to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// `evt_` and 32 hex digits. The id of each webhook delivery of this event is `del_`, the same 32 digits, and
    /// 16 more that stand for the endpoint: so an event that was pushed is recognised when it is read here.
    #[schemars(regex(pattern = "^evt_[0-9a-f]{32}$"))]
    id: String,
    #[serde(rename = "type")]
    event_type: EventType,
    center_id: Uuid,
    /// When it happened. The feed is in the order of commits, from which this can differ by moments.
    created_at: Instant,
    /// The same that a delivery carries; `GET /webhook-event-types` has its schema for each type.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    data: Box<RawValue>,
}

impl Event {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.text("id")?,
            event_type: row.get("type")?,
            center_id: row.get("center_id")?,
            created_at: row.get("created_at")?,
            data: row.json("data")?,
        })
    }
}

/// A part of the feed. Keep `nextCursor` once its events are dealt with, and ask with it for what came after:
/// each event is seen exactly once, in order.
///
/// Events are kept for 30 days at least. A cursor behind which some were removed in the meantime is refused with 409
/// and the code `conflict`: they were missed. Read the records again, then the feed without a cursor, which
/// begins with the oldest event that is kept.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventPage {
    data: Vec<Event>,
    pagination: FeedPagination,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FeedPagination {
    /// How many events a page has at most. It has fewer where more would take over 2 MB.
    limit: i64,
    /// Where to go on. Always given, on an empty page too. It is past everything that the filters left out, so keep
    /// the filters for as long as you follow it; it serves this center and environment only.
    next_cursor: String,
    /// Whether more is there already. If not, wait before you ask again.
    has_more: bool,
}

/// Between two events of one feed: everything up to `seq` was read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    seq: i64,
    environment: Environment,
    center_id: Uuid,
}

impl Place {
    fn encode(&self, list_id: &str) -> String {
        let Self { seq, center_id, .. } = self;
        let inside = format!("{seq} {} {center_id}", self.environment.name());
        page::seal(list_id, &inside)
    }

    fn decode(list_id: &str, cursor: &str) -> Option<Self> {
        let inside = page::unseal(list_id, cursor)?;
        let mut parts = inside.split(' ');
        let place = Self {
            seq: parts.next()?.parse().ok()?,
            environment: Environment::named(parts.next()?)?,
            center_id: Uuid::try_parse(parts.next()?).ok()?,
        };
        // Only what `encode` writes.
        (place.seq >= 0 && place.encode(list_id) == cursor).then_some(place)
    }

    fn is_of(&self, principal: &Principal) -> bool {
        self.environment == principal.environment && self.center_id == principal.center_id
    }
}

pub struct FeedQuery {
    limit: i64,
    /// See [`Query::list_id`].
    list_id: String,
    after: Option<Place>,
    /// Over `t`, each begun by ` AND `.
    conditions: Sql,
}

impl QueryInput for FeedQuery {
    fn take(query: &mut Query) -> Result<Self, Problem> {
        let limit = page::take_limit(query)?;
        let list_id = query.list_id();
        let expected = "a nextCursor of this list with these filters; leave it out to begin with the oldest event";
        let after = query.take_as("cursor", expected, |cursor| Place::decode(&list_id, cursor))?;
        let conditions = listing().take(query)?;
        Ok(Self { limit, list_id, after, conditions })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value> {
        listing().parameters()
    }
}

/// One type, not several: each then is one range of an index. Who wants several reads them all, or each with a
/// cursor of its own.
fn listing() -> Listing {
    Listing {
        range: Range::Instant("created_at"),
        search: &["id", "type"],
        folded: ASCII,
        filters: vec![Filter::one_of::<EventType>("type", "type")],
    }
}

async fn read(call: Call<Tenant, (), FeedQuery>) -> Result<Json<EventPage>, Problem> {
    let FeedQuery { limit, list_id, after, conditions } = call.query;
    let seq = after.as_ref().map_or(0, |place| place.seq);
    let removed = sql!("coalesce((SELECT t.seq FROM removed_events t WHERE "{OF_CALLER}"), 0)");
    let ends = sql!("SELECT coalesce((SELECT max(t.seq) FROM events t WHERE "{OF_CALLER}"), 0) AS last, \
        "{&removed}" AS removed");
    let rest = sql!("WHERE "{OF_CALLER}" AND t.example = 0 AND t.seq > max("(seq)", "{removed}")"{conditions});
    let events = LargeRows {
        columns: "t.seq, t.id, t.type, t.center_id, t.created_at, t.data",
        table: "events",
        stored: "octet_length(t.data)",
        order: "t.seq",
    };
    let events = events.select(rest, limit);
    // One transaction: the end of the feed is that of the very feed that the page is taken from.
    let batch = [ends, events].map(|sql| call.caller.bound(sql));
    let (principal, [ends, events]) = call.caller.batch(batch).await?;
    let ends = ends.one().unwrap_or_default();
    let (last, removed): (i64, i64) = (ends.get("last")?, ends.get("removed")?);

    if let Some(place) = after {
        if !place.is_of(&principal) {
            let message = "was given for another center or environment; a feed goes on from a cursor of its own";
            return Err(Problem::invalid("cursor", message));
        }
        if place.seq < removed {
            return Err(missed());
        }
    }
    let shown = fitting(&events, limit);
    let has_more = events.len() > shown;
    // At the end of the feed, the place is past what the filters left out too: it does not grow old while they match
    // nothing. Never back: the feed may be a lagging replica's.
    let seq = match events.get(shown - 1) {
        Some(last_shown) if has_more => last_shown.get("seq")?,
        _ => seq.max(last).max(removed),
    };
    let place = Place { seq, environment: principal.environment, center_id: principal.center_id };
    let data = events.iter().take(shown).map(Event::from_row);
    Ok(Json(EventPage {
        data: data.collect::<Result<_, _>>()?,
        pagination: FeedPagination { limit, next_cursor: place.encode(&list_id), has_more },
    }))
}

/// 409, so that it cannot be taken for a cursor that is malformed, and not be overlooked.
fn missed() -> Problem {
    let message = "is too old: events after it were removed before you read them. \
        Read the records again, then the feed without a cursor, from the oldest event that is kept";
    Problem::with_errors(Code::Conflict, vec![FieldError::new("cursor", message)])
}
