//! Rotation of a signing secret: the next one is shown, both sign for a while, then the next is the current one.
//!
//! The switch is made by time alone, by whoever signs. The row is brought up to date behind it, by the next rotation
//! or the cron, so that a replaced secret is not kept.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actions;
use crate::{
    app::App,
    auth::{OF_CALLER, Tenant},
    db::{DbError, Sql},
    problem::{Code, FieldError, Problem},
    sql,
    time::Instant,
    webhooks::secrets::sealed::{self, Sealed},
};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// How long both secrets sign, unless the client says otherwise.
const OVERLAP: Duration = HOUR.saturating_mul(24);
const LONGEST_OVERLAP: Duration = HOUR.saturating_mul(7 * 24);

/// Rows that one run of the cron brings up to date; the next minute goes on.
const STEP: i64 = 500;

/// When the next secret is to take over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rotation {
    /// Until then both secrets sign. At most 7 days ahead; in 24 hours if left out; at once if not after now.
    #[serde(default)]
    activates_at: Option<Instant>,
}

/// An endpoint's next secret. It is not shown again.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NextSecret {
    /// `whsec_` and base64 of 32 random bytes. Keep it where the receiver can read it.
    secret: String,
    /// Until then deliveries are signed with the current secret too.
    activates_at: Instant,
}

pub async fn rotate(app: &App, tenant: &Tenant, id: Uuid, rotation: &Rotation) -> Result<NextSecret, Problem> {
    let now = tenant.now();
    let endpoint = actions::find(tenant, id).await?;
    if let Some(pending) = endpoint.next_secret_activates_at {
        let detail = format!(
            "A rotation is pending until {pending}: until then the endpoint has two secrets, and a third has to wait."
        );
        return Err(Problem::new(Code::Conflict, detail));
    }
    let activates_at = rotation.activates_at.unwrap_or(now.plus(OVERLAP)).max(now);
    let latest = now.plus(LONGEST_OVERLAP);
    if activates_at > latest {
        let message = format!("must be at most 7 days ahead: not after {latest}");
        let error = FieldError::new("activatesAt", message);
        return Err(Problem::unprocessable(vec![error]));
    }
    let secret = sealed::generate(app);
    let sealed = sealed::seal(app, id, &secret).map_err(Problem::internal)?;
    let update = sql!("UPDATE webhook_endpoints AS t SET "{with_next(sealed, activates_at, now)}", \
            updated_at = "(now)", version = version + 1 \
        WHERE "{OF_CALLER}" AND t.id = "(id)" AND t.version = "(endpoint.version)" AND t.deleted_at IS NULL \
        RETURNING id");
    let (_, [updated]) = tenant.batch([tenant.bound(update)]).await?;
    if updated.is_empty() {
        return Err(actions::lost_race());
    }
    Ok(NextSecret { secret, activates_at })
}

/// The columns of an endpoint that gets a next secret, or at once another current one.
fn with_next(sealed: Sealed, activates_at: Instant, now: Instant) -> Sql {
    if activates_at <= now {
        return sql!("secret = "(sealed.text)", secret_key_id = "(sealed.key_id)", \
            next_secret = NULL, next_secret_key_id = NULL, next_secret_activates_at = NULL");
    }
    // An earlier rotation whose time has come may not be on record yet.
    sql!("secret = iif(next_secret_activates_at <= "(now)", next_secret, secret), \
        secret_key_id = iif(next_secret_activates_at <= "(now)", next_secret_key_id, secret_key_id), \
        next_secret = "(sealed.text)", next_secret_key_id = "(sealed.key_id)", \
        next_secret_activates_at = "(activates_at))
}

/// Brings rows up to date whose next secret has become the current one; returns how many.
pub async fn sweep(app: &App) -> Result<usize, DbError> {
    let activate = sql!("UPDATE webhook_endpoints SET secret = next_secret, secret_key_id = next_secret_key_id, \
        next_secret = NULL, next_secret_key_id = NULL, next_secret_activates_at = NULL \
        WHERE id IN (SELECT id FROM webhook_endpoints WHERE next_secret_activates_at <= "(app.now())" \
            ORDER BY next_secret_activates_at LIMIT "(STEP)") RETURNING id");
    let [rows] = app.db.batch([activate]).await?;
    Ok(rows.len())
}
