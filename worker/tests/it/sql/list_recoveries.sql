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
    AND t.endpoint_id = ?
ORDER BY t.created_at DESC, t.id DESC
LIMIT ?;
-- SEARCH t USING INDEX webhook_recoveries_page (endpoint_id=?)
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
