//! MEL deferrals: permission to fly on for a limited time with a listed item inoperative.
//!
//! Category A is repaired within the interval that its item states, B within 3, C within 10, D within 120 consecutive
//! calendar days, not counting the day of recording (FAA MMEL Policy Letter 25). Days are those of the center's time
//! zone. No warning window is documented; ours is a third of the interval, at most 72 hours.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    auth::scope::Scope,
    checks::Checks,
    crud::{
        At, Clock, Filter, Names, Range, Record, Stored, Transition,
        clock::{Remaining, When},
    },
    events::EventType,
    problem::{FieldError, Problem},
    text::{Text, Whole},
    time::Instant,
    wire::WireName,
    wire_enum,
};

/// A third of a day for each day of the interval.
const WARNING_PER_DAY: Duration = Duration::from_secs(8 * 60 * 60);

/// Permission to fly on for a limited time with a listed item inoperative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MelDeferral {
    pub aircraft_registration: Text<20>,
    /// The item's number in the minimum equipment list.
    pub mel_item: Text<40>,
    pub category: Category,
    pub description: Text<4000>,
    /// When the malfunction was logged; now, if left out; not in the future.
    #[serde(default)]
    pub recorded_at: Option<Instant>,
    /// For category A as the item states, 1 to 365. Fixed for B (3), C (10) and D (120), where it can be left out.
    #[serde(default)]
    pub interval_days: Option<Whole<1, 365>>,
    #[serde(default)]
    pub opened_by_user_id: Option<Uuid>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MelDeferralFacts {
    /// The first instant after the interval's last day, in the center's time zone.
    pub expires_at: Instant,
    /// When it begins to count as expiring.
    pub warns_at: Instant,
    /// Always null: the API has no operation to extend a deferral.
    pub extended_until: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub corrective_action: Option<Text<4000>>,
}

wire_enum! {
    pub enum Category {
        A = "A",
        B = "B",
        C = "C",
        D = "D",
    }
}

impl Category {
    /// The interval in days, if the category fixes it.
    fn interval(self) -> Option<i64> {
        match self {
            Self::A => None,
            Self::B => Some(3),
            Self::C => Some(10),
            Self::D => Some(120),
        }
    }
}

wire_enum! {
    pub enum MelDeferralStatus {
        Open = "OPEN",
        Expiring = "EXPIRING",
        Expired = "EXPIRED",
        Closed = "CLOSED",
    }
}
use MelDeferralStatus::{Closed, Expired, Expiring, Open};

/// How the malfunction was rectified.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Closure {
    corrective_action: Text<4000>,
}

impl Record for MelDeferral {
    type Facts = MelDeferralFacts;
    type Status = MelDeferralStatus;

    const NAMES: Names = Names {
        one: "MEL deferral",
        path: "mel-deferrals",
        table: "mel_deferrals",
        read_scope: Scope::MelRead,
        write_scope: Scope::MelWrite,
    };
    const INITIAL: MelDeferralStatus = Open;
    const CREATED: Option<EventType> = Some(EventType::MelDeferralOpened);
    const RANGE: Range = Range::Instant("expires_at");
    const SEARCH: &'static [&'static str] = &["mel_item", "description"];

    fn transitions() -> Vec<Transition<Self>> {
        let from = &[Open, Expiring, Expired];
        vec![Transition::new("close", from, Closed, None, close)]
    }

    fn filters() -> Vec<Filter> {
        vec![
            Filter::one_of::<Category>("category", "category"),
            Filter::text("aircraftRegistration", "aircraft_registration"),
        ]
    }

    fn clocks() -> Vec<Clock<Self>> {
        vec![
            Clock {
                column: "expires_at",
                when: When::At,
                from: &[Open, Expiring],
                to: Expired,
                event: Some(EventType::MelDeferralExpired),
                remaining: None,
                only_if: "",
                marks: None,
            },
            Clock {
                column: "expires_at",
                when: When::From("warns_at"),
                from: &[Open],
                to: Expiring,
                event: Some(EventType::MelDeferralExpiring),
                remaining: Some(Remaining::Hours),
                only_if: "",
                marks: None,
            },
        ]
    }

    fn needs_zone(&self) -> bool {
        true
    }

    fn complete(&mut self, at: &At) {
        self.recorded_at.get_or_insert(at.now);
        let fixed = self.category.interval();
        self.interval_days = self.interval_days.or(fixed.map(Whole::from));
    }

    fn derive(&self, facts: &mut MelDeferralFacts, at: &At) {
        let recorded_on = at.zones.date_at(self.recorded_at.unwrap_or(at.now), at.zone);
        let interval = self.interval_days.and_then(|days| u32::try_from(days.get()).ok()).unwrap_or(0);
        let first_day_after = recorded_on.plus_days(u64::from(interval) + 1);
        facts.expires_at = at.zones.start_of_day(first_day_after, at.zone);
        let window = at.windows.mel.min(WARNING_PER_DAY.saturating_mul(interval));
        facts.warns_at = facts.expires_at.minus(window);
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        match self.category.interval() {
            Some(days) => {
                let category = self.category.name();
                let message = format!("is {days} for category {category}: leave it out, or null");
                checks.that(self.interval_days == Some(days.into()), "intervalDays", &message);
            }
            None => checks.that(
                self.interval_days.is_some(),
                "intervalDays",
                "is required for category A, as the item states",
            ),
        }
        checks.errors()
    }

    fn check_at(&self, at: &At) -> Vec<FieldError> {
        let mut checks = Checks::default();
        checks.that(
            self.recorded_at.is_none_or(|recorded| recorded <= at.now),
            "recordedAt",
            "must not be in the future",
        );
        checks.errors()
    }

    /// The fields that determine the deadline are fixed once the warning was emitted.
    fn may_edit(status: MelDeferralStatus, field: &str) -> bool {
        match field {
            "category" | "intervalDays" | "recordedAt" => status == Open,
            _ => status != Closed,
        }
    }

    fn example() -> Self {
        Self {
            aircraft_registration: "N812AA".into(),
            mel_item: "21-31-01".into(),
            category: Category::C,
            description: "Cabin pressure controller 2 inoperative".into(),
            recorded_at: Instant::parse("2026-05-25T08:30:00.000Z").ok(),
            interval_days: Some(10.into()),
            opened_by_user_id: None,
        }
    }
}

fn close(deferral: &mut Stored<MelDeferral>, input: Closure, at: &At) -> Result<(), Problem> {
    deferral.facts.corrective_action = Some(input.corrective_action);
    deferral.facts.closed_at = Some(at.now);
    Ok(())
}
