-- The last event of each feed that was removed: a reader who is not past it has missed events.

CREATE TABLE removed_events (
  center_id   TEXT NOT NULL,
  environment TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (center_id, environment)
) WITHOUT ROWID;
