-- What a receiver answered, and when a delivery's first attempt began (milliseconds): the last one follows within a day.

ALTER TABLE attempts ADD COLUMN response_headers TEXT;
ALTER TABLE attempts ADD COLUMN response_body TEXT;
ALTER TABLE deliveries ADD COLUMN first_attempt_at INTEGER;
