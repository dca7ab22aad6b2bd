-- How many deliveries of a center wait in a queue decides through which queue the next ones go.
CREATE INDEX deliveries_pending ON deliveries (center_id, environment) WHERE status = 'PENDING' AND held = 0 AND lease_token IS NULL;
