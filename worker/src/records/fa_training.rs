//! FA training: one training of one flight attendant for one aircraft type.
//!
//! The categories are those of FAA Order 8900.1; differences training is that of 14 CFR 121.418. A training is valid until
//! the end of the 12th calendar month after its month. That is the month in which it was due, if it was done in that
//! month or in the one before or after it; otherwise the month in which it was done.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    auth::scope::Scope,
    checks::Checks,
    crud::{
        At, Clock, Filter, Names, Nothing, Range, Record, Stored, Transition,
        clock::{Remaining, When},
    },
    db::Sql,
    events::EventType,
    list::Distinct,
    problem::{FieldError, Problem},
    sql,
    text::Text,
    time::{Date, Instant},
    wire::WireName,
    wire_enum,
};

/// One training of one flight attendant for one aircraft type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaTraining {
    pub user_id: Uuid,
    pub aircraft_type: Text<20>,
    pub training_type: TrainingType,
    #[serde(default)]
    pub qualifications: Distinct<Qualification, 0, { Qualification::ALL.len() }>,
    pub scheduled_at: Instant,
    #[serde(default)]
    pub instructor_id: Option<Uuid>,
    /// From 0 to 1000.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1000))]
    pub programmed_hours: Option<serde_json::Number>,
    /// For recurrent training only (14 CFR 121.427(b)(3)).
    #[serde(default)]
    pub competence_check_passed: Option<bool>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FaTrainingFacts {
    pub completed_at: Option<Instant>,
    /// The last millisecond, in the center's time zone, of the last month in which the training is valid.
    pub expires_at: Option<Instant>,
}

wire_enum! {
    pub enum TrainingType {
        InitialNewHire = "INITIAL_NEW_HIRE",
        InitialEquipment = "INITIAL_EQUIPMENT",
        Transition = "TRANSITION",
        Recurrent = "RECURRENT",
        Requalification = "REQUALIFICATION",
        Differences = "DIFFERENCES",
    }
}

wire_enum! {
    pub enum Qualification {
        Door = "DOOR",
        Slide = "SLIDE",
        Raft = "RAFT",
        WaterSurvival = "WATER_SURVIVAL",
    }
}

wire_enum! {
    pub enum FaTrainingStatus {
        Scheduled = "SCHEDULED",
        Completed = "COMPLETED",
        Expiring = "EXPIRING",
        Expired = "EXPIRED",
        Superseded = "SUPERSEDED",
        Cancelled = "CANCELLED",
    }
}
use FaTrainingStatus::{Cancelled, Completed, Expired, Expiring, Scheduled};

/// When the training was completed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Completion {
    /// Now, if left out; not in the future.
    #[serde(default)]
    completed_at: Option<Instant>,
}

impl Record for FaTraining {
    type Facts = FaTrainingFacts;
    type Status = FaTrainingStatus;

