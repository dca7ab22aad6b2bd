//! A discrete-event executor: many tasks wait at once, and time goes on when none of them can.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    task::{Poll, Waker},
    time::Duration,
};

use aviationalley_worker::{
    app::{Tasks, Timer},
    time::Instant,
};
use futures::{
    executor::{LocalPool, LocalSpawner},
    future::{LocalBoxFuture, poll_fn},
    task::LocalSpawnExt,
};

use super::ports::SetClock;

pub struct VirtualTime {
    pub clock: Rc<SetClock>,
    pool: RefCell<LocalPool>,
    spawner: LocalSpawner,
    /// By when they are due, and in the order in which they were set.
    timers: RefCell<BTreeMap<(Instant, u64), Waker>>,
    set: Cell<u64>,
}

impl VirtualTime {
    pub fn on(clock: Rc<SetClock>) -> Self {
        let pool = LocalPool::new();
        Self { clock, spawner: pool.spawner(), pool: RefCell::new(pool), timers: RefCell::default(), set: Cell::new(0) }
    }

    pub fn now(&self) -> Instant {
        use aviationalley_worker::app::Clock;
        self.clock.now()
    }

    /// Even for no time at all, it lets those go first who may go on now.
    pub async fn sleep(&self, time: Duration) {
        self.set.set(self.set.get() + 1);
        let timer = (self.now().plus(time), self.set.get());
        let mut is_set = false;
        poll_fn(|context| {
            let mut timers = self.timers.borrow_mut();
            // It may be polled because of something else that its task waits for.
            if is_set && !timers.contains_key(&timer) {
                return Poll::Ready(());
            }
            is_set = true;
            timers.insert(timer, context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Runs what is spawned for so long.
    pub fn run(&self, time: Duration) {
        let end = self.now().plus(time);
        loop {
            self.pool.borrow_mut().run_until_stalled();
            let next = self.timers.borrow_mut().first_entry().and_then(|timer| {
                let (due, _) = *timer.key();
                (due <= end).then(|| (due, timer.remove()))
            });
            let Some((due, waker)) = next else { break };
            self.clock.set(due);
            waker.wake();
        }
        self.clock.set(end);
    }
}

impl Timer for VirtualTime {
    fn sleep(&self, time: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(self.sleep(time))
    }
}

impl Tasks for VirtualTime {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        self.spawner.spawn_local(task).unwrap();
    }
}
