-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE mel_deferrals (
  id                    TEXT NOT NULL PRIMARY KEY,
  center_id             TEXT NOT NULL REFERENCES centers (id),
  environment           TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at            TEXT NOT NULL,
  updated_at            TEXT NOT NULL,
  version               INTEGER NOT NULL,
  status                TEXT NOT NULL CHECK (status IN ('OPEN', 'EXPIRING', 'EXPIRED', 'CLOSED')),
  fields                TEXT NOT NULL CHECK (json_valid(fields)),
  facts                 TEXT NOT NULL CHECK (json_valid(facts)),
  folded                TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  aircraft_registration TEXT AS (fields ->> '$.aircraftRegistration'),
  mel_item              TEXT AS (fields ->> '$.melItem'),
  category              TEXT AS (fields ->> '$.category'),
  description           TEXT AS (fields ->> '$.description'),
  expires_at            TEXT AS (facts ->> '$.expiresAt'),
  warns_at              TEXT AS (facts ->> '$.warnsAt')
);
CREATE INDEX mel_deferrals_page ON mel_deferrals (center_id, environment, created_at DESC, id DESC);
-- What the clocks look through: for each exactly those rows that it may move, by center and environment first, so that
-- no center's rows stand in another one's way.
CREATE INDEX mel_deferrals_expiring ON mel_deferrals (center_id, environment, warns_at) WHERE status = 'OPEN';
CREATE INDEX mel_deferrals_expired ON mel_deferrals (center_id, environment, expires_at)
  WHERE status IN ('OPEN', 'EXPIRING');
