//! Receivers that hang hold up nobody else, on the platform at its size.

use std::{cell::RefCell, collections::HashMap, rc::Rc, time::Duration};

use aviationalley_worker::{
    app::{Answer, Hint, Lane},
    crud::Record,
    records::Trainee,
    serve,
    time::Instant,
    webhooks::delivery::{lane, line, sweep},
};
use futures::executor::block_on;
use serde_json::{Value, json};

use crate::support::{Client, Production, World, status, with};

fn url(index: usize) -> String {
    // Of different lengths, and so differently quick.
    format!("https://example.com/{}", "x".repeat(index + 1))
}

/// A center with a stream of events, each for every endpoint.
struct Stream {
    world: World,
    endpoints: usize,
    production: Rc<Production>,
    /// When each event was committed, by its trainee.
    committed: Rc<RefCell<HashMap<String, Instant>>>,
}

impl Stream {
    /// To so many endpoints, those at even places hanging or not.
    fn to(endpoints: usize, hanging: bool, events: usize, every: Duration) -> Self {
        let world = World::new();
        let client = world.center();
        for index in 0..endpoints {
            client.subscribe(&url(index), &["trainee.created"]);
        }
        let production = Production::of(&world);
        if hanging {
            *production.hanging.borrow_mut() = (0..endpoints).step_by(2).map(url).collect();
        }
        let committed = Rc::<RefCell<HashMap<_, _>>>::default();
        for index in 0..events {
            let email = json!({"email": format!("{index}@example.com")});
            let body = with(json!(Trainee::example()), email).to_string();
            let request = client.compose("POST", "/api/v1/trainees", body.into());
            let (at, committed) = (every * index as u32, Rc::clone(&committed));
            let app = production.app().clone();
            let time = Rc::clone(&production.time);
            production.app().tasks.spawn(Box::pin(async move {
                time.sleep(at).await;
                let reply = serve::handle(&app, request).await;
                let trainee: Value = serde_json::from_slice(&reply.body).unwrap();
                let id = trainee["id"].as_str().unwrap().to_owned();
                committed.borrow_mut().insert(id, app.now());
            }));
        }
        Self { world, endpoints, production, committed }
    }

    /// How long each first attempt to the endpoints that do not hang in any test, for an event since then, took from
    /// the commit to the request. What was never sent waits until now.
    fn waits(&self, since: Instant) -> Vec<Duration> {
        let committed = self.committed.borrow();
        let mut waits = HashMap::new();
        for (trainee, at) in committed.iter().filter(|(_, at)| **at >= since) {
            for index in (1..self.endpoints).step_by(2) {
                let waited = self.world.now().since(*at);
                waits.insert((trainee.clone(), url(index)), waited);
            }
        }
        // Backwards, so that the first attempt of each is what stays.
        for sent in self.production.sent.borrow().iter().rev() {
            let envelope: Value = serde_json::from_str(&sent.post.body).unwrap();
            let trainee = envelope["data"]["id"].as_str().unwrap().to_owned();
            let at = committed[&trainee];
            if let Some(wait) = waits.get_mut(&(trainee, sent.post.url.clone())) {
                *wait = sent.at.since(at);
            }
        }
        waits.into_values().collect()
    }
}

fn p95(mut waits: Vec<Duration>) -> Duration {
    waits.sort();
    waits[waits.len() * 95 / 100]
}

/// Of fifty endpoints beside fifty others, which hang or not, behind a warm-up in which it is found out who hangs.
/// At 500 deliveries a second: consumers that wait for hanging receivers could make 300.
fn p95_of_fifty(hanging: bool, lanes: bool) -> Duration {
    let warm_up = Duration::from_secs(8);
    let stream = Stream::to(100, hanging, 70, Duration::from_millis(200));
    if !lanes {
        stream.world.db.query(
            "CREATE TRIGGER forgotten AFTER UPDATE OF slow_until ON webhook_endpoints \
             WHEN new.slow_until IS NOT NULL BEGIN UPDATE webhook_endpoints SET slow_until = NULL; END",
        );
    }
    let begin = stream.world.now();
    stream.production.time.run(Duration::from_secs(16));
    p95(stream.waits(begin.plus(warm_up)))
}

#[test]
fn hanging_endpoints_do_not_delay_the_others() {
    let runs = [(false, true), (true, true), (true, false)];
    let runs = runs.map(|(hanging, lanes)| std::thread::spawn(move || p95_of_fifty(hanging, lanes)));
    let [none, half, without_lanes] = runs.map(|run| run.join().unwrap());
    eprintln!("p95 {none:?} beside none, {half:?} beside fifty, {without_lanes:?} without lanes");
    assert!(half <= none.mul_f64(1.5), "{half:?} instead of {none:?}");
    let proves_something = without_lanes > none * 10;
    assert!(proves_something, "{without_lanes:?} without lanes");
}

#[test]
fn a_slow_endpoint_has_six_attempts_in_flight_and_misses_nothing() {
    let stream = Stream::to(2, true, 100, Duration::from_millis(100));
    let time = &stream.production.time;
    // Known from the first timeout on; what was under way by then is still in flight for as long.
    time.run(Duration::from_secs(11));
    stream.production.most_in_flight.borrow_mut().clear();
    time.run(Duration::from_secs(100));
    let most = stream.production.most_in_flight.borrow()[&url(0)];
    assert_eq!(most as i64, lane::PLACES);
    let open = || stream.world.deliveries("PENDING") + stream.world.deliveries("RETRYING");
    let held = "SELECT count(*) AS n FROM deliveries WHERE held = 1";
    let held = || stream.world.db.query(held)[0].get::<i64>("n").unwrap();
    assert!(held() > 30, "{} of {} are held", held(), open());

    stream.production.hanging.borrow_mut().clear();
    time.run(Duration::from_secs(30));
    assert_eq!((open(), held()), (0, 0));
}

