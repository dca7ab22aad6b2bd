-- fields: what the client sent; facts: awards and what the server knows. Both JSON, with the columns that are looked for
-- taken out. The bids are a table of their own.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE bid_packages (
  id          TEXT NOT NULL PRIMARY KEY,
  center_id   TEXT NOT NULL REFERENCES centers (id),
  environment TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL,
  version     INTEGER NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('DRAFT', 'OPEN', 'CLOSED', 'AWARDED', 'PUBLISHED')),
  fields      TEXT NOT NULL CHECK (json_valid(fields)),
  facts       TEXT NOT NULL CHECK (json_valid(facts)),
  folded      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  bid_month   TEXT AS (fields ->> '$.bidMonth'),
  base        TEXT AS (fields ->> '$.base'),
  equipment   TEXT AS (fields ->> '$.equipment'),
  position    TEXT AS (fields ->> '$.position'),
  mode        TEXT AS (fields ->> '$.mode')
);
CREATE INDEX bid_packages_page ON bid_packages (center_id, environment, created_at DESC, id DESC);
