//! Trainees: people under training.
//!
//! A student record has the dates of enrolment and of graduation, termination or transfer (14 CFR 141.101(a)); hence the
//! statuses. The vocabulary has no event for a deletion, so trainees are not deleted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    auth::scope::Scope,
    checks::Checks,
    crud::{At, Filter, Names, Nothing, Record, Rule, Stored, Transition},
    events::EventType,
    fold::fold,
    problem::{FieldError, Problem},
    sql,
    text::{Email, Text},
    time::Date,
    wire_enum,
};

/// A person under training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trainee {
    pub first_name: Text<100>,
    pub last_name: Text<100>,
    /// Unique in the center, ignoring case.
    pub email: Email,
    #[serde(default)]
    pub phone: Option<Text<40>>,
    /// The key in the HR system.
    #[serde(default)]
    pub external_id: Option<Text<100>>,
    #[serde(default)]
    pub certificate_number: Option<Text<40>>,
    #[serde(default)]
    pub employer: Option<Text<200>>,
    #[serde(default)]
    pub course_code: Option<Text<40>>,
    /// Today at the center, if left out.
    #[serde(default)]
    pub enrolled_at: Option<Date>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TraineeFacts {
    /// When the training ended, one way or the other.
    pub ended_at: Option<Date>,
}

wire_enum! {
    pub enum TraineeStatus {
        Active = "ACTIVE",
        OnHold = "ON_HOLD",
        Graduated = "GRADUATED",
        Terminated = "TERMINATED",
        Transferred = "TRANSFERRED",
    }
}

impl Record for Trainee {
    type Facts = TraineeFacts;
    type Status = TraineeStatus;

    const NAMES: Names = Names {
        one: "trainee",
        path: "trainees",
        table: "trainees",
        read_scope: Scope::TraineesRead,
        write_scope: Scope::TraineesWrite,
    };
    const INITIAL: TraineeStatus = TraineeStatus::Active;
    const CREATED: Option<EventType> = Some(EventType::TraineeCreated);
    const UPDATED: Option<EventType> = Some(EventType::TraineeUpdated);
    const SEARCH: &'static [&'static str] = &["first_name", "last_name", "email", "external_id"];

    fn transitions() -> Vec<Transition<Self>> {
        use TraineeStatus::{Active, Graduated, OnHold, Terminated, Transferred};
        let updated = Some(EventType::TraineeUpdated);
        vec![
            Transition::new("hold", &[Active], OnHold, updated, nothing_more).called("Put a trainee on hold"),
            Transition::new("resume", &[OnHold], Active, updated, nothing_more),
            Transition::new("graduate", &[Active, OnHold], Graduated, updated, end),
            Transition::new("terminate", &[Active, OnHold], Terminated, updated, end),
            Transition::new("transfer", &[Active, OnHold], Transferred, updated, end),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![Filter::text("courseCode", "course_code")]
    }

    fn needs_zone(&self) -> bool {
        self.enrolled_at.is_none()
    }

    fn complete(&mut self, at: &At) {
        self.enrolled_at.get_or_insert_with(|| at.today());
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        checks.that(self.enrolled_at.is_some(), "enrolledAt", "cannot be taken away");
        checks.errors()
    }

    fn rules(&self, id: Uuid, _: TraineeStatus) -> Vec<Rule> {
        let same_email = sql!("t.email_folded = "(fold(self.email.as_str())));
        vec![Rule::no_other::<Self>(id, same_email, "email", "belongs to another trainee already")]
    }

    fn example() -> Self {
        Self {
            first_name: "Dana".into(),
            last_name: "Reyes".into(),
            email: "dana.reyes@example.com".into(),
            phone: None,
            external_id: Some("HR-20417".into()),
            certificate_number: Some("3987211".into()),
            employer: Some("Example Regional".into()),
            course_code: Some("B737-RECUR".into()),
            enrolled_at: Date::parse("2026-05-18"),
        }
    }
}

fn nothing_more(_: &mut Stored<Trainee>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}

fn end(trainee: &mut Stored<Trainee>, _: Nothing, at: &At) -> Result<(), Problem> {
    trainee.facts.ended_at = Some(at.today());
    Ok(())
}
