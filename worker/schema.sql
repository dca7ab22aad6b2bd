CREATE TABLE api_keys (
  id          TEXT NOT NULL PRIMARY KEY,
  center_id   TEXT NOT NULL REFERENCES centers (id),
  environment TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at  TEXT NOT NULL,
  name        TEXT NOT NULL,
  -- SHA-256 of the token, which itself is nowhere.
  token_hash  TEXT NOT NULL UNIQUE,
  last4       TEXT NOT NULL,
  -- JSON array.
  scopes      TEXT NOT NULL,
  expires_at  TEXT,
  revoked_at  TEXT
);
CREATE INDEX api_keys_of_center ON api_keys (center_id);

CREATE TABLE attempts (
  delivery_id      TEXT NOT NULL REFERENCES deliveries (id),
  number           INTEGER NOT NULL,
  started_at       TEXT NOT NULL,
  duration_ms      INTEGER,
  outcome          TEXT NOT NULL CHECK (outcome IN ('success', 'status', 'timeout', 'network', 'interrupted')),
  detail           TEXT,
  -- What the receiver answered.
  response_status  INTEGER,
  response_headers TEXT,
  response_body    TEXT,
  -- 1: somebody asked for it.
  manual           INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (delivery_id, number)
) WITHOUT ROWID;
CREATE INDEX attempts_by_age ON attempts (started_at);

CREATE TABLE bid_packages (
  id          TEXT NOT NULL PRIMARY KEY,
  center_id   TEXT NOT NULL REFERENCES centers (id),
  environment TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL,
  version     INTEGER NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('DRAFT', 'OPEN', 'CLOSED', 'AWARDED', 'PUBLISHED')),
  fields      TEXT NOT NULL CHECK (json_valid(fields)),
  facts       TEXT NOT NULL CHECK (json_valid(facts)),
  folded      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  bid_month   TEXT AS (fields ->> '$.bidMonth'),
  base        TEXT AS (fields ->> '$.base'),
  equipment   TEXT AS (fields ->> '$.equipment'),
  position    TEXT AS (fields ->> '$.position'),
  mode        TEXT AS (fields ->> '$.mode')
);
CREATE INDEX bid_packages_page ON bid_packages (center_id, environment, created_at DESC, id DESC);

CREATE TABLE bids (
  package_id  TEXT NOT NULL REFERENCES bid_packages (id),
  -- The userId.
  id          TEXT NOT NULL,
  center_id   TEXT NOT NULL,
  environment TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL,
  -- What the person bids: JSON, as the client sent it.
  bid         TEXT NOT NULL CHECK (json_valid(bid)),
  PRIMARY KEY (package_id, id)
) WITHOUT ROWID;
CREATE INDEX bids_page ON bids (package_id, created_at DESC, id DESC);

CREATE TABLE bookings (
  id            TEXT NOT NULL PRIMARY KEY,
  center_id     TEXT NOT NULL REFERENCES centers (id),
  environment   TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  version       INTEGER NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED', 'NO_SHOW')),
  fields        TEXT NOT NULL CHECK (json_valid(fields)),
  facts         TEXT NOT NULL CHECK (json_valid(facts)),
  folded        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  simulator_id  TEXT AS (fields ->> '$.simulatorId'),
  start_at      TEXT AS (fields ->> '$.startAt'),
  end_at        TEXT AS (fields ->> '$.endAt'),
  instructor_id TEXT AS (fields ->> '$.instructorId'),
  trainee_ids   TEXT AS (fields -> '$.traineeIds'),
  course_code   TEXT AS (fields ->> '$.courseCode'),
  notes         TEXT AS (fields ->> '$.notes')
);
CREATE INDEX bookings_of_instructor ON bookings (center_id, environment, instructor_id, start_at)
  WHERE status IN ('SCHEDULED', 'IN_PROGRESS');
CREATE INDEX bookings_of_simulator ON bookings (center_id, environment, simulator_id, start_at)
  WHERE status IN ('SCHEDULED', 'IN_PROGRESS');
