//! What the scheduled handler does each minute: what time does to records, what is due for delivery, what is to be done
//! to stored secrets, then mail, then what is too old to be kept.
//!
//! Each job is bounded. Where somebody waits for it (clocks, recoveries, mail), its bound is shared among the centers.
//! Rotations and sealing anew bring rows up to date that are read rightly without them, retention and disabling
//! keep a least time and no latest one, and the sweeper has room for more than recoveries and lost hints need: these
//! take the oldest first.

use crate::{
    app::App,
    crud::clock,
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

/// A failure in one place does not keep the rest from its turn.
pub async fn run(app: &App) {
    macro_rules! strike {
        ($record:ty) => {
            report(app, clock::sweep::<$record>(app).await);
        };
    }
    for_each_record!(strike);
    report(app, health::disable(app).await);
    report(app, steps::advance(app).await);
    report(app, backlog::bound(app).await);
    report(app, sweep::sweep(app).await);
    report(app, rotation::sweep(app).await);
    report(app, reseal::sweep(app).await);
    report(app, gather::gather(app).await);
    report(app, outbox::send_due(app).await);
    report(app, retention::remove(app).await);
}

fn report(app: &App, result: Result<usize, DbError>) {
    if let Err(error) = result {
        app.log.error(&format!("cron: {error}"));
    }
}
