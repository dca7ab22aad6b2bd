-- Subscriptions, the outbox, and the delivery log. Times that only the sender compares are milliseconds.

CREATE TABLE webhook_endpoints (
  id            TEXT NOT NULL PRIMARY KEY,
  center_id     TEXT NOT NULL REFERENCES centers (id),
  environment   TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  version       INTEGER NOT NULL,
  url           TEXT NOT NULL,
  -- JSON array of event types, or ["*"].
  events        TEXT NOT NULL,
  description   TEXT,
  enabled       INTEGER NOT NULL,
  -- AES-256-GCM; secret_key_id names the key that sealed it.
  secret        TEXT NOT NULL,
  secret_key_id TEXT NOT NULL,
  deleted_at    TEXT
);
CREATE INDEX webhook_endpoints_page ON webhook_endpoints (center_id, environment, created_at DESC, id DESC);

CREATE TABLE events (
  -- Commit order: the database has one writer.
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  center_id   TEXT NOT NULL,
  environment TEXT NOT NULL,
  type        TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  -- JSON; goes out as it stands here.
  data        TEXT NOT NULL
);
CREATE INDEX events_of_center ON events (center_id, environment, seq);

CREATE TABLE deliveries (
  id              TEXT NOT NULL PRIMARY KEY,
  event_id        TEXT NOT NULL REFERENCES events (id),
  endpoint_id     TEXT NOT NULL REFERENCES webhook_endpoints (id),
  center_id       TEXT NOT NULL,
  environment     TEXT NOT NULL,
  created_at      TEXT NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('PENDING', 'RETRYING', 'DELIVERED', 'FAILED', 'SKIPPED')),
  -- The number of the next attempt; completed ones and interrupted ones before it.
  attempt         INTEGER NOT NULL DEFAULT 1,
  completed       INTEGER NOT NULL DEFAULT 0,
  interrupted     INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER,
  -- Until when the queue is expected to bring the hint.
  hinted_at       INTEGER,
  -- Who attempts it now, since when, and until when nobody else may.
  lease_token     TEXT,
  leased_at       TEXT,
  lease_until     INTEGER
);
CREATE INDEX deliveries_page ON deliveries (endpoint_id, created_at DESC, id DESC);
CREATE INDEX deliveries_of_event ON deliveries (event_id);
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE status IN ('PENDING', 'RETRYING');
CREATE INDEX deliveries_leased ON deliveries (lease_token) WHERE lease_token IS NOT NULL;

CREATE TABLE attempts (
  delivery_id     TEXT NOT NULL REFERENCES deliveries (id),
  number          INTEGER NOT NULL,
  started_at      TEXT NOT NULL,
  duration_ms     INTEGER,
  outcome         TEXT NOT NULL CHECK (outcome IN ('success', 'status', 'timeout', 'network', 'interrupted')),
  response_status INTEGER,
  detail          TEXT,
  PRIMARY KEY (delivery_id, number)
) WITHOUT ROWID;
