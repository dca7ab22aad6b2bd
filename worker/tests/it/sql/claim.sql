INSERT INTO attempts (delivery_id, number, started_at, outcome, detail, manual)
SELECT d.id, d.attempt, d.leased_at, 'interrupted', 'The sender stopped before the attempt had ended.',
    d.manual_from IS NOT NULL
FROM deliveries d
WHERE d.lease_token IS NOT NULL
    AND d.id IN (
        SELECT id
        FROM (
            SELECT d.id, d.lane, p.slow_until,
                row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) + iif(p.slow_until
                IS NULL, 0, (
                    SELECT count(*)
                    FROM deliveries f
                    WHERE f.endpoint_id = d.endpoint_id
                        AND f.lease_until > ?
                )) AS place
            FROM (
                SELECT d.id, d.endpoint_id, d.next_attempt_at, max(h.value ->> '$.lane') AS lane
                FROM json_each(?) h
                JOIN deliveries d ON d.id = h.value ->> '$.delivery' AND d.attempt = h.value ->> '$.attempt'
                WHERE d.status IN ('PENDING', 'RETRYING')
                    AND d.next_attempt_at <= ?
                    AND (d.lease_until IS NULL OR d.lease_until <= ?)
                GROUP BY d.id
            ) d
            JOIN webhook_endpoints p ON p.id = d.endpoint_id
        )
        WHERE slow_until IS NULL OR (lane = 'slow' AND place <= ?)
    );
-- SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
-- LIST SUBQUERY 4
--   CO-ROUTINE (subquery-3)
--     CO-ROUTINE (subquery-6)
--       CO-ROUTINE d
--         SCAN h VIRTUAL TABLE INDEX 1:
--         SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
--         USE TEMP B-TREE FOR GROUP BY [may: the rows of one batch]
--       SCAN d
--       SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
--       USE TEMP B-TREE FOR ORDER BY [may: the rows of one batch]
--     SCAN (subquery-6)
--     CORRELATED SCALAR SUBQUERY 1
--       SEARCH f USING COVERING INDEX deliveries_in_flight (endpoint_id=? AND lease_until>?)
--   SCAN (subquery-3)

UPDATE deliveries
SET attempt = attempt + (lease_token IS NOT NULL), interrupted = interrupted + (lease_token IS NOT NULL),
    first_attempt_at = coalesce(first_attempt_at, ?), hinted_at = NULL, held = 0, lease_token = ?,
    leased_at = ?, lease_until = ?
WHERE id IN (
    SELECT id
    FROM (
        SELECT d.id, d.lane, p.slow_until,
            row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) + iif(p.slow_until
            IS NULL, 0, (
                SELECT count(*)
                FROM deliveries f
                WHERE f.endpoint_id = d.endpoint_id
                    AND f.lease_until > ?
            )) AS place
        FROM (
            SELECT d.id, d.endpoint_id, d.next_attempt_at, max(h.value ->> '$.lane') AS lane
            FROM json_each(?) h
            JOIN deliveries d ON d.id = h.value ->> '$.delivery' AND d.attempt = h.value ->> '$.attempt'
            WHERE d.status IN ('PENDING', 'RETRYING')
                AND d.next_attempt_at <= ?
                AND (d.lease_until IS NULL OR d.lease_until <= ?)
            GROUP BY d.id
        ) d
        JOIN webhook_endpoints p ON p.id = d.endpoint_id
    )
    WHERE slow_until IS NULL OR (lane = 'slow' AND place <= ?)
);
-- SEARCH deliveries USING COVERING INDEX sqlite_autoindex_deliveries_1 (id=?)
-- LIST SUBQUERY 4
--   CO-ROUTINE (subquery-3)
--     CO-ROUTINE (subquery-5)
--       CO-ROUTINE d
--         SCAN h VIRTUAL TABLE INDEX 1:
--         SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
--         USE TEMP B-TREE FOR GROUP BY [may: the rows of one batch]
--       SCAN d
--       SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
--       USE TEMP B-TREE FOR ORDER BY [may: the rows of one batch]
--     SCAN (subquery-5)
--     CORRELATED SCALAR SUBQUERY 1
--       SEARCH f USING COVERING INDEX deliveries_in_flight (endpoint_id=? AND lease_until>?)
--   SCAN (subquery-3)

UPDATE deliveries AS d
SET held = r.lane = 'slow', hinted_at = iif(r.lane = 'slow', NULL, ?)
FROM (
    SELECT d.id, d.endpoint_id, d.next_attempt_at, max(h.value ->> '$.lane') AS lane
    FROM json_each(?) h
    JOIN deliveries d ON d.id = h.value ->> '$.delivery' AND d.attempt = h.value ->> '$.attempt'
    WHERE d.status IN ('PENDING', 'RETRYING')
        AND d.next_attempt_at <= ?
        AND (d.lease_until IS NULL OR d.lease_until <= ?)
    GROUP BY d.id
) r
WHERE d.id = r.id
RETURNING id, attempt, held,
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
-- MATERIALIZE r
--   SCAN h VIRTUAL TABLE INDEX 1:
--   SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
--   USE TEMP B-TREE FOR GROUP BY [may: the rows of one batch]
-- SCAN r
-- SEARCH d USING COVERING INDEX sqlite_autoindex_deliveries_1 (id=?)
-- CORRELATED SCALAR SUBQUERY 2
--   SEARCH s USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- CORRELATED SCALAR SUBQUERY 5
--   CO-ROUTINE (subquery-4)
--     SEARCH deliveries USING INDEX deliveries_pending (center_id=? AND environment=?)
--   SCAN (subquery-4)

SELECT d.id, d.attempt, d.completed, d.interrupted, d.first_attempt_at, d.manual_from, d.automatic_at,
    d.lease_token, e.type, e.center_id, e.created_at, e.data, e.example, p.id AS endpoint_id, p.url, p.secret,
    p.secret_key_id, p.next_secret, p.next_secret_key_id, p.next_secret_activates_at,
    CASE WHEN EXISTS (
        SELECT 1
        FROM webhook_endpoints s
        WHERE s.id = d.endpoint_id
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
            WHERE b.center = d.center_id
                AND b.kind = d.environment
            LIMIT 700
        )
    ) = 700 THEN 'bulk' ELSE 'fast' END AS lane
FROM deliveries d
JOIN events e ON e.id = d.event_id
JOIN webhook_endpoints p ON p.id = d.endpoint_id
WHERE d.lease_token = ?;
-- SEARCH d USING INDEX deliveries_leased (lease_token=?)
-- SEARCH e USING INDEX sqlite_autoindex_events_1 (id=?)
-- SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- CORRELATED SCALAR SUBQUERY 1
--   SEARCH s USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- CORRELATED SCALAR SUBQUERY 4
--   CO-ROUTINE (subquery-3)
--     SEARCH deliveries USING INDEX deliveries_pending (center_id=? AND environment=?)
--   SCAN (subquery-3)
