//! Work orders: maintenance jobs on simulators.
//!
//! A Part 142 center keeps a log of each device's discrepancies (14 CFR 142.59(c)(4)); `discrepancyRef` names the
//! entry. A completed or cancelled work order documents what was done and can no longer be edited.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::numbering::next_in_series;
use crate::{
    auth::scope::Scope,
    crud::{At, Filter, Names, Nothing, Record, Stored, Transition},
    db::Sql,
    events::EventType,
    list::List,
    problem::Problem,
    text::{MOST, Text, Whole},
    time::Instant,
    wire_enum,
};

/// A maintenance job on a simulator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkOrder {
    pub simulator_id: Uuid,
    pub title: Text<200>,
    #[serde(default)]
    pub description: Option<Text<4000>>,
    /// `NORMAL` if left out.
    #[serde(default)]
    pub priority: Option<Priority>,
    #[serde(default)]
    pub assignee_user_id: Option<Uuid>,
    #[serde(default)]
    pub due_at: Option<Instant>,
    /// The entry in the device's discrepancy log.
    #[serde(default)]
    pub discrepancy_ref: Option<Text<100>>,
    #[serde(default)]
    pub parts: Option<List<Part, 0, 200>>,
    #[serde(default)]
    pub labor_minutes: Option<Whole<0, MOST>>,
}

/// A part that the job needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Part {
    pub part_number: Text<100>,
    /// At least 1.
    pub quantity: Whole<1, MOST>,
    #[serde(default)]
    pub received_at: Option<Instant>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkOrderFacts {
    /// Like `WO-0001`: counts the work orders of the center.
    pub number: String,
    /// When work began for the first time.
    pub started_at: Option<Instant>,
    pub completed_at: Option<Instant>,
    pub resolution: Option<Text<4000>>,
}

wire_enum! {
    pub enum Priority {
        Low = "LOW",
        Normal = "NORMAL",
        High = "HIGH",
        Critical = "CRITICAL",
    }
}

wire_enum! {
    pub enum WorkOrderStatus {
        Open = "OPEN",
        InProgress = "IN_PROGRESS",
        AwaitingParts = "AWAITING_PARTS",
        Completed = "COMPLETED",
        Cancelled = "CANCELLED",
    }
}
use WorkOrderStatus::{AwaitingParts, Cancelled, Completed, InProgress, Open};

/// The work that was done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WorkOrderCompletion {
    resolution: Text<4000>,
}

impl Record for WorkOrder {
    type Facts = WorkOrderFacts;
    type Status = WorkOrderStatus;

    const NAMES: Names = Names {
        one: "work order",
        path: "work-orders",
        table: "work_orders",
        read_scope: Scope::WorkordersRead,
        write_scope: Scope::WorkordersWrite,
    };
    const INITIAL: WorkOrderStatus = Open;
    const CREATED: Option<EventType> = Some(EventType::WorkorderCreated);
    const UPDATED: Option<EventType> = Some(EventType::WorkorderUpdated);
    const SEARCH: &'static [&'static str] = &["number", "title"];

    fn transitions() -> Vec<Transition<Self>> {
        let updated = Some(EventType::WorkorderUpdated);
        let completed = Some(EventType::WorkorderCompleted);
        vec![
            Transition::new("start", &[Open, AwaitingParts], InProgress, updated, start),
            Transition::new("await-parts", &[Open, InProgress], AwaitingParts, updated, nothing_more)
                .called("Let a work order wait for parts"),
            Transition::new("complete", &[InProgress], Completed, completed, complete),
            Transition::new("cancel", &[Open, InProgress, AwaitingParts], Cancelled, updated, nothing_more),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![Filter::one_of::<Priority>("priority", "priority"), Filter::id("simulatorId", "simulator_id")]
    }

    fn complete(&mut self, _: &At) {
        self.priority.get_or_insert(Priority::Normal);
        self.parts.get_or_insert_default();
    }

    fn assigned(&self, _: &At) -> Option<(&'static str, Sql)> {
        Some(("number", next_in_series::<Self>("WO-")))
    }

    fn may_edit(status: WorkOrderStatus, _: &str) -> bool {
        !matches!(status, Completed | Cancelled)
    }

    fn example() -> Self {
        Self {
            simulator_id: Uuid::from_u128(0x9d2e4c1a_5b7f_4f6a_9c3d_1e2f3a4b5c6d),
            title: "Motion leg 3 drift".into(),
            description: None,
            priority: Some(Priority::High),
            assignee_user_id: None,
            due_at: Instant::parse("2026-06-20T00:00:00.000Z").ok(),
            discrepancy_ref: Some("FFS-2/118".into()),
            parts: Some([Part { part_number: "MC-774-3".into(), quantity: 1.into(), received_at: None }].into()),
            labor_minutes: None,
        }
    }
}

fn nothing_more(_: &mut Stored<WorkOrder>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}

fn start(order: &mut Stored<WorkOrder>, _: Nothing, at: &At) -> Result<(), Problem> {
    order.facts.started_at.get_or_insert(at.now);
    Ok(())
}

fn complete(order: &mut Stored<WorkOrder>, input: WorkOrderCompletion, at: &At) -> Result<(), Problem> {
    order.facts.resolution = Some(input.resolution);
    order.facts.completed_at = Some(at.now);
    Ok(())
}
