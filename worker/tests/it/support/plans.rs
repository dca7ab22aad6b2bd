//! The plan of every statement that the application sends: it must not grow slower with what others store.

use std::{
    collections::HashSet,
    sync::{LazyLock, Mutex},
};

use aviationalley_worker::db::{Row, Sql};

/// Plans that would be refused, by a piece of the statement and of the plan's line, and why they may stand.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("FROM centers c CROSS JOIN", "SCAN c", "one row for each center, which only the operator makes"),
    (
        "PARTITION BY t.center_id, t.environment",
        "TEMP B-TREE",
        "a clock's step: at most 20 rows of each center and environment",
    ),
    ("FROM webhook_recoveries r", "webhook_recoveries_running", "those that run: at most one for each endpoint"),
    ("UPDATE webhook_recoveries AS r", "webhook_recoveries_running", "those that run: at most one for each endpoint"),
    ("PARTITION BY r.center_id", "TEMP B-TREE", "the recoveries that run: at most one for each endpoint"),
    ("FROM webhook_endpoints p) p JOIN deliveries d", "SCAN p", "the free places of each endpoint, once a minute"),
    ("SET held = 0", "TEMP B-TREE", "six rows of each endpoint"),
    ("DELETE FROM notices", "SCAN notices", "what no mail has told yet: one row for each endpoint, kind and type"),
    ("FROM notices n JOIN", "SCAN n", "what no mail has told yet: one row for each endpoint, kind and type"),
    ("FROM notices n JOIN", "TEMP B-TREE", "what no mail has told yet: one row for each endpoint, kind and type"),
    ("PARTITION BY recipient", "TEMP B-TREE", "the mails that are due"),
    ("ORDER BY e.created_at, e.seq LIMIT ?", "TEMP B-TREE", "retention: the 200 rows of one step"),
    ("FROM json_each(?)", "TEMP B-TREE", "the rows of one batch"),
    ("WHERE ev.id IN", "TEMP B-TREE", "the endpoints of one center"),
    ("UPDATE fa_training", "TEMP B-TREE", "the trainings of one person for one type"),
    ("attempts a ", "TEMP B-TREE", "the attempts of one delivery, or of each on a page"),
    ("FROM mails ORDER BY", "", "the page of mails that only development serves"),
    ("SET version = version + 1 WHERE 1", "SCAN webhook_endpoints", "a test's own"),
];

/// What was looked at and found good, by any test of the process: values and worlds change no plan.
static GOOD: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// Looks at a statement, unless it was found good before. `plan` gives the rows of its `EXPLAIN QUERY PLAN`.
pub fn look(sql: &Sql, plan: impl FnOnce() -> Vec<Row>) {
    if GOOD.lock().unwrap().contains(&sql.text) {
        return;
    }
    let plan = plan();
    let plan: Vec<_> = plan.iter().map(|row| row.text("detail").unwrap()).collect();
    let faults: Vec<_> = plan.iter().filter(|line| is_slow(line, &plan) && allowed(sql, line).is_none()).collect();
    assert!(faults.is_empty(), "{faults:?} in {}\n{}", sql.text, plan.join("\n"));
    GOOD.lock().unwrap().insert(sql.text.clone());
}

/// Why a line of a plan may stand, if that needs a reason.
pub fn reason(sql: &Sql, line: &str, plan: &[String]) -> Option<&'static str> {
    is_slow(line, plan).then(|| allowed(sql, line)).flatten()
}

/// Whether it reads a whole table or index, or sorts. What a subquery made is as small as the subquery.
fn is_slow(line: &str, plan: &[String]) -> bool {
    let Some(scanned) = line.strip_prefix("SCAN ") else {
        return line.contains("TEMP B-TREE") || line.contains("AUTOMATIC");
    };
    let name = scanned.split(' ').next().unwrap_or_default();
    let made = ["CO-ROUTINE", "MATERIALIZE"].map(|how| format!("{how} {name}"));
    !plan.iter().any(|line| made.contains(line)) && scanned != "CONSTANT ROW" && !scanned.contains("VIRTUAL TABLE")
}

fn allowed(sql: &Sql, line: &str) -> Option<&'static str> {
    let mut allowed = ALLOWED.iter().filter(|(text, plan, _)| sql.text.contains(text) && line.contains(plan));
    allowed.next().map(|(_, _, why)| *why)
}
