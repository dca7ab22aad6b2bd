-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE compliance_items (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('COMPLIANT', 'DUE_SOON', 'OVERDUE', 'IN_PROGRESS', 'WAIVED')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  title            TEXT AS (fields ->> '$.title'),
  category         TEXT AS (fields ->> '$.category'),
  reference        TEXT AS (fields ->> '$.reference'),
  simulator_id     TEXT AS (fields ->> '$.simulatorId'),
  due_at           TEXT AS (fields ->> '$.dueAt'),
  -- Null once the work that was due then is done.
  open_due_at      TEXT AS (iif(facts ->> '$.completedFor' IS fields ->> '$.dueAt', NULL, fields ->> '$.dueAt')),
  due_soon_for     TEXT AS (facts ->> '$.dueSoonFor'),
  overdue_for      TEXT AS (facts ->> '$.overdueFor'),
  -- Null once compliance.overdue was told of it: an item that is overdue and IN_PROGRESS may stay so for long.
  untold_due_at    TEXT AS (iif(facts ->> '$.overdueFor' IS fields ->> '$.dueAt'
                     OR facts ->> '$.completedFor' IS fields ->> '$.dueAt', NULL, fields ->> '$.dueAt'))
);
CREATE INDEX compliance_items_page ON compliance_items (center_id, environment, created_at DESC, id DESC);
-- What the clocks look through: for each exactly those rows that it may move, by center and environment first, so that
-- no center's rows stand in another one's way.
CREATE INDEX compliance_items_due ON compliance_items (center_id, environment, open_due_at) WHERE status = 'COMPLIANT';
CREATE INDEX compliance_items_overdue ON compliance_items (center_id, environment, untold_due_at)
  WHERE status IN ('COMPLIANT', 'DUE_SOON', 'IN_PROGRESS');
