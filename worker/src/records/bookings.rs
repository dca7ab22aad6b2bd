//! Bookings: reserved sessions on a simulator.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Trainee;
use crate::{
    auth::scope::Scope,
    checks::Checks,
    crud::{At, Filter, Names, Nothing, Range, Record, Rule, Stored, Transition},
    db::Sql,
    events::EventType,
    list::Distinct,
    problem::{Code, FieldError, Problem},
    sql,
    text::Text,
    time::Instant,
    wire::WireName,
    wire_enum,
};

const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A reserved session on a simulator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Booking {
    pub simulator_id: Uuid,
    pub start_at: Instant,
    /// After `startAt`, by at most 24 hours.
    pub end_at: Instant,
    pub trainee_ids: Distinct<Uuid, 1, 4>,
    #[serde(default)]
    pub instructor_id: Option<Uuid>,
    pub session_type: SessionType,
    #[serde(default)]
    pub course_code: Option<Text<40>>,
    #[serde(default)]
    pub notes: Option<Text<4000>>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingFacts {
    pub cancel_reason: Option<Text<1000>>,
    pub actual_start_at: Option<Instant>,
    pub actual_end_at: Option<Instant>,
    pub cancelled_at: Option<Instant>,
}

wire_enum! {
    pub enum SessionType {
        Training = "TRAINING",
        Checkride = "CHECKRIDE",
        Recurrent = "RECURRENT",
        Maintenance = "MAINTENANCE",
        DryLease = "DRY_LEASE",
    }
}

wire_enum! {
    pub enum BookingStatus {
        Scheduled = "SCHEDULED",
        InProgress = "IN_PROGRESS",
        Completed = "COMPLETED",
        Cancelled = "CANCELLED",
        NoShow = "NO_SHOW",
    }
}
use BookingStatus::{Cancelled, Completed, InProgress, NoShow, Scheduled};

/// Why a booking is cancelled.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Cancellation {
    cancel_reason: Text<1000>,
}

impl Record for Booking {
    type Facts = BookingFacts;
    type Status = BookingStatus;

    const NAMES: Names = Names {
        one: "booking",
        path: "bookings",
        table: "bookings",
        read_scope: Scope::BookingsRead,
        write_scope: Scope::BookingsWrite,
    };
    const INITIAL: BookingStatus = Scheduled;
    const CREATED: Option<EventType> = Some(EventType::BookingCreated);
    const UPDATED: Option<EventType> = Some(EventType::BookingUpdated);
    const RANGE: Range = Range::Instant("start_at");
    const SEARCH: &'static [&'static str] = &["notes", "course_code"];

    fn transitions() -> Vec<Transition<Self>> {
        use EventType::{BookingCancelled, BookingCompleted, BookingUpdated};
        vec![
            Transition::new("start", &[Scheduled], InProgress, Some(BookingUpdated), start),
            Transition::new("complete", &[InProgress], Completed, Some(BookingCompleted), complete),
            Transition::new("cancel", &[Scheduled, InProgress], Cancelled, Some(BookingCancelled), cancel),
            Transition::new("no-show", &[Scheduled], NoShow, Some(BookingUpdated), no_show)
                .called("Mark a booking as a no-show"),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![
            Filter::id("simulatorId", "simulator_id"),
            Filter::id("instructorId", "instructor_id"),
            Filter::member("traineeId", "trainee_ids"),
        ]
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        checks.that(self.end_at > self.start_at, "endAt", "must be after startAt");
        let length = self.end_at.since(self.start_at);
        checks.that(length <= LONGEST, "endAt", "must be at most 24 hours after startAt");
        checks.errors()
    }

    fn rules(&self, id: Uuid, status: BookingStatus) -> Vec<Rule> {
        let mut rules = vec![Rule::known::<Trainee>(&self.trainee_ids, "traineeIds")];
        if matches!(status, Scheduled | InProgress) {
            rules.push(Rule::no_other::<Self>(
                id,
                self.overlapping("simulator_id", self.simulator_id),
                "simulatorId",
                "is booked already in that time",
            ));
            rules.extend(self.instructor_id.map(|instructor| {
                let condition = self.overlapping("instructor_id", instructor);
                let message = "has another session in that time";
                Rule::no_other::<Self>(id, condition, "instructorId", message)
            }));
        }
        rules
    }

    fn may_edit(status: BookingStatus, field: &str) -> bool {
        status == Scheduled || field == "notes"
    }

    fn example() -> Self {
        let instant = |text| Instant::parse(text).unwrap_or(Instant::EPOCH);
        Self {
            simulator_id: Uuid::from_u128(0x9d2e4c1a_5b7f_4f6a_9c3d_1e2f3a4b5c6d),
            start_at: instant("2026-06-02T13:00:00.000Z"),
            end_at: instant("2026-06-02T17:00:00.000Z"),
            trainee_ids: [Uuid::from_u128(0xc7a1e2d3_1111_4222_8333_444455556666)].into(),
            instructor_id: Some(Uuid::from_u128(0xd8b2f3e4_2222_4333_8444_555566667777)),
            session_type: SessionType::Recurrent,
            course_code: Some("B737-RECUR".into()),
            notes: None,
        }
    }
}

impl Booking {
    /// Condition over `t`: a session that overlaps this one and has the same `column`. The lower bound on its start, the
    /// longest duration before this one's, lets the database look at a short range of the index.
    fn overlapping(&self, column: &str, id: Uuid) -> Sql {
        let earliest = self.start_at.minus(LONGEST);
        sql!("t."{column}" = "(id)" AND t.status IN ('SCHEDULED', 'IN_PROGRESS') \
            AND t.start_at < "(self.end_at)" AND t.start_at > "(earliest)" AND t.end_at > "(self.start_at))
    }
}

fn start(booking: &mut Stored<Booking>, _: Nothing, at: &At) -> Result<(), Problem> {
    booking.facts.actual_start_at = Some(at.now);
    Ok(())
}

fn complete(booking: &mut Stored<Booking>, _: Nothing, at: &At) -> Result<(), Problem> {
    booking.facts.actual_end_at = Some(at.now);
    Ok(())
}

fn cancel(booking: &mut Stored<Booking>, input: Cancellation, at: &At) -> Result<(), Problem> {
    booking.facts.cancel_reason = Some(input.cancel_reason);
    booking.facts.cancelled_at = Some(at.now);
    Ok(())
}

fn no_show(booking: &mut Stored<Booking>, _: Nothing, at: &At) -> Result<(), Problem> {
    if at.now >= booking.fields.start_at {
        return Ok(());
    }
    let detail = format!(
        "The booking is {} and begins at {}; a no-show cannot be recorded earlier.",
        booking.status.name(),
        booking.fields.start_at
    );
    Err(Problem::new(Code::InvalidTransition, detail))
}