CREATE INDEX bookings_page ON bookings (center_id, environment, created_at DESC, id DESC);

CREATE TABLE centers (
  id                  TEXT NOT NULL PRIMARY KEY,
  created_at          TEXT NOT NULL,
  updated_at          TEXT NOT NULL,
  name                TEXT NOT NULL,
  -- IANA name; decides where days and months begin.
  time_zone           TEXT NOT NULL,
  auto_approve_trades INTEGER NOT NULL
);

CREATE TABLE compliance_items (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('COMPLIANT', 'DUE_SOON', 'OVERDUE', 'IN_PROGRESS', 'WAIVED')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  title            TEXT AS (fields ->> '$.title'),
  category         TEXT AS (fields ->> '$.category'),
  reference        TEXT AS (fields ->> '$.reference'),
  simulator_id     TEXT AS (fields ->> '$.simulatorId'),
  due_at           TEXT AS (fields ->> '$.dueAt'),
  -- Null once the work that was due then is done.
  open_due_at      TEXT AS (iif(facts ->> '$.completedFor' IS fields ->> '$.dueAt', NULL, fields ->> '$.dueAt')),
  due_soon_for     TEXT AS (facts ->> '$.dueSoonFor'),
  overdue_for      TEXT AS (facts ->> '$.overdueFor'),
  -- Null once compliance.overdue was told of it: an item that is overdue and IN_PROGRESS may stay so for long.
  untold_due_at    TEXT AS (iif(facts ->> '$.overdueFor' IS fields ->> '$.dueAt'
                     OR facts ->> '$.completedFor' IS fields ->> '$.dueAt', NULL, fields ->> '$.dueAt'))
);
CREATE INDEX compliance_items_due ON compliance_items (center_id, environment, open_due_at) WHERE status = 'COMPLIANT';
CREATE INDEX compliance_items_overdue ON compliance_items (center_id, environment, untold_due_at)
  WHERE status IN ('COMPLIANT', 'DUE_SOON', 'IN_PROGRESS');
CREATE INDEX compliance_items_page ON compliance_items (center_id, environment, created_at DESC, id DESC);

CREATE TABLE crew (
  -- The userId.
  id               TEXT NOT NULL,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  name             TEXT NOT NULL,
  role             TEXT NOT NULL,
  position         TEXT CHECK (position IN ('CA', 'FO', 'FA')),
  seniority_number INTEGER,
  safety_sensitive INTEGER NOT NULL,
  -- What is looked for in any case, as in the records.
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  -- One person may be in the live and in the test roster.
  PRIMARY KEY (center_id, environment, id)
) WITHOUT ROWID;
CREATE INDEX crew_page ON crew (center_id, environment, created_at DESC, id DESC);
CREATE UNIQUE INDEX crew_seniority ON crew (center_id, environment, seniority_number);

CREATE TABLE dat_draws (
  id                TEXT NOT NULL PRIMARY KEY,
  center_id         TEXT NOT NULL REFERENCES centers (id),
  environment       TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at        TEXT NOT NULL,
  updated_at        TEXT NOT NULL,
  version           INTEGER NOT NULL,
  status            TEXT NOT NULL CHECK (status = ''),
  fields            TEXT NOT NULL CHECK (json_valid(fields)),
  facts             TEXT NOT NULL CHECK (json_valid(facts)),
  folded            TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  substance         TEXT AS (fields ->> '$.substance'),
  period            TEXT AS (fields ->> '$.period'),
  drawn_at          TEXT AS (facts ->> '$.drawnAt'),
  selected_user_ids TEXT AS (facts -> '$.selectedUserIds')
);
CREATE INDEX dat_draws_page ON dat_draws (center_id, environment, created_at DESC, id DESC);

