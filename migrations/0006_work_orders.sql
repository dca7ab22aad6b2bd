-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE work_orders (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('OPEN', 'IN_PROGRESS', 'AWAITING_PARTS', 'COMPLETED', 'CANCELLED')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  number           TEXT AS (facts ->> '$.number'),
  series           TEXT AS (substr(facts ->> '$.number', 1, length('WO-'))),
  serial           INTEGER AS (CAST(substr(facts ->> '$.number', length('WO-') + 1) AS INTEGER)),
  simulator_id     TEXT AS (fields ->> '$.simulatorId'),
  title            TEXT AS (fields ->> '$.title'),
  priority         TEXT AS (fields ->> '$.priority')
);
CREATE INDEX work_orders_page ON work_orders (center_id, environment, created_at DESC, id DESC);
CREATE UNIQUE INDEX work_orders_number ON work_orders (center_id, environment, series, serial);
