WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT t.id, t.center_id, t.created_at, t.updated_at, t.version, t.status, t.fields, t.facts, p.bytes
FROM (
    SELECT t.rowid, (octet_length(t.fields) + octet_length(t.facts) + 400) AS size,
        sum((octet_length(t.fields) + octet_length(t.facts) + 400)) OVER (ORDER BY t.created_at DESC, t.id DESC
        ROWS UNBOUNDED PRECEDING) AS bytes
    FROM trainees t
    WHERE t.center_id = (SELECT center_id FROM caller)
        AND t.environment = (SELECT environment FROM caller)
        AND (t.created_at, t.id) < (?, ?)
    ORDER BY t.created_at DESC, t.id DESC
    LIMIT ?
) p
CROSS JOIN trainees t ON t.rowid = p.rowid
WHERE p.bytes - p.size < ?;
-- CO-ROUTINE p
--   CO-ROUTINE (subquery-7)
--     SEARCH t USING INDEX trainees_page (center_id=? AND environment=? AND (created_at,id)<(?,?))
--     SCALAR SUBQUERY 3
--       SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--       SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--     SCALAR SUBQUERY 4
--       SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--       SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--   SCAN (subquery-7)
-- SCAN p
-- SEARCH t USING INTEGER PRIMARY KEY (rowid=?)
