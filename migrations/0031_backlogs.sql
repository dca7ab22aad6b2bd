-- What waits for a slow endpoint is bounded: beyond that the oldest deliveries are given up.

-- Why a FAILED delivery is; null while it is not.
ALTER TABLE deliveries ADD COLUMN failure_reason TEXT CHECK (failure_reason IN ('attempts', 'backlog'));

-- The same table with one kind of notice more: BACKLOG.
CREATE TABLE new_notices (
  endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id),
  kind        TEXT NOT NULL CHECK (kind IN ('FAILED', 'BACKLOG', 'DISABLED', 'RECOVERED')),
  -- Empty where the notice is of no type in particular.
  event_type  TEXT NOT NULL,
  count       INTEGER NOT NULL,
  first_at    INTEGER NOT NULL,
  last_at     INTEGER NOT NULL,
  -- The last one of them; its attempts say why.
  delivery_id TEXT,
  PRIMARY KEY (endpoint_id, kind, event_type)
) WITHOUT ROWID;
INSERT INTO new_notices SELECT * FROM notices;
DROP TABLE notices;
ALTER TABLE new_notices RENAME TO notices;

CREATE INDEX webhook_endpoints_slow ON webhook_endpoints (slow_until) WHERE slow_until IS NOT NULL;
