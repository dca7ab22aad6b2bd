WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT 1
FROM deliveries t
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

WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT number, attempt, more
FROM (
    SELECT *, sum(octet_length(attempt)) OVER (ORDER BY number DESC) AS size
    FROM (
        SELECT a.number,
            json_object('number', a.number, 'startedAt', a.started_at, 'durationMs', a.duration_ms, 'outcome',
            a.outcome, 'responseStatus', a.response_status, 'detail', a.detail, 'manual', json(iif(a.manual,
            'true', 'false')), 'response', iif(a.response_headers IS NULL, NULL, json_object('headers', json(a.response_headers),
            'body', a.response_body))) AS attempt,
            EXISTS (
                SELECT 1
                FROM attempts o
                WHERE o.delivery_id = t.id
                    AND o.number < a.number
            ) AS more
        FROM deliveries t
        JOIN attempts a ON a.delivery_id = t.id
        WHERE t.center_id = (SELECT center_id FROM caller)
            AND t.environment = (SELECT environment FROM caller)
            AND t.id = ?
            AND a.number < ?
        ORDER BY a.number DESC
        LIMIT ?
    )
)
WHERE size <= ?
ORDER BY number DESC;
-- CO-ROUTINE (subquery-7)
--   CO-ROUTINE (subquery-9)
--     CO-ROUTINE (subquery-6)
--       SEARCH t USING INDEX sqlite_autoindex_deliveries_1 (id=?)
--       SCALAR SUBQUERY 4
--         SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--         SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--       SCALAR SUBQUERY 5
--         SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--         SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--       SEARCH a USING PRIMARY KEY (delivery_id=? AND number<?)
--       CORRELATED SCALAR SUBQUERY 3
--         SEARCH o USING PRIMARY KEY (delivery_id=? AND number<?)
--     SCAN (subquery-6)
--   SCAN (subquery-9)
-- SCAN (subquery-7)
-- USE TEMP B-TREE FOR ORDER BY [may: the attempts of one delivery, or of each on a page]
