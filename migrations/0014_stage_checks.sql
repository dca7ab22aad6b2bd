-- fields: what the client sent; facts: what the server knows. Both JSON, with the columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE stage_checks (
  id                  TEXT NOT NULL PRIMARY KEY,
  center_id           TEXT NOT NULL REFERENCES centers (id),
  environment         TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at          TEXT NOT NULL,
  updated_at          TEXT NOT NULL,
  version             INTEGER NOT NULL,
  status              TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'PASSED', 'FAILED', 'CANCELLED')),
  fields              TEXT NOT NULL CHECK (json_valid(fields)),
  facts               TEXT NOT NULL CHECK (json_valid(facts)),
  folded              TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  trainee_id          TEXT AS (fields ->> '$.traineeId'),
  course_code         TEXT AS (fields ->> '$.courseCode'),
  stage               TEXT AS (fields ->> '$.stage'),
  check_instructor_id TEXT AS (fields ->> '$.checkInstructorId'),
  scheduled_at        TEXT AS (fields ->> '$.scheduledAt'),
  remarks             TEXT AS (facts ->> '$.remarks')
);
CREATE INDEX stage_checks_page ON stage_checks (center_id, environment, created_at DESC, id DESC);
CREATE INDEX stage_checks_of_trainee ON stage_checks (trainee_id, course_code, stage);
