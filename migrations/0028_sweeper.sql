-- What the sweeper looks through: what nobody has hinted, and hints that are under way for long. Not what is hinted and
-- waits behind a long queue, of which there can be any number.
DROP INDEX deliveries_due;
CREATE INDEX deliveries_to_hint ON deliveries (hinted_at, next_attempt_at)
  WHERE held = 0 AND status IN ('PENDING', 'RETRYING');