const SLOW: &str = "https://example.com/slow";
const MINUTE: Duration = Duration::from_secs(60);

/// The URLs that a write's event reaches at once, and those that it reaches within seconds.
fn reached(client: &Client, email: &str) -> [Vec<String>; 2] {
    let world = client.world;
    world.network.seen.take();
    client.trainee(email);
    let urls = || {
        let seen = world.network.seen.take();
        seen.into_iter().map(|seen| seen.post.url).collect()
    };
    let at_once = urls();
    world.advance(Duration::from_secs(5));
    [at_once, urls()]
}

#[test]
fn an_endpoint_is_slow_until_it_answers_a_minute_later() {
    let world = World::new();
    let client = world.center();
    client.subscribe(SLOW, &["trainee.created"]);
    let slow = [SLOW.to_owned()];
    world.network.answer(SLOW, [Answer::Timeout, status(200)]);
    assert_eq!(reached(&client, "a@example.com"), [&slow[..], &[]]);
    assert_eq!(reached(&client, "b@example.com"), [&[], &slow[..]]);
    assert_eq!(reached(&client, "c@example.com"), [&[], &slow[..]], "an answer alone is not enough");
    world.advance(MINUTE);
    assert_eq!(reached(&client, "d@example.com"), [&[], &slow[..]]);
    assert_eq!(reached(&client, "e@example.com"), [&slow[..], &[]]);
}

#[test]
fn a_fast_hint_for_a_slow_endpoint_is_passed_on() {
    let world = World::new();
    let client = world.center();
    client.subscribe(SLOW, &["trainee.created"]);
    world.network.answer(SLOW, [status(500), status(200)]);
    client.trainee("a@example.com");
    world.cron.set(false);
    let sent_before = world.queue.take_all();
    world.advance(MINUTE * 6);
    world.make_slow();
    world.consume(&sent_before);
    assert_eq!(world.inbox().all().len(), 1, "the fast lane leaves it alone");
    world.advance(Duration::from_secs(1));
    assert_eq!(world.inbox().all().len(), 2);
}

#[test]
fn the_sweeper_releases_what_waits_while_nothing_is_in_flight() {
    let world = World::new();
    let client = world.center();
    client.subscribe(SLOW, &["trainee.created"]);
    world.make_slow();
    client.trainee("a@example.com");
    // As when all that was in flight was cut off.
    world.queue.clear();
    world.hold_deliveries();
    world.advance(MINUTE);
    assert_eq!(world.deliveries("DELIVERED"), 1);
}

#[test]
fn deliveries_over_the_limit_queue_in_order() {
    let world = World::new();
    let client = world.center();
    client.subscribe(SLOW, &["trainee.created"]);
    world.make_slow();
    for index in 0..lane::PLACES {
        client.trainee(&format!("{index}@example.com"));
    }
    world.queue.clear();
    let in_flight_until = |until| world.lease_to_another("held = 0", until);
    in_flight_until(world.now().plus(MINUTE * 60));
    client.trainee("held@example.com");
    world.advance(Duration::from_secs(1));
    client.trainee("behind@example.com");
    assert_eq!(world.queue.len(), 0, "nobody is told while nothing is free");
    let swept = block_on(sweep::sweep(&world.app)).unwrap();
    assert_eq!(swept, 0, "nor by the sweeper");
    in_flight_until(Instant::EPOCH);
    world.advance(MINUTE * 2);
    assert_eq!(world.deliveries("DELIVERED"), lane::PLACES + 2);
}

#[test]
fn an_attempt_that_ends_after_its_lease_waits_for_no_place() {
    let world = World::new();
    let client = world.center();
    client.subscribe(SLOW, &["trainee.created"]);
    for index in 0..=lane::PLACES {
        client.trainee(&format!("{index}@example.com"));
    }
    // Its attempt is under way, and takes longer than its lease.
    let mut late = json!(Trainee::example());
    late["email"] = json!("late@example.com");
    let body = late.to_string().into_bytes();
    block_on(client.send("POST", "/api/v1/trainees", body)).expect(201);
    world.clock.set(world.now().plus(MINUTE));
    let hints = world.due_hints();
    // Meanwhile another waits for a place already, all of them are taken, and it is refused one.
    world.db.query(
        "UPDATE deliveries SET status = 'PENDING', held = 1, next_attempt_at = 0 \
         WHERE id = (SELECT id FROM deliveries WHERE status = 'DELIVERED' LIMIT 1)",
    );
    world.lease_to_another("status = 'DELIVERED'", world.now().plus(MINUTE * 60));
    world.make_slow();
    let slow = |hint: Hint| Hint { lane: Lane::Slow, ..hint };
    let hints: Vec<_> = hints.into_iter().map(slow).collect();
    block_on(line::consume(&world.app, &hints)).unwrap();
    let held = "SELECT count(*) AS n FROM deliveries WHERE held = 1";
    let count = || world.db.query(held)[0].get::<i64>("n").unwrap();
    assert_eq!(count(), 2);
    world.network.answer(SLOW, [status(500)]);
    world.settle();
    assert_eq!(world.deliveries("RETRYING"), 1);
    assert_eq!(count(), 0, "the place goes to the one that waits");
}
