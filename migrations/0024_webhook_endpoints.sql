-- Subscriptions.

CREATE TABLE webhook_endpoints (
  id                       TEXT NOT NULL PRIMARY KEY,
  center_id                TEXT NOT NULL REFERENCES centers (id),
  environment              TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at               TEXT NOT NULL,
  updated_at               TEXT NOT NULL,
  version                  INTEGER NOT NULL,
  url                      TEXT NOT NULL,
  -- JSON array of event types, or ["*"].
  events                   TEXT NOT NULL,
  description              TEXT,
  enabled                  INTEGER NOT NULL,
  -- AES-256-GCM; secret_key_id names the key that sealed it. Both are empty once the endpoint is deleted: nothing is
  -- signed for it any more.
  secret                   TEXT NOT NULL,
  secret_key_id            TEXT NOT NULL,
  -- A pending rotation: the next signing secret, and from when on it is the current one, whatever the row says until
  -- then.
  next_secret              TEXT,
  next_secret_key_id       TEXT,
  next_secret_activates_at TEXT,
  deleted_at               TEXT,
  -- The first and the last failure since an attempt succeeded (milliseconds).
  failing_since            INTEGER,
  last_failure_at          INTEGER,
  -- Both are null while it is enabled, and when a person disabled it.
  disabled_at              TEXT,
  disabled_reason          TEXT,
  -- From a late attempt on, the endpoint is slow and has a lane of its own: at least until this time (milliseconds), and
  -- until it answers in time.
  slow_until               INTEGER
);
CREATE INDEX webhook_endpoints_page ON webhook_endpoints (center_id, environment, created_at DESC, id DESC);
-- For the cron: what fails, the rotations whose time has come, what a replaced SECRETS_KEY sealed, what retention
-- removes, and whose backlog is bounded.
CREATE INDEX webhook_endpoints_failing ON webhook_endpoints (failing_since) WHERE failing_since IS NOT NULL;
CREATE INDEX webhook_endpoints_rotating ON webhook_endpoints (next_secret_activates_at)
  WHERE next_secret_activates_at IS NOT NULL;
CREATE INDEX webhook_endpoints_sealed ON webhook_endpoints (secret_key_id, id);
CREATE INDEX webhook_endpoints_next_sealed ON webhook_endpoints (next_secret_key_id, id)
  WHERE next_secret_key_id IS NOT NULL;
CREATE INDEX webhook_endpoints_deleted ON webhook_endpoints (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX webhook_endpoints_slow ON webhook_endpoints (slow_until) WHERE slow_until IS NOT NULL;
