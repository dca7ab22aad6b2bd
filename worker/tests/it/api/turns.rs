//! A center that sends without end waits for its own requests, and nobody else does.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use aviationalley_worker::{
    http::upload::Upload,
    serve::{self, dispatch::Request},
};
use futures::{FutureExt, StreamExt, executor::block_on, future::join_all};

use crate::support::{Client, Production, World, documented};

const LIST: &str = "/api/v1/trainees";

fn list(client: &Client) -> Request {
    client.compose("GET", LIST, Vec::new())
}

/// Statuses with the times that the answers took.
type Answers = Rc<RefCell<Vec<(u16, Duration)>>>;

/// Sends all at once, each as soon as it may begin.
fn send(production: &Production, requests: impl IntoIterator<Item = Request>) -> Answers {
    let answers = Answers::default();
    for request in requests {
        let (app, answers) = (production.app().clone(), Rc::clone(&answers));
        production.app().tasks.spawn(Box::pin(async move {
            let began = app.now();
            let reply = serve::handle(&app, request).await;
            let took = app.now().since(began);
            answers.borrow_mut().push((reply.status, took));
        }));
    }
    answers
}

fn longest(answers: &Answers) -> Duration {
    answers.borrow().iter().map(|(_, took)| *took).max().unwrap()
}

#[test]
fn a_center_with_many_requests_holds_up_only_itself() {
    let world = World::new();
    let (busy, other) = (world.center(), world.center());
    // Both keys are known to the isolate.
    busy.get(LIST).expect(200);
    other.get(LIST).expect(200);
    let production = Production::of(&world);
    let alone = send(&production, [list(&other)]);
    production.time.run(Duration::from_secs(1));
    let crowd = send(&production, (0..64).map(|_| list(&busy)));
    let beside = send(&production, [list(&other)]);
    production.time.run(Duration::from_secs(10));
    assert_eq!(crowd.borrow().len(), 64);
    assert!(crowd.borrow().iter().all(|(status, _)| *status == 200));
    let (alone, beside) = (longest(&alone), longest(&beside));
    assert!(beside <= 2 * alone, "{beside:?} beside, {alone:?} alone");
    assert!(longest(&crowd) > 4 * alone);
}

#[test]
fn who_sends_slowly_holds_no_turn() {
    let world = World::new();
    let client = world.center();
    let mut slow: Vec<_> = (0..8)
        .map(|_| {
            let request = Request {
                body: Upload::of(futures::stream::pending().boxed_local()),
                ..client.compose("POST", LIST, Vec::new())
            };
            Box::pin(serve::handle(&world.app, request))
        })
        .collect();
    for request in &mut slow {
        assert!(request.now_or_never().is_none());
    }
    client.get(LIST).expect(200);
}

#[test]
fn what_waits_for_its_turn_is_read_to_64_kib_only() {
    let world = World::new();
    let client = world.center();
    let mut working: Vec<_> = (0..4).map(|_| Box::pin(client.send("GET", LIST, Vec::new()))).collect();
    for request in &mut working {
        assert!(request.now_or_never().is_none());
    }
    let read = Rc::<Cell<usize>>::default();
    let count = Rc::clone(&read);
    let chunks = futures::stream::repeat_with(move || {
        count.set(count.get() + 1024);
        Ok(vec![b' '; 1024])
    });
    let request = Request { body: Upload::of(chunks.boxed_local()), ..client.compose("POST", LIST, Vec::new()) };
    let mut waiting = Box::pin(serve::handle(&world.app, request));
    assert!(waiting.as_mut().now_or_never().is_none());
    assert_eq!(read.get(), 65 * 1024);
    drop(working);
    assert_eq!(block_on(waiting).status, 413);
    assert_eq!(read.get(), 1025 * 1024);
}

#[test]
fn a_crowd_beside_others_is_served_one_at_a_time() {
    let world = World::new();
    let (busy, other) = (world.center(), world.center());
    busy.get(LIST).expect(200);
    other.get(LIST).expect(200);
    world.clock.set(world.now().plus(Duration::from_secs(10)));
    let production = Production::of(&world);
    let alone = send(&production, (0..40).map(|_| list(&busy)));
    production.time.run(Duration::from_secs(10));
    let beside = send(&production, (0..40).map(|_| list(&busy)));
    send(&production, [list(&other)]);
    production.time.run(Duration::from_secs(10));
    assert_eq!(beside.borrow().len(), 40);
    let ratio = longest(&beside).as_secs_f64() / longest(&alone).as_secs_f64();
    // Until the other one has been silent for two seconds.
    assert!(ratio > 3.0, "{ratio}");
}

#[test]
fn made_up_keys_share_the_turns_of_one() {
    let world = World::new();
    let known = world.center();
    known.get(LIST).expect(200);
    let production = Production::of(&world);
    let strangers = (0..64).map(|index| list(&known.with_token(&format!("aa_live_{index:032x}"))));
    let crowd = send(&production, strangers);
    let beside = send(&production, [list(&known)]);
    production.time.run(Duration::from_secs(10));
    assert!(crowd.borrow().iter().all(|(status, _)| *status == 401));
    assert!(longest(&crowd) > 4 * longest(&beside));
}

#[test]
fn a_request_without_a_turn_in_ten_seconds_is_429() {
    let world = World::new();
    let client = world.center();
    let mut stuck: Vec<_> = (0..4).map(|_| Box::pin(client.send("GET", LIST, Vec::new()))).collect();
    for request in &mut stuck {
        assert!(request.now_or_never().is_none());
    }
    let mut waiting = Box::pin(client.send("GET", LIST, Vec::new()));
    assert!(waiting.as_mut().now_or_never().is_none());
    world.clock.set(world.now().plus(Duration::from_secs(10)));
    let refused = block_on(waiting);
    assert_eq!(refused.header("retry-after"), Some("1"));
    documented::assert_example("TooManyRequests", &refused);
    refused.refused(429, "rate_limited");
    for answered in block_on(join_all(stuck)) {
        answered.expect(200);
    }
    client.get(LIST).expect(200);
}

#[test]
fn who_waits_is_served_before_who_comes_later() {
    let world = World::new();
    let client = world.center();
    client.get(LIST).expect(200);
    let production = Production::of(&world);
    let served = Rc::<RefCell<Vec<usize>>>::default();
    for index in 0..20 {
        let (app, request) = (production.app().clone(), list(&client));
        let (time, served) = (Rc::clone(&production.time), Rc::clone(&served));
        production.app().tasks.spawn(Box::pin(async move {
            time.sleep(Duration::from_millis(index as u64)).await;
            serve::handle(&app, request).await;
            served.borrow_mut().push(index);
        }));
    }
    production.time.run(Duration::from_secs(5));
    let in_order: Vec<_> = (0..20).collect();
    assert_eq!(*served.borrow(), in_order);
}

#[test]
fn a_request_that_the_runtime_drops_gives_its_turn_back() {
    let world = World::new();
    let client = world.center();
    for _ in 0..10 {
        let mut dropped = Box::pin(client.send("GET", LIST, Vec::new()));
        assert!(dropped.as_mut().now_or_never().is_none());
    }
    client.get(LIST).expect(200);
}

#[test]
fn a_turn_that_was_never_given_back_ends_by_itself() {
    let world = World::new();
    let client = world.center();
    for _ in 0..4 {
        let mut lost = Box::pin(client.send("GET", LIST, Vec::new()));
        assert!(lost.as_mut().now_or_never().is_none());
        std::mem::forget(lost);
    }
    world.clock.set(world.now().plus(Duration::from_secs(30)));
    client.get(LIST).expect(200);
}
