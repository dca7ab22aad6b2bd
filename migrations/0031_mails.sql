-- Mails to a center's people. Times are milliseconds.

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
