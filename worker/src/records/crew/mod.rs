//! The crew roster and its duties: the source of duty status, test pools and seniority.
//!
//! A member is created by `PUT` with its user id, so that repeating the request changes nothing. Duties emit no events.

mod snapshot;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    auth::{Tenant, scope::Scope},
    db::{Row, Sql},
    fold,
    http::{
        body::{Json, Nothing},
        call::Call,
        endpoint::Endpoint,
    },
    problem::{Code, FieldError, Problem},
    sql,
    text::{Text, Whole},
    wire::WireName,
    wire_enum,
};
use snapshot::{CrewMember, select};

/// A member of the crew roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RosterEntry {
    pub name: Text<200>,
    pub role: Role,
    #[serde(default)]
    pub position: Option<Position>,
    /// From 1, the most senior; unique in the center. Bid awards follow it.
    #[serde(default)]
    pub seniority_number: Option<Whole<1, 1_000_000>>,
    /// Whether random drug and alcohol draws include the person.
    #[serde(default)]
    pub safety_sensitive: bool,
}

wire_enum! {
    /// The person's role at the center.
    pub enum Role {
        Owner = "OWNER",
        Admin = "ADMIN",
        Instructor = "INSTRUCTOR",
        CheckInstructor = "CHECK_INSTRUCTOR",
        Dispatcher = "DISPATCHER",
        CrewPlanner = "CREW_PLANNER",
        Scheduler = "SCHEDULER",
        Pilot = "PILOT",
        FlightAttendant = "FLIGHT_ATTENDANT",
        Technician = "TECHNICIAN",
        SafetyManager = "SAFETY_MANAGER",
        Trainee = "TRAINEE",
    }
}

wire_enum! {
    /// The seat on board.
    pub enum Position {
        Captain = "CA",
        FirstOfficer = "FO",
        FlightAttendant = "FA",
    }
}

/// A draw's pool is one value in the database, which may have 2 MB at most; so many ids are 370 kB.
const MOST_MEMBERS: i64 = 10_000;

/// SQL scalar over a roster `c`: the caller's safety-sensitive members, as ascending user ids separated by newlines.
pub const POOL: &str = "(SELECT coalesce(group_concat(id, char(10)), '') FROM (SELECT c.id FROM crew c \
    WHERE c.center_id = (SELECT center_id FROM caller) AND c.environment = (SELECT environment FROM caller) \
    AND c.safety_sensitive ORDER BY c.id))";

pub fn endpoints() -> Vec<Endpoint> {
    let one = "/api/v1/crew/{userId}";
    let (read, write) = (Scope::CrewRead, Scope::CrewWrite);
    let list = "List the crew with their duty status now";
    let duty = |verb: &str| format!("{one}/{verb}");
    vec![
        Endpoint::get("/api/v1/crew", read, "crew.list", list, snapshot::list),
        Endpoint::put(one, write, "crew.put", "Put a member into the crew roster, or replace it", put),
        Endpoint::post(duty("start-duty"), write, "crew.start-duty", "Begin a duty now", start_duty),
        Endpoint::post(duty("end-duty"), write, "crew.end-duty", "End the duty now", end_duty),
    ]
}

