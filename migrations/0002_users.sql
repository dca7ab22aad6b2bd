-- The people of a center: who is told by mail.

CREATE TABLE users (
  id         TEXT NOT NULL PRIMARY KEY,
  center_id  TEXT NOT NULL REFERENCES centers (id),
  created_at TEXT NOT NULL,
  email      TEXT NOT NULL,
  role       TEXT NOT NULL
);
CREATE INDEX users_of_center ON users (center_id);
