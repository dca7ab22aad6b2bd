//! Drug and alcohol tests of covered employees.
//!
//! The types are those of 14 CFR 120.109 and 120.217; the alcohol rule says "reasonable suspicion" where the drug rule
//! says "reasonable cause", and one code serves both. A verified positive, a refusal (which includes an adulterated or
//! substituted specimen) and an alcohol concentration of 0.04 or more remove a person from safety-sensitive work at once;
//! 0.02 to 0.039 removes temporarily; below 0.02 is negative; a cancelled test is neither positive nor negative
//! (49 CFR 40.23, 40.197, 40.207, 40.285). Events only carry the code of the result: neither site nor concentration.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::DatDraw;
use crate::{
    auth::{OF_CALLER, scope::Scope},
    checks::Checks,
    crud::{At, Filter, Names, Nothing, Range, Record, Rule, Stored, Transition},
    events::EventType,
    problem::{Code, FieldError, Problem},
    sql,
    text::Text,
    time::Instant,
    wire::WireName,
    wire_enum,
};

/// A drug or alcohol test of one covered employee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DatTest {
    pub user_id: Uuid,
    pub substance: Substance,
    pub test_type: TestType,
    /// The draw that selected the person; given if, and only if, the type is RANDOM.
    #[serde(default)]
    pub draw_id: Option<Uuid>,
    pub scheduled_at: Instant,
    /// Not shown in events.
    #[serde(default)]
    pub collection_site: Option<Text<200>>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatTestFacts {
    pub collected_at: Option<Instant>,
    pub resulted_at: Option<Instant>,
    pub result: Option<TestResult>,
    /// Grams per 210 liters of breath. Not shown in events.
    pub alcohol_concentration: Option<f64>,
    /// Whether the result removes the person from safety-sensitive work.
    pub removed_from_duty: bool,
}

wire_enum! {
    pub enum Substance {
        Drug = "DRUG",
        Alcohol = "ALCOHOL",
    }
}

wire_enum! {
    pub enum TestType {
        PreEmployment = "PRE_EMPLOYMENT",
        Random = "RANDOM",
        PostAccident = "POST_ACCIDENT",
        ReasonableCause = "REASONABLE_CAUSE",
        ReturnToDuty = "RETURN_TO_DUTY",
        FollowUp = "FOLLOW_UP",
    }
}

wire_enum! {
    pub enum DatTestStatus {
        Scheduled = "SCHEDULED",
        Collected = "COLLECTED",
        Resulted = "RESULTED",
        Cancelled = "CANCELLED",
    }
}
use DatTestStatus::{Cancelled, Collected, Resulted, Scheduled};

wire_enum! {
    pub enum TestResult {
        Negative = "NEGATIVE",
        /// Drug tests only.
        NegativeDilute = "NEGATIVE_DILUTE",
        /// Alcohol tests only: 0.02 to 0.039.
        BelowViolation = "BELOW_VIOLATION",
        /// Verified; for alcohol, 0.04 or more.
        Positive = "POSITIVE",
        /// Drug tests only.
        RefusalAdulterated = "REFUSAL_ADULTERATED",
        /// Drug tests only.
        RefusalSubstituted = "REFUSAL_SUBSTITUTED",
        Refusal = "REFUSAL",
        /// Cancelled by the laboratory or the medical review officer. A test that was never collected has the status
        /// CANCELLED instead.
        Cancelled = "CANCELLED",
    }
}

impl TestResult {
    fn fits(self, substance: Substance) -> bool {
        match self {
            Self::NegativeDilute | Self::RefusalAdulterated | Self::RefusalSubstituted => substance == Substance::Drug,
            Self::BelowViolation => substance == Substance::Alcohol,
            Self::Negative | Self::Positive | Self::Refusal | Self::Cancelled => true,
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::Refusal | Self::RefusalAdulterated | Self::RefusalSubstituted)
    }

    fn removes_from_duty(self) -> bool {
        self.is_refusal() || matches!(self, Self::Positive | Self::BelowViolation)
    }

    /// The result that an alcohol concentration, in thousandths, means.
    fn of_alcohol(thousandths: u16) -> Self {
        match thousandths {
            0..20 => Self::Negative,
            20..40 => Self::BelowViolation,
            40.. => Self::Positive,
        }
    }
}

/// The outcome of a test.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Outcome {
    result: TestResult,
    /// For alcohol tests, in grams per 210 liters of breath, with at most three decimals. Required for POSITIVE and
    /// BELOW_VIOLATION; must not contradict the result.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1))]
    alcohol_concentration: Option<f64>,
}

impl Record for DatTest {
    type Facts = DatTestFacts;
    type Status = DatTestStatus;

