//! Gathering: an endpoint's notices become one mail to each OWNER and ADMIN, at most once an hour.

use std::time::Duration;

use super::compose::Report;
use crate::{
    app::App,
    db::{DbError, Row, Sql},
    mail::outbox::{self, Draft},
    steps::{Step, in_steps},
    time::Instant,
};

/// How long the first notice waits for company.
const COMPANY: Duration = Duration::from_secs(60);
/// How long an endpoint's people are left in peace after a mail.
const PEACE: Duration = Duration::from_secs(60 * 60);
/// After this a mail is not worth sending any more.
const WORTH: Duration = Duration::from_secs(24 * 60 * 60);
/// For how long mails can be looked at.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Endpoints in one batch, and batches in one run; the next minute goes on.
const STEP: usize = 20;
const STEPS: usize = 20;

/// Whether the endpoint of the notice `n` is to hear of it now: the last mail is an hour old, and none is still
/// tried. A mail that nobody has tried to send, for want of a mailer, holds nothing up.
const MAY_BE_TOLD: &str = "NOT EXISTS (SELECT 1 FROM mails m WHERE m.endpoint_id = n.endpoint_id \
    AND (coalesce(m.sent_at, m.created_at) > ? OR (m.status = 'PENDING' AND m.attempts > 0)))";

/// An endpoint's people, and what they are to be told.
struct Gathered {
    report: Report,
    recipients: Vec<String>,
    /// How many notices it tells of: none may be lost that comes meanwhile.
    count: i64,
}

/// Makes the mails that are due; returns of how many endpoints.
pub async fn gather(app: &App) -> Result<usize, DbError> {
    in_steps(STEPS, async || {
        let now = app.now();
        let rows = app.db.batch(vec![forget(now), drop_deleted(), due(now)]).await?;
        let rows = rows.last().map(Vec::as_slice).unwrap_or_default();
        let mut batch = Vec::new();
        for row in rows {
            // One that cannot be read must not keep the others from being told.
            match read(row) {
                Ok(gathered) => batch.extend(mails(app, gathered, now)),
                Err(error) => app.log.error(&format!("notices cannot be read: {error}")),
            }
        }
        let moved = batch.len() / 2;
        if moved > 0 {
            app.db.batch(batch).await?;
        }
        Ok(Step { moved, is_full: moved > 0 && rows.len() >= STEP })
    })
    .await
}

fn forget(now: Instant) -> Sql {
    let text = "DELETE FROM mails WHERE created_at <= ?";
    Sql::new(text, [now.minus(KEPT).millis().into()])
}

/// Nobody misses news of an endpoint that they deleted.
fn drop_deleted() -> Sql {
    Sql::text(
        "DELETE FROM notices WHERE EXISTS \
         (SELECT 1 FROM webhook_endpoints p WHERE p.id = notices.endpoint_id AND p.deleted_at IS NOT NULL)",
    )
}

/// The first endpoint of each center, then the second of each, so that no center's many put off another's one.
fn due(now: Instant) -> Sql {
    let text = format!(
        "SELECT p.id, p.environment, p.url, p.description, p.enabled, p.disabled_reason, c.name AS center, \
            sum(n.count) AS count, \
            json_group_array(json_object('kind', n.kind, 'eventType', n.event_type, 'count', n.count, \
                'firstAt', n.first_at, 'lastAt', n.last_at, 'delivery', n.delivery_id) \
                ORDER BY n.count DESC, n.event_type) AS notices, \
            (SELECT json_group_array(DISTINCT u.email) FROM users u \
                WHERE u.center_id = p.center_id AND u.role IN ('OWNER', 'ADMIN')) AS recipients, \
            (SELECT json_object('outcome', a.outcome, 'responseStatus', a.response_status, 'detail', a.detail, \
                'body', substr(a.response_body, 1, 2000)) \
                FROM notices l JOIN attempts a ON a.delivery_id = l.delivery_id \
                WHERE l.endpoint_id = n.endpoint_id AND a.outcome <> 'success' \
                ORDER BY l.last_at DESC, a.number DESC LIMIT 1) AS reason \
         FROM notices n JOIN webhook_endpoints p ON p.id = n.endpoint_id JOIN centers c ON c.id = p.center_id \
         WHERE {MAY_BE_TOLD} GROUP BY n.endpoint_id HAVING min(n.first_at) <= ? \
         ORDER BY row_number() OVER (PARTITION BY p.center_id ORDER BY min(n.first_at)), min(n.first_at) LIMIT ?"
    );
    Sql::new(
        text,
        [
            now.minus(PEACE).millis().into(),
            now.minus(COMPANY).millis().into(),
            i64::try_from(STEP).unwrap_or(i64::MAX).into(),
        ],
    )
}

fn read(row: &Row) -> Result<Gathered, DbError> {
    Ok(Gathered {
        report: Report {
            center: row.text("center")?,
            environment: row.get("environment")?,
            endpoint: row.get("id")?,
            url: row.text("url")?,
            description: row.get("description")?,
            is_enabled: row.get::<i64>("enabled")? != 0,
            disabled_reason: row.get("disabled_reason")?,
            notices: row.json("notices")?,
            reason: match row.get::<Option<String>>("reason")? {
                Some(_) => Some(row.json("reason")?),
                None => None,
            },
        },
        recipients: row.json("recipients")?,
        count: row.get("count")?,
    })
}

/// Takes the notices, if none came meanwhile and no other run was faster, and makes the mails only if it took them.
fn mails(app: &App, gathered: Gathered, now: Instant) -> [Sql; 2] {
    let Gathered { report, recipients, count } = gathered;
    let take = format!(
        "DELETE FROM notices AS n WHERE n.endpoint_id = ? \
         AND ? = (SELECT sum(count) FROM notices WHERE endpoint_id = ?) AND {MAY_BE_TOLD}"
    );
    let params = [report.endpoint.into(), count.into(), report.endpoint.into(), now.minus(PEACE).millis().into()];
    let (subject, text) = report.compose(&app.config);
    let draft = |to| Draft {
        to,
        subject: subject.clone(),
        text: text.clone(),
        expires_at: now.plus(WORTH),
        endpoint: Some(report.endpoint),
    };
    let drafts: Vec<_> = recipients.into_iter().map(draft).collect();
    let insert = outbox::insert(app, &drafts, now).then(Sql::text(" WHERE changes() > 0"));
    [Sql::new(take, params), insert]
}
