//! The mail outbox: mails are written in the batch of the change that they report, and sent at least once.
//!
//! Taking a mail counts the attempt and postpones the next one before anything is sent, so that the wait is the lease.
//! A crash between sending a mail and recording it sends the mail again, with the same id, by which the mail service can
//! recognise it.

use std::time::Duration;

use futures::future::join_all;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::{App, Mail, MailError, Mailer},
    db::{DbError, Row, Sql},
    sql,
    steps::{Step, in_steps},
    time::Instant,
};

/// Mails sent at once: the platform's six connections.
const STEP: usize = 6;
/// Bounds one run; the next minute goes on.
const STEPS: usize = 50;
/// The wait after the first attempt; each further one is twice as long. The last attempt comes 17 hours after the first,
/// while a service that remembers ids for a day still knows this one.
const FIRST_WAIT: Duration = Duration::from_secs(60);
const MOST_ATTEMPTS: i64 = 11;

/// A mail to write into the outbox.
pub struct Draft {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// It is not sent after this time.
    pub expires_at: Instant,
    /// The endpoint that it is about, if any.
    pub endpoint: Option<Uuid>,
}

/// Inserts the mails. The statement ends in a `FROM`, so that a condition may follow.
pub fn insert(app: &App, drafts: &[Draft], now: Instant) -> Sql {
    let rows: Vec<_> = drafts
        .iter()
        .map(|draft| {
            json!({
                "id": format!("mail_{}", app.new_id().simple()),
                "expiresAt": draft.expires_at.millis(),
                "to": draft.to,
                "subject": draft.subject,
                "text": draft.text,
                "endpoint": draft.endpoint,
            })
        })
        .collect();
    let now = now.millis();
    sql!("INSERT INTO mails \
            (id, created_at, expires_at, recipient, subject, body, endpoint_id, status, next_attempt_at) \
        SELECT value ->> '$.id', "(now)", value ->> '$.expiresAt', value ->> '$.to', value ->> '$.subject', \
            value ->> '$.text', value ->> '$.endpoint', 'PENDING', "(now)" FROM json_each("(json!(rows))")")
}

/// Sends what is due; returns how many mails were tried. Without a mailer the mails stay as they are.
pub async fn send_due(app: &App) -> Result<usize, DbError> {
    let Some(mailer) = &app.mailer else {
        return Ok(0);
    };
    in_steps(STEPS, async || {
        let taken = take(app).await?;
        let step = Step::of(taken.len(), STEP);
        // Each records its own result, so that one that hangs does not cause the others to be sent twice.
        join_all(taken.into_iter().map(|mail| send(app, &**mailer, mail))).await;
        Ok(step)
    })
    .await
}

/// A mail that this run has taken.
struct Taken {
    mail: Mail,
    /// The number of this attempt. A higher one in the row shows that another run has taken the mail.
    attempt: i64,
}

/// Takes the first mail to each recipient, then the second to each, so that many mails to one do not delay the others.
async fn take(app: &App) -> Result<Vec<Taken>, DbError> {
    let now = app.now().millis();
    let give_up = sql!("UPDATE mails SET status = 'FAILED', failure = coalesce(failure, 'It was not sent in time.') \
        WHERE status = 'PENDING' AND next_attempt_at <= "(now)" \
            AND (expires_at <= "(now)" OR attempts >= "(MOST_ATTEMPTS)")");
    let take = sql!("UPDATE mails \
            SET attempts = attempts + 1, next_attempt_at = "(now)" + "(FIRST_WAIT)" * (1 << attempts) \
        WHERE id IN (SELECT id FROM mails WHERE status = 'PENDING' AND next_attempt_at <= "(now)" \
            ORDER BY row_number() OVER (PARTITION BY recipient ORDER BY next_attempt_at, id), next_attempt_at, id \
            LIMIT "(STEP)") RETURNING id, recipient, subject, body, attempts");
    let [_, rows] = app.db.batch([give_up, take]).await?;
    let taken = |row: &Row| {
        Ok(Taken {
            mail: Mail {
                id: row.text("id")?,
                to: row.text("recipient")?,
                subject: row.text("subject")?,
                text: row.text("body")?,
            },
            attempt: row.get("attempts")?,
        })
    };
    rows.iter().map(taken).collect()
}

async fn send(app: &App, mailer: &dyn Mailer, taken: Taken) {
    let Taken { mail, attempt } = taken;
    let id = mail.id.clone();
    let note = match mailer.send(mail).await {
        // It was sent, even if another run has taken it meanwhile.
        Ok(()) => {
            sql!("UPDATE mails SET status = 'SENT', sent_at = "(app.now().millis())", failure = NULL \
                WHERE id = "(id.as_str()))
        }
        Err(error) => {
            app.log.error(&format!("{id} was not sent: {error}"));
            let is_final = matches!(error, MailError::Refused(_)) || attempt >= MOST_ATTEMPTS;
            let status = if is_final { "FAILED" } else { "PENDING" };
            sql!("UPDATE mails SET status = "(status)", failure = "(error.to_string())" \
                WHERE id = "(id.as_str())" AND attempts = "(attempt)" AND status = 'PENDING'")
        }
    };
    if let Err(error) = app.db.batch([note]).await {
        app.log.error(&format!("the result of {id} was not recorded, it may be sent again: {error}"));
    }
}
