//! The statements that matter most, as golden files: their text, and how SQLite runs them.
//!
//! A change of a statement or of an index shows in the difference of a file. Write the files with
//! `UPDATE_SQL=1 cargo test -p aviationalley-worker --test it golden`.

mod layout;

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use aviationalley_worker::{
    db::Sql,
    webhooks::{
        delivery::{backlog, health, line, sweep},
        recovery::steps,
    },
};
use futures::executor::block_on;
use serde_json::json;

use crate::support::{Client, World, plans, status};

const HOOK: &str = "https://example.com/hook";

#[test]
fn statements_and_their_plans_are_those_of_the_golden_files() {
    let made = Golden::made();
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/sql"));
    if std::env::var_os("UPDATE_SQL").is_some() {
        for name in committed(&folder).keys() {
            std::fs::remove_file(folder.join(name)).unwrap();
        }
        for (name, text) in &made {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    let committed = committed(&folder);
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&committed), "UPDATE_SQL=1 writes the files");
    for (name, text) in &made {
        assert!(*text == committed[name], "{name} has changed, UPDATE_SQL=1 writes it:\n{text}");
    }
}

fn committed(folder: &PathBuf) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let golden = files.filter(|file| file.extension().is_some_and(|extension| extension == "sql"));
    let read = |file: PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(file).unwrap())
    };
    golden.map(read).collect()
}

/// Files in the making, by their names.
#[derive(Default)]
struct Golden {
    files: BTreeMap<String, String>,
    key_look_up: String,
}

impl Golden {
    fn made() -> BTreeMap<String, String> {
        let world = World::new();
        let client = world.center();
        let (endpoint, _) = client.subscribe(HOOK, &["*"]);
        let mut golden = Self::default();
        golden.key_look_up(&client);
        golden.delivery_line(&world, &client);
        golden.upkeep(&world, &client, &endpoint);
        golden.lists(&world, &client, &endpoint);
        golden.files
    }

    /// What a request does that is refused before it has asked for anything.
    fn key_look_up(&mut self, client: &Client) {
        let batches = client.world.db.recorded(|| client.post("/api/v1/trainees", json!({})).expect(400));
        self.add(client.world, "key_look_up", &batches);
        self.key_look_up.clone_from(&batches[0][0].text);
    }

    fn delivery_line(&mut self, world: &World, client: &Client) {
        world.network.answer(HOOK, [status(500)]);
        let written = world.db.recorded(|| client.trainee_alone("a@example.com"));
        self.add(world, "outbox", &written);
        world.crash();
        world.db.query("UPDATE deliveries SET lease_until = 0, completed = 4");
        let consumed = world.db.recorded(|| block_on(line::consume(&world.app, &world.due_hints())).unwrap());
        self.add(world, "claim", &consumed[..1]);
        self.add(world, "settle", &consumed[1..]);
        let swept = world.db.recorded(|| block_on(sweep::sweep(&world.app)).unwrap());
        self.add(world, "release", &swept[..1]);
        self.add(world, "sweep", &swept[1..]);
    }

    fn upkeep(&mut self, world: &World, client: &Client, endpoint: &str) {
        let delivery = world.db.query("SELECT id FROM deliveries")[0].text("id").unwrap();
        let resend = format!("/api/v1/webhook-deliveries/{delivery}/resend");
        let resent = world.db.recorded(|| client.post(&resend, json!({})).expect(202));
        self.add(world, "resend", &resent[..1]);

        let recover = format!("/api/v1/webhook-endpoints/{endpoint}/recover");
        let recover = || block_on(client.send("POST", &recover, br#"{"since":"2026-01-01T00:00:00Z"}"#.into()));
        self.add(world, "recover", &world.db.recorded(|| recover().expect(202)));
        let steps = world.db.recorded(|| block_on(steps::advance(&world.app)).unwrap());
        self.add(world, "recovery_steps", &steps);

        world.db.query("UPDATE webhook_endpoints SET failing_since = 0, last_failure_at = 1e9");
        let disabled = world.db.recorded(|| block_on(health::disable(&world.app)).unwrap());
        self.add(world, "disable", &disabled);

        let crowded = world.redeployed(|config| config.most_waiting = 0);
        world.db.query("UPDATE webhook_endpoints SET enabled = 1, slow_until = 0");
        client.trainee_alone("b@example.com");
        world.db.query("UPDATE deliveries SET held = 1, lease_token = NULL WHERE status = 'PENDING'");
        let given_up = world.db.recorded(|| block_on(backlog::bound(&crowded.app)).unwrap());
        self.add(world, "backlog", &given_up[..2]);
    }

    fn lists(&mut self, world: &World, client: &Client, endpoint: &str) {
        for _ in 0..2 {
            client.trainee(&format!("{}@example.com", world.app.new_token()));
            world.clock.set(world.now().plus(Duration::from_secs(1)));
        }
        let of_endpoint = |list: &str| format!("/api/v1/webhook-endpoints/{endpoint}/{list}");
        let delivery = world.db.query("SELECT id FROM deliveries")[0].text("id").unwrap();
        for (name, path) in [
            ("list_records", "/api/v1/trainees?status=ACTIVE&from=2026-01-01T00:00:00Z&q=a".to_owned()),
            ("list_crew", "/api/v1/crew?role=PILOT".to_owned()),
            ("list_endpoints", "/api/v1/webhook-endpoints?limit=1".to_owned()),
            ("list_deliveries", of_endpoint("deliveries?status=FAILED")),
            ("list_recoveries", of_endpoint("recoveries")),
            ("list_attempts", format!("/api/v1/webhook-deliveries/{delivery}/attempts")),
            ("feed", "/api/v1/events?type=trainee.created".to_owned()),
        ] {
            self.add(world, name, &world.db.recorded(|| client.get(&path).expect(200)));
        }
        let first = client.get("/api/v1/trainees?limit=1").expect(200);
        let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
        let next = format!("/api/v1/trainees?limit=1&cursor={cursor}");
        self.add(world, "list_records_next_page", &world.db.recorded(|| client.get(&next).expect(200)));
    }

    /// One file of all statements of these batches, but for the look-up of the key, which has a file of its own.
    fn add(&mut self, world: &World, name: &str, batches: &[Vec<Sql>]) {
        let statements = batches.iter().flatten().filter(|sql| sql.text != self.key_look_up);
        let described: Vec<_> = statements.map(|sql| described(world, sql)).collect();
        assert!(!described.is_empty(), "{name}");
        let text = described.join("\n");
        assert!(self.files.insert(format!("{name}.sql"), text).is_none(), "{name} twice");
    }
}

/// The statement and its plan, with the reason of each step that reads a whole table or sorts.
fn described(world: &World, sql: &Sql) -> String {
    let rows = world.db.plan(sql);
    let lines: Vec<_> = rows.iter().map(|row| row.text("detail").unwrap()).collect();
    let mut depths = BTreeMap::from([(0, 0)]);
    let mut text = layout::laid_out(&sql.text) + ";\n";
    for (row, line) in rows.iter().zip(&lines) {
        let (id, parent): (i64, i64) = (row.get("id").unwrap(), row.get("parent").unwrap());
        let depth = depths[&parent];
        depths.insert(id, depth + 1);
        let why = plans::reason(sql, line, &lines).map_or(String::new(), |why| format!(" [may: {why}]"));
        text += &format!("-- {}{line}{why}\n", "  ".repeat(depth));
    }
    text
}
