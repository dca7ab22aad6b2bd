-- Tenants.

CREATE TABLE centers (
  id                  TEXT NOT NULL PRIMARY KEY,
  created_at          TEXT NOT NULL,
  updated_at          TEXT NOT NULL,
  name                TEXT NOT NULL,
  -- IANA name; decides where days and months begin.
  time_zone           TEXT NOT NULL,
  auto_approve_trades INTEGER NOT NULL
);
