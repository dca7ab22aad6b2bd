CREATE TABLE reserve_assignments (
  id           TEXT NOT NULL PRIMARY KEY,
  center_id    TEXT NOT NULL REFERENCES centers (id),
  environment  TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL,
  version      INTEGER NOT NULL,
  status       TEXT NOT NULL CHECK (status IN ('ACTIVE', 'CALLED_OUT', 'NO_CONTACT', 'RELEASED')),
  fields       TEXT NOT NULL CHECK (json_valid(fields)),
  facts        TEXT NOT NULL CHECK (json_valid(facts)),
  user_id      TEXT AS (fields ->> '$.userId'),
  reserve_type TEXT AS (fields ->> '$.reserveType'),
  start_at     TEXT AS (fields ->> '$.startAt'),
  end_at       TEXT AS (fields ->> '$.endAt'),
  base         TEXT AS (fields ->> '$.base'),
  equipment    TEXT AS (fields ->> '$.equipment'),
  booking_ref  TEXT AS (facts ->> '$.bookingRef')
);
CREATE INDEX reserve_assignments_page ON reserve_assignments (center_id, environment, created_at DESC, id DESC);
CREATE INDEX reserve_assignments_of_user ON reserve_assignments (user_id, start_at) WHERE status IN ('ACTIVE', 'CALLED_OUT');
CREATE INDEX reserve_assignments_ended ON reserve_assignments (status, end_at);
