//! What every clock must do beside a center that has more to be moved than one run can.

use std::{cell::Cell, rc::Rc, time::Duration};

use aviationalley_worker::{
    app::Clock as Time,
    crud::{Clock, Transition, clock::sweep},
    time::Instant,
    wire::WireName,
};
use futures::executor::block_on;

use crate::{
    fixtures::{Fixture, copy_record, for_all, path},
    support::{Client, World},
};

const YEARS: Duration = Duration::from_secs(3 * 365 * 24 * 60 * 60);
const BACKLOG: u64 = 700;

/// A second passes each time that somebody looks.
struct Ticking(Cell<Instant>);

impl Time for Ticking {
    fn now(&self) -> Instant {
        let now = self.0.get();
        self.0.set(now.plus(Duration::from_secs(1)));
        now
    }
}

/// One that the clock may move, once its time has come.
fn waiting<R: Fixture>(client: &Client, clock: &Clock<R>) -> String {
    let made = client.post(&path::<R>(), R::body(client, 0)).expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let leads_there = |transition: &Transition<R>| transition.step.to.name() == clock.from[0].name();
    if R::INITIAL.name() != clock.from[0].name() {
        let transition = R::transitions().into_iter().find(leads_there).unwrap();
        let verb = transition.step.verb;
        let path = format!("{}/{id}/{verb}", path::<R>());
        client.post(&path, R::input(verb)).expect(200);
    }
    id
}

for_all!(a_backlog_puts_off_no_other_center, shares);
fn shares<R: Fixture>() {
    let Some(clock) = R::clocks().into_iter().next() else {
        return;
    };
    let world = World::new();
    world.cron.set(false);
    let (busy, other) = (world.center(), world.center());
    waiting(&busy, &clock);
    copy_record::<R>(&busy, 0..BACKLOG);
    // Due twenty years before anybody else's.
    world.db.query(&format!(
        "UPDATE {} SET fields = replace(fields, '\"202', '\"200'), facts = replace(facts, '\"202', '\"200')",
        R::NAMES.table
    ));
    let test = other.with_key("test", &["*"]);
    let others = [waiting(&other, &clock), waiting(&test, &clock)];
    let moved = || {
        let (table, to) = (R::NAMES.table, clock.to.name());
        let ids = world.db.query(&format!("SELECT id FROM {table} WHERE status = '{to}'"));
        ids.iter().map(|row| row.text("id").unwrap()).collect::<Vec<_>>()
    };
    let mut later = world.app.clone();
    later.clock = Rc::new(Ticking(Cell::new(world.now().plus(YEARS))));
    block_on(sweep::<R>(&later)).unwrap();
    let first = moved();
    assert!(first.len() < 200, "the run ends when its time is used: {}", first.len());
    for id in &others {
        assert!(first.contains(id), "{} was put off", R::NAMES.one);
    }
    while block_on(sweep::<R>(&later)).unwrap() > 0 {}
    assert_eq!(moved().len(), BACKLOG as usize + 3);
}
