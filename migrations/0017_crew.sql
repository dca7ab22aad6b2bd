-- The roster and the duties: what the duty board, a draw's pool, seniority and a trade's legality come from.

CREATE TABLE crew (
  -- The userId.
  id               TEXT NOT NULL,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  name             TEXT NOT NULL,
  role             TEXT NOT NULL,
  position         TEXT CHECK (position IN ('CA', 'FO', 'FA')),
  seniority_number INTEGER,
  safety_sensitive INTEGER NOT NULL,
  -- One person may be in the live and in the test roster.
  PRIMARY KEY (center_id, environment, id)
) WITHOUT ROWID;
CREATE INDEX crew_page ON crew (center_id, environment, created_at DESC, id DESC);
CREATE UNIQUE INDEX crew_seniority ON crew (center_id, environment, seniority_number);

CREATE TABLE duty_periods (
  id          TEXT NOT NULL PRIMARY KEY,
  center_id   TEXT NOT NULL REFERENCES centers (id),
  environment TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  user_id     TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  -- Null while on duty.
  ended_at    TEXT
);
CREATE INDEX duty_periods_of_user ON duty_periods (center_id, environment, user_id, started_at DESC, ended_at);
CREATE UNIQUE INDEX duty_periods_open ON duty_periods (center_id, environment, user_id) WHERE ended_at IS NULL;
