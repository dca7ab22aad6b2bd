//! Safety reports: hazards and occurrences, filed by anyone into one queue, rated on a five-by-five risk matrix.
//!
//! An anonymous report has no reporter: an id that is sent with it is dropped before anything is stored. The description
//! may reveal who was involved, so no event includes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SafetyFinding;
use crate::{
    auth::scope::Scope,
    crud::{At, Filter, Names, Record, Rule, Stored, Transition},
    events::EventType,
    problem::{Code, Problem},
    sql,
    text::{Text, Whole},
    time::Instant,
    wire_enum,
};

/// A hazard or an occurrence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SafetyReport {
    pub report_type: ReportType,
    pub title: Text<200>,
    /// Never sent in events.
    pub description: Text<10_000>,
    #[serde(default)]
    pub occurred_at: Option<Instant>,
    /// `false` if left out.
    #[serde(default)]
    pub anonymous: Option<bool>,
    /// Always null in an anonymous report, whatever was sent.
    #[serde(default)]
    pub reporter_user_id: Option<Uuid>,
    /// 1 (least) to 5.
    pub severity: Whole<1, 5>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SafetyReportFacts {
    /// 1 (least) to 5; set by the review.
    pub likelihood: Option<Whole<1, 5>>,
    /// `severity` times `likelihood`.
    pub risk_score: Option<i64>,
    pub closed_at: Option<Instant>,
    pub closure_note: Option<Text<4000>>,
}

wire_enum! {
    pub enum ReportType {
        Hazard = "HAZARD",
        Incident = "INCIDENT",
        Accident = "ACCIDENT",
        Fatigue = "FATIGUE",
        Other = "OTHER",
    }
}

wire_enum! {
    pub enum SafetyReportStatus {
        Submitted = "SUBMITTED",
        UnderReview = "UNDER_REVIEW",
        Closed = "CLOSED",
    }
}
use SafetyReportStatus::{Closed, Submitted, UnderReview};

/// How likely it is to happen (again).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SafetyReview {
    /// 1 (least) to 5.
    likelihood: Whole<1, 5>,
}

/// The result of the investigation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SafetyReportClosure {
    closure_note: Text<4000>,
}

impl Record for SafetyReport {
    type Facts = SafetyReportFacts;
    type Status = SafetyReportStatus;

    const NAMES: Names = Names {
        one: "safety report",
        path: "safety-reports",
        table: "safety_reports",
        read_scope: Scope::SafetyRead,
        write_scope: Scope::SafetyWrite,
    };
    const INITIAL: SafetyReportStatus = Submitted;
    const CREATED: Option<EventType> = Some(EventType::SafetyReportSubmitted);
    const PRIVATE: &'static [&'static str] = &["description"];
    const SEARCH: &'static [&'static str] = &["title"];

    fn transitions() -> Vec<Transition<Self>> {
        let closed = Some(EventType::SafetyReportClosed);
        vec![
            Transition::new("review", &[Submitted], UnderReview, None, review),
            Transition::new("close", &[Submitted, UnderReview], Closed, closed, close),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![Filter::one_of::<ReportType>("reportType", "report_type"), Filter::integer("severity", "severity", 1..=5)]
    }

    fn complete(&mut self, _: &At) {
        if *self.anonymous.get_or_insert(false) {
            self.reporter_user_id = None;
        }
    }

    fn derive(&self, facts: &mut SafetyReportFacts, _: &At) {
        facts.risk_score = facts.likelihood.map(|likelihood| self.severity.get() * likelihood.get());
    }

    fn rules(&self, id: Uuid, status: SafetyReportStatus) -> Vec<Rule> {
        if status != Closed {
            return Vec::new();
        }
        let unfinished = sql!("t.report_id = "(id)" AND t.status <> 'CLOSED'");
        let detail = "The report has findings that are not closed. Close them first.";
        vec![Rule {
            problem: Problem::new(Code::Conflict, detail),
            ..Rule::no_other::<SafetyFinding>(id, unfinished, "", "")
        }]
    }

    fn may_edit(status: SafetyReportStatus, _: &str) -> bool {
        status != Closed
    }

    fn example() -> Self {
        Self {
            report_type: ReportType::Hazard,
            title: "FOD on ramp near bay 4".into(),
            description: "Loose safety wire found twice this week.".into(),
            occurred_at: Instant::parse("2026-06-01T12:40:00.000Z").ok(),
            anonymous: Some(true),
            reporter_user_id: None,
            severity: 3.into(),
        }
    }
}

fn review(report: &mut Stored<SafetyReport>, input: SafetyReview, at: &At) -> Result<(), Problem> {
    report.facts.likelihood = Some(input.likelihood);
    report.fields.derive(&mut report.facts, at);
    Ok(())
}

fn close(report: &mut Stored<SafetyReport>, input: SafetyReportClosure, at: &At) -> Result<(), Problem> {
    report.facts.closure_note = Some(input.closure_note);
    report.facts.closed_at = Some(at.now);
    Ok(())
}
