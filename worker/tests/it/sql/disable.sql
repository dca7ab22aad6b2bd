SELECT id, failing_since
FROM webhook_endpoints
WHERE failing_since IS NOT NULL
    AND enabled = 1
    AND last_failure_at - failing_since >= ?
ORDER BY failing_since
LIMIT ?;
-- SEARCH webhook_endpoints USING INDEX webhook_endpoints_failing (failing_since>?)

UPDATE webhook_endpoints
SET enabled = 0, disabled_at = ?, disabled_reason = ?, updated_at = ?, version = version + 1
WHERE id = ?
    AND enabled = 1
    AND failing_since = ?;
-- SEARCH webhook_endpoints USING INDEX sqlite_autoindex_webhook_endpoints_1 (id=?)

INSERT INTO notices (endpoint_id, kind, event_type, count, first_at, last_at, delivery_id)
SELECT ?, ?, '', ?, ?, ?, (
    SELECT d.id
    FROM deliveries d
    WHERE d.endpoint_id = ?
        AND d.status IN ('RETRYING', 'FAILED')
    ORDER BY d.created_at DESC, d.id DESC
    LIMIT 1
)
WHERE changes() > 0
ON CONFLICT (endpoint_id, kind, event_type) DO UPDATE
SET count = count + excluded.count, last_at = excluded.last_at, delivery_id = excluded.delivery_id;
-- SCAN CONSTANT ROW
-- SCALAR SUBQUERY 1
--   SEARCH d USING INDEX deliveries_page (endpoint_id=?)

UPDATE deliveries
SET status = iif(manual_from IN ('DELIVERED', 'FAILED'), manual_from, 'SKIPPED'), manual_from = NULL,
    automatic_at = NULL, next_attempt_at = NULL, held = 0, lease_token = NULL, leased_at = NULL,
    lease_until = NULL
WHERE endpoint_id = ?
    AND status IN ('PENDING', 'RETRYING')
    AND changes() > 0;
-- SEARCH deliveries USING INDEX deliveries_page (endpoint_id=?)
