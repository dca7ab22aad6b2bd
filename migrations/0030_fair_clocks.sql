-- What the clocks and the overlap rules look through: by center and environment first, so that no center's rows stand
-- in another one's way. Each clock has an index of exactly those rows that it may move.

DROP INDEX invoices_due;
CREATE INDEX invoices_due ON invoices (center_id, environment, due_at) WHERE status = 'SENT';
DROP INDEX quotes_due;
CREATE INDEX quotes_due ON quotes (center_id, environment, valid_until) WHERE status = 'SENT';

-- Null once compliance.overdue was told of it: an item that is overdue and IN_PROGRESS may stay so for long.
ALTER TABLE compliance_items ADD COLUMN untold_due_at TEXT
  AS (iif(facts ->> '$.overdueFor' IS fields ->> '$.dueAt' OR facts ->> '$.completedFor' IS fields ->> '$.dueAt',
    NULL, fields ->> '$.dueAt'));
DROP INDEX compliance_items_due;
CREATE INDEX compliance_items_due ON compliance_items (center_id, environment, open_due_at) WHERE status = 'COMPLIANT';
CREATE INDEX compliance_items_overdue ON compliance_items (center_id, environment, untold_due_at)
  WHERE status IN ('COMPLIANT', 'DUE_SOON', 'IN_PROGRESS');

DROP INDEX mel_deferrals_expiring;
CREATE INDEX mel_deferrals_expiring ON mel_deferrals (center_id, environment, warns_at) WHERE status = 'OPEN';
DROP INDEX mel_deferrals_expired;
CREATE INDEX mel_deferrals_expired ON mel_deferrals (center_id, environment, expires_at)
  WHERE status IN ('OPEN', 'EXPIRING');

DROP INDEX fa_training_expired;
CREATE INDEX fa_training_expiring ON fa_training (center_id, environment, expires_at) WHERE status = 'COMPLETED';
CREATE INDEX fa_training_expired ON fa_training (center_id, environment, expires_at)
  WHERE status IN ('COMPLETED', 'EXPIRING');
DROP INDEX fa_training_of_user;
CREATE INDEX fa_training_of_user ON fa_training (center_id, environment, user_id, aircraft_type, completed_at);

DROP INDEX reserve_assignments_ended;
CREATE INDEX reserve_assignments_ended ON reserve_assignments (center_id, environment, end_at) WHERE status = 'ACTIVE';
DROP INDEX reserve_assignments_of_user;
CREATE INDEX reserve_assignments_of_user ON reserve_assignments (center_id, environment, user_id, start_at)
  WHERE status IN ('ACTIVE', 'CALLED_OUT');

DROP INDEX bookings_of_simulator;
CREATE INDEX bookings_of_simulator ON bookings (center_id, environment, simulator_id, start_at)
  WHERE status IN ('SCHEDULED', 'IN_PROGRESS');
DROP INDEX bookings_of_instructor;
CREATE INDEX bookings_of_instructor ON bookings (center_id, environment, instructor_id, start_at)
  WHERE status IN ('SCHEDULED', 'IN_PROGRESS');

DROP INDEX flight_log_of_user;
CREATE INDEX flight_log_of_user ON flight_log (center_id, environment, user_id, on_block_at);
