//! The flight log: one flight, or device session, of one person.
//!
//! It has no status and emits no events. Trip trades read it: their flight-time limit is one of block time.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    auth::scope::Scope,
    checks::Checks,
    crud::{At, Filter, Names, NoStatus, Range, Record},
    events::EventType,
    problem::FieldError,
    text::{Text, Whole},
    time::{Date, Instant},
    wire_enum,
};

const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// Minutes of the longest flight that can be logged.
type Minutes = Whole<0, { 24 * 60 }>;
type Landings = Whole<0, 500>;

/// One flight or device session of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FlightLogEntry {
    pub user_id: Uuid,
    /// The day of the flight, as the log states it.
    pub flight_date: Date,
    #[serde(default)]
    pub aircraft_registration: Option<Text<20>>,
    pub aircraft_type: Text<20>,
    /// ICAO location indicator: four capital letters or digits.
    #[schemars(regex(pattern = "^[A-Z0-9]{4}$"))]
    pub departure: String,
    /// ICAO location indicator: four capital letters or digits.
    #[schemars(regex(pattern = "^[A-Z0-9]{4}$"))]
    pub arrival: String,
    pub off_block_at: Instant,
    /// After `offBlockAt`, by at most 24 hours.
    pub on_block_at: Instant,
    /// At most `blockMinutes`.
    #[serde(default)]
    pub night_minutes: Minutes,
    /// At most `blockMinutes`.
    #[serde(default)]
    pub instrument_minutes: Minutes,
    #[serde(default)]
    pub day_landings: Landings,
    #[serde(default)]
    pub night_landings: Landings,
    pub role: FlightRole,
    #[serde(default)]
    pub remarks: Option<Text<4000>>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlightLogFacts {
    /// Whole minutes from off block to on block.
    pub block_minutes: i64,
}

wire_enum! {
    /// What the person did on the flight.
    pub enum FlightRole {
        PilotInCommand = "PIC",
        SecondInCommand = "SIC",
        Dual = "DUAL",
        Instructor = "INSTRUCTOR",
        FlightAttendant = "FA",
    }
}

impl Record for FlightLogEntry {
    type Facts = FlightLogFacts;
    type Status = NoStatus;

    const NAMES: Names = Names {
        one: "flight-log entry",
        path: "flight-log",
        table: "flight_log",
        read_scope: Scope::FlightLogRead,
        write_scope: Scope::FlightLogWrite,
    };
    const INITIAL: NoStatus = NoStatus;
    const CREATED: Option<EventType> = None;
    const RANGE: Range = Range::Date("flight_date");
    const SEARCH: &'static [&'static str] =
        &["aircraft_registration", "aircraft_type", "departure", "arrival", "remarks"];

    fn filters() -> Vec<Filter> {
        vec![Filter::id("userId", "user_id")]
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        for (field, place) in [("departure", &self.departure), ("arrival", &self.arrival)] {
            let message = "must be an ICAO location indicator like KDEN";
            checks.that(is_location_indicator(place), field, message);
        }
        let forward = self.on_block_at > self.off_block_at;
        checks.that(forward, "onBlockAt", "must be after offBlockAt");
        let short = self.on_block_at.since(self.off_block_at) <= LONGEST;
        let message = "must be at most 24 hours after offBlockAt";
        checks.that(short, "onBlockAt", message);
        let block = self.block_minutes();
        for (field, minutes) in [("nightMinutes", self.night_minutes), ("instrumentMinutes", self.instrument_minutes)] {
            let message = format!("must be at most the {block} minutes of block time");
            checks.that(minutes.get() <= block, field, &message);
        }
        checks.errors()
    }

    fn derive(&self, facts: &mut FlightLogFacts, _: &At) {
        facts.block_minutes = self.block_minutes();
    }

    fn example() -> Self {
        let instant = |text| Instant::parse(text).unwrap_or(Instant::EPOCH);
        let off_block_at = instant("2026-05-30T14:10:00.000Z");
        Self {
            user_id: Uuid::from_u128(0xb1b0a5a2_40b5_4a2b_8c1f_3a9d60c4f101),
            flight_date: off_block_at.utc_date(),
            aircraft_registration: Some("N812AA".into()),
            aircraft_type: "B737".into(),
            departure: "KDEN".into(),
            arrival: "KLAX".into(),
            off_block_at,
            on_block_at: instant("2026-05-30T16:42:00.000Z"),
            night_minutes: 0.into(),
            instrument_minutes: 25.into(),
            day_landings: 1.into(),
            night_landings: 0.into(),
            role: FlightRole::SecondInCommand,
            remarks: None,
        }
    }
}

impl FlightLogEntry {
    fn block_minutes(&self) -> i64 {
        let minutes = self.on_block_at.since(self.off_block_at).as_secs() / 60;
        i64::try_from(minutes).unwrap_or(i64::MAX)
    }
}

fn is_location_indicator(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    text.len() == 4 && text.bytes().all(allowed)
}
