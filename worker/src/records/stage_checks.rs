//! Stage checks: the formal check at the end of a stage of a Part 141 course, before the student may go on
//! (14 CFR 141.85(a)(3) and (c), 141.37). A retake is a new record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use uuid::Uuid;

use super::Trainee;
use crate::{
    auth::{OF_CALLER, scope::Scope},
    checks::Checks,
    crud::{At, Filter, Names, Nothing, Range, Record, Rule, Stored, Transition},
    db::Sql,
    events::EventType,
    problem::{FieldError, Problem},
    sql,
    text::{MOST, Text, Whole},
    time::Instant,
    wire::WireName,
    wire_enum,
};

/// The check at the end of a stage of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StageCheck {
    /// Cannot be changed; neither can the course and the stage.
    pub trainee_id: Uuid,
    pub course_code: Text<40>,
    pub stage: Stage,
    /// 1 or more.
    #[serde(default)]
    pub stage_number: Option<Whole<1, MOST>>,
    pub check_instructor_id: Uuid,
    /// Another person than the check instructor.
    #[serde(default)]
    pub recommended_by_user_id: Option<Uuid>,
    pub scheduled_at: Instant,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StageCheckFacts {
    /// The number of earlier checks of this trainee, course and stage, plus one.
    pub attempt: i64,
    pub resulted_at: Option<Instant>,
    /// 0 to 100.
    pub score: Option<Number>,
    pub remarks: Option<Text<4000>>,
}

wire_enum! {
    pub enum Stage {
        PreSolo = "PRE_SOLO",
        PreCrossCountry = "PRE_CROSS_COUNTRY",
        PreCheckride = "PRE_CHECKRIDE",
        EndOfCourse = "END_OF_COURSE",
        Other = "OTHER",
    }
}

wire_enum! {
    pub enum StageCheckStatus {
        Scheduled = "SCHEDULED",
        Passed = "PASSED",
        Failed = "FAILED",
        Cancelled = "CANCELLED",
    }
}
use StageCheckStatus::{Cancelled, Failed, Passed, Scheduled};

/// How a check was passed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Pass {
    /// 0 to 100.
    #[serde(default)]
    #[schemars(range(min = 0, max = 100))]
    score: Option<Number>,
    #[serde(default)]
    remarks: Option<Text<4000>>,
}

/// Why a check was failed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Failure {
    remarks: Text<4000>,
    /// 0 to 100.
    #[serde(default)]
    #[schemars(range(min = 0, max = 100))]
    score: Option<Number>,
}

impl Record for StageCheck {
    type Facts = StageCheckFacts;
    type Status = StageCheckStatus;

    const NAMES: Names = Names {
        one: "stage check",
        path: "stage-checks",
        table: "stage_checks",
        read_scope: Scope::StageChecksRead,
        write_scope: Scope::StageChecksWrite,
    };
    const INITIAL: StageCheckStatus = Scheduled;
    const CREATED: Option<EventType> = Some(EventType::StageCheckScheduled);
    const RANGE: Range = Range::Instant("scheduled_at");
    const SEARCH: &'static [&'static str] = &["course_code", "remarks"];

    fn transitions() -> Vec<Transition<Self>> {
        use EventType::{StageCheckFailed, StageCheckPassed};
        let from = &[Scheduled];
        vec![
            Transition::new("pass", from, Passed, Some(StageCheckPassed), pass),
            Transition::new("fail", from, Failed, Some(StageCheckFailed), fail),
            Transition::new("cancel", from, Cancelled, None, cancel),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![
            Filter::id("traineeId", "trainee_id"),
            Filter::id("checkInstructorId", "check_instructor_id"),
            Filter::text("courseCode", "course_code"),
            Filter::one_of::<Stage>("stage", "stage"),
        ]
    }

    fn assigned(&self, _: &At) -> Option<(&'static str, Sql)> {
        let stage = self.of_same_stage();
        let count = sql!("(SELECT count(*) + 1 FROM stage_checks t WHERE "{OF_CALLER}" AND "{stage}")");
        Some(("attempt", count))
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        checks.that(
            self.recommended_by_user_id != Some(self.check_instructor_id),
            "recommendedByUserId",
            "must not be the check instructor",
        );
        checks.errors()
    }

    fn rules(&self, id: Uuid, status: StageCheckStatus) -> Vec<Rule> {
        let mut rules = vec![Rule::known::<Trainee>(&[self.trainee_id], "traineeId")];
        if status == Scheduled {
            let in_status = |status: &str| sql!("t.status = '"{status}"' AND "{self.of_same_stage()});
            for (status, message) in [
                ("SCHEDULED", "has a check of this trainee scheduled already"),
                ("PASSED", "was passed by this trainee already"),
            ] {
                rules.push(Rule::no_other::<Self>(id, in_status(status), "stage", message));
            }
        }
        rules
    }

    /// Trainee, course and stage are fixed, because the attempt is counted by them.
    fn may_edit(status: StageCheckStatus, field: &str) -> bool {
        status == Scheduled && !matches!(field, "traineeId" | "courseCode" | "stage")
    }

    fn example() -> Self {
        Self {
            trainee_id: Uuid::from_u128(0xc7a1e2d3_1111_4222_8333_444455556666),
            course_code: "PPL-ASEL".into(),
            stage: Stage::PreSolo,
            stage_number: Some(1.into()),
            check_instructor_id: Uuid::from_u128(0xd8b2f3e4_2222_4333_8444_555566667777),
            recommended_by_user_id: None,
            scheduled_at: Instant::parse("2026-06-06T15:00:00.000Z").unwrap_or(Instant::EPOCH),
        }
    }
}

impl StageCheck {
    /// Condition over `t`: a check of the same trainee, course and stage.
    fn of_same_stage(&self) -> Sql {
        sql!("t.trainee_id = "(self.trainee_id)" AND t.course_code = "(self.course_code.as_str())" \
            AND t.stage = "(self.stage.name()))
    }
}

fn pass(check: &mut Stored<StageCheck>, input: Pass, at: &At) -> Result<(), Problem> {
    result(check, input.score, input.remarks, at)
}

fn fail(check: &mut Stored<StageCheck>, input: Failure, at: &At) -> Result<(), Problem> {
    result(check, input.score, Some(input.remarks), at)
}

fn result(
    check: &mut Stored<StageCheck>,
    score: Option<Number>,
    remarks: Option<Text<4000>>,
    at: &At,
) -> Result<(), Problem> {
    let mut checks = Checks::default();
    let points = score.as_ref().map_or(Some(0.0), Number::as_f64);
    checks.that(points.is_some_and(|points| (0.0..=100.0).contains(&points)), "score", "must be from 0 to 100");
    checks.done()?;
    check.facts.resulted_at = Some(at.now);
    check.facts.score = score;
    check.facts.remarks = remarks;
    Ok(())
}

fn cancel(_: &mut Stored<StageCheck>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}
