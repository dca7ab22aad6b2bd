//! What a commit left, as the audit sees it: the rows that it changed, each beside what it was before.

use std::collections::BTreeMap;

use crate::support::Sqlite;

/// One delivery. Only what is promised of it: hints, for one, come and go.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    pub event: Event,
    pub endpoint: String,
    pub status: String,
    /// While a manual attempt is open: what the delivery was when that was asked for, and when it was due.
    pub manual_from: Option<String>,
    pub automatic_at: Option<i64>,
    pub attempt: i64,
    pub completed: i64,
    pub interrupted: i64,
    pub due: Option<i64>,
    pub held: bool,
    /// Token and end.
    pub lease: Option<(String, i64)>,
    pub recovery: Option<String>,
    pub failure_reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub seq: i64,
    pub kind: String,
    pub is_example: bool,
    /// When its deliveries were made.
    pub created_at: String,
}

impl Delivery {
    pub fn is_open(&self) -> bool {
        matches!(self.status.as_str(), "PENDING" | "RETRYING")
    }

    /// Since too many waited.
    fn is_given_up(&self) -> bool {
        self.failure_reason.as_deref() == Some("backlog")
    }

    pub fn is_manual(&self) -> bool {
        self.manual_from.is_some()
    }

    pub fn token(&self) -> Option<&str> {
        self.lease.as_ref().map(|(token, _)| token.as_str())
    }

    pub fn is_live(&self, now: i64) -> bool {
        self.lease.as_ref().is_some_and(|(_, until)| *until > now)
    }
}

/// An attempt that a commit wrote into the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub number: i64,
    pub outcome: String,
    pub manual: bool,
}

/// What a commit did to a delivery, told from its leases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Born,
    /// A manual attempt was asked for, and its lease taken.
    Resent,
    /// A lease was taken for the attempt that is due.
    Claimed,
    /// A lease was given back, with what came of it.
    Settled,
    /// It is not sent any more.
    Skipped,
    /// Too many waited for its endpoint.
    GivenUp,
    /// A recovery gave it its attempts anew.
    Requeued,
    /// Only hints came or went.
    Hinted,
}

#[derive(Debug)]
pub struct Change {
    pub id: String,
    pub before: Option<Delivery>,
    pub after: Delivery,
    pub log: Vec<Entry>,
    pub step: Step,
}

impl Change {
    fn new(id: String, before: Option<Delivery>, after: Delivery, log: Vec<Entry>) -> Self {
        let step = before.as_ref().map_or(Step::Born, |before| step(before, &after));
        Self { id, before, after, log, step }
    }
}

