UPDATE deliveries
SET held = 0, hinted_at = ?
WHERE id IN (
    SELECT id
    FROM (
        SELECT d.id, p.free,
            row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) AS turn
        FROM (
            SELECT id,
                ? - (
                    SELECT count(*)
                    FROM deliveries f
                    WHERE f.endpoint_id = p.id
                        AND f.lease_until > ?
                ) AS free
            FROM webhook_endpoints p
        ) p
        JOIN deliveries d ON d.id IN (
            SELECT h.id
            FROM deliveries h
            WHERE h.endpoint_id = p.id
                AND h.held = 1
                AND h.status IN ('PENDING', 'RETRYING')
            ORDER BY h.next_attempt_at, h.id
            LIMIT ?
        )
    )
    WHERE turn <= free
)
RETURNING id, attempt,
    CASE WHEN EXISTS (
        SELECT 1
        FROM webhook_endpoints s
        WHERE s.id = endpoint_id
            AND s.slow_until IS NOT NULL
    ) THEN 'slow' WHEN (
        SELECT count(*)
        FROM (
            SELECT 1
            FROM (
                SELECT center_id AS center, environment AS kind
                FROM deliveries
                WHERE status = 'PENDING'
                    AND held = 0
                    AND lease_token IS NULL
            ) b
            WHERE b.center = center_id
                AND b.kind = environment
            LIMIT 700
        )
    ) = 700 THEN 'bulk' ELSE 'fast' END AS lane;
-- SEARCH deliveries USING COVERING INDEX sqlite_autoindex_deliveries_1 (id=?)
-- LIST SUBQUERY 5
--   CO-ROUTINE (subquery-4)
--     CO-ROUTINE (subquery-10)
--       SCAN p USING COVERING INDEX sqlite_autoindex_webhook_endpoints_1 [may: the free places of each endpoint, once a minute]
--       SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
--       CORRELATED LIST SUBQUERY 3
--         SEARCH h USING INDEX deliveries_held (endpoint_id=?)
--         USE TEMP B-TREE FOR LAST TERM OF ORDER BY [may: six rows of each endpoint]
--       CORRELATED SCALAR SUBQUERY 1
--         SEARCH f USING COVERING INDEX deliveries_in_flight (endpoint_id=? AND lease_until>?)
--       USE TEMP B-TREE FOR ORDER BY [may: six rows of each endpoint]
--     SCAN (subquery-10)
--   SCAN (subquery-4)
-- CORRELATED SCALAR SUBQUERY 6
--   SEARCH s USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- CORRELATED SCALAR SUBQUERY 9
--   CO-ROUTINE (subquery-8)
--     SEARCH deliveries USING INDEX deliveries_pending (center_id=? AND environment=?)
--   SCAN (subquery-8)
