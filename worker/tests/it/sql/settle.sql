INSERT INTO attempts (delivery_id, number, started_at, duration_ms, outcome, response_status, detail,
    response_headers, response_body, manual)
SELECT d.id, d.attempt, v.value ->> '$.attempt.startedAt', v.value ->> '$.attempt.durationMs',
    v.value ->> '$.attempt.outcome', v.value ->> '$.attempt.responseStatus', v.value ->> '$.attempt.detail',
    v.value ->> '$.attempt.responseHeaders', v.value ->> '$.attempt.responseBody',
    d.manual_from IS NOT NULL
FROM json_each(?) v
JOIN deliveries d ON d.id = v.value ->> '$.delivery' AND d.lease_token = v.value ->> '$.token'
WHERE v.value ->> '$.attempt' IS NOT NULL;
-- SCAN v VIRTUAL TABLE INDEX 1:
-- SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)

UPDATE webhook_endpoints AS p
SET slow_until = iif(e.late, ?, NULL)
FROM (
    SELECT endpoint_id, max(late) AS late
    FROM (
        SELECT d.endpoint_id, v.value ->> '$.late' AS late
        FROM json_each(?) v
        JOIN deliveries d ON d.id = v.value ->> '$.delivery' AND d.lease_token = v.value ->> '$.token'
        WHERE v.value ->> '$.late' IS NOT NULL
    )
    GROUP BY endpoint_id
) e
WHERE p.id = e.endpoint_id
    AND (e.late OR p.slow_until <= ?);
-- MATERIALIZE e
--   SCAN v VIRTUAL TABLE INDEX 1:
--   SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
--   USE TEMP B-TREE FOR GROUP BY [may: the rows of one batch]
-- SCAN e
-- SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)

UPDATE webhook_endpoints AS p
SET failing_since = iif(o.succeeded, NULL, coalesce(p.failing_since, ?)),
    last_failure_at = iif(o.succeeded, NULL, ?)
FROM (
    SELECT d.endpoint_id, max(v.value ->> '$.attempt.outcome' = 'success') AS succeeded
    FROM json_each(?) v
    JOIN deliveries d ON d.id = v.value ->> '$.delivery' AND d.lease_token = v.value ->> '$.token'
    WHERE v.value ->> '$.attempt' IS NOT NULL
    GROUP BY d.endpoint_id
) o
WHERE p.id = o.endpoint_id
    AND p.enabled = 1
    AND (NOT o.succeeded OR p.failing_since IS NOT NULL);
-- MATERIALIZE o
--   SCAN v VIRTUAL TABLE INDEX 1:
--   SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
--   USE TEMP B-TREE FOR GROUP BY [may: the rows of one batch]
-- SCAN o
-- SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)

INSERT INTO notices (endpoint_id, kind, event_type, count, first_at, last_at, delivery_id)
SELECT d.endpoint_id, iif(v.value ->> '$.failureReason' = 'backlog', ?, ?), e.type, 1, ?, ?, d.id
FROM json_each(?) v
JOIN deliveries d ON d.id = v.value ->> '$.delivery' AND d.lease_token = v.value ->> '$.token'
JOIN events e ON e.id = d.event_id
WHERE v.value ->> '$.status' = 'FAILED'
    AND d.manual_from IS NULL
ON CONFLICT (endpoint_id, kind, event_type) DO UPDATE
SET count = count + excluded.count, last_at = excluded.last_at, delivery_id = excluded.delivery_id;
-- SCAN v VIRTUAL TABLE INDEX 1:
-- SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
-- SEARCH e USING INDEX sqlite_autoindex_events_1 (id=?)

INSERT INTO events (id, center_id, environment, type, created_at, data)
SELECT v.value ->> '$.id', d.center_id, d.environment, ?, ?, v.value ->> '$.data'
FROM json_each(?) v
JOIN deliveries d ON d.id = v.value ->> '$.delivery' AND d.lease_token = v.value ->> '$.token';
-- SCAN v VIRTUAL TABLE INDEX 1:
-- SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
-- SEARCH deliveries USING COVERING INDEX deliveries_of_event (event_id=?)

UPDATE deliveries AS d
SET status = v.value ->> '$.status', next_attempt_at = v.value ->> '$.nextAttemptAt',
    hinted_at = v.value ->> '$.hintedAt',
    failure_reason = iif(v.value ->> '$.status' = 'FAILED' AND manual_from = 'FAILED', failure_reason, v.value
    ->> '$.failureReason'),
    completed = completed + (manual_from IS NULL AND v.value ->> '$.attempt' IS NOT NULL),
    interrupted = iif(manual_from IS NULL, interrupted, 0), attempt = attempt + 1, manual_from = NULL,
    automatic_at = NULL, held = 0, lease_token = NULL, leased_at = NULL, lease_until = NULL
FROM json_each(?) v
WHERE d.id = v.value ->> '$.delivery'
    AND d.lease_token = v.value ->> '$.token';
-- SCAN v VIRTUAL TABLE INDEX 1:
-- SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)

INSERT INTO deliveries (id, event_id, endpoint_id, center_id, environment, created_at, status, next_attempt_at,
    held, hinted_at, first_attempt_at, lease_token, leased_at, lease_until)
