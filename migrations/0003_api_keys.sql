-- The keys of a center. Each is for one environment.

CREATE TABLE api_keys (
  id          TEXT NOT NULL PRIMARY KEY,
  center_id   TEXT NOT NULL REFERENCES centers (id),
  environment TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at  TEXT NOT NULL,
  name        TEXT NOT NULL,
  -- SHA-256 of the token, which itself is nowhere.
  token_hash  TEXT NOT NULL UNIQUE,
  last4       TEXT NOT NULL,
  -- JSON array.
  scopes      TEXT NOT NULL,
  expires_at  TEXT,
  revoked_at  TEXT
);
CREATE INDEX api_keys_of_center ON api_keys (center_id);
