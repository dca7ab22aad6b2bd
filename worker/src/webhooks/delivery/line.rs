//! The two entry points of the delivery line: after a write, and from the queue.

use futures::future::join_all;

use super::{
    attempt,
    capacity::{self, Sending, Waiting},
    claim::claim,
    hint,
    job::Job,
    settle,
};
use crate::{
    app::{App, Hint, Lane},
    db::{DbError, Rows},
};

/// After the response: sends hints for what is not leased, then attempts what is, all at once.
pub fn after_commit(app: &App, jobs: Rows, waiting: Option<Waiting>) {
    if jobs.is_empty() {
        return;
    }
    let task_app = app.clone();
    app.tasks.spawn(Box::pin(async move {
        let app = task_app;
        let (mut mine, mut hints) = (Vec::new(), Vec::new());
        for row in &jobs {
            if row.0.get("lease_token").is_none_or(serde_json::Value::is_null) {
                hints.extend(hint::read(&app, [row]));
                continue;
            }
            match Job::from_row(row) {
                Ok(job) => mine.push(job),
                Err(error) => app.log.error(&format!("a delivery cannot be read: {error}")),
            }
        }
        // Hints first, because the queue and the attempts share six connections.
        hint::send_now(&app, hints).await;
        let waiting = waiting.unwrap_or_else(|| capacity::join(&app, mine.len()));
        let sending = waiting.enter(&app, mine.len()).await;
        run(&app, mine, Some(sending)).await;
    }));
}

/// A queue consumer's batch: claims the hinted deliveries that are still due, and attempts them.
///
/// A repeated, early or late hint finds nothing to claim.
pub async fn consume(app: &App, hints: &[Hint]) -> Result<(), DbError> {
    let began = app.now();
    // A batch is of one queue, and so of one lane.
    let is_slow = hints.iter().all(|hint| hint.lane == Lane::Slow);
    let sending = match is_slow {
        true => None,
        false => Some(capacity::join(app, hints.len()).enter(app, hints.len()).await),
    };
    let jobs = claim(app, hints).await?;
    let (given_up, jobs) = jobs.into_iter().partition(|job| job.standing.is_given_up());
    settle::give_up(app, given_up).await;
    run(app, jobs, sending).await;
    if hints.iter().all(|hint| hint.lane == Lane::Bulk) {
        // Pauses for as long as it worked, so that others get their share of the database.
        app.timer.sleep(app.now().since(began)).await;
    }
    Ok(())
}

/// Attempts the jobs, writes all outcomes in one batch, and sends hints for the retries.
pub async fn run(app: &App, jobs: Vec<Job>, sending: Option<Sending>) {
    let attempts = join_all(jobs.into_iter().map(|job| attempt::one(app, job))).await;
    drop(sending);
    settle::settle(app, attempts).await;
}