SELECT id, event_id, endpoint_id, center_id, environment, ?, iif(enabled, 'PENDING', 'SKIPPED'),
    iif(enabled, ?, NULL), held, iif(leased OR held OR NOT enabled, NULL, ?), iif(leased, ?, NULL), NULL,
    NULL, NULL
FROM (
    SELECT 'del_' || substr(ev.id, 5) || substr(replace(ep.id, '-', ''), 1, 16) AS id, ev.id AS event_id,
        ep.id AS endpoint_id, ev.center_id, ev.environment, ep.enabled,
        ep.enabled AND (ep.slow_until IS NOT NULL AND EXISTS (
            SELECT 1
            FROM deliveries h
            WHERE h.endpoint_id = ep.id
                AND h.held = 1
                AND h.status IN ('PENDING', 'RETRYING')
        )) AS held,
        ep.enabled AND ep.slow_until IS NULL AND row_number() OVER (ORDER BY ep.enabled AND ep.slow_until IS
        NULL DESC, ev.seq, ep.created_at, ep.id) <= ? AS leased
    FROM events ev
    JOIN webhook_endpoints ep ON ep.center_id = ev.center_id AND ep.environment = ev.environment AND
        ep.deleted_at IS NULL
    WHERE ev.id IN (SELECT value FROM json_each(?))
        AND EXISTS (
            SELECT 1
            FROM json_each(ep.events)
            WHERE value IN ('*', ev.type)
        )
        AND NOT (ev.type = 'webhook.delivery.failed' AND ev.data ->> '$.endpointId' = ep.id)
);
-- CO-ROUTINE (subquery-4)
--   CO-ROUTINE (subquery-6)
--     SEARCH ev USING INDEX sqlite_autoindex_events_1 (id=?)
--     LIST SUBQUERY 2
--       SCAN json_each VIRTUAL TABLE INDEX 1:
--     SEARCH ep USING INDEX webhook_endpoints_page (center_id=? AND environment=?)
--     SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--     USE TEMP B-TREE FOR ORDER BY [may: the rows of one batch]
--   SCAN (subquery-6)
--   CORRELATED SCALAR SUBQUERY 1
--     SEARCH h USING INDEX deliveries_held (endpoint_id=?)
-- SCAN (subquery-4)
-- SEARCH attempts USING PRIMARY KEY (delivery_id=?)

WITH ev AS MATERIALIZED (
    SELECT e.id, (
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
            WHERE b.center = e.center_id
                AND b.kind = e.environment
            LIMIT 700
        )
    ) = 700 AS crowded
    FROM events e
    WHERE e.id IN (SELECT value FROM json_each(?))
)
SELECT d.id, d.attempt,
    CASE WHEN EXISTS (
        SELECT 1
        FROM webhook_endpoints s
        WHERE s.id = d.endpoint_id
            AND s.slow_until IS NOT NULL
    ) THEN 'slow' WHEN ev.crowded THEN 'bulk' ELSE 'fast' END AS lane
FROM ev
CROSS JOIN deliveries d
WHERE d.event_id = ev.id
    AND d.status = 'PENDING'
    AND d.held = 0;
-- MATERIALIZE ev
--   SEARCH e USING INDEX sqlite_autoindex_events_1 (id=?)
--   LIST SUBQUERY 4
--     SCAN json_each VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 3
--     CO-ROUTINE (subquery-2)
--       SEARCH deliveries USING INDEX deliveries_pending (center_id=? AND environment=?)
--     SCAN (subquery-2)
-- SCAN ev
-- SEARCH d USING INDEX deliveries_of_event (event_id=?)
-- CORRELATED SCALAR SUBQUERY 6
--   SEARCH s USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)

UPDATE deliveries
SET held = 0, hinted_at = ?
WHERE id IN (
    SELECT id
    FROM (
        SELECT d.id, p.free,
            row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at, d.id) AS turn
        FROM (
            SELECT value AS id, count(*) AS free
            FROM json_each(?)
            GROUP BY value
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
-- LIST SUBQUERY 4
--   CO-ROUTINE (subquery-3)
--     CO-ROUTINE (subquery-9)
--       CO-ROUTINE p
--         SCAN json_each VIRTUAL TABLE INDEX 1:
--         USE TEMP B-TREE FOR GROUP BY [may: six rows of each endpoint]
--       SCAN p
--       SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)
--       CORRELATED LIST SUBQUERY 2
--         SEARCH h USING INDEX deliveries_held (endpoint_id=?)
--         USE TEMP B-TREE FOR LAST TERM OF ORDER BY [may: six rows of each endpoint]
--       USE TEMP B-TREE FOR ORDER BY [may: six rows of each endpoint]
--     SCAN (subquery-9)
--   SCAN (subquery-3)
-- CORRELATED SCALAR SUBQUERY 5
--   SEARCH s USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- CORRELATED SCALAR SUBQUERY 8
--   CO-ROUTINE (subquery-7)
--     SEARCH deliveries USING INDEX deliveries_pending (center_id=? AND environment=?)
--   SCAN (subquery-7)
