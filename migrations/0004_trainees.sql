-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE trainees (
  id           TEXT NOT NULL PRIMARY KEY,
  center_id    TEXT NOT NULL REFERENCES centers (id),
  environment  TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL,
  version      INTEGER NOT NULL,
  status       TEXT NOT NULL CHECK (status IN ('ACTIVE', 'ON_HOLD', 'GRADUATED', 'TERMINATED', 'TRANSFERRED')),
  fields       TEXT NOT NULL CHECK (json_valid(fields)),
  facts        TEXT NOT NULL CHECK (json_valid(facts)),
  folded       TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  first_name   TEXT AS (fields ->> '$.firstName'),
  last_name    TEXT AS (fields ->> '$.lastName'),
  email        TEXT AS (fields ->> '$.email'),
  external_id  TEXT AS (fields ->> '$.externalId'),
  course_code  TEXT AS (fields ->> '$.courseCode'),
  email_folded TEXT AS (coalesce(folded ->> '$.email', lower(email)))
);
CREATE INDEX trainees_page ON trainees (center_id, environment, created_at DESC, id DESC);
CREATE UNIQUE INDEX trainees_email ON trainees (center_id, environment, email_folded);
