WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT coalesce((
    SELECT max(t.seq)
    FROM events t
    WHERE t.center_id = (SELECT center_id FROM caller)
        AND t.environment = (SELECT environment FROM caller)
), 0) AS last,
    coalesce((
        SELECT t.seq
        FROM removed_events t
        WHERE t.center_id = (SELECT center_id FROM caller)
            AND t.environment = (SELECT environment FROM caller)
    ), 0) AS removed;
-- SCAN CONSTANT ROW
-- SCALAR SUBQUERY 5
--   SEARCH t USING COVERING INDEX events_of_center (center_id=? AND environment=?)
--   SCALAR SUBQUERY 3
--     SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--     SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 4
--     SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--     SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCALAR SUBQUERY 8
--   SEARCH t USING PRIMARY KEY (center_id=? AND environment=?)
--   SCALAR SUBQUERY 6
--     SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--     SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 7
--     SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--     SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:

WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT t.seq, t.id, t.type, t.center_id, t.created_at, t.data, p.bytes
FROM (
    SELECT t.rowid, (octet_length(t.data) + 400) AS size,
        sum((octet_length(t.data) + 400)) OVER (ORDER BY t.seq ROWS UNBOUNDED PRECEDING) AS bytes
    FROM events t
    WHERE t.center_id = (SELECT center_id FROM caller)
        AND t.environment = (SELECT environment FROM caller)
        AND t.example = 0
        AND t.seq > max(?, coalesce((
            SELECT t.seq
            FROM removed_events t
            WHERE t.center_id = (SELECT center_id FROM caller)
                AND t.environment = (SELECT environment FROM caller)
        ), 0))
        AND t.type = ?
    ORDER BY t.seq
    LIMIT ?
) p
CROSS JOIN events t ON t.rowid = p.rowid
WHERE p.bytes - p.size < ?;
-- CO-ROUTINE p
--   CO-ROUTINE (subquery-10)
--     SEARCH t USING INDEX events_of_type (center_id=? AND environment=? AND type=? AND seq>?)
--     SCALAR SUBQUERY 3
--       SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--       SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--     SCALAR SUBQUERY 4
--       SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--       SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--     SCALAR SUBQUERY 7
--       SEARCH t USING PRIMARY KEY (center_id=? AND environment=?)
--       SCALAR SUBQUERY 5
--         SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--         SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--       SCALAR SUBQUERY 6
--         SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--         SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--   SCAN (subquery-10)
-- SCAN p
-- SEARCH t USING INTEGER PRIMARY KEY (rowid=?)
