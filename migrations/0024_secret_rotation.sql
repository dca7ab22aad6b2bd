-- A pending rotation: the next signing secret, and from when on it is the current one, whatever the row says until then.

ALTER TABLE webhook_endpoints ADD COLUMN next_secret TEXT;
ALTER TABLE webhook_endpoints ADD COLUMN next_secret_key_id TEXT;
ALTER TABLE webhook_endpoints ADD COLUMN next_secret_activates_at TEXT;

-- For the cron: the rotations whose time has come, and what a replaced SECRETS_KEY sealed.
CREATE INDEX webhook_endpoints_rotating ON webhook_endpoints (next_secret_activates_at)
  WHERE next_secret_activates_at IS NOT NULL;
CREATE INDEX webhook_endpoints_sealed ON webhook_endpoints (secret_key_id, id);
CREATE INDEX webhook_endpoints_next_sealed ON webhook_endpoints (next_secret_key_id, id)
  WHERE next_secret_key_id IS NOT NULL;

-- Nothing is signed for a deleted endpoint any more, so that its secret goes with it.
UPDATE webhook_endpoints SET secret = '', secret_key_id = '' WHERE deleted_at IS NOT NULL;