CREATE TABLE dat_tests (
  id              TEXT NOT NULL PRIMARY KEY,
  center_id       TEXT NOT NULL REFERENCES centers (id),
  environment     TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at      TEXT NOT NULL,
  updated_at      TEXT NOT NULL,
  version         INTEGER NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'COLLECTED', 'RESULTED', 'CANCELLED')),
  fields          TEXT NOT NULL CHECK (json_valid(fields)),
  facts           TEXT NOT NULL CHECK (json_valid(facts)),
  folded          TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  user_id         TEXT AS (fields ->> '$.userId'),
  substance       TEXT AS (fields ->> '$.substance'),
  test_type       TEXT AS (fields ->> '$.testType'),
  draw_id         TEXT AS (fields ->> '$.drawId'),
  scheduled_at    TEXT AS (fields ->> '$.scheduledAt'),
  collection_site TEXT AS (fields ->> '$.collectionSite')
);
CREATE INDEX dat_tests_page ON dat_tests (center_id, environment, created_at DESC, id DESC);

CREATE TABLE deliveries (
  id               TEXT NOT NULL PRIMARY KEY,
  event_id         TEXT NOT NULL REFERENCES events (id),
  endpoint_id      TEXT NOT NULL REFERENCES webhook_endpoints (id),
  center_id        TEXT NOT NULL,
  environment      TEXT NOT NULL,
  created_at       TEXT NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('PENDING', 'RETRYING', 'DELIVERED', 'FAILED', 'SKIPPED')),
  -- Why a FAILED delivery is; null while it is not.
  failure_reason   TEXT CHECK (failure_reason IN ('attempts', 'backlog')),
  -- The number of the next attempt; completed ones and interrupted ones before it.
  attempt          INTEGER NOT NULL DEFAULT 1,
  completed        INTEGER NOT NULL DEFAULT 0,
  interrupted      INTEGER NOT NULL DEFAULT 0,
  -- When the first attempt began: the last one follows within a day.
  first_attempt_at INTEGER,
  next_attempt_at  INTEGER,
  -- Until when the queue is expected to bring the hint.
  hinted_at        INTEGER,
  -- 1: due, but its slow endpoint has as many attempts in flight as it may. No hint is under way; the next free place is.
  held             INTEGER NOT NULL DEFAULT 0,
  -- Who attempts it now, since when, and until when nobody else may.
  lease_token      TEXT,
  leased_at        TEXT,
  lease_until      INTEGER,
  -- While a manual attempt is open: the status in which it was asked for, and when the next automatic one was due.
  manual_from      TEXT CHECK (manual_from IN ('RETRYING', 'DELIVERED', 'FAILED', 'SKIPPED')),
  automatic_at     INTEGER,
  -- The last recovery that queued it anew.
  recovery_id      TEXT
);
CREATE INDEX deliveries_held ON deliveries (endpoint_id, next_attempt_at)
  WHERE held = 1 AND status IN ('PENDING', 'RETRYING');
