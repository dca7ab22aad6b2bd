//! The transactional outbox: an event and its deliveries, written in the batch of the change that they describe.

use super::{
    capacity::{self, Waiting},
    job::{JOB_COLUMNS, JOB_TABLES},
    lane::{COLUMN_BESIDE_EVENT, crowded_events, has_queue},
    lease::{self, Lease},
};
use crate::{app::App, db::Sql, events::EventType, sql, time::Instant, wire::WireName};

/// How many first attempts the writing request makes itself: the platform allows six connections. Slow endpoints get
/// none: all results are written together, so one late response would delay the rest.
const FIRST_ATTEMPTS: usize = 6;

/// One event, or several in order, to be written in one batch.
pub struct Posting {
    event_ids: Vec<String>,
    lease: Lease,
    now: Instant,
    /// The first attempts, if this request makes them.
    pub first: Option<Waiting>,
}

impl Posting {
    pub fn new(app: &App, now: Instant) -> Self {
        Self { event_ids: vec![new_event_id(app)], lease: Lease::new(app, now), now, first: None }
    }

    /// From here on [`event`](Self::event) inserts one more.
    pub fn next_event(&mut self, app: &App) {
        self.event_ids.push(new_event_id(app));
    }

    /// Inserts the event. `data` is an SQL expression over `source`, which is a `FROM` with a relation `t` of at
    /// most one row that has `center_id` and `environment`.
    pub fn event(&self, event: EventType, data: Sql, source: Sql) -> Sql {
        let id = self.event_ids.last().map(String::as_str);
        sql!("INSERT INTO events (id, center_id, environment, type, created_at, data) \
            SELECT "(id)", t.center_id, t.environment, "(event.name())", "(self.now)", "{data}" "{source})
    }

    /// Inserts the event's deliveries without leases, and selects hints for them.
    pub fn unleased_deliveries(&self) -> [Sql; 2] {
        unleased_deliveries(&self.events(), self.now)
    }

    /// Condition for further statements: the first event was written.
    pub fn is_written(&self) -> Sql {
        let first = self.event_ids.first().map(String::as_str);
        sql!("EXISTS (SELECT 1 FROM events WHERE id = "(first)")")
    }

    /// Inserts the events' deliveries, and selects them: as [`Job`](super::job::Job)s or as hints. The first few are leased
    /// to this request, unless too many attempts are waiting.
    pub fn deliveries(&mut self, app: &App) -> [Sql; 2] {
        self.first = capacity::join_unless_crowded(app, FIRST_ATTEMPTS);
        let count = self.first.as_ref().map_or(0, Waiting::count);
        let events = self.events();
        let columns = sql!({JOB_COLUMNS}", "{COLUMN_BESIDE_EVENT});
        [fan_out(&events, self.now, Some((count, &self.lease))), unheld(&columns, JOB_TABLES, &events)]
    }

    /// The events' ids as a JSON array.
    fn events(&self) -> String {
        serde_json::json!(self.event_ids).to_string()
    }
}

pub fn new_event_id(app: &App) -> String {
    format!("evt_{}", app.new_id().simple())
}

/// A delivery's id, computed from its event `ev` and its endpoint `ep`.
pub const DELIVERY_ID: &str = "'del_' || substr(ev.id, 5) || substr(replace(ep.id, '-', ''), 1, 16)";

/// Inserts one delivery for each event of the JSON array `events` and each endpoint that subscribes to it; a disabled
/// endpoint's is recorded as skipped. `first` is how many of them get the lease of their writer.
///
/// Each delivery is born in one of four states:
/// - leased: its writer attempts it at once. The first so many in order, of endpoints that are enabled and not slow.
/// - over its slow endpoint's limit (`held`): others wait there already, and this one waits behind them without a hint.
/// - hinted: due now, for the queue's consumers. `hinted_at` tells the sweeper that a hint is under way.
/// - SKIPPED.
///
/// An endpoint gets no `webhook.delivery.failed` about its own deliveries.
fn fan_out(events: &str, now: Instant, first: Option<(usize, &Lease)>) -> Sql {
    let due = now.millis();
    let count = first.map_or(0, |(count, _)| count);
    let lease = first.map_or_else(|| Sql::text("NULL, NULL, NULL"), |(_, lease)| lease.values_if("leased"));
    sql!("INSERT INTO deliveries (id, event_id, endpoint_id, center_id, environment, created_at, \
            status, next_attempt_at, held, hinted_at, first_attempt_at, "{lease::COLUMNS}") \
        SELECT id, event_id, endpoint_id, center_id, environment, "(now)", \
            iif(enabled, 'PENDING', 'SKIPPED'), iif(enabled, "(due)", NULL), held, \
            iif(leased OR held OR NOT enabled, NULL, "(due)"), iif(leased, "(due)", NULL), "{lease}" \
        FROM (SELECT "{DELIVERY_ID}" AS id, \
                ev.id AS event_id, ep.id AS endpoint_id, ev.center_id, ev.environment, ep.enabled, \
                ep.enabled AND "{has_queue()}" AS held, \
                ep.enabled AND ep.slow_until IS NULL AND row_number() OVER (\
                    ORDER BY ep.enabled AND ep.slow_until IS NULL DESC, ev.seq, ep.created_at, ep.id \
                ) <= "(count)" AS leased \
            FROM events ev JOIN webhook_endpoints ep \
                ON ep.center_id = ev.center_id AND ep.environment = ev.environment AND ep.deleted_at IS NULL \
            WHERE ev.id IN (SELECT value FROM json_each("(events)")) \
                AND EXISTS (SELECT 1 FROM json_each(ep.events) WHERE value IN ('*', ev.type)) \
                AND NOT (ev.type = 'webhook.delivery.failed' AND ev.data ->> '$.endpointId' = ep.id))")
}

/// Inserts deliveries without leases for the events of the JSON array `events`, and selects hints for them.
pub fn unleased_deliveries(events: &str, now: Instant) -> [Sql; 2] {
    let columns = sql!("d.id, d.attempt, "{COLUMN_BESIDE_EVENT});
    [fan_out(events, now, None), unheld(&columns, "deliveries d", events)]
}

/// Selects from the deliveries `d` of the events of the JSON array `events` that are not held. `tables` has them, and
/// what else the columns are of.
fn unheld(columns: &Sql, tables: &str, events: &str) -> Sql {
    sql!({crowded_events(events)}"SELECT "{columns}" FROM ev \
        CROSS JOIN "{tables}" WHERE d.event_id = ev.id AND d.status = 'PENDING' AND d.held = 0")
}
