-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.

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
  title            TEXT AS (fields ->> '$.title'),
  category         TEXT AS (fields ->> '$.category'),
  reference        TEXT AS (fields ->> '$.reference'),
  simulator_id     TEXT AS (fields ->> '$.simulatorId'),
  due_at           TEXT AS (fields ->> '$.dueAt'),
  -- Null once the work that was due then is done.
  open_due_at      TEXT AS (iif(facts ->> '$.completedFor' IS fields ->> '$.dueAt', NULL, fields ->> '$.dueAt')),
  due_soon_for     TEXT AS (facts ->> '$.dueSoonFor'),
  overdue_for      TEXT AS (facts ->> '$.overdueFor')
);
CREATE INDEX compliance_items_page ON compliance_items (center_id, environment, created_at DESC, id DESC);
CREATE INDEX compliance_items_due ON compliance_items (status, open_due_at);
