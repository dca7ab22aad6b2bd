//! Attempts: the jobs that one invocation holds, all at once, each within its timeout.

use std::time::Duration;

use futures::future::join_all;

use super::{
    capacity::Sending,
    claim::Job,
    envelope,
    settle::{self, Attempt},
    target,
};
use crate::app::{Answer, App, Exchange, Post};

/// Attempts the jobs, writes all outcomes in one batch, and hints what is to be retried.
pub async fn run(app: &App, jobs: Vec<Job>, sending: Option<Sending>) {
    let attempts = join_all(jobs.into_iter().map(|job| one(app, job))).await;
    drop(sending);
    settle::settle(app, attempts).await;
}

async fn one(app: &App, job: Job) -> Attempt {
    let post = compose(app, &job);
    let started_at = app.now();
    let Exchange { answer, took } = match post {
        Ok(post) => app.outbound.post(post, app.config.delivery_timeout).await,
        Err(why) => Exchange {
            answer: Answer::Network(why),
            took: Duration::ZERO,
        },
    };
    Attempt {
        job,
        started_at,
        ended_at: app.now(),
        took,
        answer,
    }
}

/// The signed request, or why there is none.
fn compose(app: &App, job: &Job) -> Result<Post, String> {
    let url = target::check(&job.url, &app.config).map_err(|why| format!("The URL {why}."))?;
    let now = app.now();
    let post = match job.secrets.open(app, job.endpoint, now) {
        Ok(secrets) => envelope::post(job, &secrets, now),
        Err(error) => {
            app.log
                .error(&format!("endpoint {}: {error}", job.endpoint));
            None
        }
    };
    let post = post.ok_or("The message could not be signed.")?;
    Ok(Post {
        url: url.into(),
        ..post
    })
}
