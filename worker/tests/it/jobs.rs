//! The scheduled jobs, as the clock runs them.

use std::{collections::HashSet, time::Duration};

use aviationalley_worker::{jobs, records::Quote};

use crate::{
    fixtures::{Fixture, force, path},
    support::World,
};

const MINUTE: Duration = Duration::from_secs(60);
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A quote that expires, a delivery whose first attempt never came, and, a year later, an event that is too old.
fn with_work() -> World {
    let world = World::new();
    let client = world.center();
    let quote = client.post(&path::<Quote>(), Quote::body(&client, 0)).expect(201);
    force::<Quote>(&world, &quote, "SENT");
    client.subscribe("https://example.com/hook", &["trainee.created"]);
    client.trainee_alone("a@example.com");
    world.crash();
    world
}

#[test]
fn each_job_has_a_name_of_its_own() {
    let names: Vec<_> = jobs::table().iter().map(|job| job.name).collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "{names:?}");
}

#[test]
fn a_job_logs_what_it_moved_and_is_silent_when_idle() {
    let world = with_work();
    world.skip(YEAR);
    let told = ["quotes", "sweeper", "retention"].map(|job| format!("job {job}: 1 moved in 0 ms"));
    assert_eq!(*world.log.lines.borrow(), told);
    // Delivered, the other event, its delivery and its attempt are removed too; then nothing is left to do.
    world.skip(MINUTE);
    let lines = world.log.lines.take();
    assert_eq!(lines[told.len()..], ["job retention: 3 moved in 0 ms"]);
    world.skip(MINUTE);
    assert!(world.log.lines.take().is_empty());
}

#[test]
fn a_job_that_fails_does_not_keep_the_others_from_running() {
    let world = with_work();
    world.db.query("CREATE TRIGGER broken BEFORE UPDATE ON quotes BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    world.skip(YEAR);
    let lines = world.log.lines.borrow();
    assert!(lines[0].starts_with("job quotes: failed after 0 ms: database failed: the disk is full"), "{lines:?}");
    assert_eq!(lines[1..], ["job sweeper: 1 moved in 0 ms", "job retention: 1 moved in 0 ms"]);
    assert_eq!(world.inbox().types(), ["trainee.created"]);
}
