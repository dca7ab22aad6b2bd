UPDATE webhook_recoveries AS r
SET status = 'CANCELLED', finished_at = ?
WHERE r.status = 'RUNNING'
    AND EXISTS (
        SELECT 1
        FROM webhook_endpoints p
        WHERE p.id = r.endpoint_id
            AND (p.enabled = 0 OR p.deleted_at IS NOT NULL)
    );
-- SCAN r USING COVERING INDEX webhook_recoveries_running [may: those that run: at most one for each endpoint]
-- CORRELATED SCALAR SUBQUERY 1
--   SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)

SELECT r.id
FROM webhook_recoveries r
WHERE r.status = 'RUNNING'
    AND r.all_queued = 0
    AND r.paced_until < ?
ORDER BY row_number() OVER (PARTITION BY r.center_id ORDER BY r.paced_until, r.id), r.paced_until, r.id
LIMIT ?;
-- CO-ROUTINE (subquery-2)
--   SCAN r USING INDEX webhook_recoveries_running [may: those that run: at most one for each endpoint]
--   USE TEMP B-TREE FOR ORDER BY [may: the recoveries that run: at most one for each endpoint]
-- SCAN (subquery-2)
-- USE TEMP B-TREE FOR ORDER BY [may: the recoveries that run: at most one for each endpoint]

UPDATE webhook_recoveries AS r
SET status = 'CANCELLED', finished_at = ?
WHERE r.status = 'RUNNING'
    AND EXISTS (
        SELECT 1
        FROM webhook_endpoints p
        WHERE p.id = r.endpoint_id
            AND (p.enabled = 0 OR p.deleted_at IS NOT NULL)
    );
-- SCAN r USING COVERING INDEX webhook_recoveries_running [may: those that run: at most one for each endpoint]
-- CORRELATED SCALAR SUBQUERY 1
--   SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)

UPDATE deliveries
SET status = 'PENDING', failure_reason = NULL, completed = 0, interrupted = 0, first_attempt_at = NULL,
    held = 0, hinted_at = NULL, next_attempt_at = next.due, recovery_id = ?
FROM (
    SELECT d.id, max(r.paced_until, ?) + ? * (row_number() OVER (ORDER BY d.created_at, d.id) - 1) AS due
    FROM webhook_recoveries r
    JOIN deliveries d
    JOIN events e ON e.id = d.event_id
    WHERE d.endpoint_id = r.endpoint_id
        AND (d.created_at, d.id) > (r.after_created_at, r.after_id)
        AND e.seq <= r.until_seq
        AND e.example = 0
        AND d.status IN (SELECT value FROM json_each(r.statuses))
        AND EXISTS (
            SELECT 1
            FROM json_each(r.event_types)
            WHERE value IN ('*', e.type)
        )
        AND r.id = ?
        AND r.status = 'RUNNING'
        AND r.all_queued = 0
        AND r.paced_until < ?
    ORDER BY d.created_at, d.id
    LIMIT ?
) next
WHERE deliveries.id = next.id;
-- MATERIALIZE next
--   CO-ROUTINE (subquery-5)
--     SEARCH r USING INDEX sqlite_autoindex_webhook_recoveries_1 (id=?)
--     SEARCH d USING INDEX deliveries_page (endpoint_id=? AND created_at>?)
--     CORRELATED LIST SUBQUERY 1
--       SCAN json_each VIRTUAL TABLE INDEX 1:
--     SEARCH e USING INDEX sqlite_autoindex_events_1 (id=? AND rowid<?)
--     SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--   SCAN (subquery-5)
-- SCAN next
-- SEARCH deliveries USING COVERING INDEX sqlite_autoindex_deliveries_1 (id=?)

UPDATE webhook_recoveries AS r
SET queued = queued + step.count, all_queued = step.count < ?,
    paced_until = max(paced_until, ?) + ? * step.count,
    after_created_at = coalesce(step.created_at, after_created_at),
    after_id = coalesce(step.id, after_id)
FROM (
    SELECT count(*) AS count, max(d.created_at || d.id) AS last, d.created_at, d.id
    FROM webhook_recoveries r
    JOIN deliveries d ON d.recovery_id = r.id AND d.status = 'PENDING' AND (d.created_at, d.id) > (r.after_created_at,
        r.after_id)
    WHERE r.id = ?
) step
WHERE r.id = ?
    AND r.status = 'RUNNING'
    AND r.all_queued = 0
    AND r.paced_until < ?
RETURNING all_queued;
-- MATERIALIZE step
--   SEARCH r USING INDEX sqlite_autoindex_webhook_recoveries_1 (id=?)
--   SEARCH d USING INDEX deliveries_of_recovery (recovery_id=? AND status=?)
-- SEARCH r USING INDEX sqlite_autoindex_webhook_recoveries_1 (id=?)
-- SCAN step

SELECT r.id, r.endpoint_id, r.queued
FROM webhook_recoveries r
WHERE r.status = 'RUNNING'
    AND r.all_queued = 1
    AND NOT EXISTS (
        SELECT 1
        FROM deliveries d
        WHERE d.recovery_id = r.id
            AND d.status IN ('PENDING', 'RETRYING')
    )
ORDER BY row_number() OVER (PARTITION BY r.center_id ORDER BY r.paced_until, r.id), r.paced_until, r.id
LIMIT ?;
-- CO-ROUTINE (subquery-3)
--   SCAN r USING INDEX webhook_recoveries_running [may: those that run: at most one for each endpoint]
--   CORRELATED SCALAR SUBQUERY 1
--     SEARCH d USING COVERING INDEX deliveries_of_recovery (recovery_id=? AND status=?)
--   USE TEMP B-TREE FOR ORDER BY [may: the recoveries that run: at most one for each endpoint]
-- SCAN (subquery-3)
-- USE TEMP B-TREE FOR ORDER BY [may: the recoveries that run: at most one for each endpoint]
