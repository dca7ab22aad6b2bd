//! Training centers, each a tenant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    app::App,
    checks::Checks,
    db::{DbError, Row},
    problem::Problem,
    sql,
    text::{Email, Text},
    time::Instant,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCenter {
    name: Text<200>,
    /// The first OWNER: signs in to Settings, gets the mails.
    owner_email: Email,
    /// IANA name; decides where days and months begin.
    #[serde(default = "utc")]
    time_zone: String,
}

fn utc() -> String {
    "UTC".to_owned()
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CenterSettings {
    name: Text<200>,
    time_zone: String,
    /// Approve a legal trip trade without a planner.
    auto_approve_trades: bool,
}

/// A training center.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Center {
    id: Uuid,
    created_at: Instant,
    updated_at: Instant,
    #[serde(flatten)]
    settings: CenterSettings,
}

impl Center {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            settings: CenterSettings {
                name: row.text("name")?.into(),
                time_zone: row.text("time_zone")?,
                auto_approve_trades: row.get::<i64>("auto_approve_trades")? != 0,
            },
        })
    }
}

fn check(app: &App, time_zone: &str) -> Checks {
    let mut checks = Checks::default();
    let known = app.zones.is_known(time_zone);
    checks.that(known, "timeZone", "must be an IANA time zone like America/Denver");
    checks
}

pub async fn create(app: &App, now: Instant, new: NewCenter) -> Result<Center, Problem> {
    check(app, &new.time_zone).done()?;
    let center = Center {
        id: app.new_id(),
        created_at: now,
        updated_at: now,
        settings: CenterSettings { name: new.name, time_zone: new.time_zone, auto_approve_trades: false },
    };
    let settings = &center.settings;
    let insert_center = sql!("INSERT INTO centers (id, created_at, updated_at, name, time_zone, auto_approve_trades) \
        VALUES ("(center.id)", "(now)", "(now)", "(settings.name.as_str())", "(settings.time_zone.as_str())", 0)");
    let insert_owner = sql!("INSERT INTO users (id, center_id, created_at, email, role) \
        VALUES ("(app.new_id())", "(center.id)", "(now)", "(new.owner_email.as_str())", 'OWNER')");
    app.db.batch([insert_center, insert_owner]).await?;
    Ok(center)
}

/// `change` gives the new settings from those before.
pub async fn update(
    app: &App,
    now: Instant,
    id: Uuid,
    change: impl FnOnce(&CenterSettings) -> Result<CenterSettings, Problem>,
) -> Result<Center, Problem> {
    let [rows] = app.db.batch([sql!("SELECT * FROM centers WHERE id = "(id))]).await?;
    let before = Center::from_row(&rows.one().ok_or_else(|| Problem::not_found("center", id))?)?;
    let settings = change(&before.settings)?;
    check(app, &settings.time_zone).done()?;
    let update = sql!("UPDATE centers SET name = "(settings.name.as_str())", \
            time_zone = "(settings.time_zone.as_str())", \
            auto_approve_trades = "(settings.auto_approve_trades)", updated_at = "(now)" \
        WHERE id = "(id));
    app.db.batch([update]).await?;
    Ok(Center { settings, updated_at: now, ..before })
}
