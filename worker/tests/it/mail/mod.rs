//! Mails to a center's people: what they say, to whom, how often, and whatever becomes of the mail service.

use std::time::Duration;

use aviationalley_worker::{
    app::{App, Mail, schedule::Schedule},
    mail::outbox,
    sql,
};
use futures::executor::block_on;

use crate::support::{Client, World, status};

mod notices;
mod sending;
mod texts;

const HOOK: &str = "https://example.com/hook";
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A world in which five attempts take seconds.
fn world() -> World {
    let mut world = World::new();
    world.configure(|config| config.schedule = Schedule::parse("1,1,1,1").unwrap());
    world
}

/// A center with an endpoint whose receiver answers 500.
fn failing(world: &World) -> (Client<'_>, String) {
    let client = world.center();
    let (endpoint, _) = client.subscribe(HOOK, &["trainee.created", "booking.created"]);
    world.network.answer(HOOK, [status(500)]);
    (client, endpoint)
}

/// One more delivery that will fail for good, within seconds.
fn fail(client: &Client) {
    client.trainee(&format!("{}@example.com", client.world.app.new_token()));
}

fn add_user(client: &Client, role: &str, email: &str) {
    let id = client.world.app.new_id();
    let insert = sql!("INSERT INTO users (id, center_id, created_at, email, role) \
        VALUES ("(id)", "(client.center.as_str())", '', "(email)", "(role)")");
    block_on(client.world.app.db.batch([insert])).unwrap();
}

/// The mails that were sent, without their times.
fn sent(world: &World) -> Vec<Mail> {
    world.mailbox.all().into_iter().map(|(_, mail)| mail).collect()
}

fn subjects(world: &World) -> Vec<String> {
    sent(world).into_iter().map(|mail| mail.subject).collect()
}

/// The columns of the only mail in the outbox.
fn the_mail(world: &World) -> (String, i64, Option<String>) {
    let rows = world.db.query("SELECT status, attempts, failure FROM mails");
    assert_eq!(rows.len(), 1);
    let get = |name: &str| rows[0].text(name).unwrap();
    (get("status"), rows[0].get("attempts").unwrap(), rows[0].get("failure").unwrap())
}

/// A mail that waits in the outbox, as signing in makes one.
fn post(app: &App, to: &str) {
    let now = app.now();
    let draft = outbox::Draft {
        to: to.to_owned(),
        subject: "A subject".to_owned(),
        text: "A text".to_owned(),
        expires_at: now.plus(24 * HOUR),
        endpoint: None,
    };
    block_on(app.db.batch([outbox::insert(app, &[draft], now)])).unwrap();
}
