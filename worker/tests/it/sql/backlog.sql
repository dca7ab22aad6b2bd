SELECT id, surplus
FROM (
    SELECT p.id,
        CAST((
            SELECT count(*)
            FROM deliveries h
            WHERE h.endpoint_id = p.id
                AND h.held = 1
                AND h.status IN ('PENDING', 'RETRYING')
        ) - ? AS INTEGER) AS surplus
    FROM webhook_endpoints p
    WHERE p.slow_until IS NOT NULL
)
WHERE surplus > 0
LIMIT ?;
-- SEARCH p USING INDEX webhook_endpoints_slow (slow_until>?)
-- CORRELATED SCALAR SUBQUERY 1
--   SEARCH h USING INDEX deliveries_held (endpoint_id=?)
-- CORRELATED SCALAR SUBQUERY 1
--   SEARCH h USING INDEX deliveries_held (endpoint_id=?)

SELECT d.id, d.attempt, d.completed, d.interrupted, 0 AS first_attempt_at, d.manual_from, d.automatic_at,
    '' AS lease_token, e.type, e.center_id, e.created_at, '' AS data, e.example, p.id AS endpoint_id, p.url,
    p.secret, p.secret_key_id, p.next_secret, p.next_secret_key_id, p.next_secret_activates_at,
    'slow' AS lane
FROM deliveries d
JOIN events e ON e.id = d.event_id
JOIN webhook_endpoints p ON p.id = d.endpoint_id
WHERE d.endpoint_id = ?
    AND d.held = 1
    AND d.status IN ('PENDING', 'RETRYING')
    AND d.lease_token IS NULL
    AND d.manual_from IS NULL
ORDER BY d.next_attempt_at
LIMIT ?;
-- SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- SEARCH d USING INDEX deliveries_held (endpoint_id=?)
-- SEARCH e USING INDEX sqlite_autoindex_events_1 (id=?)
