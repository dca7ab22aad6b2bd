//! Gathering: an endpoint's notices become one mail to each OWNER and ADMIN, at most once an hour.

use std::time::Duration;

use super::compose::Report;
use crate::{
    app::App,
    db::{Batch, DbError, Guarded, Row, Sql},
    mail::outbox::{self, Draft},
    sql,
    steps::{Step, in_steps},
    time::Instant,
};

/// How long the first notice waits for more to join it.
const DEBOUNCE: Duration = Duration::from_secs(60);
/// Minimum time between two mails about the same endpoint.
const MIN_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// A mail that could not be sent for so long is dropped.
const EXPIRES_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// How long mails are kept after they were created.
const RETENTION: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Endpoints in one batch, and batches in one run; the next minute goes on.
const STEP: usize = 20;
const STEPS: usize = 20;

/// Whether a mail about the endpoint of the notice `n` may be written now: the last one is at least an hour old, and none
/// is being retried. A mail that was never attempted, because no mailer is set, does not count.
fn may_be_mailed(now: Instant) -> Sql {
    sql!("NOT EXISTS (SELECT 1 FROM mails m WHERE m.endpoint_id = n.endpoint_id \
        AND (coalesce(m.sent_at, m.created_at) > "(now.minus(MIN_INTERVAL).millis())" \
            OR (m.status = 'PENDING' AND m.attempts > 0)))")
}

/// What is to be mailed about one endpoint, and to whom.
struct Gathered {
    report: Report,
    recipients: Vec<String>,
    /// The sum of the notices' counts when they were read: any that are added meanwhile must not be lost.
    count: i64,
}

/// Writes the mails that are due; returns for how many endpoints.
pub async fn gather(app: &App) -> Result<usize, DbError> {
    in_steps(STEPS, async || {
        let now = app.now();
        let [_, _, rows] = app.db.batch([forget(now), drop_deleted(), due(now)]).await?;
        let mut batch = Batch::default();
        let mut moved = 0;
        for row in &rows {
            // One unreadable row must not keep the others from being mailed.
            match read(row) {
                Ok(gathered) => {
                    mails(&mut batch, app, gathered, now);
                    moved += 1;
                }
                Err(error) => app.log.error(&format!("notices cannot be read: {error}")),
            }
        }
        if moved > 0 {
            app.db.batch(batch).await?;
        }
        Ok(Step { moved, is_full: moved > 0 && rows.len() >= STEP })
    })
    .await
}

fn forget(now: Instant) -> Sql {
    sql!("DELETE FROM mails WHERE created_at <= "(now.minus(RETENTION).millis()))
}

/// Nobody needs a mail about an endpoint that they deleted.
fn drop_deleted() -> Sql {
    Sql::text(
        "DELETE FROM notices WHERE EXISTS \
         (SELECT 1 FROM webhook_endpoints p WHERE p.id = notices.endpoint_id AND p.deleted_at IS NOT NULL)",
    )
}

/// The first endpoint of each center, then the second of each, so that a center with many does not delay the others.
fn due(now: Instant) -> Sql {
    sql!("SELECT p.id, p.environment, p.url, p.description, p.enabled, p.disabled_reason, c.name AS center, \
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
         WHERE "{may_be_mailed(now)}" GROUP BY n.endpoint_id \
         HAVING min(n.first_at) <= "(now.minus(DEBOUNCE).millis())" \
         ORDER BY row_number() OVER (PARTITION BY p.center_id ORDER BY min(n.first_at)), min(n.first_at) \
         LIMIT "(STEP))
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

/// Takes the notices, unless more were added meanwhile or another run was faster, and writes the mails only if it took
/// them.
fn mails(batch: &mut Batch, app: &App, gathered: Gathered, now: Instant) {
    let Gathered { report, recipients, count } = gathered;
    let take = sql!("DELETE FROM notices AS n WHERE n.endpoint_id = "(report.endpoint)" \
        AND "(count)" = (SELECT sum(count) FROM notices WHERE endpoint_id = "(report.endpoint)") \
        AND "{may_be_mailed(now)});
    let (subject, text) = report.compose(&app.config);
    let draft = |to| Draft {
        to,
        subject: subject.clone(),
        text: text.clone(),
        expires_at: now.plus(EXPIRES_AFTER),
        endpoint: Some(report.endpoint),
    };
    let drafts: Vec<_> = recipients.into_iter().map(draft).collect();
    let insert = Guarded::new(|taken| sql!({outbox::insert(app, &drafts, now)}" WHERE "{taken}));
    batch.push_guarded(take, [insert]);
}
