-- What is to be told of an endpoint, gathered until a mail takes it. Times are milliseconds.

CREATE TABLE notices (
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
