-- The feed of events, and the removal of what is old.

-- A page of one type, however rare the type is.
CREATE INDEX events_of_type ON events (center_id, environment, type, seq);

-- What retention looks for, oldest first.
CREATE INDEX events_by_age ON events (created_at);
CREATE INDEX attempts_by_age ON attempts (started_at);
CREATE INDEX webhook_endpoints_deleted ON webhook_endpoints (deleted_at) WHERE deleted_at IS NOT NULL;

-- The last event of each feed that was removed: a reader who is not past it has missed events.
CREATE TABLE removed_events (
  center_id   TEXT NOT NULL,
  environment TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (center_id, environment)
) WITHOUT ROWID;
