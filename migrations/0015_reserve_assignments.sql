-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

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
  folded       TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  user_id      TEXT AS (fields ->> '$.userId'),
  reserve_type TEXT AS (fields ->> '$.reserveType'),
  start_at     TEXT AS (fields ->> '$.startAt'),
  end_at       TEXT AS (fields ->> '$.endAt'),
  base         TEXT AS (fields ->> '$.base'),
  equipment    TEXT AS (fields ->> '$.equipment'),
  booking_ref  TEXT AS (facts ->> '$.bookingRef')
);
CREATE INDEX reserve_assignments_page ON reserve_assignments (center_id, environment, created_at DESC, id DESC);
-- What the overlap rule looks through.
CREATE INDEX reserve_assignments_of_user ON reserve_assignments (center_id, environment, user_id, start_at)
  WHERE status IN ('ACTIVE', 'CALLED_OUT');
-- What the clock looks through: exactly those rows that it may move, by center and environment first, so that no
-- center's rows stand in another one's way.
CREATE INDEX reserve_assignments_ended ON reserve_assignments (center_id, environment, end_at) WHERE status = 'ACTIVE';