CREATE INDEX deliveries_in_flight ON deliveries (endpoint_id, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX deliveries_leased ON deliveries (lease_token) WHERE lease_token IS NOT NULL;
CREATE INDEX deliveries_of_event ON deliveries (event_id);
CREATE INDEX deliveries_of_recovery ON deliveries (recovery_id, status) WHERE recovery_id IS NOT NULL;
CREATE INDEX deliveries_page ON deliveries (endpoint_id, created_at DESC, id DESC);
CREATE INDEX deliveries_pending ON deliveries (center_id, environment)
  WHERE status = 'PENDING' AND held = 0 AND lease_token IS NULL;
CREATE INDEX deliveries_to_hint ON deliveries (hinted_at, next_attempt_at)
  WHERE held = 0 AND status IN ('PENDING', 'RETRYING');

CREATE TABLE duty_periods (
  id          TEXT NOT NULL PRIMARY KEY,
  center_id   TEXT NOT NULL REFERENCES centers (id),
  environment TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  user_id     TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  -- Null while on duty.
  ended_at    TEXT
);
CREATE INDEX duty_periods_of_user ON duty_periods (center_id, environment, user_id, started_at DESC, ended_at);
CREATE UNIQUE INDEX duty_periods_open ON duty_periods (center_id, environment, user_id) WHERE ended_at IS NULL;

CREATE TABLE events (
  -- Commit order: the database has one writer.
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  center_id   TEXT NOT NULL,
  environment TEXT NOT NULL,
  type        TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  -- JSON; goes out as it stands here.
  data        TEXT NOT NULL,
  -- 1: a test message, the catalog's example, made for one endpoint.
  example     INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX events_by_age ON events (created_at);
CREATE INDEX events_of_center ON events (center_id, environment, seq);
CREATE INDEX events_of_type ON events (center_id, environment, type, seq);

CREATE TABLE fa_training (
  id            TEXT NOT NULL PRIMARY KEY,
  center_id     TEXT NOT NULL REFERENCES centers (id),
  environment   TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  version       INTEGER NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'COMPLETED', 'EXPIRING', 'EXPIRED', 'SUPERSEDED', 'CANCELLED')),
  fields        TEXT NOT NULL CHECK (json_valid(fields)),
  facts         TEXT NOT NULL CHECK (json_valid(facts)),
  folded        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  user_id       TEXT AS (fields ->> '$.userId'),
  aircraft_type TEXT AS (fields ->> '$.aircraftType'),
  training_type TEXT AS (fields ->> '$.trainingType'),
  completed_at  TEXT AS (facts ->> '$.completedAt'),
  expires_at    TEXT AS (facts ->> '$.expiresAt')
);
CREATE INDEX fa_training_expired ON fa_training (center_id, environment, expires_at)
  WHERE status IN ('COMPLETED', 'EXPIRING');
CREATE INDEX fa_training_expiring ON fa_training (center_id, environment, expires_at) WHERE status = 'COMPLETED';
CREATE INDEX fa_training_of_user ON fa_training (center_id, environment, user_id, aircraft_type, completed_at);
CREATE INDEX fa_training_page ON fa_training (center_id, environment, created_at DESC, id DESC);

CREATE TABLE flight_log (
  id                    TEXT NOT NULL PRIMARY KEY,
  center_id             TEXT NOT NULL REFERENCES centers (id),
  environment           TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at            TEXT NOT NULL,
  updated_at            TEXT NOT NULL,
  version               INTEGER NOT NULL,
  status                TEXT NOT NULL CHECK (status = ''),
  fields                TEXT NOT NULL CHECK (json_valid(fields)),
  facts                 TEXT NOT NULL CHECK (json_valid(facts)),
  folded                TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  user_id               TEXT AS (fields ->> '$.userId'),
  flight_date           TEXT AS (fields ->> '$.flightDate'),
  aircraft_registration TEXT AS (fields ->> '$.aircraftRegistration'),
  aircraft_type         TEXT AS (fields ->> '$.aircraftType'),
  departure             TEXT AS (fields ->> '$.departure'),
  arrival               TEXT AS (fields ->> '$.arrival'),
  off_block_at          TEXT AS (fields ->> '$.offBlockAt'),
  on_block_at           TEXT AS (fields ->> '$.onBlockAt'),
  remarks               TEXT AS (fields ->> '$.remarks')
);
CREATE INDEX flight_log_of_user ON flight_log (center_id, environment, user_id, on_block_at);
CREATE INDEX flight_log_page ON flight_log (center_id, environment, created_at DESC, id DESC);

CREATE TABLE invoices (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('DRAFT', 'SENT', 'PAID', 'VOID', 'OVERDUE')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  number           TEXT AS (facts ->> '$.number'),
  series           TEXT AS (substr(facts ->> '$.number', 1, length('INV-2026-'))),
  serial           INTEGER AS (CAST(substr(facts ->> '$.number', length('INV-2026-') + 1) AS INTEGER)),
  customer_name    TEXT AS (fields ->> '$.customerName'),
  customer_email   TEXT AS (fields ->> '$.customerEmail'),
  due_at           TEXT AS (fields ->> '$.dueAt')
);
CREATE INDEX invoices_due ON invoices (center_id, environment, due_at) WHERE status = 'SENT';
CREATE UNIQUE INDEX invoices_number ON invoices (center_id, environment, series, serial);
CREATE INDEX invoices_page ON invoices (center_id, environment, created_at DESC, id DESC);

