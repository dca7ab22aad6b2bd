//! Attempts: the jobs that one invocation holds, all at once, each within its timeout.

use futures::future::join_all;

use super::{
    claim::Job,
    envelope,
    settle::{self, Attempt},
    target,
};
use crate::app::{Answer, App, Post};

/// Attempts the jobs, writes all outcomes in one batch, and hints what is to be retried.
pub async fn run(app: &App, jobs: Vec<Job>) {
    let attempts = join_all(jobs.into_iter().map(|job| one(app, job))).await;
    settle::settle(app, attempts).await;
}

async fn one(app: &App, job: Job) -> Attempt {
    let started_at = app.now();
    let answer = send(app, &job).await;
    Attempt {
        job,
        started_at,
        ended_at: app.now(),
        answer,
    }
}

async fn send(app: &App, job: &Job) -> Answer {
    let url = match target::check(&job.url, &app.config) {
        Ok(url) => url.into(),
        Err(why) => return Answer::Network(format!("The URL {why}.")),
    };
    let now = app.now();
    let post = match job.secrets.open(app, job.endpoint, now) {
        Ok(secrets) => envelope::post(job, &secrets, now),
        Err(error) => {
            app.log
                .error(&format!("endpoint {}: {error}", job.endpoint));
            None
        }
    };
    match post {
        Some(post) => {
            let post = Post { url, ..post };
            app.outbound.post(post, app.config.delivery_timeout).await
        }
        None => Answer::Network("The message could not be signed.".to_owned()),
    }
}
