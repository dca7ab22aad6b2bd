//! The duty board: one row per crew member, with the current status computed by the query that reads it.
//!
//! During a duty a member is ON_DUTY; after it, in REST for 10 hours (flight attendants 9); during an active reserve
//! assignment, in RESERVE; otherwise OFF. The hours are those that the product's pages state.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{Position, Role};
use crate::{
    auth::{OF_CALLER, Tenant},
    crud::{Filter, Range},
    db::{DbError, Row, Sql},
    http::{
        body::Json,
        call::Call,
        filter::{FOLDED, Listing},
        page::{Page, Paging},
        query::{Query, QueryInput},
    },
    problem::Problem,
    sql,
    time::Instant,
    wire_enum,
};

const REST: Duration = Duration::from_secs(10 * 60 * 60);
const CABIN_REST: Duration = Duration::from_secs(9 * 60 * 60);
/// The longest flight duty period, in minutes.
const FDP_LIMIT: i64 = 12 * 60;

wire_enum! {
    pub enum DutyStatus {
        OnDuty = "ON_DUTY",
        Reserve = "RESERVE",
        Rest = "REST",
        Off = "OFF",
    }
}

/// A crew member with the current duty status.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CrewMember {
    user_id: Uuid,
    /// When the person was added to the roster.
    created_at: Instant,
    name: String,
    role: Role,
    position: Option<Position>,
    seniority_number: Option<i64>,
    /// Whether random drug and alcohol draws include the person.
    safety_sensitive: bool,
    duty_status: DutyStatus,
    /// When the current duty began; null off duty.
    duty_started_at: Option<Instant>,
    /// Whole minutes of the current duty; 0 off duty.
    fdp_used_minutes: i64,
    fdp_limit_minutes: i64,
    /// Rounded to the nearest whole percent; over 100 past the limit.
    fdp_used_pct: i64,
    /// Set while in REST.
    rest_ends_at: Option<Instant>,
    /// The time at which the row was computed.
    as_of: Instant,
}

impl CrewMember {
    pub(super) fn from_row(row: &Row, now: Instant) -> Result<Self, DbError> {
        let position = row.get("position")?;
        let duty_status = row.get("duty_status")?;
        let (started, ended): (Option<Instant>, Option<Instant>) = (row.get("started_at")?, row.get("ended_at")?);
        let duty_started_at = started.filter(|_| duty_status == DutyStatus::OnDuty);
        let used = duty_started_at.map_or(0, |started| now.since(started).as_secs() / 60);
        let fdp_used_minutes = i64::try_from(used).unwrap_or(i64::MAX / 200);
        let resting = ended.filter(|_| duty_status == DutyStatus::Rest);
        Ok(Self {
            user_id: row.get("id")?,
            created_at: row.get("created_at")?,
            name: row.text("name")?,
            role: row.get("role")?,
            position,
            seniority_number: row.get("seniority_number")?,
            safety_sensitive: row.get::<i64>("safety_sensitive")? != 0,
            duty_status,
            duty_started_at,
            fdp_used_minutes,
            fdp_limit_minutes: FDP_LIMIT,
            fdp_used_pct: (fdp_used_minutes * 100 + FDP_LIMIT / 2) / FDP_LIMIT,
            rest_ends_at: resting.map(|ended| ended.plus(rest(position))),
            as_of: now,
        })
    }
}

fn rest(position: Option<Position>) -> Duration {
    match position {
        Some(Position::FlightAttendant) => CABIN_REST,
        _ => REST,
    }
}

/// Condition over the roster `c`: the member is in an active reserve assignment.
fn on_reserve(now: Instant) -> Sql {
    sql!("EXISTS (SELECT 1 FROM reserve_assignments r WHERE r.center_id = c.center_id \
         AND r.environment = c.environment AND r.user_id = c.id AND r.status = 'ACTIVE' \
         AND r.start_at <= "(now)" AND r.end_at > "(now)")")
}

/// Selects the caller's crew `t`, each with the last duty and the resulting status.
pub(super) fn select(now: Instant) -> Sql {
    sql!("SELECT t.* FROM (SELECT c.*, d.started_at, d.ended_at, CASE \
            WHEN d.started_at IS NOT NULL AND d.ended_at IS NULL THEN 'ON_DUTY' \
            WHEN d.ended_at > iif(c.position IS 'FA', "(now.minus(CABIN_REST))", "(now.minus(REST))") THEN 'REST' \
            WHEN "{on_reserve(now)}" THEN 'RESERVE' ELSE 'OFF' END AS duty_status \
        FROM crew c LEFT JOIN duty_periods d ON d.id = (SELECT p.id FROM duty_periods p \
            WHERE p.center_id = c.center_id AND p.environment = c.environment AND p.user_id = c.id \
            ORDER BY p.started_at DESC, p.ended_at LIMIT 1)) t WHERE "{OF_CALLER})
}

pub(super) async fn list(call: Call<Tenant, (), CrewQuery>) -> Result<Json<Page<CrewMember>>, Problem> {
    let CrewQuery { paging, conditions } = call.query;
    let select = sql!({select(call.now)}{conditions}{paging.tail()});
    let (_, [rows]) = call.caller.batch([call.caller.bound(select)]).await?;
    let read = |row: &Row| CrewMember::from_row(row, call.now);
    Ok(Json(Page::from_rows(&paging, rows, read)?))
}

/// The duty board's query.
pub struct CrewQuery {
    paging: Paging,
    /// Conditions over `t`, each begun by ` AND `.
    conditions: Sql,
}

impl QueryInput for CrewQuery {
    fn take(query: &mut Query) -> Result<Self, Problem> {
        Ok(Self { paging: Paging::take(query)?, conditions: listing().take(query)? })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn parameters() -> Vec<serde_json::Value> {
        listing().parameters()
    }
}

fn listing() -> Listing {
    Listing {
        range: Range::Instant("created_at"),
        search: &["name"],
        folded: FOLDED,
        filters: vec![
            Filter::one_of::<Role>("role", "role"),
            Filter::one_of::<DutyStatus>("dutyStatus", "duty_status"),
        ],
    }
}
