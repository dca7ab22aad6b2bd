WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT t.*
FROM (
    SELECT c.*, d.started_at, d.ended_at,
        CASE WHEN d.started_at IS NOT NULL AND d.ended_at IS NULL THEN 'ON_DUTY' WHEN d.ended_at > iif(c.position
        IS 'FA', ?, ?) THEN 'REST' WHEN EXISTS (
            SELECT 1
            FROM reserve_assignments r
            WHERE r.center_id = c.center_id
                AND r.environment = c.environment
                AND r.user_id = c.id
                AND r.status = 'ACTIVE'
                AND r.start_at <= ?
                AND r.end_at > ?
        ) THEN 'RESERVE' ELSE 'OFF' END AS duty_status
    FROM crew c
    LEFT JOIN duty_periods d ON d.id = (
        SELECT p.id
        FROM duty_periods p
        WHERE p.center_id = c.center_id
            AND p.environment = c.environment
            AND p.user_id = c.id
        ORDER BY p.started_at DESC, p.ended_at
        LIMIT 1
    )
) t
WHERE t.center_id = (SELECT center_id FROM caller)
    AND t.environment = (SELECT environment FROM caller)
    AND t.role = ?
ORDER BY t.created_at DESC, t.id DESC
LIMIT ?;
-- SEARCH c USING INDEX crew_page (center_id=? AND environment=?)
-- SCALAR SUBQUERY 6
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCALAR SUBQUERY 7
--   SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--   SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SEARCH d USING INDEX sqlite_autoindex_duty_periods_1 (id=?) LEFT-JOIN
-- CORRELATED SCALAR SUBQUERY 4
--   SEARCH p USING INDEX duty_periods_of_user (center_id=? AND environment=? AND user_id=?)
-- CORRELATED SCALAR SUBQUERY 3
--   SEARCH r USING INDEX reserve_assignments_ended (center_id=? AND environment=? AND end_at>?)
