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
  user_id       TEXT AS (fields ->> '$.userId'),
  aircraft_type TEXT AS (fields ->> '$.aircraftType'),
  training_type TEXT AS (fields ->> '$.trainingType'),
  completed_at  TEXT AS (facts ->> '$.completedAt'),
  expires_at    TEXT AS (facts ->> '$.expiresAt')
);
CREATE INDEX fa_training_page ON fa_training (center_id, environment, created_at DESC, id DESC);
CREATE INDEX fa_training_of_user ON fa_training (user_id, aircraft_type);
CREATE INDEX fa_training_expired ON fa_training (status, expires_at);
