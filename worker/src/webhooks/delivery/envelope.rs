//! The body of a delivery, and the headers that sign it.

use webhook_signature::{Secret, standard};

use super::job::Job;
use crate::{app::Post, time::Instant};

/// The exact bytes of a delivery's body. They are composed for each attempt and must always be the same while a delivery
/// can be attempted or resent. So a change here must not affect existing rows.
pub fn body(job: &Job) -> String {
    // Ids, types and instants need no escaping; the data is JSON text as the database holds it.
    format!(
        r#"{{"id":"{}","type":"{}","centerId":"{}","createdAt":"{}","data":{}}}"#,
        job.delivery, job.event_type, job.center_id, job.created_at, job.data
    )
}

/// The request of one attempt, signed with these secrets, the current one first; `None` if one is not in our format.
pub fn post(job: &Job, secrets: &[String], now: Instant) -> Option<Post> {
    let body = body(job);
    let timestamp = now.millis() / 1000;
    let hex = Secret::new(secrets.first()?).ok()?.sign(body.as_bytes());
    let standard = |secret| {
        let key = standard::Key::from_secret(secret).ok()?;
        Some(key.sign(&job.delivery, timestamp, body.as_bytes()))
    };
    let standard: Option<Vec<_>> = secrets.iter().map(|secret| standard(secret)).collect();
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("user-agent", "AviationAlley-Webhooks/1.0".to_owned()),
        ("x-aviationalley-signature", hex),
        ("x-aviationalley-event", job.event_type.clone()),
        ("x-aviationalley-delivery", job.delivery.clone()),
        // https://www.standardwebhooks.com: signs the time of this attempt, which prevents replays.
        ("webhook-id", job.delivery.clone()),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", standard?.join(" ")),
    ];
    if job.is_example {
        headers.push(("x-aviationalley-test", "true".to_owned()));
    }
    Some(Post { url: job.url.clone(), headers, body })
}