CREATE TABLE mails (
  -- Goes along with the mail, so that a service that knows it already does not send it again.
  id              TEXT NOT NULL PRIMARY KEY,
  created_at      INTEGER NOT NULL,
  -- After this it is of no use any more.
  expires_at      INTEGER NOT NULL,
  recipient       TEXT NOT NULL,
  subject         TEXT NOT NULL,
  body            TEXT NOT NULL,
  -- The endpoint that it tells of, if any.
  endpoint_id     TEXT REFERENCES webhook_endpoints (id),
  status          TEXT NOT NULL CHECK (status IN ('PENDING', 'SENT', 'FAILED')),
  attempts        INTEGER NOT NULL DEFAULT 0,
  -- Moved on by whoever takes the mail, before it is sent: until then nobody else takes it.
  next_attempt_at INTEGER NOT NULL,
  sent_at         INTEGER,
  -- Why the last attempt failed.
  failure         TEXT
);
CREATE INDEX mails_by_time ON mails (created_at);
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE status = 'PENDING';
CREATE INDEX mails_of_endpoint ON mails (endpoint_id, created_at) WHERE endpoint_id IS NOT NULL;

CREATE TABLE mel_deferrals (
  id                    TEXT NOT NULL PRIMARY KEY,
  center_id             TEXT NOT NULL REFERENCES centers (id),
  environment           TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at            TEXT NOT NULL,
  updated_at            TEXT NOT NULL,
  version               INTEGER NOT NULL,
  status                TEXT NOT NULL CHECK (status IN ('OPEN', 'EXPIRING', 'EXPIRED', 'CLOSED')),
  fields                TEXT NOT NULL CHECK (json_valid(fields)),
  facts                 TEXT NOT NULL CHECK (json_valid(facts)),
  folded                TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  aircraft_registration TEXT AS (fields ->> '$.aircraftRegistration'),
  mel_item              TEXT AS (fields ->> '$.melItem'),
  category              TEXT AS (fields ->> '$.category'),
  description           TEXT AS (fields ->> '$.description'),
  expires_at            TEXT AS (facts ->> '$.expiresAt'),
  warns_at              TEXT AS (facts ->> '$.warnsAt')
);
CREATE INDEX mel_deferrals_expired ON mel_deferrals (center_id, environment, expires_at)
  WHERE status IN ('OPEN', 'EXPIRING');
CREATE INDEX mel_deferrals_expiring ON mel_deferrals (center_id, environment, warns_at) WHERE status = 'OPEN';
CREATE INDEX mel_deferrals_page ON mel_deferrals (center_id, environment, created_at DESC, id DESC);

CREATE TABLE notices (
  endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id),
  kind        TEXT NOT NULL CHECK (kind IN ('FAILED', 'BACKLOG', 'DISABLED', 'RECOVERED')),
  -- Empty where the notice is of no type in particular.
  event_type  TEXT NOT NULL,
  count       INTEGER NOT NULL,
  first_at    INTEGER NOT NULL,
  last_at     INTEGER NOT NULL,
  -- The last one of them; its attempts say why.
  delivery_id TEXT,
  PRIMARY KEY (endpoint_id, kind, event_type)
) WITHOUT ROWID;

