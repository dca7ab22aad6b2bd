//! Bid packages: a month of flying lines for one base, equipment and position, bid for and awarded by seniority.
//!
//! People bid while the package is OPEN. [`award`] assigns the lines; a repeated run replaces the awards. Only publishing
//! them emits an event.

mod award;
mod bidding;
mod bids;
mod line_index;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    auth::scope::Scope,
    checks::Checks,
    crud::{At, Filter, Names, Range, Record, Stored, Transition},
    events::EventType,
    http::{body::Nothing, endpoint::Endpoint},
    list::List,
    problem::{FieldError, Problem},
    text::Text,
    time::{Instant, Month},
    wire_enum,
};
use award::{Award, Bidder};
use bids::{Line, LineNumber};

const MOST_LINES: usize = 500;
/// In bytes as JSON: 500 lines with their pairings, cities and days off.
const LONGEST_LINES: usize = 250_000;

/// A month of flying lines for one base, equipment and position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BidPackage {
    /// The month flown.
    pub bid_month: Month,
    pub base: Text<10>,
    pub equipment: Text<20>,
    pub position: PackagePosition,
    pub mode: Mode,
    /// When bidding is planned to begin; informational, the package is opened by `open`.
    #[serde(default)]
    pub opens_at: Option<Instant>,
    /// When bidding is planned to end, after `opensAt`; informational, the package is closed by `close`.
    #[serde(default)]
    pub closes_at: Option<Instant>,
    /// At most 250,000 bytes as JSON; can be changed in DRAFT only. Line numbers are unique.
    #[serde(default)]
    pub lines: List<Line, 0, MOST_LINES>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BidPackageFacts {
    /// In the order of choice, one for each bid; at most 500.
    pub awards: Vec<Award>,
    pub line_count: usize,
    /// Bidders who got a line.
    pub awarded_count: usize,
    /// Bidders for whom no line was left.
    pub reserve_count: usize,
    pub awarded_at: Option<Instant>,
    pub published_at: Option<Instant>,
}

wire_enum! {
    pub enum PackagePosition {
        Captain = "CAPTAIN",
        FirstOfficer = "FIRST_OFFICER",
        FlightAttendant = "FLIGHT_ATTENDANT",
    }
}

wire_enum! {
    /// How people bid.
    pub enum Mode {
        /// By ranking lines.
        Line = "LINE",
        /// By rules that score the lines.
        Pbs = "PBS",
    }
}

wire_enum! {
    pub enum BidPackageStatus {
        Draft = "DRAFT",
        Open = "OPEN",
        Closed = "CLOSED",
        Awarded = "AWARDED",
        Published = "PUBLISHED",
    }
}
use BidPackageStatus::{Awarded, Closed, Draft, Open, Published};

impl Record for BidPackage {
    type Facts = BidPackageFacts;
    type Status = BidPackageStatus;

    const NAMES: Names = Names {
        one: "bid package",
        path: "bid-packages",
        table: "bid_packages",
        read_scope: Scope::BiddingRead,
        write_scope: Scope::BiddingWrite,
    };
    const INITIAL: BidPackageStatus = Draft;
    const CREATED: Option<EventType> = None;
    const RELATED: Option<&'static str> = Some(bidding::BIDDERS);
    const RANGE: Range = Range::Month("bid_month");
    const SEARCH: &'static [&'static str] = &["base", "equipment"];

    fn transitions() -> Vec<Transition<Self>> {
        let published = Some(EventType::BiddingAwardsPublished);
        vec![
            Transition::new("open", &[Draft], Open, None, nothing_more),
            Transition::new("close", &[Open], Closed, None, nothing_more),
            Transition::new("award", &[Closed, Awarded], Awarded, None, award_lines),
            Transition::new("publish", &[Awarded], Published, published, publish),
        ]
    }

    fn filters() -> Vec<Filter> {
        vec![
            Filter::text("base", "base"),
            Filter::text("equipment", "equipment"),
            Filter::one_of::<PackagePosition>("position", "position"),
            Filter::one_of::<Mode>("mode", "mode"),
        ]
    }

    fn more() -> Vec<Endpoint> {
        bidding::endpoints()
    }

    fn derive(&self, facts: &mut BidPackageFacts, _: &At) {
        facts.line_count = self.lines.len();
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        let times = self.opens_at.zip(self.closes_at);
        let forward = times.is_none_or(|(opens, closes)| closes > opens);
        checks.that(forward, "closesAt", "must be after opensAt");
        let length = serde_json::to_string(&self.lines).map_or(usize::MAX, |text| text.len());
        let message = format!("are too long: at most {LONGEST_LINES} bytes as JSON");
        checks.that(length <= LONGEST_LINES, "lines", &message);
        let numbers: Vec<_> = self.lines.iter().map(|line| line.line_number).collect();
        checks.distinct("lines", &numbers);
        checks.errors()
    }

    /// After DRAFT only the planned times can be changed: people bid for the rest.
    fn may_edit(status: BidPackageStatus, field: &str) -> bool {
        status == Draft || (status == Open && field == "closesAt")
    }

    fn example() -> Self {
        let line = |line_number: i64, credit_minutes: i64| Line {
            line_number: LineNumber::from(line_number),
            days_on: 16.into(),
            days_off: 14.into(),
            credit_minutes: credit_minutes.into(),
            pairing_ids: ["P-2204".into(), "P-2310".into()].into(),
            ..Line::default()
        };
        Self {
            bid_month: Month::parse("2026-06").unwrap_or(Instant::EPOCH.utc_date().month()),
            base: "DEN".into(),
            equipment: "B737".into(),
            position: PackagePosition::FirstOfficer,
            mode: Mode::Line,
            opens_at: Instant::parse("2026-05-08T15:00:00.000Z").ok(),
            closes_at: Instant::parse("2026-05-15T15:00:00.000Z").ok(),
            lines: [line(204, 5060), line(205, 4890)].into(),
        }
    }
}

fn nothing_more(_: &mut Stored<BidPackage>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}

fn award_lines(package: &mut Stored<BidPackage>, _: Nothing, at: &At) -> Result<(), Problem> {
    let bidders = package.related.as_deref().unwrap_or("[]");
    let bidders: Vec<Bidder> = serde_json::from_str(bidders).map_err(Problem::internal)?;
    let facts = &mut package.facts;
    facts.awards = award::run(&package.fields.lines, bidders);
    facts.reserve_count = facts.awards.iter().filter(|award| award.reserve).count();
    facts.awarded_count = facts.awards.len() - facts.reserve_count;
    facts.awarded_at = Some(at.now);
    Ok(())
}

fn publish(package: &mut Stored<BidPackage>, _: Nothing, at: &At) -> Result<(), Problem> {
    package.facts.published_at = Some(at.now);
    Ok(())
}
