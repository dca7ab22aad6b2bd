-- How many deliveries of a center wait for their next attempt decides through which queue the next ones go.
CREATE INDEX deliveries_pending ON deliveries (center_id, environment) WHERE status = 'PENDING';