/// 200 whether the member is new or not, since the resulting roster is the same.
async fn put(call: Call<Tenant, Uuid, (), Json<RosterEntry>>) -> Result<Json<CrewMember>, Problem> {
    let Call { now, caller: tenant, path: id, body: Json(entry), .. } = call;
    let seniority = entry.seniority_number.map(Whole::get);
    let upsert = sql!("INSERT INTO crew (id, center_id, environment, created_at, updated_at, name, role, position, \
            seniority_number, safety_sensitive, folded) \
        SELECT "(id)", k.center_id, k.environment, "(now)", "(now)", "(entry.name.as_str())", "(entry.role.name())", \
            "(entry.position.map(WireName::name))", "(seniority)", "(entry.safety_sensitive)", \
            "(fold::column([("name", entry.name.as_str())]))" \
        FROM caller k WHERE NOT EXISTS \
            (SELECT 1 FROM crew c WHERE c.center_id = k.center_id AND c.environment = k.environment \
            AND c.seniority_number = "(seniority)" AND c.id <> "(id)") \
        AND (SELECT count(*) FROM crew c WHERE c.center_id = k.center_id AND c.environment = k.environment \
            AND c.id <> "(id)") < "(MOST_MEMBERS)" \
        ON CONFLICT (center_id, environment, id) DO UPDATE SET updated_at = excluded.updated_at, \
            name = excluded.name, role = excluded.role, position = excluded.position, \
            seniority_number = excluded.seniority_number, safety_sensitive = excluded.safety_sensitive, \
            folded = excluded.folded \
        RETURNING id");
    let (written, member) = write(&tenant, id, upsert).await?;
    match member {
        Some(member) if written => Ok(Json(member)),
        _ => Err(obstacle(&tenant).await?),
    }
}

/// Why a member could not be written.
async fn obstacle(tenant: &Tenant) -> Result<Problem, Problem> {
    let count = "SELECT count(*) AS n FROM crew c JOIN caller k ON k.center_id = c.center_id \
        AND k.environment = c.environment";
    let (_, [rows]) = tenant.batch([tenant.bound(Sql::text(count))]).await?;
    let members: i64 = match rows.one() {
        Some(row) => row.get("n")?,
        None => 0,
    };
    if members >= MOST_MEMBERS {
        let detail = format!("A center has at most {MOST_MEMBERS} crew members.");
        return Ok(Problem::new(Code::Conflict, detail));
    }
    let taken = FieldError::new("seniorityNumber", "belongs to another member already");
    Ok(Problem::with_errors(Code::Conflict, vec![taken]))
}

async fn start_duty(call: Call<Tenant, Uuid, (), Json<Nothing>>) -> Result<Json<CrewMember>, Problem> {
    let (id, now) = (call.path, call.now);
    let start = sql!("INSERT INTO duty_periods (id, center_id, environment, user_id, started_at) \
         SELECT "(call.app.new_id())", c.center_id, c.environment, c.id, "(now)" FROM crew c \
         JOIN caller k ON k.center_id = c.center_id AND k.environment = c.environment WHERE c.id = "(id)" \
         AND NOT EXISTS (SELECT 1 FROM duty_periods d WHERE d.center_id = c.center_id \
            AND d.environment = c.environment AND d.user_id = c.id AND d.ended_at IS NULL) \
         RETURNING id");
    change_duty(&call.caller, id, start, "is on duty already").await
}

async fn end_duty(call: Call<Tenant, Uuid, (), Json<Nothing>>) -> Result<Json<CrewMember>, Problem> {
    let (id, now) = (call.path, call.now);
    let end = sql!("UPDATE duty_periods SET ended_at = "(now)" WHERE user_id = "(id)" AND ended_at IS NULL \
         AND center_id = (SELECT center_id FROM caller) AND environment = (SELECT environment FROM caller) \
         RETURNING id");
    change_duty(&call.caller, id, end, "is not on duty").await
}

async fn change_duty(tenant: &Tenant, id: Uuid, change: Sql, otherwise: &str) -> Result<Json<CrewMember>, Problem> {
    let (written, member) = write(tenant, id, change).await?;
    let member = member.ok_or_else(|| Problem::not_found("crew member", id))?;
    if written {
        return Ok(Json(member));
    }
    let detail = format!("The crew member {otherwise}.");
    Err(Problem::new(Code::InvalidTransition, detail))
}

/// Runs a change, and reads the member as it is after it, in one round trip.
async fn write(tenant: &Tenant, id: Uuid, change: Sql) -> Result<(bool, Option<CrewMember>), Problem> {
    let read = sql!({select(tenant.now())}" AND t.id = "(id));
    let (_, [written, member]) = tenant.batch([change, read].map(|sql| tenant.bound(sql))).await?;
    let read = |row: Row| CrewMember::from_row(&row, tenant.now());
    Ok((!written.is_empty(), member.one().map(read).transpose()?))
}
