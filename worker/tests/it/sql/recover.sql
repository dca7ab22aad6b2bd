WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT r.enabled, r.running, (
    SELECT count(*)
    FROM deliveries d
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
) AS total
FROM (
    SELECT ? AS id, t.id AS endpoint_id, t.center_id, t.environment, t.enabled, ? AS created_at, ? AS since, (SELECT
        coalesce(max(seq), 0) FROM events) AS until_seq, ? AS statuses, ? AS event_types,
        ? AS after_created_at, '' AS after_id, (
            SELECT o.id
            FROM webhook_recoveries o
            WHERE o.endpoint_id = t.id
                AND o.status = 'RUNNING'
        ) AS running
    FROM webhook_endpoints t
    WHERE t.center_id = (SELECT center_id FROM caller)
        AND t.environment = (SELECT environment FROM caller)
        AND t.id = ?
        AND t.deleted_at IS NULL
) r;
-- SEARCH t USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- SCALAR SUBQUERY 8
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCALAR SUBQUERY 9
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- CORRELATED SCALAR SUBQUERY 7
--   SEARCH o USING INDEX webhook_recoveries_running (endpoint_id=?)
-- CORRELATED SCALAR SUBQUERY 5
--   SEARCH d USING INDEX deliveries_page (endpoint_id=? AND (created_at,id)>(?,?))
--   CORRELATED LIST SUBQUERY 3
--     SCAN json_each VIRTUAL TABLE INDEX 1:
--   SEARCH e USING INDEX sqlite_autoindex_events_1 (id=? AND rowid<?)
--   SCALAR SUBQUERY 6
--     SEARCH events
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:

WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
INSERT INTO webhook_recoveries (id, endpoint_id, center_id, environment, created_at, status, since, until_seq,
    statuses, event_types, after_created_at, after_id, total, paced_until)
SELECT r.id, r.endpoint_id, r.center_id, r.environment, r.created_at, 'RUNNING', r.since, r.until_seq,
    r.statuses, r.event_types, r.after_created_at, r.after_id, (
        SELECT count(*)
        FROM deliveries d
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
    ), 0
FROM (
    SELECT ? AS id, t.id AS endpoint_id, t.center_id, t.environment, t.enabled, ? AS created_at, ? AS since, (SELECT
        coalesce(max(seq), 0) FROM events) AS until_seq, ? AS statuses, ? AS event_types,
        ? AS after_created_at, '' AS after_id, (
            SELECT o.id
            FROM webhook_recoveries o
            WHERE o.endpoint_id = t.id
                AND o.status = 'RUNNING'
        ) AS running
    FROM webhook_endpoints t
    WHERE t.center_id = (SELECT center_id FROM caller)
        AND t.environment = (SELECT environment FROM caller)
        AND t.id = ?
        AND t.deleted_at IS NULL
) r
WHERE r.enabled = 1
    AND r.running IS NULL;
-- SEARCH t USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- SCALAR SUBQUERY 8
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCALAR SUBQUERY 9
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- CORRELATED SCALAR SUBQUERY 7
--   SEARCH o USING INDEX webhook_recoveries_running (endpoint_id=?)
-- SCALAR SUBQUERY 6
--   SEARCH events
-- CORRELATED SCALAR SUBQUERY 5
--   SEARCH d USING INDEX deliveries_page (endpoint_id=? AND (created_at,id)>(?,?))
--   CORRELATED LIST SUBQUERY 3
--     SCAN json_each VIRTUAL TABLE INDEX 1:
--   SEARCH e USING INDEX sqlite_autoindex_events_1 (id=? AND rowid<?)
--   SCALAR SUBQUERY 6
--     SEARCH events
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:

WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT t.id, t.endpoint_id, t.created_at, t.finished_at, t.status, t.since, t.event_types, t.statuses,
    t.total, t.queued,
    coalesce(t.delivered, (
        SELECT count(*)
        FROM deliveries d
        WHERE d.recovery_id = t.id
            AND d.status = 'DELIVERED'
    )) AS delivered,
    coalesce(t.failed, (
        SELECT count(*)
        FROM deliveries d
        WHERE d.recovery_id = t.id
            AND d.status = 'FAILED'
    )) AS failed
FROM webhook_recoveries t
WHERE t.center_id = (SELECT center_id FROM caller)
    AND t.environment = (SELECT environment FROM caller)
    AND t.id = ?;
-- SEARCH t USING INDEX sqlite_autoindex_webhook_recoveries_1 (id=?)
-- SCALAR SUBQUERY 5
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCALAR SUBQUERY 6
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- CORRELATED SCALAR SUBQUERY 3
--   SEARCH d USING COVERING INDEX deliveries_of_recovery (recovery_id=? AND status=?)
-- CORRELATED SCALAR SUBQUERY 4
--   SEARCH d USING COVERING INDEX deliveries_of_recovery (recovery_id=? AND status=?)
