-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE dat_tests (
  id              TEXT NOT NULL PRIMARY KEY,
  center_id       TEXT NOT NULL REFERENCES centers (id),
  environment     TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at      TEXT NOT NULL,
  updated_at      TEXT NOT NULL,
  version         INTEGER NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'COLLECTED', 'RESULTED', 'CANCELLED')),
  fields          TEXT NOT NULL CHECK (json_valid(fields)),
  facts           TEXT NOT NULL CHECK (json_valid(facts)),
  folded          TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  user_id         TEXT AS (fields ->> '$.userId'),
  substance       TEXT AS (fields ->> '$.substance'),
  test_type       TEXT AS (fields ->> '$.testType'),
  draw_id         TEXT AS (fields ->> '$.drawId'),
  scheduled_at    TEXT AS (fields ->> '$.scheduledAt'),
  collection_site TEXT AS (fields ->> '$.collectionSite')
);
CREATE INDEX dat_tests_page ON dat_tests (center_id, environment, created_at DESC, id DESC);
