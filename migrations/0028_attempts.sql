-- The delivery log: how each attempt ended.

CREATE TABLE attempts (
  delivery_id      TEXT NOT NULL REFERENCES deliveries (id),
  number           INTEGER NOT NULL,
  started_at       TEXT NOT NULL,
  duration_ms      INTEGER,
  outcome          TEXT NOT NULL CHECK (outcome IN ('success', 'status', 'timeout', 'network', 'interrupted')),
  detail           TEXT,
  -- What the receiver answered.
  response_status  INTEGER,
  response_headers TEXT,
  response_body    TEXT,
  -- 1: somebody asked for it.
  manual           INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (delivery_id, number)
) WITHOUT ROWID;
-- What retention looks for, oldest first.
CREATE INDEX attempts_by_age ON attempts (started_at);
