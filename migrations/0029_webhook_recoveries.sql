-- Recoveries: what an endpoint missed, sent to it anew.

CREATE TABLE webhook_recoveries (
  id               TEXT NOT NULL PRIMARY KEY,
  endpoint_id      TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
  center_id        TEXT NOT NULL,
  environment      TEXT NOT NULL,
  created_at       TEXT NOT NULL,
  finished_at      TEXT,
  status           TEXT NOT NULL CHECK (status IN ('RUNNING', 'COMPLETED', 'CANCELLED')),
  -- What is asked for: deliveries of events up to this one, JSON arrays of statuses and of event types, or ["*"].
  since            TEXT NOT NULL,
  until_seq        INTEGER NOT NULL,
  statuses         TEXT NOT NULL,
  event_types      TEXT NOT NULL,
  -- How many there were at the start, and how many were queued so far.
  total            INTEGER NOT NULL,
  queued           INTEGER NOT NULL DEFAULT 0,
  -- The last delivery that was queued, and whether that was all.
  after_created_at TEXT NOT NULL,
  after_id         TEXT NOT NULL,
  all_queued       INTEGER NOT NULL DEFAULT 0,
  -- Up to when the queued deliveries fill the time (milliseconds).
  paced_until      INTEGER NOT NULL,
  -- What became of them, once that is final.
  delivered        INTEGER,
  failed           INTEGER
);
CREATE INDEX webhook_recoveries_page ON webhook_recoveries (endpoint_id, created_at DESC, id DESC);
CREATE UNIQUE INDEX webhook_recoveries_running ON webhook_recoveries (endpoint_id) WHERE status = 'RUNNING';