    const NAMES: Names = Names {
        one: "training record",
        path: "fa-training",
        table: "fa_training",
        read_scope: Scope::FaTrainingRead,
        write_scope: Scope::FaTrainingWrite,
    };
    const INITIAL: FaTrainingStatus = Scheduled;
    const CREATED: Option<EventType> = Some(EventType::FaTrainingScheduled);
    const RANGE: Range = Range::Instant("expires_at");
    const SEARCH: &'static [&'static str] = &["aircraft_type"];
    /// When the person's other trainings for the type were completed, and until when they are valid.
    const RELATED: Option<&'static str> = Some(
        "(SELECT json_group_array(json_array(completed_at, expires_at)) FROM (\
         SELECT o.completed_at, o.expires_at FROM fa_training o WHERE o.center_id = t.center_id AND o.environment = t.environment AND o.user_id = t.user_id \
         AND o.aircraft_type = t.aircraft_type AND o.id <> t.id AND o.completed_at IS NOT NULL \
         ORDER BY o.completed_at DESC LIMIT 1000))",
    );

    fn transitions() -> Vec<Transition<Self>> {
        let (from, completed) = (&[Scheduled], Some(EventType::FaTrainingCompleted));
        vec![
            Transition::new("complete", from, Completed, completed, complete),
            Transition::new("cancel", from, Cancelled, None, cancel),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![
            Filter::id("userId", "user_id"),
            Filter::text("aircraftType", "aircraft_type"),
            Filter::one_of::<TrainingType>("trainingType", "training_type"),
        ]
    }

    fn clocks() -> Vec<Clock<Self>> {
        vec![
            Clock {
                column: "expires_at",
                when: When::At,
                from: &[Completed, Expiring],
                to: Expired,
                event: Some(EventType::FaTrainingExpired),
                remaining: None,
                only_if: "",
                marks: None,
            },
            Clock {
                column: "expires_at",
                when: When::Before(|windows| windows.fa_training),
                from: &[Completed],
                to: Expiring,
                event: Some(EventType::FaTrainingExpiring),
                remaining: Some(Remaining::Days),
                only_if: "",
                marks: None,
            },
        ]
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        let hours = self.programmed_hours.as_ref().map_or(Some(0.0), serde_json::Number::as_f64);
        checks.that(
            hours.is_some_and(|hours| (0.0..=1000.0).contains(&hours)),
            "programmedHours",
            "must be from 0 to 1000",
        );
        checks.that(
            self.training_type == TrainingType::Recurrent || self.competence_check_passed.is_none(),
            "competenceCheckPassed",
            "belongs to RECURRENT training: leave it out, or null",
        );
        checks.errors()
    }

    /// The person's training for the type that was completed last supersedes the others.
    ///
    /// The one that is being completed may itself be superseded, if it is entered late.
    fn follow_up(after: &Stored<Self>) -> Vec<Sql> {
        if after.status != Completed {
            return Vec::new();
        }
        let same = |alias: &str| {
            format!(
                "{alias}.center_id = n.center_id AND {alias}.environment = n.environment \
                 AND {alias}.user_id = n.user_id AND {alias}.aircraft_type = n.aircraft_type"
            )
        };
        vec![sql!("UPDATE fa_training AS t \
            SET status = 'SUPERSEDED', version = t.version + 1, updated_at = n.updated_at \
            FROM fa_training n WHERE n.id = "(after.id)" AND "{same("t")}" AND t.status IN ('COMPLETED', 'EXPIRING') \
            AND t.id <> (SELECT l.id FROM fa_training l \
                WHERE "{same("l")}" AND l.status IN ('COMPLETED', 'EXPIRING', 'EXPIRED') \
                ORDER BY l.completed_at DESC, l.id = n.id DESC LIMIT 1)")]
    }

    fn may_edit(status: FaTrainingStatus, _: &str) -> bool {
        status == Scheduled
    }

    fn example() -> Self {
        Self {
            user_id: Uuid::from_u128(0xe9c3a4f5_3333_4444_8555_666677778888),
            aircraft_type: "B737".into(),
            training_type: TrainingType::Recurrent,
            qualifications: [Qualification::Door, Qualification::Slide, Qualification::Raft].into(),
            scheduled_at: Instant::parse("2026-06-10T14:00:00.000Z").unwrap_or(Instant::EPOCH),
            instructor_id: None,
            programmed_hours: Some(12.into()),
            competence_check_passed: Some(true),
        }
    }
}

fn complete(training: &mut Stored<FaTraining>, input: Completion, at: &At) -> Result<(), Problem> {
    let completed_at = input.completed_at.unwrap_or(at.now);
    let mut checks = Checks::default();
    checks.that(completed_at <= at.now, "completedAt", "must not be in the future");
    checks.done()?;
    let month = month_of(completed_at, at);
    let counted = match due_month(training, completed_at, at)? {
        Some(due) if month <= due.plus_months(1) && due <= month.plus_months(1) => due,
        _ => month,
    };
    let month_after = at.zones.start_of_day(counted.plus_months(13), at.zone);
    training.facts.completed_at = Some(completed_at);
    training.facts.expires_at = Some(month_after.minus(Duration::from_millis(1)));
    Ok(())
}

/// The last month in which the person's previous training for the type is valid.
fn due_month(training: &Stored<FaTraining>, completed_at: Instant, at: &At) -> Result<Option<Date>, Problem> {
    let others = training.related.as_deref().unwrap_or("[]");
    let others: Vec<(Instant, Instant)> = serde_json::from_str(others).map_err(Problem::internal)?;
    let before = others.into_iter().filter(|(completed, _)| *completed <= completed_at);
    // The middle of the month lies in the same month even if the center has changed its time zone since.
    let middle = |end: Instant| end.minus(Duration::from_secs(14 * 24 * 60 * 60));
    Ok(before.max().map(|(_, expires)| month_of(middle(expires), at)))
}

/// The first day of the calendar month at the center.
fn month_of(instant: Instant, at: &At) -> Date {
    at.zones.date_at(instant, at.zone).first_of_month()
}

fn cancel(_: &mut Stored<FaTraining>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}
