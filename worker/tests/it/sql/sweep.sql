UPDATE deliveries
SET hinted_at = ? + min(max(? - next_attempt_at, 0), ?)
WHERE id IN (
    SELECT id
    FROM (
        SELECT id
        FROM deliveries d
        WHERE held = 0
            AND status IN ('PENDING', 'RETRYING')
            AND (d.lease_until IS NULL OR d.lease_until <= ?)
            AND hinted_at IS NULL
            AND next_attempt_at <= ?
        ORDER BY next_attempt_at
        LIMIT ?
    )
    UNION ALL
    SELECT id
    FROM (
        SELECT id
        FROM deliveries d
        WHERE held = 0
            AND status IN ('PENDING', 'RETRYING')
            AND (d.lease_until IS NULL OR d.lease_until <= ?)
            AND hinted_at <= ?
        ORDER BY hinted_at
        LIMIT ?
    )
    LIMIT ?
)
RETURNING id, attempt, next_attempt_at,
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
-- LIST SUBQUERY 4
--   COMPOUND QUERY
--     LEFT-MOST SUBQUERY
--       CO-ROUTINE (subquery-1)
--         SEARCH d USING INDEX deliveries_to_hint (hinted_at=? AND next_attempt_at<?)
--       SCAN (subquery-1)
--     UNION ALL
--       CO-ROUTINE (subquery-3)
--         SEARCH d USING INDEX deliveries_to_hint (hinted_at<?)
--       SCAN (subquery-3)
-- CORRELATED SCALAR SUBQUERY 5
--   SEARCH s USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- CORRELATED SCALAR SUBQUERY 8
--   CO-ROUTINE (subquery-7)
--     SEARCH deliveries USING INDEX deliveries_pending (center_id=? AND environment=?)
--   SCAN (subquery-7)
