-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE safety_findings (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('OPEN', 'IN_PROGRESS', 'CLOSED')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  title            TEXT AS (fields ->> '$.title'),
  report_id        TEXT AS (fields ->> '$.reportId'),
  owner_user_id    TEXT AS (fields ->> '$.ownerUserId'),
  due_at           TEXT AS (fields ->> '$.dueAt')
);
CREATE INDEX safety_findings_page ON safety_findings (center_id, environment, created_at DESC, id DESC);
CREATE INDEX safety_findings_of_report ON safety_findings (report_id);
