-- The outbox, and the feed: what happened, in the order of its commits.

CREATE TABLE events (
  -- Commit order: the database has one writer.
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  center_id   TEXT NOT NULL,
  environment TEXT NOT NULL,
  type        TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  -- JSON; goes out as it stands here.
  data        TEXT NOT NULL,
  -- 1: a test message, the catalog's example, made for one endpoint.
  example     INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX events_of_center ON events (center_id, environment, seq);
-- A page of one type, however rare the type is.
CREATE INDEX events_of_type ON events (center_id, environment, type, seq);
-- What retention looks for, oldest first.
CREATE INDEX events_by_age ON events (created_at);