CREATE TABLE quotes (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('DRAFT', 'SENT', 'ACCEPTED', 'DECLINED', 'EXPIRED')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  number           TEXT AS (facts ->> '$.number'),
  series           TEXT AS (substr(facts ->> '$.number', 1, length('Q-2026-'))),
  serial           INTEGER AS (CAST(substr(facts ->> '$.number', length('Q-2026-') + 1) AS INTEGER)),
  customer_name    TEXT AS (fields ->> '$.customerName'),
  customer_email   TEXT AS (fields ->> '$.customerEmail'),
  valid_until      TEXT AS (fields ->> '$.validUntil')
);
CREATE INDEX quotes_due ON quotes (center_id, environment, valid_until) WHERE status = 'SENT';
CREATE UNIQUE INDEX quotes_number ON quotes (center_id, environment, series, serial);
CREATE INDEX quotes_page ON quotes (center_id, environment, created_at DESC, id DESC);

CREATE TABLE removed_events (
  center_id   TEXT NOT NULL,
  environment TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (center_id, environment)
) WITHOUT ROWID;

CREATE TABLE reserve_assignments (
  id           TEXT NOT NULL PRIMARY KEY,
  center_id    TEXT NOT NULL REFERENCES centers (id),
  environment  TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL,
  version      INTEGER NOT NULL,
  status       TEXT NOT NULL CHECK (status IN ('ACTIVE', 'CALLED_OUT', 'NO_CONTACT', 'RELEASED')),
  fields       TEXT NOT NULL CHECK (json_valid(fields)),
  facts        TEXT NOT NULL CHECK (json_valid(facts)),
  folded       TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  user_id      TEXT AS (fields ->> '$.userId'),
  reserve_type TEXT AS (fields ->> '$.reserveType'),
  start_at     TEXT AS (fields ->> '$.startAt'),
  end_at       TEXT AS (fields ->> '$.endAt'),
  base         TEXT AS (fields ->> '$.base'),
  equipment    TEXT AS (fields ->> '$.equipment'),
  booking_ref  TEXT AS (facts ->> '$.bookingRef')
);
CREATE INDEX reserve_assignments_ended ON reserve_assignments (center_id, environment, end_at) WHERE status = 'ACTIVE';
CREATE INDEX reserve_assignments_of_user ON reserve_assignments (center_id, environment, user_id, start_at)
  WHERE status IN ('ACTIVE', 'CALLED_OUT');
CREATE INDEX reserve_assignments_page ON reserve_assignments (center_id, environment, created_at DESC, id DESC);

CREATE TABLE safety_findings (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('OPEN', 'IN_PROGRESS', 'CLOSED')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  title            TEXT AS (fields ->> '$.title'),
  report_id        TEXT AS (fields ->> '$.reportId'),
  owner_user_id    TEXT AS (fields ->> '$.ownerUserId'),
  due_at           TEXT AS (fields ->> '$.dueAt')
);
CREATE INDEX safety_findings_of_report ON safety_findings (report_id);
CREATE INDEX safety_findings_page ON safety_findings (center_id, environment, created_at DESC, id DESC);

CREATE TABLE safety_reports (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('SUBMITTED', 'UNDER_REVIEW', 'CLOSED')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  report_type      TEXT AS (fields ->> '$.reportType'),
  title            TEXT AS (fields ->> '$.title'),
  severity         INTEGER AS (fields ->> '$.severity')
);
CREATE INDEX safety_reports_page ON safety_reports (center_id, environment, created_at DESC, id DESC);

CREATE TABLE stage_checks (
  id                  TEXT NOT NULL PRIMARY KEY,
  center_id           TEXT NOT NULL REFERENCES centers (id),
  environment         TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at          TEXT NOT NULL,
  updated_at          TEXT NOT NULL,
  version             INTEGER NOT NULL,
  status              TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'PASSED', 'FAILED', 'CANCELLED')),
  fields              TEXT NOT NULL CHECK (json_valid(fields)),
  facts               TEXT NOT NULL CHECK (json_valid(facts)),
  folded              TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  trainee_id          TEXT AS (fields ->> '$.traineeId'),
  course_code         TEXT AS (fields ->> '$.courseCode'),
  stage               TEXT AS (fields ->> '$.stage'),
  check_instructor_id TEXT AS (fields ->> '$.checkInstructorId'),
  scheduled_at        TEXT AS (fields ->> '$.scheduledAt'),
  remarks             TEXT AS (facts ->> '$.remarks')
);
CREATE INDEX stage_checks_of_trainee ON stage_checks (trainee_id, course_code, stage);
CREATE INDEX stage_checks_page ON stage_checks (center_id, environment, created_at DESC, id DESC);

