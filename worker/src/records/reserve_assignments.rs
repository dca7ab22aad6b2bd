//! Reserve assignments: crew members held available for a period.
//!
//! Short-call reserve lasts at most 14 hours (14 CFR 117.21(c)(1)). A call-out with less than the usual notice is flagged
//! but never refused: 12 hours of notice are mandatory in one case only, a period that runs into the window of circadian
//! low (14 CFR 117.21(d)).

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::BidPackage;
use crate::{
    auth::scope::Scope,
    checks::Checks,
    crud::{At, Clock, Filter, Names, Nothing, Range, Record, Rule, Stored, Transition, clock::When},
    events::EventType,
    problem::{Code, FieldError, Problem},
    sql,
    text::{Text, Whole},
    time::Instant,
    wire::WireName,
    wire_enum,
};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// The longest short-call reserve, by 14 CFR 117.21(c)(1).
const LONGEST_SHORT_CALL: Duration = HOUR.saturating_mul(14);
/// A month of reserve, as a bid package awards it.
const LONGEST: Duration = HOUR.saturating_mul(31 * 24);

/// A crew member held available for a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReserveAssignment {
    pub user_id: Uuid,
    pub reserve_type: ReserveType,
    pub start_at: Instant,
    /// After `startAt` by at most 31 days; on short call by at most 14 hours (14 CFR 117.21(c)(1)).
    pub end_at: Instant,
    #[serde(default)]
    pub base: Option<Text<40>>,
    #[serde(default)]
    pub equipment: Option<Text<40>>,
    #[serde(default)]
    pub position: Option<Text<40>>,
    /// The bid package whose award left this crew member to reserve.
    #[serde(default)]
    pub bid_package_id: Option<Uuid>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReserveAssignmentFacts {
    pub called_out_at: Option<Instant>,
    pub report_at: Option<Instant>,
    pub callout_reason: Option<Text<1000>>,
    pub booking_ref: Option<Text<100>>,
    /// Whether the call-out came later than the usual 12 hours (long call) or 2 hours (short call) before `reportAt`.
    pub short_notice: bool,
    pub contact_attempts: i64,
    pub no_contact_at: Option<Instant>,
}

wire_enum! {
    pub enum ReserveType {
        LongCall = "LONG_CALL",
        ShortCall = "SHORT_CALL",
    }
}

impl ReserveType {
    /// The usual notice of a call-out.
    fn notice(self) -> Duration {
        match self {
            Self::LongCall => HOUR * 12,
            Self::ShortCall => HOUR * 2,
        }
    }
}

wire_enum! {
    pub enum ReserveStatus {
        Active = "ACTIVE",
        CalledOut = "CALLED_OUT",
        NoContact = "NO_CONTACT",
        Released = "RELEASED",
    }
}
use ReserveStatus::{Active, CalledOut, NoContact, Released};

/// What the crew member is called out for, and when to report.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CallOut {
    callout_reason: Text<1000>,
    /// After now.
    report_at: Instant,
    #[serde(default)]
    booking_ref: Option<Text<100>>,
}

/// How many attempts were made to reach the crew member.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Silence {
    /// 1 to 1000.
    contact_attempts: Whole<1, 1000>,
}

impl Record for ReserveAssignment {
    type Facts = ReserveAssignmentFacts;
    type Status = ReserveStatus;

