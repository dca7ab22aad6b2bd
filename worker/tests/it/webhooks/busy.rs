//! A busy sender: what waits for it is not its receivers' fault.

use std::{cell::Cell, future::pending, rc::Rc, time::Duration};

use aviationalley_worker::{
    app::{App, Clock, Hint, Tasks, Timer, capacity::Capacity},
    webhooks::delivery::{line, receiver_time::within},
};
use futures::{FutureExt, executor::block_on, future::LocalBoxFuture};

use crate::support::{SetClock, VirtualTime, World};

const MILLISECOND: Duration = Duration::from_millis(1);

/// A timer that comes late, as on a thread that is busy.
struct Lagging {
    time: Rc<VirtualTime>,
    lag: Duration,
}

impl Timer for Lagging {
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(self.time.sleep(duration + self.lag))
    }
}

/// What comes of a receiver that answers after so long, with a timeout of five seconds, and how long it took.
fn answered_after(answer: Option<u32>, lag: Duration) -> (Option<()>, Duration) {
    let time = Rc::new(VirtualTime::on(Rc::new(SetClock::at("2026-06-01T10:00:00Z"))));
    let result = Rc::new(Cell::new(None));
    let (told, clock) = (Rc::clone(&result), Rc::clone(&time));
    time.spawn(Box::pin(async move {
        let timer = Lagging { time: clock.clone(), lag };
        let time = (&*clock.clock as &dyn Clock, &timer as &dyn Timer);
        let answered = async {
            match answer {
                Some(millis) => clock.sleep(MILLISECOND * millis).await,
                None => pending().await,
            }
        };
        told.set(Some(within(time, MILLISECOND * 5_000, answered).await));
    }));
    time.run(Duration::from_secs(60));
    result.take().unwrap()
}

#[test]
fn a_receivers_time_is_what_it_takes() {
    assert_eq!(answered_after(Some(2_600), Duration::ZERO), (Some(()), MILLISECOND * 2_600));
    for answer in [Some(5_001), None] {
        let ended = answered_after(answer, Duration::ZERO);
        assert_eq!(ended, (None, MILLISECOND * 5_000));
    }
}

#[test]
fn time_in_which_the_sender_is_busy_is_not_the_receivers() {
    let busy = MILLISECOND * 250;
    // Each quarter of a second takes a half.
    let (answered, took) = answered_after(Some(6_000), busy);
    assert_eq!((answered, took), (Some(()), MILLISECOND * 3_000));
    // However busy it is, the attempt ends before its lease.
    let begin = answered_after(None, MILLISECOND * 5_000);
    assert_eq!(begin, (None, MILLISECOND * 1_000));
}

/// A world whose isolate sends so many requests at once.
fn world_of(most: usize) -> World {
    let mut world = World::new();
    world.app.capacity = Rc::new(Capacity::of(most));
    world
}

/// Begins to attempt what the hints name, and stays in the middle of it.
fn in_the_middle<'a>(app: &'a App, hints: &'a [Hint]) -> LocalBoxFuture<'a, ()> {
    let mut consume = async move { line::consume(app, hints).await.unwrap() }.boxed_local();
    // The claim's round trip takes three polls here; the receiver would answer with the next.
    for _ in 0..3 {
        assert!(consume.as_mut().now_or_never().is_none());
    }
    consume
}

/// Deliveries that an attempt is under way of.
fn leased(world: &World) -> i64 {
    let now = world.now().millis();
    let count = format!("SELECT count(*) AS n FROM deliveries WHERE lease_until > {now}");
    world.db.query(&count)[0].get("n").unwrap()
}

#[test]
fn a_consumer_claims_nothing_before_there_is_room() {
    let world = world_of(2);
    let client = world.center();
    for index in 0..4 {
        client.subscribe(&format!("https://example.com/{index}"), &["*"]);
    }
    client.trainee_alone("a@example.com");
    world.crash();
    world.clock.set(world.now().plus(Duration::from_secs(60)));
    let hints = world.due_hints();
    let first = in_the_middle(&world.app, &hints[..2]);
    let second = in_the_middle(&world.app, &hints[2..]);
    assert_eq!(leased(&world), 2);
    block_on(first);
    block_on(second);
    assert_eq!(world.deliveries("DELIVERED"), 4);
}

#[test]
fn room_that_an_invocation_took_to_its_grave_comes_back() {
    let world = world_of(1);
    let client = world.center();
    client.subscribe("https://example.com/", &["*"]);
    client.trainee_alone("a@example.com");
    world.crash();
    world.clock.set(world.now().plus(Duration::from_secs(60)));
    let hints = world.due_hints();
    std::mem::forget(in_the_middle(&world.app, &hints));
    world.clock.set(world.now().plus(Duration::from_secs(60)));
    block_on(line::consume(&world.app, &world.due_hints())).unwrap();
    assert_eq!(world.deliveries("DELIVERED"), 1);
}

#[test]
fn while_many_wait_a_write_leaves_attempts_to_the_queue() {
    let world = world_of(1);
    let client = world.center();
    for index in 0..6 {
        client.subscribe(&format!("https://example.com/{index}"), &["*"]);
    }
    for email in ["a@example.com", "b@example.com"] {
        client.trainee_alone(email);
        assert_eq!(leased(&world), 6);
    }
    world.settle();
    assert_eq!(world.deliveries("DELIVERED"), 6);
    world.advance(Duration::from_secs(1));
    assert_eq!(world.deliveries("DELIVERED"), 12);
}
