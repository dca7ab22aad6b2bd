//! Receivers that hang hold up nobody else, on the platform at its size.

use std::{cell::RefCell, collections::HashMap, rc::Rc, time::Duration};

use aviationalley_worker::{crud::Record, records::Trainee, time::Instant, webhooks::lane};
use serde_json::{Value, json};

use crate::support::{Production, World, with};

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
                let reply = app.handle(request).await;
                let trainee: Value = serde_json::from_slice(&reply.body).unwrap();
                let id = trainee["id"].as_str().unwrap().to_owned();
                committed.borrow_mut().insert(id, app.now());
            }));
        }
        Self {
            world,
            endpoints,
            production,
            committed,
        }
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
    let warm_up = Duration::from_secs(10);
    let stream = Stream::to(100, hanging, 105, Duration::from_millis(200));
    if !lanes {
        stream.world.db.query(
            "CREATE TRIGGER forgotten AFTER UPDATE OF slow_until ON webhook_endpoints \
             WHEN new.slow_until IS NOT NULL BEGIN UPDATE webhook_endpoints SET slow_until = NULL; END",
        );
    }
    let begin = stream.world.now();
    stream.production.time.run(Duration::from_secs(23));
    let p95 = p95(stream.waits(begin.plus(warm_up)));
    println!("DBG {:?}", stream.production.debug());
    println!("DBG {:?}", stream.world.db.query("SELECT status, completed, held, count(*) AS n FROM deliveries GROUP BY 1,2,3"));
    println!("p95 {p95:?}, others hang: {hanging}, lanes: {lanes}");
    p95
}

#[test]
fn beside_fifty_hanging_endpoints_the_other_fifty_wait_no_longer_than_without() {
    let [none, half] = [false, true].map(|hanging| p95_of_fifty(hanging, true));
    assert!(half <= none.mul_f64(1.5), "{half:?} instead of {none:?}");
    let without_lanes = p95_of_fifty(true, false);
    assert!(
        without_lanes > none * 3,
        "{without_lanes:?}: or this test proves nothing"
    );
}

#[test]
fn a_slow_endpoint_has_few_attempts_in_flight_and_gets_everything_when_it_recovers() {
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
