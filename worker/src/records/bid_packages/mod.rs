//! Bid packages: a month of flying lines for one base, equipment and position, bid for and awarded by seniority.
//!
//! Each bids while the package is OPEN. [`award`] hands the lines out; a repeated run replaces the awards. The one
//! event is that of publishing; it leaves out the bids, which are between the bidder and the center.

mod award;
mod bids;

use std::collections::BTreeMap;

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    api::{
        body::{Json, Nothing},
        endpoint::{Access, Call, Endpoint},
    },
    crud::{
        At, Filter, Names, Range, Record, Rule, Stored, Transition, transition::Step,
        write::advance,
    },
    db::Sql,
    events::EventType,
    list::List,
    named,
    problem::{Code, FieldError, Problem},
    records::checks::Checks,
    time::{Instant, Month},
};
use award::Award;
use bids::{Bid, Line, MOST_BIDS};

/// These, and those of the bids, keep a package within what one row of the database holds.
const MOST_LINES: usize = 500;
const LONGEST_LINES: usize = 700_000;
/// How often a bid is tried again when another bid came between.
const TRIES: usize = 8;

/// A month of flying lines for one base, equipment and position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BidPackage {
    /// The month flown.
    pub bid_month: Month,
    pub base: String,
    pub equipment: String,
    pub position: PackagePosition,
    pub mode: Mode,
    /// When bidding is meant to begin; nothing opens by itself.
    #[serde(default)]
    pub opens_at: Option<Instant>,
    /// When bidding is meant to end, after `opensAt`; nothing closes by itself.
    #[serde(default)]
    pub closes_at: Option<Instant>,
    /// They can be changed in DRAFT only.
    #[serde(default)]
    pub lines: List<Line, 0, MOST_LINES>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BidPackageFacts {
    /// One a person, at most 500.
    pub bids: Vec<Bid>,
    /// In the order of choice.
    pub awards: Vec<Award>,
    pub line_count: usize,
    /// Bidders with a line.
    pub awarded_count: usize,
    /// Bidders for whom no line was left.
    pub reserve_count: usize,
    pub awarded_at: Option<Instant>,
    pub published_at: Option<Instant>,
}

named! {
    pub enum PackagePosition {
        Captain = "CAPTAIN",
        FirstOfficer = "FIRST_OFFICER",
        FlightAttendant = "FLIGHT_ATTENDANT",
    }
}

named! {
    /// How people bid.
    pub enum Mode {
        /// By ranking lines.
        Line = "LINE",
        /// By rules that score the lines.
        Pbs = "PBS",
    }
}

named! {
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
        read_scope: "bidding:read",
        write_scope: "bidding:write",
    };
    const INITIAL: BidPackageStatus = Draft;
    const CREATED: Option<EventType> = None;
    const PRIVATE: &'static [&'static str] = &["bids"];
    /// The roster's seniority numbers by user id.
    const RELATED: Option<&'static str> = Some(
        "(SELECT json_group_object(c.id, c.seniority_number) FROM crew c WHERE c.center_id = t.center_id \
         AND c.environment = t.environment AND c.seniority_number IS NOT NULL)",
    );
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
        let path = format!("/api/v1/{}/{{id}}/bids", Self::NAMES.path);
        let access = Access::Scope(Self::NAMES.write_scope);
        let summary = "Put in a person's bid, or replace it, while the package is OPEN";
        vec![Endpoint::new(Method::POST, path, access, summary, bid)]
    }

    fn derive(&self, facts: &mut BidPackageFacts, _: &At) {
        facts.line_count = self.lines.len();
    }

    fn check(&self) -> Vec<FieldError> {
        let mut checks = Checks::default();
        checks.text("base", &self.base, 10);
        checks.text("equipment", &self.equipment, 20);
        let times = self.opens_at.zip(self.closes_at);
        let forward = times.is_none_or(|(opens, closes)| closes > opens);
        checks.that(forward, "closesAt", "must be after opensAt");
        let length = serde_json::to_string(&self.lines).map_or(usize::MAX, |text| text.len());
        let message = format!("are too long: at most {LONGEST_LINES} bytes as JSON");
        checks.that(length <= LONGEST_LINES, "lines", &message);
        let numbers: Vec<_> = self.lines.iter().map(|line| line.line_number).collect();
        checks.distinct("lines", &numbers);
        for (index, line) in self.lines.iter().enumerate() {
            line.check(&mut checks, &format!("lines[{index}]"));
        }
        checks.errors()
    }

    /// People bid for what stands there; only the time to do so may still move.
    fn may_edit(status: BidPackageStatus, field: &str) -> bool {
        status == Draft || (status == Open && field == "closesAt")
    }

    fn example() -> Self {
        let line = |line_number, credit_minutes| Line {
            line_number,
            days_on: 16,
            days_off: 14,
            credit_minutes,
            pairing_ids: ["P-2204".into(), "P-2310".into()].into(),
            ..Line::default()
        };
        Self {
            bid_month: Month::parse("2026-06").unwrap_or(Instant::EPOCH.utc_date().month()),
            base: "DEN".into(),
            equipment: "B737".into(),
            position: PackagePosition::FirstOfficer,
            mode: Mode::Line,
            opens_at: Instant::parse("2026-05-08T15:00:00.000Z"),
            closes_at: Instant::parse("2026-05-15T15:00:00.000Z"),
            lines: [line(204, 5060), line(205, 4890)].into(),
        }
    }
}

