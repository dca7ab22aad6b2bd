-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE bookings (
  id            TEXT NOT NULL PRIMARY KEY,
  center_id     TEXT NOT NULL REFERENCES centers (id),
  environment   TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  version       INTEGER NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED', 'NO_SHOW')),
  fields        TEXT NOT NULL CHECK (json_valid(fields)),
  facts         TEXT NOT NULL CHECK (json_valid(facts)),
  folded        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  simulator_id  TEXT AS (fields ->> '$.simulatorId'),
  start_at      TEXT AS (fields ->> '$.startAt'),
  end_at        TEXT AS (fields ->> '$.endAt'),
  instructor_id TEXT AS (fields ->> '$.instructorId'),
  trainee_ids   TEXT AS (fields -> '$.traineeIds'),
  course_code   TEXT AS (fields ->> '$.courseCode'),
  notes         TEXT AS (fields ->> '$.notes')
);
CREATE INDEX bookings_page ON bookings (center_id, environment, created_at DESC, id DESC);
-- What the overlap rules look through.
CREATE INDEX bookings_of_simulator ON bookings (center_id, environment, simulator_id, start_at)
  WHERE status IN ('SCHEDULED', 'IN_PROGRESS');
CREATE INDEX bookings_of_instructor ON bookings (center_id, environment, instructor_id, start_at)
  WHERE status IN ('SCHEDULED', 'IN_PROGRESS');
