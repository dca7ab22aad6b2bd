-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE quotes (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('DRAFT', 'SENT', 'ACCEPTED', 'DECLINED', 'EXPIRED')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  number           TEXT AS (facts ->> '$.number'),
  series           TEXT AS (substr(facts ->> '$.number', 1, length('Q-2026-'))),
  serial           INTEGER AS (CAST(substr(facts ->> '$.number', length('Q-2026-') + 1) AS INTEGER)),
  customer_name    TEXT AS (fields ->> '$.customerName'),
  customer_email   TEXT AS (fields ->> '$.customerEmail'),
  valid_until      TEXT AS (fields ->> '$.validUntil')
);
CREATE INDEX quotes_page ON quotes (center_id, environment, created_at DESC, id DESC);
CREATE UNIQUE INDEX quotes_number ON quotes (center_id, environment, series, serial);
-- What the clock looks through: exactly those rows that it may move, by center and environment first, so that no
-- center's rows stand in another one's way.
CREATE INDEX quotes_due ON quotes (center_id, environment, valid_until) WHERE status = 'SENT';
