-- Endpoints that answer late or not at all have a lane of their own.

-- From a late attempt on, the endpoint is slow: at least until this time (milliseconds), and until it answers in time.
ALTER TABLE webhook_endpoints ADD COLUMN slow_until INTEGER;

-- 1: due, but its slow endpoint has as many attempts in flight as it may. No hint is under way; the next free place is.
ALTER TABLE deliveries ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deliveries_held ON deliveries (endpoint_id, next_attempt_at)
  WHERE held = 1 AND status IN ('PENDING', 'RETRYING');
CREATE INDEX deliveries_in_flight ON deliveries (endpoint_id, lease_until) WHERE lease_until IS NOT NULL;

-- What the sweeper looks through: a slow endpoint's backlog is not in its way.
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE held = 0 AND status IN ('PENDING', 'RETRYING');
