//! A signing secret's rotation, as the receivers of the deliveries see it.

use std::time::Duration;

use aviationalley_worker::time::Instant;
use serde_json::{Value, json};
use webhook_signature::{Secret, standard};

use crate::support::{Client, Seen, World, status};

const HOOK: &str = "https://example.com/hook";
const ALL: &str = "/api/v1/webhook-endpoints";
const HOUR: Duration = Duration::from_secs(60 * 60);
const MILLISECOND: Duration = Duration::from_millis(1);

fn rotate_path(endpoint: &str) -> String {
    format!("{ALL}/{endpoint}/rotate-secret")
}

/// Gives the next secret and when it takes over.
fn rotate(client: &Client, endpoint: &str, body: Value) -> (String, Instant) {
    let next = client.post(&rotate_path(endpoint), body).expect(200);
    let activates_at = next["activatesAt"].as_str().unwrap();
    let secret = next["secret"].as_str().unwrap().to_owned();
    (secret, Instant::parse(activates_at).unwrap())
}

fn pending(client: &Client, endpoint: &str) -> Value {
    let one = client.get(&format!("{ALL}/{endpoint}")).expect(200);
    let listed = client.get(ALL).expect(200)["data"][0].clone();
    assert_eq!(one, listed);
    one["nextSecretActivatesAt"].clone()
}

/// Whether a receiver that checks `X-AviationAlley-Signature` takes it.
fn takes_hex(seen: &Seen, secret: &str) -> bool {
    let hex = seen.header("x-aviationalley-signature");
    let body = seen.post.body.as_bytes();
    Secret::new(secret).unwrap().verify(body, hex.as_bytes())
}

/// Whether a receiver that checks `webhook-signature` takes it.
fn takes_standard(seen: &Seen, secret: &str) -> bool {
    let (id, timestamp) = (seen.header("webhook-id"), seen.header("webhook-timestamp"));
    let header = seen.header("webhook-signature");
    let key = standard::Key::from_secret(secret).unwrap();
    let body = seen.post.body.as_bytes();
    key.verify(&id, timestamp.parse().unwrap(), body, header.as_bytes())
}

/// Who takes the latest delivery: holders of the old secret and of the new one, by each of the two headers.
#[derive(Debug, PartialEq)]
struct Takers {
    hex: (bool, bool),
    standard: (bool, bool),
}

const OLD_ONLY: Takers = Takers { hex: (true, false), standard: (true, false) };
const OVERLAP: Takers = Takers { hex: (true, false), standard: (true, true) };
const NEW_ONLY: Takers = Takers { hex: (false, true), standard: (false, true) };

fn takers(world: &World, (old, new): (&str, &str)) -> Takers {
    let seen = world.inbox().all().pop().unwrap();
    let hex = seen.header("x-aviationalley-signature");
    assert_eq!(hex.len(), 64, "one hex, always: {hex}");
    Takers {
        hex: (takes_hex(&seen, old), takes_hex(&seen, new)),
        standard: (takes_standard(&seen, old), takes_standard(&seen, new)),
    }
}

#[test]
fn both_secrets_sign_until_the_next_one_takes_over() {
    for cron in [true, false] {
        let world = World::new();
        world.cron.set(cron);
        let client = world.center();
        let (endpoint, old) = client.subscribe(HOOK, &["trainee.created"]);
        client.trainee("0@example.com");
        let before = world.inbox().all().remove(0);
        let (new, activates_at) = rotate(&client, &endpoint, json!({}));
        let secrets = (old.as_str(), new.as_str());
        assert_eq!(takers(&world, secrets), OLD_ONLY);
        assert!(!takes_standard(&before, &new));
        assert_eq!(activates_at, world.now().plus(HOUR * 24));
        for (wait, expected) in
            [(Duration::ZERO, OVERLAP), (HOUR * 24 - MILLISECOND, OVERLAP), (MILLISECOND, NEW_ONLY), (HOUR, NEW_ONLY)]
        {
            match cron {
                true => world.skip(wait),
                false => world.advance(wait),
            }
            client.trainee(&format!("{}@example.com", world.now()));
            assert_eq!(takers(&world, secrets), expected, "cron: {cron}");
        }
        assert!(world.inbox().all().iter().all(|seen| [&old, &new].iter().any(|held| takes_hex(seen, held))
            && [&old, &new].iter().any(|held| takes_standard(seen, held))));
    }
}

