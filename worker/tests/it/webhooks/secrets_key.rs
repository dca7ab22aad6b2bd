//! `SECRETS_KEY` is replaced: no delivery suffers, and the previous key is not needed for long.

use std::time::Duration;

use aviationalley_worker::{app::Config, webhooks::secrets::reseal};
use futures::{FutureExt, executor::block_on};
use serde_json::json;
use webhook_signature::Secret;

use crate::support::{Client, World};

const OLD: [u8; 32] = [7; 32];
const NEW: [u8; 32] = [8; 32];
const MINUTE: Duration = Duration::from_secs(60);

/// The operator has set the new key, and kept the old one beside it.
fn both(config: &mut Config) {
    config.secrets_key = Some(NEW);
    config.secrets_key_previous = Some(OLD);
}

/// The operator has thrown the old key away.
fn new_alone(config: &mut Config) {
    config.secrets_key = Some(NEW);
}

fn url(index: usize) -> String {
    format!("https://example.com/{index}")
}

/// Endpoints with their secrets, each with a rotation pending.
fn endpoints(client: &Client, count: usize) -> Vec<(String, String)> {
    let endpoint = |index| {
        let (id, secret) = client.subscribe(&url(index), &["trainee.created"]);
        let path = format!("/api/v1/webhook-endpoints/{id}/rotate-secret");
        client.post(&path, json!({})).expect(200);
        (id, secret)
    };
    (0..count).map(endpoint).collect()
}

/// A new event reaches each endpoint, signed with its current and next secret.
#[track_caller]
fn assert_signed(client: &Client, secrets: &[(String, String)]) {
    let before = client.world.inbox().all().len();
    client.trainee(&format!("{before}@example.com"));
    client.world.advance(Duration::from_secs(1));
    let seen = client.world.inbox().all().split_off(before);
    assert_eq!(seen.len(), secrets.len());
    for (index, (_, secret)) in secrets.iter().enumerate() {
        let seen = seen.iter().find(|seen| seen.post.url == url(index));
        let seen = seen.unwrap();
        let hex = seen.header("x-aviationalley-signature");
        let secret = Secret::new(secret).unwrap();
        assert!(secret.verify(seen.post.body.as_bytes(), hex.as_bytes()));
        assert_eq!(seen.header("webhook-signature").split(' ').count(), 2);
    }
}

fn logged(world: &World) -> String {
    world.log.lines.borrow().join("\n")
}

#[test]
fn secrets_of_the_previous_key_sign_and_are_reencrypted() {
    let world = World::new();
    world.cron.set(false);
    let client = world.center();
    let secrets = endpoints(&client, 60);

    let without = world.redeployed(new_alone);
    client.at(&without).trainee("lost@example.com");
    assert!(logged(&world).contains("encrypted with another SECRETS_KEY"));
    assert!(world.inbox().all().is_empty());
    world.db.query("DELETE FROM attempts");
    world.db.query("DELETE FROM deliveries");
    world.queue.clear();

    let during = world.redeployed(both);
    let client = client.at(&during);
    assert_signed(&client, &secrets);
    assert_eq!(block_on(reseal::sweep(&during.app)).unwrap(), 120);
    assert!(logged(&world).ends_with("120 re-encrypted, 0 left"));
    assert_signed(&client, &secrets);
    assert_eq!(block_on(reseal::sweep(&during.app)).unwrap(), 0);

    assert_signed(&client.at(&without), &secrets);
}

#[test]
fn the_cron_does_it_and_only_while_there_is_a_previous_key() {
    let world = World::new();
    let client = world.center();
    let secrets = endpoints(&client, 1);
    world.advance(MINUTE);
    assert_eq!(logged(&world), "");
    let same = world.redeployed(|config| config.secrets_key_previous = config.secrets_key);
    same.advance(MINUTE);
    assert_eq!(logged(&world), "", "one key in both places is no rotation");
    world.redeployed(both).advance(MINUTE);
    let said = logged(&world);
    assert!(said.ends_with("2 re-encrypted, 0 left\njob secret re-encryption: 2 moved in 0 ms"), "{said}");
    let after = world.redeployed(new_alone);
    assert_signed(&client.at(&after), &secrets);
}

#[test]
fn what_a_rotation_puts_there_at_the_same_moment_stays() {
    let world = World::new();
    let client = world.center();
    let (id, _) = client.subscribe(&url(0), &["trainee.created"]);
    let during = world.redeployed(both);
    let client = client.at(&during);
    let mut sweep = Box::pin(reseal::sweep(&during.app));
    let before = world.db.batches.get();
    // It has read what is to be re-encrypted, and not written it yet.
    while world.db.batches.get() < before + 2 {
        assert!(sweep.as_mut().now_or_never().is_none());
    }
    let path = format!("/api/v1/webhook-endpoints/{id}/rotate-secret");
    let at_once = json!({"activatesAt": world.now()});
    let rotated = client.post(&path, at_once).expect(200);
    block_on(sweep).unwrap();
    client.trainee("a@example.com");
    let seen = world.inbox().all().remove(0);
    let secret = Secret::new(rotated["secret"].as_str().unwrap()).unwrap();
    let hex = seen.header("x-aviationalley-signature");
    assert!(secret.verify(seen.post.body.as_bytes(), hex.as_bytes()));
}

#[test]
fn a_damaged_secret_is_logged_and_delays_no_other() {
    let world = World::new();
    let client = world.center();
    let ids: Vec<_> = endpoints(&client, 60).into_iter().map(|(id, _)| id).collect();
    // Of the first batch and more: an endpoint's secret opens for that endpoint only.
    world.db.query(
        "UPDATE webhook_endpoints SET secret = (SELECT next_secret FROM webhook_endpoints ORDER BY id DESC LIMIT 1) \
         WHERE id IN (SELECT id FROM webhook_endpoints ORDER BY id LIMIT 55)",
    );
    let during = world.redeployed(both);
    assert_eq!(block_on(reseal::sweep(&during.app)).unwrap(), 65);
    let said = logged(&world);
    assert!(said.ends_with("65 re-encrypted, 55 left"), "{said}");
    let damaged = |id: &&String| said.contains(&format!("endpoint {id}: the encrypted secret is damaged"));
    assert_eq!(ids.iter().filter(damaged).count(), 55);
}
