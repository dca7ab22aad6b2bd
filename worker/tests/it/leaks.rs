//! What is secret stays so, whatever goes wrong: nothing of it is in an answer (but the one that shows it), a log
//! line, a delivery, a mail or the database.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use aviationalley_worker::{app::Answer, crud::Record, records::Trainee};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use futures::executor::block_on;
use serde_json::{Value, json};

use crate::support::{ADMIN_TOKEN, Client, World, status};

const HOOK: &str = "https://example.com/hook";
const ENDPOINTS: &str = "/api/v1/webhook-endpoints";
const TRAINEES: &str = "/api/v1/trainees";
const BROKEN: &str = "https://example.com/broken";
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

const KEY: [u8; 32] = *b"a secrets key is thirty-two byte";
const OTHER_KEY: [u8; 32] = *b"the next secrets key of this one";

/// What everybody was answered, and what nobody may read there.
#[derive(Default)]
struct Witness {
    answers: RefCell<String>,
    secrets: RefCell<Vec<(&'static str, String)>>,
    trainees: Cell<usize>,
}

impl Witness {
    fn must_not_see(&self, what: &'static str, secret: impl Into<String>) {
        self.secrets.borrow_mut().push((what, secret.into()));
    }

    /// Each way in which a key of bytes could be written.
    fn must_not_see_bytes(&self, what: &'static str, bytes: &[u8]) {
        self.must_not_see(what, String::from_utf8_lossy(bytes));
        self.must_not_see(what, hex::encode(bytes));
        self.must_not_see(what, hex::encode_upper(bytes));
        self.must_not_see(what, BASE64_STANDARD_NO_PAD.encode(bytes));
        self.must_not_see(what, BASE64_URL_SAFE_NO_PAD.encode(bytes));
        let debug = format!("{bytes:?}");
        self.must_not_see(what, debug.trim_matches(['[', ']']));
    }

    /// Sends a request and keeps the whole answer.
    fn ask(&self, client: &Client, method: &str, path: &str, body: impl ToString) -> Value {
        let reply = block_on(client.reply(method, path, body.to_string().into_bytes()));
        client.world.settle();
        let text = String::from_utf8(reply.body).unwrap();
        *self.answers.borrow_mut() += &format!("{method} {path} {:?}\n{text}\n", reply.headers);
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Asks for a secret. The answer that shows it is kept without it, if it comes.
    fn reveal(&self, client: &Client, path: &str, body: Value) -> Value {
        let start = self.answers.borrow().len();
        let answer = self.ask(client, "POST", path, body);
        let shown = [&answer["secret"], &answer["token"]].into_iter().find_map(Value::as_str);
        if let Some(shown) = shown {
            let mut answers = self.answers.borrow_mut();
            let kept = answers.split_off(start);
            *answers += &kept.replacen(shown, "", 1);
            match shown.strip_prefix("whsec_") {
                Some(encoded) => {
                    let bytes = BASE64_STANDARD.decode(encoded).unwrap();
                    self.must_not_see_bytes("a signing secret", &bytes);
                }
                // Its last four characters are known to the database and to its center.
                None => self.must_not_see("an API token", &shown["aa_live_".len()..shown.len() - 4]),
            }
        }
        answer
    }

    fn mint<'w>(&self, client: &Client<'w>, environment: &str, scopes: &[&str]) -> Client<'w> {
        let new = json!({"name": "a key", "environment": environment, "scopes": scopes});
        let path = format!("/admin/centers/{}/api-keys", client.center);
        let key = self.reveal(&client.operator(), &path, new);
        client.with_token(key["token"].as_str().unwrap())
    }

    /// The new endpoint's path.
    fn subscribe(&self, client: &Client, url: &str) -> String {
        let endpoint = self.reveal(client, ENDPOINTS, json!({"url": url, "events": ["*"]}));
        format!("{ENDPOINTS}/{}", endpoint["id"].as_str().unwrap())
    }

    fn rotate(&self, client: &Client, endpoint: &str, body: Value) -> Value {
        self.reveal(client, &format!("{endpoint}/rotate-secret"), body)
    }

    /// Makes an event happen.
    fn event(&self, client: &Client) {
        let mut body = json!(Trainee::example());
        body["email"] = json!(format!("{}@example.com", self.trainees.replace(self.trainees.get() + 1)));
        self.ask(client, "POST", TRAINEES, body);
    }

    /// Where each secret was seen that must not be.
    fn leaks(&self, world: &World) -> Vec<String> {
        let deliveries = format!("{:?}", world.inbox().all());
        let places = [
            ("an answer", self.answers.borrow().clone()),
            ("the log", world.log.lines.borrow().join("\n")),
            ("a delivery", deliveries),
            ("a mail", format!("{:?}", world.mailbox.all())),
            ("the database", world.db.dump()),
        ];
        let mut leaks = Vec::new();
        for (place, text) in &places {
            assert!(text.len() > 100, "nothing was looked at: {place}");
            for (what, secret) in self.secrets.borrow().iter() {
                assert!(secret.len() >= 14, "too short to be told from others: {secret}");
                if text.contains(secret.as_str()) {
                    leaks.push(format!("{what} in {place}: {secret}"));
                }
            }
        }
        leaks
    }
}