fn step(before: &Delivery, after: &Delivery) -> Step {
    let leased = after.lease.is_some() && after.token() != before.token();
    let given_back = before.lease.is_some() && after.lease.is_none();
    match () {
        () if leased && after.is_manual() && !before.is_manual() => Step::Resent,
        () if leased => Step::Claimed,
        () if given_back && after.attempt > before.attempt => Step::Settled,
        () if before.failure_reason.is_none() && after.is_given_up() => Step::GivenUp,
        () if before.is_open() && !after.is_open() => Step::Skipped,
        () if !before.is_open() && after.is_open() => Step::Requeued,
        () => Step::Hinted,
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    pub enabled: bool,
    pub slow: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Recovery {
    pub endpoint: String,
    pub status: String,
    pub since: String,
    pub until_seq: i64,
    pub statuses: Vec<String>,
    pub event_types: Vec<String>,
    pub total: i64,
    pub queued: i64,
    pub all_queued: bool,
}

/// Everything, as the last commit left it. In an order, so that whoever picks from it picks the same in each run.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub deliveries: BTreeMap<String, Delivery>,
    pub endpoints: BTreeMap<String, Endpoint>,
    pub recoveries: BTreeMap<String, Recovery>,
}

/// Has SQLite note which rows each commit touches. Triggers do not count as changes of the statement that they follow.
pub fn watch(sqlite: &Sqlite) {
    let note = |table: &str, on: &str, row: &str| {
        sqlite.query(&format!(
            "CREATE TEMP TRIGGER touch_{table}_{on} AFTER {on} ON main.{table} \
             BEGIN INSERT OR IGNORE INTO touched_{table} VALUES ({row}); END"
        ));
    };
    sqlite.query("CREATE TEMP TABLE touched_deliveries (id TEXT PRIMARY KEY)");
    sqlite.query("CREATE TEMP TABLE touched_attempts (delivery_id TEXT, number INTEGER)");
    sqlite.query("CREATE TEMP TABLE touched_events (id TEXT PRIMARY KEY)");
    note("deliveries", "INSERT", "new.id");
    note("deliveries", "UPDATE", "new.id");
    note("attempts", "INSERT", "new.delivery_id, new.number");
    note("attempts", "UPDATE", "new.delivery_id, new.number");
    note("events", "INSERT", "new.id");
}

impl Snapshot {
    /// Of what is there when the run begins: whatever has happened by then is over.
    pub fn of(sqlite: &Sqlite) -> Self {
        let mut begin = Self::default();
        sqlite.read("INSERT INTO touched_deliveries SELECT id FROM deliveries", |_| Ok(()));
        begin.follow(sqlite);
        begin
    }

    /// Brings all up to date after a commit; gives the deliveries that it changed.
    pub fn follow(&mut self, sqlite: &Sqlite) -> Vec<Change> {
        self.endpoints = endpoints(sqlite).into_iter().collect();
        self.recoveries = recoveries(sqlite).into_iter().collect();
        let mut log = new_attempts(sqlite);
        let changes = touched(sqlite).into_iter().map(|(id, after)| {
            let before = self.deliveries.insert(id.clone(), after.clone());
            let log = log.remove(&id).unwrap_or_default();
            Change::new(id, before, after, log)
        });
        let changes: Vec<_> = changes.collect();
        assert!(log.is_empty(), "attempts of deliveries that stay as they are: {log:?}");
        for table in ["deliveries", "attempts", "events"] {
            sqlite.read(&format!("DELETE FROM touched_{table}"), |_| Ok(()));
        }
        changes
    }
}

fn touched(sqlite: &Sqlite) -> Vec<(String, Delivery)> {
    let sql = "SELECT d.id, d.endpoint_id, d.status, d.manual_from, d.automatic_at, d.attempt, d.completed, \
        d.interrupted, d.next_attempt_at, d.held, d.lease_token, d.lease_until, d.recovery_id, \
        e.seq, e.type, e.example, d.created_at, d.failure_reason \
        FROM touched_deliveries t CROSS JOIN deliveries d ON d.id = t.id JOIN events e ON e.id = d.event_id \
        ORDER BY d.id";
    sqlite.read(sql, |row| {
        let token: Option<String> = row.get(10)?;
        let delivery = Delivery {
            endpoint: row.get(1)?,
            status: row.get(2)?,
            manual_from: row.get(3)?,
            automatic_at: row.get(4)?,
            attempt: row.get(5)?,
            completed: row.get(6)?,
            interrupted: row.get(7)?,
            due: row.get(8)?,
            held: row.get(9)?,
            lease: token.zip(row.get(11)?),
            recovery: row.get(12)?,
            failure_reason: row.get(17)?,
            event: Event { seq: row.get(13)?, kind: row.get(14)?, is_example: row.get(15)?, created_at: row.get(16)? },
        };
        Ok((row.get(0)?, delivery))
    })
}

fn new_attempts(sqlite: &Sqlite) -> BTreeMap<String, Vec<Entry>> {
    let sql = "SELECT a.delivery_id, a.number, a.outcome, a.manual FROM touched_attempts t \
        CROSS JOIN attempts a ON a.delivery_id = t.delivery_id AND a.number = t.number";
    let rows = sqlite.read(sql, |row| {
        let entry = Entry { number: row.get(1)?, outcome: row.get(2)?, manual: row.get(3)? };
        Ok((row.get(0)?, entry))
    });
    let mut log = BTreeMap::<_, Vec<_>>::new();
    for (id, entry) in rows {
        log.entry(id).or_default().push(entry);
    }
    log
}

fn endpoints(sqlite: &Sqlite) -> Vec<(String, Endpoint)> {
    let sql = "SELECT id, enabled, slow_until IS NOT NULL FROM webhook_endpoints";
    sqlite.read(sql, |row| {
        let endpoint = Endpoint { enabled: row.get(1)?, slow: row.get(2)? };
        Ok((row.get(0)?, endpoint))
    })
}

fn recoveries(sqlite: &Sqlite) -> Vec<(String, Recovery)> {
    let sql = "SELECT id, endpoint_id, status, since, until_seq, statuses, event_types, total, queued, all_queued \
        FROM webhook_recoveries";
    sqlite.read(sql, |row| {
        let list = |column| -> rusqlite::Result<Vec<String>> {
            Ok(serde_json::from_str(&row.get::<_, String>(column)?).unwrap())
        };
        let recovery = Recovery {
            endpoint: row.get(1)?,
            status: row.get(2)?,
            since: row.get(3)?,
            until_seq: row.get(4)?,
            statuses: list(5)?,
            event_types: list(6)?,
            total: row.get(7)?,
            queued: row.get(8)?,
            all_queued: row.get(9)?,
        };
        Ok((row.get(0)?, recovery))
    })
}
