-- When each person of the roster was on duty.

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
