-- What is looked for in any case, folded. SQLite's own `lower` knows A to Z only: the worker folds what that leaves, and
-- keeps it here, a JSON object by column.

ALTER TABLE trainees ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE bookings ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE work_orders ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE invoices ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE quotes ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE compliance_items ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE safety_reports ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE safety_findings ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE mel_deferrals ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE stage_checks ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE fa_training ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE reserve_assignments ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE flight_log ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE crew ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE dat_draws ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE dat_tests ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE trip_trades ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));
ALTER TABLE bid_packages ADD COLUMN folded TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded));

ALTER TABLE trainees ADD COLUMN email_folded TEXT AS (coalesce(folded ->> '$.email', lower(email)));
DROP INDEX trainees_email;
CREATE UNIQUE INDEX trainees_email ON trainees (center_id, environment, email_folded);