CREATE TABLE trainees (
  id           TEXT NOT NULL PRIMARY KEY,
  center_id    TEXT NOT NULL REFERENCES centers (id),
  environment  TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL,
  version      INTEGER NOT NULL,
  status       TEXT NOT NULL CHECK (status IN ('ACTIVE', 'ON_HOLD', 'GRADUATED', 'TERMINATED', 'TRANSFERRED')),
  fields       TEXT NOT NULL CHECK (json_valid(fields)),
  facts        TEXT NOT NULL CHECK (json_valid(facts)),
  folded       TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  first_name   TEXT AS (fields ->> '$.firstName'),
  last_name    TEXT AS (fields ->> '$.lastName'),
  email        TEXT AS (fields ->> '$.email'),
  external_id  TEXT AS (fields ->> '$.externalId'),
  course_code  TEXT AS (fields ->> '$.courseCode'),
  email_folded TEXT AS (coalesce(folded ->> '$.email', lower(email)))
);
CREATE UNIQUE INDEX trainees_email ON trainees (center_id, environment, email_folded);
CREATE INDEX trainees_page ON trainees (center_id, environment, created_at DESC, id DESC);

CREATE TABLE trip_trades (
  id                   TEXT NOT NULL PRIMARY KEY,
  center_id            TEXT NOT NULL REFERENCES centers (id),
  environment          TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at           TEXT NOT NULL,
  updated_at           TEXT NOT NULL,
  version              INTEGER NOT NULL,
  status               TEXT NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'DENIED', 'CANCELLED')),
  fields               TEXT NOT NULL CHECK (json_valid(fields)),
  facts                TEXT NOT NULL CHECK (json_valid(facts)),
  folded               TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  trade_type           TEXT AS (fields ->> '$.tradeType'),
  requester_user_id    TEXT AS (fields ->> '$.requesterUserId'),
  counterparty_user_id TEXT AS (fields ->> '$.counterpartyUserId'),
  offered_pairing      TEXT AS (fields ->> '$.offeredPairing'),
  requested_pairing    TEXT AS (fields ->> '$.requestedPairing')
);
CREATE INDEX trip_trades_page ON trip_trades (center_id, environment, created_at DESC, id DESC);

CREATE TABLE users (
  id         TEXT NOT NULL PRIMARY KEY,
  center_id  TEXT NOT NULL REFERENCES centers (id),
  created_at TEXT NOT NULL,
  email      TEXT NOT NULL,
  role       TEXT NOT NULL
);
CREATE INDEX users_of_center ON users (center_id);

