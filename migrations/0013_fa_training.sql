-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE fa_training (
  id            TEXT NOT NULL PRIMARY KEY,
  center_id     TEXT NOT NULL REFERENCES centers (id),
  environment   TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  version       INTEGER NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'COMPLETED', 'EXPIRING', 'EXPIRED', 'SUPERSEDED', 'CANCELLED')),
  fields        TEXT NOT NULL CHECK (json_valid(fields)),
  facts         TEXT NOT NULL CHECK (json_valid(facts)),
  folded        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  user_id       TEXT AS (fields ->> '$.userId'),
  aircraft_type TEXT AS (fields ->> '$.aircraftType'),
  training_type TEXT AS (fields ->> '$.trainingType'),
  completed_at  TEXT AS (facts ->> '$.completedAt'),
  expires_at    TEXT AS (facts ->> '$.expiresAt')
);
CREATE INDEX fa_training_page ON fa_training (center_id, environment, created_at DESC, id DESC);
CREATE INDEX fa_training_of_user ON fa_training (center_id, environment, user_id, aircraft_type, completed_at);
-- What the clocks look through: for each exactly those rows that it may move, by center and environment first, so that
-- no center's rows stand in another one's way.
CREATE INDEX fa_training_expiring ON fa_training (center_id, environment, expires_at) WHERE status = 'COMPLETED';
CREATE INDEX fa_training_expired ON fa_training (center_id, environment, expires_at)
  WHERE status IN ('COMPLETED', 'EXPIRING');
