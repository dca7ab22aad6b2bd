-- Mails to a center's people, what they tell of, and endpoints that are disabled since they only fail. Times are milliseconds.

-- What is to be told of an endpoint, gathered until a mail takes it.
CREATE TABLE notices (
  endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id),
  kind        TEXT NOT NULL CHECK (kind IN ('FAILED', 'DISABLED', 'RECOVERED')),
  -- Empty where the notice is of no type in particular.
  event_type  TEXT NOT NULL,
  count       INTEGER NOT NULL,
  first_at    INTEGER NOT NULL,
  last_at     INTEGER NOT NULL,
  -- The last one of them; its attempts say why.
  delivery_id TEXT,
  PRIMARY KEY (endpoint_id, kind, event_type)
) WITHOUT ROWID;

CREATE TABLE mails (
  -- Goes along with the mail, so that a service that knows it already does not send it again.
  id              TEXT NOT NULL PRIMARY KEY,
  created_at      INTEGER NOT NULL,
  -- After this it is of no use any more.
  expires_at      INTEGER NOT NULL,
  recipient       TEXT NOT NULL,
  subject         TEXT NOT NULL,
  body            TEXT NOT NULL,
  -- The endpoint that it tells of, if any.
  endpoint_id     TEXT REFERENCES webhook_endpoints (id),
  status          TEXT NOT NULL CHECK (status IN ('PENDING', 'SENT', 'FAILED')),
  attempts        INTEGER NOT NULL DEFAULT 0,
  -- Moved on by whoever takes the mail, before it is sent: until then nobody else takes it.
  next_attempt_at INTEGER NOT NULL,
  sent_at         INTEGER,
  -- Why the last attempt failed.
  failure         TEXT
);
CREATE INDEX mails_by_time ON mails (created_at);
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE status = 'PENDING';
CREATE INDEX mails_of_endpoint ON mails (endpoint_id, created_at) WHERE endpoint_id IS NOT NULL;

-- The first and the last failure since an attempt succeeded.
ALTER TABLE webhook_endpoints ADD COLUMN failing_since INTEGER;
ALTER TABLE webhook_endpoints ADD COLUMN last_failure_at INTEGER;
CREATE INDEX webhook_endpoints_failing ON webhook_endpoints (failing_since) WHERE failing_since IS NOT NULL;
-- Text, as it is shown. Both are null while it is enabled, and when a person disabled it.
ALTER TABLE webhook_endpoints ADD COLUMN disabled_at TEXT;
ALTER TABLE webhook_endpoints ADD COLUMN disabled_reason TEXT;