/// Bids of two people at the same moment are no conflict: the second is tried again over the first.
async fn bid(call: Call<Uuid, (), Json<Bid>>) -> Result<Json<Stored<BidPackage>>, Problem> {
    let Call {
        app,
        tenant,
        path: id,
        body: Json(bid),
        ..
    } = call;
    let step = Step {
        verb: "bids",
        from: &[Open],
        to: Open,
        event: None,
    };
    let mut tries = 1..=TRIES;
    loop {
        let rules = vec![ranked_in_roster(bid.user_id)];
        let bid = bid.clone();
        let apply = Box::new(|package: &mut Stored<BidPackage>, _: &At| put_bid(package, bid));
        match advance(&app, &tenant, id, step.clone(), rules, apply).await {
            Err(problem) if problem.code == Code::Conflict && tries.next().is_some() => {}
            result => return result.map(Json),
        }
    }
}

fn ranked_in_roster(user_id: Uuid) -> Rule {
    let text = "NOT EXISTS (SELECT 1 FROM crew c JOIN caller k ON k.center_id = c.center_id \
        AND k.environment = c.environment WHERE c.id = ? AND c.seniority_number IS NOT NULL)";
    let message = "must be of the crew roster, with a seniority number";
    Rule {
        broken: Sql::new(text, [user_id.into()]),
        problem: Problem::unprocessable(vec![FieldError::new("userId", message)]),
    }
}

fn put_bid(package: &mut Stored<BidPackage>, bid: Bid) -> Result<(), Problem> {
    let BidPackage { mode, lines, .. } = &package.fields;
    bid.check(*mode, lines)?;
    let bids = &mut package.facts.bids;
    match bids.iter().position(|before| before.user_id == bid.user_id) {
        Some(place) => bids[place] = bid,
        None if bids.len() < MOST_BIDS => bids.push(bid),
        None => {
            let message = format!("comes too late: a package takes the bids of {MOST_BIDS} people");
            let fault = FieldError::new("userId", message);
            return Err(Problem::unprocessable(vec![fault]));
        }
    }
    Ok(())
}

fn nothing_more(_: &mut Stored<BidPackage>, _: Nothing, _: &At) -> Result<(), Problem> {
    Ok(())
}

fn award_lines(package: &mut Stored<BidPackage>, _: Nothing, at: &At) -> Result<(), Problem> {
    let roster = package.related.as_deref().unwrap_or("{}");
    let seniority: BTreeMap<Uuid, i64> = serde_json::from_str(roster).map_err(Problem::internal)?;
    let facts = &mut package.facts;
    facts.awards = award::run(&package.fields.lines, &facts.bids, &seniority);
    facts.reserve_count = facts.awards.iter().filter(|award| award.reserve).count();
    facts.awarded_count = facts.awards.len() - facts.reserve_count;
    facts.awarded_at = Some(at.now);
    Ok(())
}

fn publish(package: &mut Stored<BidPackage>, _: Nothing, at: &At) -> Result<(), Problem> {
    package.facts.published_at = Some(at.now);
    Ok(())
}
