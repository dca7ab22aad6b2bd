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
  aircraft_registration TEXT AS (fields ->> '$.aircraftRegistration'),
  mel_item              TEXT AS (fields ->> '$.melItem'),
  category              TEXT AS (fields ->> '$.category'),
  description           TEXT AS (fields ->> '$.description'),
  expires_at            TEXT AS (facts ->> '$.expiresAt'),
  warns_at              TEXT AS (facts ->> '$.warnsAt')
);
CREATE INDEX mel_deferrals_page ON mel_deferrals (center_id, environment, created_at DESC, id DESC);
CREATE INDEX mel_deferrals_expiring ON mel_deferrals (status, warns_at);
CREATE INDEX mel_deferrals_expired ON mel_deferrals (status, expires_at);
