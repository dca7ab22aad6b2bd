//! Compliance items: dated obligations of the center.
//!
//! For example, an instructor's proficiency check is repeated every 12 calendar months (14 CFR 141.79(d)), and a Part
//! 142 device needs a daily preflight and a discrepancy log (14 CFR 142.59(c)).
//!
//! Each `dueAt` is a period, in which each event is emitted at most once. Completing ends the period. With an interval,
//! `dueAt` then advances by one interval per completion, even if the new one has passed as well; without one, the clock
//! ignores the item until it gets another `dueAt`. Changing `dueAt` by `PATCH` also begins a new period: an item that was
//! DUE_SOON or OVERDUE becomes COMPLIANT, and the clock considers it again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    auth::scope::Scope,
    crud::{
        At, Clock, Filter, Names, Nothing, Range, Record, Stored, Transition,
        clock::{Remaining, When},
    },
    events::EventType,
    problem::Problem,
    text::{Text, Whole},
    time::Instant,
    wire_enum,
};

/// A dated obligation of the center.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComplianceItem {
    pub title: Text<200>,
    pub category: ComplianceCategory,
    pub due_at: Instant,
    /// 1 to 60; null if it is due only once.
    #[serde(default)]
    pub interval_months: Option<Whole<1, 60>>,
    /// What requires it, like `14 CFR 60.19`.
    #[serde(default)]
    pub reference: Option<Text<200>>,
    #[serde(default)]
    pub simulator_id: Option<Uuid>,
    #[serde(default)]
    pub owner_user_id: Option<Uuid>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComplianceFacts {
    pub last_completed_at: Option<Instant>,
    pub waived_reason: Option<Text<1000>>,
    /// The day of the month, in UTC, to which `dueAt` returns after a shorter month.
    pub due_day: u32,
    /// The `dueAt` for which `compliance.due_soon` was emitted.
    pub due_soon_for: Option<Instant>,
    /// The `dueAt` for which `compliance.overdue` was emitted.
    pub overdue_for: Option<Instant>,
    /// The `dueAt` that was completed, where no further one follows.
    pub completed_for: Option<Instant>,
}

wire_enum! {
    pub enum ComplianceCategory {
        Part142 = "PART_142",
        Nsp = "NSP",
        AircraftEvaluation = "AIRCRAFT_EVALUATION",
        InstructorCurrency = "INSTRUCTOR_CURRENCY",
        Facility = "FACILITY",
        Other = "OTHER",
    }
}

wire_enum! {
    pub enum ComplianceStatus {
        Compliant = "COMPLIANT",
        DueSoon = "DUE_SOON",
        Overdue = "OVERDUE",
        InProgress = "IN_PROGRESS",
        Waived = "WAIVED",
    }
}
use ComplianceStatus::{Compliant, DueSoon, InProgress, Overdue, Waived};

/// Why the item is waived.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ComplianceWaiver {
    waived_reason: Text<1000>,
}

impl Record for ComplianceItem {
    type Facts = ComplianceFacts;
    type Status = ComplianceStatus;

    const NAMES: Names = Names {
        one: "compliance item",
        path: "compliance-items",
        table: "compliance_items",
        read_scope: Scope::ComplianceRead,
        write_scope: Scope::ComplianceWrite,
    };
    const INITIAL: ComplianceStatus = Compliant;
    const CREATED: Option<EventType> = None;
    const RANGE: Range = Range::Instant("due_at");
    const SEARCH: &'static [&'static str] = &["title", "reference"];

    fn transitions() -> Vec<Transition<Self>> {
        const NOT_WAIVED: &[ComplianceStatus] = &[Compliant, DueSoon, Overdue, InProgress];
        const NOT_BEGUN: &[ComplianceStatus] = &[Compliant, DueSoon, Overdue];
        vec![
            Transition::new("start", NOT_BEGUN, InProgress, None, start),
            Transition::new("complete", NOT_WAIVED, Compliant, None, complete),
            Transition::new("waive", NOT_WAIVED, Waived, None, waive),
            Transition::new("reinstate", &[Waived], Compliant, None, reinstate),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![Filter::one_of::<ComplianceCategory>("category", "category"), Filter::id("simulatorId", "simulator_id")]
    }

    fn clocks() -> Vec<Clock<Self>> {
        let due_soon = When::Before(|windows| windows.compliance);
        let told = |column, when, from, to, event, only_if, marks| Clock {
            column,
            when,
            from,
            to,
            event: Some(event),
            remaining: Some(Remaining::Days),
            only_if,
            marks: Some(marks),
        };
        // An item that was waived and reinstated in the same period: its status is corrected, without a second event.
        let silent = |when, to, only_if| Clock {
            column: "open_due_at",
            when,
            from: &[Compliant],
            to,
            event: None,
            remaining: None,
            only_if,
            marks: None,
        };
        vec![
            told(
                "untold_due_at",
                When::After,
                &[Compliant, DueSoon, InProgress],
                Overdue,
                EventType::ComplianceOverdue,
                "",
                "overdueFor",
            ),
            silent(When::After, Overdue, "t.overdue_for = t.due_at"),
            told(
                "open_due_at",
                due_soon,
                &[Compliant],
                DueSoon,
                EventType::ComplianceDueSoon,
                "t.due_soon_for IS NOT t.due_at",
                "dueSoonFor",
            ),
            silent(due_soon, DueSoon, "t.due_soon_for = t.due_at"),
        ]
    }

    fn derive(&self, facts: &mut ComplianceFacts, _: &At) {
        if facts.due_day == 0 {
            facts.due_day = self.due_at.utc_day();
        }
    }

    fn amend(before: &Stored<Self>, after: &mut Stored<Self>) {
        if after.fields.due_at == before.fields.due_at {
            return;
        }
        after.facts.due_day = after.fields.due_at.utc_day();
        if matches!(after.status, DueSoon | Overdue) {
            after.status = Compliant;
        }
    }

    fn example() -> Self {
        Self {
            title: "FFS-2 continuing qualification evaluation".into(),
            category: ComplianceCategory::Nsp,
            due_at: Instant::parse("2026-09-28T23:59:59.000Z").unwrap_or(Instant::EPOCH),
            interval_months: Some(12.into()),
            reference: Some("14 CFR 60.19".into()),
            simulator_id: Some(Uuid::from_u128(0x9d2e4c1a_5b7f_4f6a_9c3d_1e2f3a4b5c6d)),
            owner_user_id: None,
        }
    }
}

fn start(_: &mut Stored<ComplianceItem>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}

fn complete(item: &mut Stored<ComplianceItem>, _: Nothing, at: &At) -> Result<(), Problem> {
    item.facts.last_completed_at = Some(at.now);
    let due_at = item.fields.due_at;
    let months = item.fields.interval_months;
    match months.map(|months| u32::try_from(months.get())) {
        Some(Ok(months)) => {
            let next = due_at.plus_months(months, item.facts.due_day);
            item.fields.due_at = next.min(Instant::LAST);
        }
        _ => item.facts.completed_for = Some(due_at),
    }
    Ok(())
}

fn waive(item: &mut Stored<ComplianceItem>, input: ComplianceWaiver, _: &At) -> Result<(), Problem> {
    item.facts.waived_reason = Some(input.waived_reason);
    Ok(())
}

fn reinstate(item: &mut Stored<ComplianceItem>, _: Nothing, _: &At) -> Result<(), Problem> {
    item.facts.waived_reason = None;
    Ok(())
}
