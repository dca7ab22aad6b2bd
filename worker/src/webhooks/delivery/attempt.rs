//! One attempt: sends the signed request, within its timeout.

use std::time::Duration;

use super::{envelope, job::Job, target, verdict::Attempt};
use crate::app::{Answer, App, Exchange, Post};

/// Makes one attempt.
pub async fn one(app: &App, job: Job) -> Attempt {
    let post = compose(app, &job);
    let started_at = app.now();
    let Exchange { answer, took } = match post {
        Ok(post) => app.outbound.post(post, app.config.delivery_timeout).await,
        Err(why) => Exchange { answer: Answer::Network(why), took: Duration::ZERO },
    };
    Attempt { job, started_at, ended_at: app.now(), took, answer }
}

/// The signed request, or why it cannot be made.
fn compose(app: &App, job: &Job) -> Result<Post, String> {
    let url = target::check(&job.url, &app.config).map_err(|why| format!("The URL {why}."))?;
    let now = app.now();
    let post = match job.secrets.open(app, job.endpoint, now) {
        Ok(secrets) => envelope::post(job, &secrets, now),
        Err(error) => {
            app.log.error(&format!("endpoint {}: {error}", job.endpoint));
            None
        }
    };
    let post = post.ok_or("The message could not be signed.")?;
    Ok(Post { url: url.into(), ..post })
}