#[test]
fn no_secret_token_or_key_leaks() {
    let world = World::new().redeployed(|config| config.secrets_key = Some(KEY));
    let witness = Witness::default();
    witness.must_not_see("the operator's token", ADMIN_TOKEN);
    for key in [KEY, OTHER_KEY] {
        witness.must_not_see_bytes("SECRETS_KEY", &key);
    }
    let center = world.center();
    let client = witness.mint(&center, "live", &["*"]);
    let test = witness.mint(&center, "test", &["*"]);
    let reader = witness.mint(&center, "live", &["webhooks:read"]);
    let good = witness.subscribe(&client, HOOK);
    let broken = witness.subscribe(&client, BROKEN);
    witness.subscribe(&test, "https://example.com/test");

    endpoints_are_read_changed_and_rotated(&witness, &good, [&client, &test, &reader]);
    deliveries_arrive_and_fail(&world, &witness, &client, [&good, &broken]);
    callers_are_nearly_right(&witness, &client, &good);
    bodies_are_malformed(&witness, &client, &good);
    the_database_fails(&world, &witness, &client, &good);
    the_key_is_missing_wrong_and_replaced(&world, &witness, &client, &good);
    everything_is_read(&witness, &client, [&good, &broken]);
    witness.ask(&client, "DELETE", &good, "");
    witness.rotate(&client, &good, json!({}));

    assert_eq!(witness.leaks(&world), Vec::<String>::new());
}

fn endpoints_are_read_changed_and_rotated(witness: &Witness, endpoint: &str, callers: [&Client; 3]) {
    for caller in callers {
        witness.rotate(caller, endpoint, json!({}));
        witness.ask(caller, "GET", endpoint, "");
        witness.ask(caller, "GET", ENDPOINTS, "");
        witness.ask(caller, "PATCH", endpoint, json!({"description": "ours"}));
    }
}

fn deliveries_arrive_and_fail(world: &World, witness: &Witness, client: &Client, [good, broken]: [&str; 2]) {
    let failures = [status(500), Answer::Timeout, Answer::Network("reset".to_owned())];
    world.network.answer(BROKEN, failures);
    witness.rotate(client, broken, json!({"activatesAt": world.now()}));
    witness.event(client);
    for _ in 0..4 {
        world.skip(HOUR * 9);
    }
    witness.rotate(client, good, json!({"activatesAt": world.now().plus(HOUR * 2)}));
    witness.event(client);
    assert_eq!(world.deliveries("FAILED"), 1);
}

fn callers_are_nearly_right(witness: &Witness, client: &Client, endpoint: &str) {
    let token = client.token.as_str();
    for token in [
        "",
        &token.to_uppercase(),
        &format!("{token}0"),
        &token[..token.len() - 1],
        &token.replace("live", "test"),
        &format!("{ADMIN_TOKEN}."),
    ] {
        let stranger = client.with_token(token);
        for path in [ENDPOINTS, endpoint, "/admin/centers"] {
            witness.ask(&stranger, "GET", path, "");
            witness.ask(&stranger, "POST", path, "{}");
        }
    }
}

fn bodies_are_malformed(witness: &Witness, client: &Client, endpoint: &str) {
    for body in ["{", "[]", "\u{fffd}", r#"{"url": 1}"#, r#"{"events": ["x"]}"#, r#"{"activatesAt": 7}"#] {
        for path in [ENDPOINTS, &format!("{endpoint}/rotate-secret"), TRAINEES] {
            witness.ask(client, "POST", path, body);
        }
        witness.ask(client, "PATCH", endpoint, body);
        witness.ask(&client.operator(), "POST", "/admin/centers", body);
    }
    witness.ask(client, "GET", &format!("{ENDPOINTS}?limit=x&cursor=x&secret=x"), "");
}

/// It is down, or not what the code expects.
fn the_database_fails(world: &World, witness: &Witness, client: &Client, endpoint: &str) {
    let use_it = || {
        witness.ask(client, "GET", ENDPOINTS, "");
        witness.reveal(client, ENDPOINTS, json!({"url": HOOK, "events": ["*"]}));
        witness.rotate(client, endpoint, json!({}));
        witness.event(client);
        world.advance(MINUTE * 10);
    };
    world.db.down.set(true);
    use_it();
    world.db.down.set(false);
    for column in ["url", "secret", "secret_key_id", "next_secret_activates_at"] {
        let rename = |from: &str, to: &str| {
            world.db.query(&format!("ALTER TABLE webhook_endpoints RENAME COLUMN {from} TO {to}"))
        };
        rename(column, "missing");
        use_it();
        rename("missing", column);
    }
}

fn the_key_is_missing_wrong_and_replaced(world: &World, witness: &Witness, client: &Client, endpoint: &str) {
    for (key, previous) in [(None, None), (Some(OTHER_KEY), None), (Some(OTHER_KEY), Some(KEY))] {
        let deployed = world.redeployed(|config| {
            config.secrets_key = key;
            config.secrets_key_previous = previous;
        });
        let client = client.at(&deployed);
        witness.reveal(&client, ENDPOINTS, json!({"url": HOOK, "events": ["*"]}));
        witness.rotate(&client, endpoint, json!({"activatesAt": world.now()}));
        witness.event(&client);
        deployed.advance(MINUTE * 10);
    }
}

fn everything_is_read(witness: &Witness, client: &Client, endpoints: [&str; 2]) {
    for path in ["/api/v1/events", "/api/v1/webhook-event-types", "/api/v1/openapi.json"] {
        witness.ask(client, "GET", path, "");
    }
    for endpoint in endpoints {
        let log = witness.ask(client, "GET", &format!("{endpoint}/deliveries"), "");
        for delivery in log["data"].as_array().unwrap() {
            let id = delivery["id"].as_str().unwrap();
            witness.ask(client, "GET", &format!("/api/v1/webhook-deliveries/{id}"), "");
        }
    }
}
