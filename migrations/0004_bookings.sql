-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.

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
  simulator_id  TEXT AS (fields ->> '$.simulatorId'),
  start_at      TEXT AS (fields ->> '$.startAt'),
  end_at        TEXT AS (fields ->> '$.endAt'),
  instructor_id TEXT AS (fields ->> '$.instructorId'),
  trainee_ids   TEXT AS (fields -> '$.traineeIds'),
  course_code   TEXT AS (fields ->> '$.courseCode'),
  notes         TEXT AS (fields ->> '$.notes')
);
CREATE INDEX bookings_page ON bookings (center_id, environment, created_at DESC, id DESC);
CREATE INDEX bookings_of_simulator ON bookings (simulator_id, start_at) WHERE status IN ('SCHEDULED', 'IN_PROGRESS');
CREATE INDEX bookings_of_instructor ON bookings (instructor_id, start_at) WHERE status IN ('SCHEDULED', 'IN_PROGRESS');
