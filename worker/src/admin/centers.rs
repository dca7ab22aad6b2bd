//! Training centers, each a tenant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    app::App,
    auth::{Operator, OperatorOnly},
    checks::Checks,
    db::{DbError, Row, Sql},
    http::{
        body::{Json, Patch},
        endpoint::{Call, Endpoint},
        reply::Created,
    },
    problem::Problem,
    text::{Email, Text},
    time::Instant,
};

pub fn endpoints() -> Vec<Endpoint> {
    let (all, one) = ("/admin/centers", "/admin/centers/{id}");
    vec![
        Endpoint::post(all, OperatorOnly, "admin.centers.create", "Create a center and its owner", create),
        Endpoint::patch(one, OperatorOnly, "admin.centers.update", "Update a center", update),
    ]
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewCenter {
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
struct CenterSettings {
    name: Text<200>,
    time_zone: String,
    /// Approve a legal trip trade without a planner.
    auto_approve_trades: bool,
}

/// A training center.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Center {
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

async fn create(call: Call<Operator, (), (), Json<NewCenter>>) -> Result<Created<Center>, Problem> {
    let Call { app, now, body: Json(new), .. } = call;
    check(&app, &new.time_zone).done()?;
    let center = Center {
        id: app.new_id(),
        created_at: now,
        updated_at: now,
        settings: CenterSettings { name: new.name, time_zone: new.time_zone, auto_approve_trades: false },
    };
    let settings = &center.settings;
    let insert_center = Sql::new(
        "INSERT INTO centers (id, created_at, updated_at, name, time_zone, auto_approve_trades) VALUES (?, ?, ?, ?, ?, 0)",
        [center.id.into(), now.into(), now.into(), settings.name.as_str().into(), settings.time_zone.as_str().into()],
    );
    let insert_owner = Sql::new(
        "INSERT INTO users (id, center_id, created_at, email, role) VALUES (?, ?, ?, ?, 'OWNER')",
        [app.new_id().into(), center.id.into(), now.into(), new.owner_email.as_str().into()],
    );
    app.db.batch(vec![insert_center, insert_owner]).await?;
    Ok(Created(center))
}

async fn update(call: Call<Operator, Uuid, (), Patch<CenterSettings>>) -> Result<Json<Center>, Problem> {
    let Call { app, now, path: id, body, .. } = call;
    let select = || Sql::new("SELECT * FROM centers WHERE id = ?", [id.into()]);
    let rows = app.db.batch(vec![select()]).await?;
    let row = rows.first().and_then(|rows| rows.first());
    let before = Center::from_row(row.ok_or_else(|| Problem::not_found("center", id))?)?;
    let settings = body.onto(&before.settings)?;
    check(&app, &settings.time_zone).done()?;
    let update = Sql::new(
        "UPDATE centers SET name = ?, time_zone = ?, auto_approve_trades = ?, updated_at = ? WHERE id = ?",
        [
            settings.name.as_str().into(),
            settings.time_zone.as_str().into(),
            i64::from(settings.auto_approve_trades).into(),
            now.into(),
            id.into(),
        ],
    );
    app.db.batch(vec![update]).await?;
    Ok(Json(Center { settings, updated_at: now, ..before }))
}
