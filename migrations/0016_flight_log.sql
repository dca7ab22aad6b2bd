-- No status: a flight is a fact. fields: what the client sent; facts: what the server computes. Both JSON, with the
-- columns that are looked for taken out.
-- folded: what is looked for in any case, a JSON object by column. SQLite's own `lower` knows A to Z only: the worker
-- folds what that leaves, and keeps it here.

CREATE TABLE flight_log (
  id                    TEXT NOT NULL PRIMARY KEY,
  center_id             TEXT NOT NULL REFERENCES centers (id),
  environment           TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at            TEXT NOT NULL,
  updated_at            TEXT NOT NULL,
  version               INTEGER NOT NULL,
  status                TEXT NOT NULL CHECK (status = ''),
  fields                TEXT NOT NULL CHECK (json_valid(fields)),
  facts                 TEXT NOT NULL CHECK (json_valid(facts)),
  folded                TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  user_id               TEXT AS (fields ->> '$.userId'),
  flight_date           TEXT AS (fields ->> '$.flightDate'),
  aircraft_registration TEXT AS (fields ->> '$.aircraftRegistration'),
  aircraft_type         TEXT AS (fields ->> '$.aircraftType'),
  departure             TEXT AS (fields ->> '$.departure'),
  arrival               TEXT AS (fields ->> '$.arrival'),
  off_block_at          TEXT AS (fields ->> '$.offBlockAt'),
  on_block_at           TEXT AS (fields ->> '$.onBlockAt'),
  remarks               TEXT AS (fields ->> '$.remarks')
);
CREATE INDEX flight_log_page ON flight_log (center_id, environment, created_at DESC, id DESC);
CREATE INDEX flight_log_of_user ON flight_log (center_id, environment, user_id, on_block_at);
