WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT 1 AS there
FROM webhook_endpoints t
WHERE t.center_id = (SELECT center_id FROM caller)
    AND t.environment = (SELECT environment FROM caller)
    AND t.id = ?;
-- SEARCH t USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- SCALAR SUBQUERY 3
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCALAR SUBQUERY 4
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:

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
                'true', 'false'))) AS attempt
            FROM attempts a
            WHERE a.delivery_id = t.id
            ORDER BY a.number DESC
            LIMIT 10
        )
    ) AS attempts
FROM deliveries t
WHERE t.center_id = (SELECT center_id FROM caller)
    AND t.environment = (SELECT environment FROM caller)
    AND t.endpoint_id = ?
    AND t.status = ?
ORDER BY t.created_at DESC, t.id DESC
LIMIT ?;
-- SEARCH t USING INDEX deliveries_page (endpoint_id=?)
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
