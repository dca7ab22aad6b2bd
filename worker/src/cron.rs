//! What the scheduled handler does each minute: what time does to records, what is due for delivery, and what is to be
//! done to stored secrets.

use crate::{
    app::App,
    crud::clock,
    db::DbError,
    for_each_record,
    webhooks::{reseal, rotation, sweep},
};

/// A failure in one place does not keep the rest from its turn.
pub async fn run(app: &App) {
    macro_rules! strike {
        ($record:ty) => {
            report(app, clock::sweep::<$record>(app).await);
        };
    }
    for_each_record!(strike);
    report(app, sweep::sweep(app).await);
    report(app, rotation::sweep(app).await);
    report(app, reseal::sweep(app).await);
}

fn report(app: &App, result: Result<usize, DbError>) {
    if let Err(error) = result {
        app.log.error(&format!("cron: {error}"));
    }
}