#[test]
fn the_current_secrets_signature_comes_first() {
    let world = World::new();
    let client = world.center();
    let (endpoint, old) = client.subscribe(HOOK, &["trainee.created"]);
    let (new, _) = rotate(&client, &endpoint, json!({}));
    client.trainee("a@example.com");
    let seen = world.inbox().all().remove(0);
    let sign = |secret: &str| {
        let key = standard::Key::from_secret(secret).unwrap();
        let timestamp = seen.header("webhook-timestamp").parse().unwrap();
        key.sign(&seen.header("webhook-id"), timestamp, seen.post.body.as_bytes())
    };
    let expected = format!("{} {}", sign(&old), sign(&new));
    assert_eq!(seen.header("webhook-signature"), expected);
}

#[test]
fn a_retry_after_the_switch_has_the_same_bytes_and_another_signer() {
    let world = World::new();
    let client = world.center();
    let (endpoint, old) = client.subscribe(HOOK, &["trainee.created"]);
    world.network.answer(HOOK, [status(500)]);
    client.trainee("a@example.com");
    let in_ten_minutes = json!({"activatesAt": world.now().plus(HOUR / 6)});
    let (new, _) = rotate(&client, &endpoint, in_ten_minutes);
    let secrets = (old.as_str(), new.as_str());
    let mut signers = vec![takers(&world, secrets)];
    for wait in [HOUR / 10, HOUR] {
        world.advance(wait);
        signers.push(takers(&world, secrets));
    }
    assert_eq!(signers, [OLD_ONLY, OVERLAP, NEW_ONLY]);
    let seen = world.inbox().all();
    assert_eq!(seen.len(), 3);
    for pair in seen.windows(2) {
        assert_eq!(pair[0].post.body, pair[1].post.body);
        assert_eq!(pair[0].header("webhook-id"), pair[1].header("webhook-id"));
    }
}

#[test]
fn a_time_that_is_not_after_now_activates_at_once() {
    let world = World::new();
    let client = world.center();
    let (endpoint, mut old) = client.subscribe(HOOK, &["trainee.created"]);
    for at in [world.now(), world.now().minus(HOUR)] {
        let (new, activates_at) = rotate(&client, &endpoint, json!({"activatesAt": at}));
        assert_eq!(activates_at, world.now());
        assert_eq!(pending(&client, &endpoint), Value::Null);
        client.trainee(&format!("{at}@example.com"));
        assert_eq!(takers(&world, (&old, &new)), NEW_ONLY);
        old = new;
    }
}

#[test]
fn a_time_too_far_ahead_or_invalid_is_refused() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    let path = rotate_path(&endpoint);
    let latest = world.now().plus(HOUR * 24 * 7);
    let too_late = json!({"activatesAt": latest.plus(MILLISECOND)});
    let said = client.post(&path, too_late).refused(422, "unprocessable");
    assert!(said.contains("activatesAt") && said.contains(&latest.to_string()), "{said}");
    for bad in [json!({"activatesAt": "tomorrow"}), json!({"activatesAt": 1}), json!({"activateAt": latest})] {
        client.post(&path, bad).refused(400, "invalid_request");
    }
    assert_eq!(pending(&client, &endpoint), Value::Null);
    rotate(&client, &endpoint, json!({"activatesAt": latest}));
}

#[test]
fn a_second_rotation_has_to_wait_until_the_first_has_taken_over() {
    let world = World::new();
    world.cron.set(false);
    let client = world.center();
    let (endpoint, first) = client.subscribe(HOOK, &["trainee.created"]);
    let (second, activates_at) = rotate(&client, &endpoint, json!({"activatesAt": null}));
    assert_eq!(pending(&client, &endpoint), json!(activates_at));
    for body in [json!({}), json!({"activatesAt": world.now()})] {
        let said = client.post(&rotate_path(&endpoint), body).refused(409, "conflict");
        assert!(said.contains(&activates_at.to_string()), "{said}");
    }
    client.trainee("a@example.com");
    assert_eq!(takers(&world, (&first, &second)), OVERLAP);

    world.advance(HOUR * 24);
    assert_eq!(pending(&client, &endpoint), Value::Null);
    let (third, _) = rotate(&client, &endpoint, json!({}));
    client.trainee("b@example.com");
    assert_eq!(takers(&world, (&second, &third)), OVERLAP);
    let of_the_first = world.inbox().all().pop().unwrap();
    assert!(!takes_standard(&of_the_first, &first));
}

