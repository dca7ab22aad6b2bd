-- A bid is a row of its own, so that a package stays small however many people bid.

CREATE TABLE bids (
  package_id  TEXT NOT NULL REFERENCES bid_packages (id),
  -- The userId.
  id          TEXT NOT NULL,
  center_id   TEXT NOT NULL,
  environment TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL,
  -- What the person bids: JSON, as the client sent it.
  bid         TEXT NOT NULL CHECK (json_valid(bid)),
  PRIMARY KEY (package_id, id)
) WITHOUT ROWID;
CREATE INDEX bids_page ON bids (package_id, created_at DESC, id DESC);
