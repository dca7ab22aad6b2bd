-- No status: a draw is final. fields: what the client sent; facts: what was drawn. Both JSON, with the
-- columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE dat_draws (
  id                TEXT NOT NULL PRIMARY KEY,
  center_id         TEXT NOT NULL REFERENCES centers (id),
  environment       TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at        TEXT NOT NULL,
  updated_at        TEXT NOT NULL,
  version           INTEGER NOT NULL,
  status            TEXT NOT NULL CHECK (status = ''),
  fields            TEXT NOT NULL CHECK (json_valid(fields)),
  facts             TEXT NOT NULL CHECK (json_valid(facts)),
  folded            TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  substance         TEXT AS (fields ->> '$.substance'),
  period            TEXT AS (fields ->> '$.period'),
  drawn_at          TEXT AS (facts ->> '$.drawnAt'),
  selected_user_ids TEXT AS (facts -> '$.selectedUserIds')
);
CREATE INDEX dat_draws_page ON dat_draws (center_id, environment, created_at DESC, id DESC);
