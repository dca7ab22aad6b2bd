//! What the scheduled handler does each minute: first what time does to records, then what is due for delivery, then mail.

use crate::{
    app::App,
    crud::clock,
    db::DbError,
    for_each_record,
    mail::{gather, outbox},
    webhooks::{health, sweep},
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
    report(app, sweep::sweep(app).await);
    report(app, gather::gather(app).await);
    report(app, outbox::send_due(app).await);
}

fn report(app: &App, result: Result<usize, DbError>) {
    if let Err(error) = result {
        app.log.error(&format!("cron: {error}"));
    }
}
