WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT t.status, t.lease_token IS NOT NULL AS leased, p.enabled, p.deleted_at IS NOT NULL AS deleted
FROM deliveries t
JOIN webhook_endpoints p ON p.id = t.endpoint_id
WHERE t.center_id = (SELECT center_id FROM caller)
    AND t.environment = (SELECT environment FROM caller)
    AND t.id = ?;
-- SEARCH t USING INDEX sqlite_autoindex_deliveries_1 (id=?)
-- SCALAR SUBQUERY 3
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCALAR SUBQUERY 4
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)

WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
UPDATE deliveries AS t
SET manual_from = status, automatic_at = next_attempt_at, status = 'PENDING', interrupted = 0,
    next_attempt_at = ?, held = 0, hinted_at = NULL, first_attempt_at = coalesce(first_attempt_at, ?),
    lease_token = ?, leased_at = ?, lease_until = ?
WHERE t.center_id = (SELECT center_id FROM caller)
    AND t.environment = (SELECT environment FROM caller)
    AND t.id = ?
    AND t.status <> 'PENDING'
    AND t.lease_token IS NULL
    AND EXISTS (
        SELECT 1
        FROM webhook_endpoints p
        WHERE p.id = t.endpoint_id
            AND p.enabled = 1
            AND p.deleted_at IS NULL
    );
-- SEARCH t USING INDEX sqlite_autoindex_deliveries_1 (id=?)
-- SCALAR SUBQUERY 3
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCALAR SUBQUERY 4
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- CORRELATED SCALAR SUBQUERY 5
--   SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)

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

WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT t.id, t.endpoint_id, t.status, t.created_at, t.next_attempt_at,
    iif(t.status = 'FAILED', coalesce(t.failure_reason, 'attempts'), NULL) AS failure_reason, (SELECT e.type
    FROM events e WHERE e.id = t.event_id) AS type, (
        SELECT json_group_array(json(attempt) ORDER BY number DESC)
        FROM (
            SELECT a.number,
                json_object('number', a.number, 'startedAt', a.started_at, 'durationMs', a.duration_ms,
                'outcome', a.outcome, 'responseStatus', a.response_status, 'detail', a.detail, 'manual', json(iif(a.manual,
                'true', 'false')), 'response', iif(a.response_headers IS NULL, NULL, json_object('headers',
                json(a.response_headers), 'body', a.response_body))) AS attempt
            FROM attempts a
            WHERE a.delivery_id = t.id
            ORDER BY a.number DESC
            LIMIT 10
        )
    ) AS attempts
FROM deliveries t
WHERE t.center_id = (SELECT center_id FROM caller)
    AND t.environment = (SELECT environment FROM caller)
    AND t.id = ?;
-- SEARCH t USING INDEX sqlite_autoindex_deliveries_1 (id=?)
-- SCALAR SUBQUERY 6
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCALAR SUBQUERY 7
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- CORRELATED SCALAR SUBQUERY 3
--   SEARCH e USING INDEX sqlite_autoindex_events_1 (id=?)
-- CORRELATED SCALAR SUBQUERY 5
--   CO-ROUTINE (subquery-4)
--     SEARCH a USING PRIMARY KEY (delivery_id=?)
--   USE TEMP B-TREE FOR json_group_array(ORDER BY) [may: the attempts of one delivery, or of each on a page]
--   SCAN (subquery-4)
