-- The roster, by person: what the duty board, a draw's pool, seniority and a trade's legality come from.

CREATE TABLE crew (
  -- The userId.
  id               TEXT NOT NULL,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  name             TEXT NOT NULL,
  role             TEXT NOT NULL,
  position         TEXT CHECK (position IN ('CA', 'FO', 'FA')),
  seniority_number INTEGER,
  safety_sensitive INTEGER NOT NULL,
  -- What is looked for in any case, as in the records.
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  -- One person may be in the live and in the test roster.
  PRIMARY KEY (center_id, environment, id)
) WITHOUT ROWID;
CREATE INDEX crew_page ON crew (center_id, environment, created_at DESC, id DESC);
CREATE UNIQUE INDEX crew_seniority ON crew (center_id, environment, seniority_number);
