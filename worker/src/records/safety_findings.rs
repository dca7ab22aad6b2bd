//! Safety findings: audit items with an owner and a due date, followed to closure.
//!
//! A report is closed only after its findings, and a closed one takes no further finding. Both are rules of the
//! write itself, so that a finding and a closure at the same moment cannot both pass.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SafetyReport;
use crate::{
    auth::scope::Scope,
    crud::{At, Filter, Names, Nothing, Range, Record, Rule, Stored, Transition},
    events::EventType,
    problem::Problem,
    sql,
    text::Text,
    time::Instant,
    wire_enum,
};

/// An audit item, followed to closure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SafetyFinding {
    pub title: Text<200>,
    pub owner_user_id: Uuid,
    pub due_at: Instant,
    /// The report that it results from, which must not be closed.
    #[serde(default)]
    pub report_id: Option<Uuid>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SafetyFindingFacts {
    pub corrective_action: Option<Text<4000>>,
    pub closed_at: Option<Instant>,
}

wire_enum! {
    pub enum SafetyFindingStatus {
        Open = "OPEN",
        InProgress = "IN_PROGRESS",
        Closed = "CLOSED",
    }
}
use SafetyFindingStatus::{Closed, InProgress, Open};

/// The corrective action.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SafetyCorrection {
    corrective_action: Text<4000>,
}

impl Record for SafetyFinding {
    type Facts = SafetyFindingFacts;
    type Status = SafetyFindingStatus;

    const NAMES: Names = Names {
        one: "safety finding",
        path: "safety-findings",
        table: "safety_findings",
        read_scope: Scope::SafetyRead,
        write_scope: Scope::SafetyWrite,
    };
    const INITIAL: SafetyFindingStatus = Open;
    const CREATED: Option<EventType> = None;
    const RANGE: Range = Range::Instant("due_at");
    const SEARCH: &'static [&'static str] = &["title"];

    fn transitions() -> Vec<Transition<Self>> {
        let closed = Some(EventType::SafetyFindingClosed);
        vec![
            Transition::new("start", &[Open], InProgress, None, start),
            Transition::new("close", &[Open, InProgress], Closed, closed, close),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![Filter::id("ownerUserId", "owner_user_id"), Filter::id("reportId", "report_id")]
    }

    fn rules(&self, id: Uuid, status: SafetyFindingStatus) -> Vec<Rule> {
        let mut rules = vec![Rule::known::<SafetyReport>(self.report_id.as_slice(), "reportId")];
        if let (Some(report), Open | InProgress) = (self.report_id, status) {
            let closed = sql!("t.id = "(report)" AND t.status = 'CLOSED'");
            let message = "names a report that is closed already";
            rules.push(Rule::no_other::<SafetyReport>(id, closed, "reportId", message));
        }
        rules
    }

    fn may_edit(status: SafetyFindingStatus, _: &str) -> bool {
        status != Closed
    }

    fn example() -> Self {
        Self {
            title: "Ramp sweep log not kept on night shift".into(),
            owner_user_id: Uuid::from_u128(0xd8b2f3e4_2222_4333_8444_555566667777),
            due_at: Instant::parse("2026-06-20T00:00:00.000Z").unwrap_or(Instant::EPOCH),
            report_id: None,
        }
    }
}

fn start(_: &mut Stored<SafetyFinding>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}

fn close(finding: &mut Stored<SafetyFinding>, input: SafetyCorrection, at: &At) -> Result<(), Problem> {
    finding.facts.corrective_action = Some(input.corrective_action);
    finding.facts.closed_at = Some(at.now);
    Ok(())
}
