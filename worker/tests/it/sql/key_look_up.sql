SELECT k.center_id, k.environment, k.scopes, k.revoked_at, k.expires_at, c.time_zone
FROM api_keys k
JOIN centers c ON c.id = k.center_id
WHERE k.token_hash = ?;
-- SEARCH k USING INDEX sqlite_autoindex_api_keys_2 (token_hash=?)
-- SEARCH c USING INDEX sqlite_autoindex_centers_1 (id=?)