    const NAMES: Names = Names {
        one: "reserve assignment",
        path: "reserve-assignments",
        table: "reserve_assignments",
        read_scope: Scope::ReserveRead,
        write_scope: Scope::ReserveWrite,
    };
    const INITIAL: ReserveStatus = Active;
    const CREATED: Option<EventType> = Some(EventType::ReserveAssigned);
    const RANGE: Range = Range::Instant("start_at");
    const SEARCH: &'static [&'static str] = &["base", "equipment", "booking_ref"];

    fn transitions() -> Vec<Transition<Self>> {
        use EventType::{ReserveCalledOut, ReserveNoContact};
        let from = &[Active];
        vec![
            Transition::new("call-out", from, CalledOut, Some(ReserveCalledOut), call_out).called("Call out a reserve"),
            Transition::new("no-contact", from, NoContact, Some(ReserveNoContact), no_contact)
                .called("Record that a reserve was not reached"),
            Transition::new("release", from, Released, None, release),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![
            Filter::one_of::<ReserveType>("reserveType", "reserve_type"),
            Filter::id("userId", "user_id"),
            Filter::text("base", "base"),
        ]
    }

    fn clocks() -> Vec<Clock<Self>> {
        vec![Clock {
            column: "end_at",
            when: When::At,
            from: &[Active],
            to: Released,
            event: None,
            remaining: None,
            only_if: "",
            marks: None,
        }]
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        checks.that(self.end_at > self.start_at, "endAt", "must be after startAt");
        let length = self.end_at.since(self.start_at);
        checks.that(
            self.reserve_type == ReserveType::LongCall || length <= LONGEST_SHORT_CALL,
            "endAt",
            "must be at most 14 hours after startAt on short call (14 CFR 117.21(c)(1))",
        );
        checks.that(length <= LONGEST, "endAt", "must be at most 31 days after startAt");
        checks.errors()
    }

    fn rules(&self, id: Uuid, status: ReserveStatus) -> Vec<Rule> {
        let package = self.bid_package_id.as_slice();
        let mut rules = vec![Rule::known::<BidPackage>(package, "bidPackageId")];
        if status == Active {
            // The lower bound on the start lets the database look at a short range of the index.
            let earliest = self.start_at.minus(LONGEST);
            let overlapping = sql!("t.user_id = "(self.user_id)" AND t.status IN ('ACTIVE', 'CALLED_OUT') \
                AND t.start_at < "(self.end_at)" AND t.start_at > "(earliest)" AND t.end_at > "(self.start_at));
            let message = "is on reserve already in that time";
            rules.push(Rule::no_other::<Self>(id, overlapping, "userId", message));
        }
        rules
    }

    fn may_edit(status: ReserveStatus, _: &str) -> bool {
        status == Active
    }

    fn example() -> Self {
        let instant = |text| Instant::parse(text).unwrap_or(Instant::EPOCH);
        Self {
            user_id: Uuid::from_u128(0x0b8d2f59_6a53_44a4_a1b9_9c1d7f3e8a77),
            reserve_type: ReserveType::ShortCall,
            start_at: instant("2026-06-04T11:00:00.000Z"),
            end_at: instant("2026-06-05T01:00:00.000Z"),
            base: Some("DEN".into()),
            equipment: Some("B737".into()),
            position: None,
            bid_package_id: None,
        }
    }
}

fn call_out(reserve: &mut Stored<ReserveAssignment>, input: CallOut, at: &At) -> Result<(), Problem> {
    within_period(reserve, at)?;
    let mut checks = Checks::default();
    checks.that(input.report_at > at.now, "reportAt", "must be after now");
    checks.done()?;
    let notice = input.report_at.since(at.now);
    reserve.facts.short_notice = notice < reserve.fields.reserve_type.notice();
    reserve.facts.called_out_at = Some(at.now);
    reserve.facts.report_at = Some(input.report_at);
    reserve.facts.callout_reason = Some(input.callout_reason);
    reserve.facts.booking_ref = input.booking_ref;
    Ok(())
}

fn no_contact(reserve: &mut Stored<ReserveAssignment>, input: Silence, at: &At) -> Result<(), Problem> {
    within_period(reserve, at)?;
    reserve.facts.contact_attempts = input.contact_attempts.get();
    reserve.facts.no_contact_at = Some(at.now);
    Ok(())
}

fn release(_: &mut Stored<ReserveAssignment>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}

/// A crew member can be called from the start of the period until its end.
fn within_period(reserve: &Stored<ReserveAssignment>, at: &At) -> Result<(), Problem> {
    let ReserveAssignment { start_at, end_at, .. } = reserve.fields;
    if (start_at..end_at).contains(&at.now) {
        return Ok(());
    }
    let detail = format!(
        "The reserve assignment is {} and lasts from {start_at} to {end_at}; nobody is on call outside of that.",
        reserve.status.name(),
    );
    Err(Problem::new(Code::InvalidTransition, detail))
}
