-- One for each event and subscriber. Times that only the sender compares are milliseconds.

CREATE TABLE deliveries (
  id               TEXT NOT NULL PRIMARY KEY,
  event_id         TEXT NOT NULL REFERENCES events (id),
  endpoint_id      TEXT NOT NULL REFERENCES webhook_endpoints (id),
  center_id        TEXT NOT NULL,
  environment      TEXT NOT NULL,
  created_at       TEXT NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('PENDING', 'RETRYING', 'DELIVERED', 'FAILED', 'SKIPPED')),
  -- Why a FAILED delivery is; null while it is not.
  failure_reason   TEXT CHECK (failure_reason IN ('attempts', 'backlog')),
  -- The number of the next attempt; completed ones and interrupted ones before it.
  attempt          INTEGER NOT NULL DEFAULT 1,
  completed        INTEGER NOT NULL DEFAULT 0,
  interrupted      INTEGER NOT NULL DEFAULT 0,
  -- When the first attempt began: the last one follows within a day.
  first_attempt_at INTEGER,
  next_attempt_at  INTEGER,
  -- Until when the queue is expected to bring the hint.
  hinted_at        INTEGER,
  -- 1: due, but its slow endpoint has as many attempts in flight as it may. No hint is under way; the next free place is.
  held             INTEGER NOT NULL DEFAULT 0,
  -- Who attempts it now, since when, and until when nobody else may.
  lease_token      TEXT,
  leased_at        TEXT,
  lease_until      INTEGER,
  -- While a manual attempt is open: the status in which it was asked for, and when the next automatic one was due.
  manual_from      TEXT CHECK (manual_from IN ('RETRYING', 'DELIVERED', 'FAILED', 'SKIPPED')),
  automatic_at     INTEGER,
  -- The last recovery that queued it anew.
  recovery_id      TEXT
);
CREATE INDEX deliveries_page ON deliveries (endpoint_id, created_at DESC, id DESC);
CREATE INDEX deliveries_of_event ON deliveries (event_id);
CREATE INDEX deliveries_of_recovery ON deliveries (recovery_id, status) WHERE recovery_id IS NOT NULL;
CREATE INDEX deliveries_leased ON deliveries (lease_token) WHERE lease_token IS NOT NULL;
CREATE INDEX deliveries_in_flight ON deliveries (endpoint_id, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX deliveries_held ON deliveries (endpoint_id, next_attempt_at)
  WHERE held = 1 AND status IN ('PENDING', 'RETRYING');
-- What the sweeper looks through: what nobody has hinted, and hints that are under way for long. Not what is hinted and
-- waits behind a long queue, of which there can be any number, nor a slow endpoint's backlog.
CREATE INDEX deliveries_to_hint ON deliveries (hinted_at, next_attempt_at)
  WHERE held = 0 AND status IN ('PENDING', 'RETRYING');
-- How many deliveries of a center wait in a queue decides through which queue the next ones go.
CREATE INDEX deliveries_pending ON deliveries (center_id, environment)
  WHERE status = 'PENDING' AND held = 0 AND lease_token IS NULL;
