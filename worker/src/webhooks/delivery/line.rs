//! The two ways into the delivery line: behind a write, and by the queue.

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

/// Behind the response: hints for what is not leased, then the attempts at what is, at once.
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
        // First, because the queue shares the attempts' six connections.
        hint::send_now(&app, hints).await;
        let waiting = waiting.unwrap_or_else(|| capacity::join(&app, mine.len()));
        let sending = waiting.enter(&app, mine.len()).await;
        run(&app, mine, Some(sending)).await;
    }));
}

/// A queue consumer's batch: claims what the hints name and is still due, and attempts it.
///
/// A hint that came twice, too early or too late finds nothing to claim.
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
        // As long as it worked: what others ask for meanwhile comes through.
        app.timer.sleep(app.now().since(began)).await;
    }
    Ok(())
}

/// Attempts the jobs, writes all outcomes in one batch, and hints what is to be retried.
pub async fn run(app: &App, jobs: Vec<Job>, sending: Option<Sending>) {
    let attempts = join_all(jobs.into_iter().map(|job| attempt::one(app, job))).await;
    drop(sending);
    settle::settle(app, attempts).await;
}