    const NAMES: Names = Names {
        one: "test",
        path: "dat-tests",
        table: "dat_tests",
        read_scope: Scope::DatRead,
        write_scope: Scope::DatWrite,
    };
    const INITIAL: DatTestStatus = Scheduled;
    const CREATED: Option<EventType> = Some(EventType::DatTestScheduled);
    const PRIVATE: &'static [&'static str] = &["collectionSite", "alcoholConcentration"];
    const RANGE: Range = Range::Instant("scheduled_at");
    const SEARCH: &'static [&'static str] = &["collection_site"];

    fn transitions() -> Vec<Transition<Self>> {
        let resulted = Some(EventType::DatTestResulted);
        vec![
            Transition::new("collect", &[Scheduled], Collected, None, collect)
                .called("Record that a test was collected"),
            // From SCHEDULED for a refusal, which needs no specimen; `result` rejects the other results there.
            Transition::new("result", &[Collected, Scheduled], Resulted, resulted, result)
                .called("Record a test's result"),
            Transition::new("cancel", &[Scheduled], Cancelled, None, nothing_more),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![
            Filter::one_of::<TestType>("testType", "test_type"),
            Filter::one_of::<Substance>("substance", "substance"),
            Filter::id("userId", "user_id"),
            Filter::id("drawId", "draw_id"),
        ]
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        let random = self.test_type == TestType::Random;
        let message = if random { "is required for a RANDOM test" } else { "is for RANDOM tests only" };
        checks.that(self.draw_id.is_some() == random, "drawId", message);
        checks.errors()
    }

    fn rules(&self, _: Uuid, _: DatTestStatus) -> Vec<Rule> {
        let Some(draw) = self.draw_id else {
            return Vec::new();
        };
        let table = DatDraw::NAMES.table;
        let message = "was not selected by this draw";
        let not_drawn = Rule {
            broken: sql!("NOT EXISTS (SELECT 1 FROM "{table}" t, json_each(t.selected_user_ids) drawn \
                WHERE "{OF_CALLER}" AND t.id = "(draw)" AND drawn.value = "(self.user_id)")"),
            problem: Problem::unprocessable([FieldError::new("userId", message)]),
        };
        vec![Rule::known::<DatDraw>(&[draw], "drawId"), not_drawn]
    }

    fn may_edit(status: DatTestStatus, _: &str) -> bool {
        status == Scheduled
    }

    fn example() -> Self {
        Self {
            user_id: Uuid::from_u128(0xb1b0a5a2_40b5_4a2b_8c1f_3a9d60c4f101),
            substance: Substance::Drug,
            test_type: TestType::PreEmployment,
            draw_id: None,
            scheduled_at: Instant::parse("2026-06-03T15:00:00.000Z").unwrap_or(Instant::EPOCH),
            collection_site: Some("Example Occupational Health".into()),
        }
    }
}

fn nothing_more(_: &mut Stored<DatTest>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}

fn collect(test: &mut Stored<DatTest>, _: Nothing, at: &At) -> Result<(), Problem> {
    test.facts.collected_at = Some(at.now);
    Ok(())
}

fn result(test: &mut Stored<DatTest>, outcome: Outcome, at: &At) -> Result<(), Problem> {
    outcome.check(test.fields.substance)?;
    if test.status == Scheduled && !outcome.result.is_refusal() {
        let detail =
            format!("The test is {}: before it is collected, its result can only be a refusal.", test.status.name());
        return Err(Problem::new(Code::InvalidTransition, detail));
    }
    test.facts.resulted_at = Some(at.now);
    test.facts.result = Some(outcome.result);
    test.facts.alcohol_concentration = outcome.alcohol_concentration;
    test.facts.removed_from_duty = outcome.result.removes_from_duty();
    Ok(())
}

impl Outcome {
    fn check(&self, substance: Substance) -> Result<(), Problem> {
        let mut checks = Checks::default();
        let message = format!("is not a result of a test for {}", substance.name());
        checks.that(self.result.fits(substance), "result", &message);
        let field = "alcoholConcentration";
        match self.alcohol_concentration {
            Some(_) if substance == Substance::Drug => {
                checks.that(false, field, "is for ALCOHOL tests only");
            }
            Some(concentration) => match thousandths(concentration) {
                None => checks.that(false, field, "must be from 0 to 1 with at most 3 decimals"),
                Some(thousandths) => {
                    let meant = TestResult::of_alcohol(thousandths);
                    let message = format!("means {}", meant.name());
                    checks.that(self.result == meant, field, &message);
                }
            },
            None => {
                let measured = substance == Substance::Alcohol
                    && matches!(self.result, TestResult::Positive | TestResult::BelowViolation);
                checks.that(!measured, field, "is required for this result");
            }
        }
        checks.done()
    }
}

/// In thousandths; `None` outside 0 to 1, and with more than three decimals.
fn thousandths(concentration: f64) -> Option<u16> {
    (0..=1000).find(|thousandths| f64::from(*thousandths) / 1000.0 == concentration)
}