#[test]
fn of_two_rotations_at_once_one_wins() {
    for body in [json!({}), json!({"activatesAt": "2020-01-01T00:00:00Z"})] {
        let world = World::new();
        let client = world.center();
        let (endpoint, _) = client.subscribe(HOOK, &["trainee.created"]);
        let [won, lost] = client.post_both(&rotate_path(&endpoint), [body.clone(), body]);
        let won = won.expect(200);
        lost.refused(409, "conflict");
        client.trainee("a@example.com");
        let seen = world.inbox().all().pop().unwrap();
        assert!(takes_standard(&seen, won["secret"].as_str().unwrap()));
    }
}

#[test]
fn a_change_of_the_endpoint_keeps_a_pending_rotation() {
    let world = World::new();
    let client = world.center();
    let (endpoint, old) = client.subscribe(HOOK, &["trainee.created"]);
    let (new, activates_at) = rotate(&client, &endpoint, json!({}));
    let one = format!("{ALL}/{endpoint}");
    let changed = client.patch(&one, json!({"description": "ours"})).expect(200);
    assert_eq!(changed["nextSecretActivatesAt"], json!(activates_at));
    client.patch(&one, json!({"nextSecretActivatesAt": null})).refused(400, "invalid_request");
    client.trainee("a@example.com");
    assert_eq!(takers(&world, (&old, &new)), OVERLAP);
}

#[test]
fn deliveries_that_the_queue_brings_are_signed_by_both_too() {
    let world = World::new();
    let client = world.center();
    let mut secrets = Vec::new();
    for index in 0..8 {
        let url = format!("https://example.com/{index}");
        let (endpoint, old) = client.subscribe(&url, &["trainee.created"]);
        let (new, _) = rotate(&client, &endpoint, json!({}));
        secrets.push((url, old, new));
    }
    client.trainee("a@example.com");
    world.advance(Duration::from_secs(1));
    let seen = world.inbox().all();
    assert_eq!(seen.len(), 8);
    for (url, old, new) in secrets {
        let seen = seen.iter().find(|seen| seen.post.url == url).unwrap();
        assert!(takes_standard(seen, &old) && takes_standard(seen, &new));
    }
}

#[test]
fn a_secret_that_was_replaced_is_not_kept() {
    let world = World::new();
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["*"]);
    let stored = || {
        let rows = world.db.query("SELECT secret FROM webhook_endpoints");
        rows[0].text("secret").unwrap()
    };
    let first = stored();
    rotate(&client, &endpoint, json!({}));
    world.skip(HOUR * 23);
    assert_eq!(stored(), first);
    world.skip(HOUR * 2);
    assert_ne!(stored(), first);
    assert!(!world.db.dump().contains(&first));

    let second = stored();
    world.cron.set(false);
    rotate(&client, &endpoint, json!({}));
    world.advance(HOUR * 24);
    assert!(world.db.dump().contains(&second), "cron is what removes it");
    rotate(&client, &endpoint, json!({}));
    assert!(!world.db.dump().contains(&second), "or else the next rotation");
}

#[test]
fn a_deleted_endpoint_has_no_secret_left() {
    let world = World::new();
    let client = world.center();
    let (endpoint, old) = client.subscribe(HOOK, &["trainee.created"]);
    let one = format!("{ALL}/{endpoint}");
    client.patch(&one, json!({"enabled": false})).expect(200);
    let (new, _) = rotate(&client, &endpoint, json!({}));
    client.patch(&one, json!({"enabled": true})).expect(200);
    client.trainee("a@example.com");
    assert_eq!(takers(&world, (&old, &new)), OVERLAP);

    client.delete(&one).expect(204);
    client.post(&rotate_path(&endpoint), json!({})).refused(404, "not_found");
    let kept = world.db.query("SELECT secret || coalesce(next_secret, '') AS kept FROM webhook_endpoints");
    assert_eq!(kept[0].text("kept").unwrap(), "");
    world.skip(HOUR * 25);
    assert!(world.log.errors.borrow().is_empty(), "{:?}", world.log.errors);
}

#[test]
fn nobody_else_can_rotate() {
    let world = World::new();
    let client = world.center();
    let (endpoint, old) = client.subscribe(HOOK, &["trainee.created"]);
    let path = rotate_path(&endpoint);
    for stranger in [world.center(), client.with_key("test", &["*"])] {
        stranger.post(&path, json!({})).refused(404, "not_found");
    }
    client.with_key("live", &["webhooks:read"]).post(&path, json!({})).refused(403, "forbidden_scope");
    assert_eq!(pending(&client, &endpoint), Value::Null);
    client.trainee("a@example.com");
    assert_eq!(takers(&world, (&old, &old)).standard, (true, true));
}