CREATE TABLE webhook_endpoints (
  id                       TEXT NOT NULL PRIMARY KEY,
  center_id                TEXT NOT NULL REFERENCES centers (id),
  environment              TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at               TEXT NOT NULL,
  updated_at               TEXT NOT NULL,
  version                  INTEGER NOT NULL,
  url                      TEXT NOT NULL,
  -- JSON array of event types, or ["*"].
  events                   TEXT NOT NULL,
  description              TEXT,
  enabled                  INTEGER NOT NULL,
  -- AES-256-GCM; secret_key_id names the key that sealed it. Both are empty once the endpoint is deleted: nothing is
  -- signed for it any more.
  secret                   TEXT NOT NULL,
  secret_key_id            TEXT NOT NULL,
  -- A pending rotation: the next signing secret, and from when on it is the current one, whatever the row says until
  -- then.
  next_secret              TEXT,
  next_secret_key_id       TEXT,
  next_secret_activates_at TEXT,
  deleted_at               TEXT,
  -- The first and the last failure since an attempt succeeded (milliseconds).
  failing_since            INTEGER,
  last_failure_at          INTEGER,
  -- Both are null while it is enabled, and when a person disabled it.
  disabled_at              TEXT,
  disabled_reason          TEXT,
  -- From a late attempt on, the endpoint is slow and has a lane of its own: at least until this time (milliseconds), and
  -- until it answers in time.
  slow_until               INTEGER
);
CREATE INDEX webhook_endpoints_deleted ON webhook_endpoints (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX webhook_endpoints_failing ON webhook_endpoints (failing_since) WHERE failing_since IS NOT NULL;
CREATE INDEX webhook_endpoints_next_sealed ON webhook_endpoints (next_secret_key_id, id)
  WHERE next_secret_key_id IS NOT NULL;
CREATE INDEX webhook_endpoints_page ON webhook_endpoints (center_id, environment, created_at DESC, id DESC);
CREATE INDEX webhook_endpoints_rotating ON webhook_endpoints (next_secret_activates_at)
  WHERE next_secret_activates_at IS NOT NULL;
CREATE INDEX webhook_endpoints_sealed ON webhook_endpoints (secret_key_id, id);
CREATE INDEX webhook_endpoints_slow ON webhook_endpoints (slow_until) WHERE slow_until IS NOT NULL;

CREATE TABLE webhook_recoveries (
  id               TEXT NOT NULL PRIMARY KEY,
  endpoint_id      TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
  center_id        TEXT NOT NULL,
  environment      TEXT NOT NULL,
  created_at       TEXT NOT NULL,
  finished_at      TEXT,
  status           TEXT NOT NULL CHECK (status IN ('RUNNING', 'COMPLETED', 'CANCELLED')),
  -- What is asked for: deliveries of events up to this one, JSON arrays of statuses and of event types, or ["*"].
  since            TEXT NOT NULL,
  until_seq        INTEGER NOT NULL,
  statuses         TEXT NOT NULL,
  event_types      TEXT NOT NULL,
  -- How many there were at the start, and how many were queued so far.
  total            INTEGER NOT NULL,
  queued           INTEGER NOT NULL DEFAULT 0,
  -- The last delivery that was queued, and whether that was all.
  after_created_at TEXT NOT NULL,
  after_id         TEXT NOT NULL,
  all_queued       INTEGER NOT NULL DEFAULT 0,
  -- Up to when the queued deliveries fill the time (milliseconds).
  paced_until      INTEGER NOT NULL,
  -- What became of them, once that is final.
  delivered        INTEGER,
  failed           INTEGER
);
CREATE INDEX webhook_recoveries_page ON webhook_recoveries (endpoint_id, created_at DESC, id DESC);
CREATE UNIQUE INDEX webhook_recoveries_running ON webhook_recoveries (endpoint_id) WHERE status = 'RUNNING';

CREATE TABLE work_orders (
  id               TEXT NOT NULL PRIMARY KEY,
  center_id        TEXT NOT NULL REFERENCES centers (id),
  environment      TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('OPEN', 'IN_PROGRESS', 'AWAITING_PARTS', 'COMPLETED', 'CANCELLED')),
  fields           TEXT NOT NULL CHECK (json_valid(fields)),
  facts            TEXT NOT NULL CHECK (json_valid(facts)),
  folded           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(folded)),
  number           TEXT AS (facts ->> '$.number'),
  series           TEXT AS (substr(facts ->> '$.number', 1, length('WO-'))),
  serial           INTEGER AS (CAST(substr(facts ->> '$.number', length('WO-') + 1) AS INTEGER)),
  simulator_id     TEXT AS (fields ->> '$.simulatorId'),
  title            TEXT AS (fields ->> '$.title'),
  priority         TEXT AS (fields ->> '$.priority')
);
CREATE UNIQUE INDEX work_orders_number ON work_orders (center_id, environment, series, serial);
CREATE INDEX work_orders_page ON work_orders (center_id, environment, created_at DESC, id DESC);
