//! What the scheduled handler does each minute, as a table of named jobs.
//!
//! Each job is bounded. Where somebody waits for a job (clocks, recoveries, mail), its bound is shared among the centers.
//! The others take the oldest rows first, because a delay does no harm: rows are read correctly before their rotation or
//! re-encryption is recorded, retention and disabling promise a minimum time only, and the sweeper's bound is larger
//! than what recoveries and lost hints need.

use futures::future::LocalBoxFuture;

use crate::{
    app::App,
    crud::{Record, clock},
    db::DbError,
    for_each_record,
    mail::outbox,
    webhooks::{
        delivery::{backlog, health, sweep},
        endpoints::rotation,
        notices::gather,
        recovery::steps,
        retention,
        secrets::reseal,
    },
};

pub struct Job {
    /// As it is logged.
    pub name: &'static str,
    work: for<'a> fn(&'a App) -> LocalBoxFuture<'a, Result<usize, DbError>>,
}

/// All jobs in the order in which they run: due changes of records, deliveries, stored secrets, mail, retention.
pub fn table() -> Vec<Job> {
    let mut jobs = Vec::new();
    macro_rules! clocks {
        ($_:ident, $record:ty) => {
            jobs.push(Job { name: <$record>::NAMES.table, work: |app| Box::pin(clock::sweep::<$record>(app)) });
        };
    }
    for_each_record!(clocks);
    jobs.extend([
        Job { name: "failing endpoints", work: |app| Box::pin(health::disable(app)) },
        Job { name: "recoveries", work: |app| Box::pin(steps::advance(app)) },
        Job { name: "backlogs", work: |app| Box::pin(backlog::bound(app)) },
        Job { name: "sweeper", work: |app| Box::pin(sweep::sweep(app)) },
        Job { name: "secret rotations", work: |app| Box::pin(rotation::sweep(app)) },
        Job { name: "secret re-encryption", work: |app| Box::pin(reseal::sweep(app)) },
        Job { name: "notices", work: |app| Box::pin(gather::gather(app)) },
        Job { name: "mails", work: |app| Box::pin(outbox::send_due(app)) },
        Job { name: "retention", work: |app| Box::pin(retention::remove(app)) },
    ]);
    jobs
}

/// Runs all jobs. One that fails does not keep the others from running.
pub async fn run(app: &App) {
    for job in table() {
        let _ = job.run(app).await;
    }
}

impl Job {
    /// Does the work and logs it in one line, unless there was nothing to do; returns how much it moved.
    pub async fn run(&self, app: &App) -> Result<usize, DbError> {
        let began = app.now();
        let result = (self.work)(app).await;
        let (name, millis) = (self.name, app.now().since(began).as_millis());
        match &result {
            Ok(0) => {}
            Ok(moved) => app.log.info(&format!("job {name}: {moved} moved in {millis} ms")),
            Err(error) => app.log.error(&format!("job {name}: failed after {millis} ms: {error}")),
        }
        result
    }
}
