WITH caller AS (
    SELECT k.center_id, k.environment
    FROM api_keys k
    WHERE k.token_hash = ?
        AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND EXISTS (SELECT 1 FROM json_each(k.scopes) WHERE value IN ('*', ?))
)
SELECT t.status, t.version
FROM trainees t
WHERE t.center_id = (SELECT center_id FROM caller)
    AND t.environment = (SELECT environment FROM caller)
    AND t.id = ?;
-- SEARCH t USING INDEX sqlite_autoindex_trainees_1 (id=?)
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
SELECT 0 AS none,
    EXISTS (
        SELECT 1
        FROM trainees t
        WHERE t.center_id = (SELECT center_id FROM caller)
            AND t.environment = (SELECT environment FROM caller)
            AND t.id <> ?
            AND t.email_folded = ?
    ) AS r0;
-- SCAN CONSTANT ROW
-- SCALAR SUBQUERY 5
--   SEARCH t USING INDEX trainees_email (center_id=? AND environment=? AND email_folded=?)
--   SCALAR SUBQUERY 3
--     SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--     SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 4
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
INSERT INTO trainees (version, center_id, environment, id, created_at, updated_at, status, fields, folded,
    facts)
SELECT 1, center_id, environment, ?, ?, ?, ?, ?, ?, ?
FROM caller
WHERE 1
    AND NOT EXISTS (
        SELECT 1
        FROM trainees t
        WHERE t.center_id = (SELECT center_id FROM caller)
            AND t.environment = (SELECT environment FROM caller)
            AND t.id <> ?
            AND t.email_folded = ?
    )
RETURNING facts;
-- SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
-- SCALAR SUBQUERY 5
--   SEARCH t USING INDEX trainees_email (center_id=? AND environment=? AND email_folded=?)
--   SCALAR SUBQUERY 3
--     SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--     SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 4
--     SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
--     SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:
-- SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:

INSERT INTO events (id, center_id, environment, type, created_at, data)
SELECT ?, t.center_id, t.environment, ?, ?,
    '{"id":"' || t.id || '","centerId":"' || t.center_id || '","createdAt":"' || t.created_at ||
    '","updatedAt":"' || t.updated_at || '","status":"' || t.status || '"' || iif(t.fields = '{}', '', ',' ||
    substr(t.fields, 2, length(t.fields) - 2)) || iif(t.facts = '{}', '', ',' || substr(t.facts, 2, length(t.facts)
    - 2)) || ? || '}'
FROM trainees t
WHERE t.id = ?
    AND changes() > 0;
-- SEARCH t USING INDEX sqlite_autoindex_trainees_1 (id=?)
-- SEARCH deliveries USING COVERING INDEX deliveries_of_event (event_id=?)

INSERT INTO deliveries (id, event_id, endpoint_id, center_id, environment, created_at, status, next_attempt_at,
    held, hinted_at, first_attempt_at, lease_token, leased_at, lease_until)
SELECT id, event_id, endpoint_id, center_id, environment, ?, iif(enabled, 'PENDING', 'SKIPPED'),
    iif(enabled, ?, NULL), held, iif(leased OR held OR NOT enabled, NULL, ?), iif(leased, ?, NULL),
    iif(leased, ?, NULL), iif(leased, ?, NULL), iif(leased, ?, NULL)
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
SELECT d.id, d.attempt, d.completed, d.interrupted, d.first_attempt_at, d.manual_from, d.automatic_at,
    d.lease_token, e.type, e.center_id, e.created_at, e.data, e.example, p.id AS endpoint_id, p.url, p.secret,
    p.secret_key_id, p.next_secret, p.next_secret_key_id, p.next_secret_activates_at,
    CASE WHEN EXISTS (
        SELECT 1
        FROM webhook_endpoints s
        WHERE s.id = d.endpoint_id
            AND s.slow_until IS NOT NULL
    ) THEN 'slow' WHEN ev.crowded THEN 'bulk' ELSE 'fast' END AS lane
FROM ev
CROSS JOIN deliveries d
JOIN events e ON e.id = d.event_id
JOIN webhook_endpoints p ON p.id = d.endpoint_id
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
-- SEARCH e USING INDEX sqlite_autoindex_events_1 (id=?)
-- SEARCH d USING INDEX deliveries_of_event (event_id=?)
-- SEARCH p USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
-- CORRELATED SCALAR SUBQUERY 6
--   SEARCH s USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)
