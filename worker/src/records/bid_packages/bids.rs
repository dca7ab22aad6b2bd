//! Lines of flying, and what people bid for them.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{MOST_LINES, Mode};
use crate::{
    checks::Checks,
    list::{Distinct, List},
    problem::Problem,
    text::{MOST, Text, Whole},
    time::Date,
    wire_enum,
};

/// Enough to rank five hundred lines.
const LONGEST_BID: usize = 2200;

pub type LineNumber = Whole<0, 99_999>;

/// A month of flying for one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Line {
    /// Unique in the package.
    pub line_number: LineNumber,
    pub days_on: Whole<0, 31>,
    pub days_off: Whole<0, 31>,
    pub credit_minutes: Whole<0, { 31 * 24 * 60 }>,
    #[serde(default)]
    pub pairing_ids: List<Text<20>, 0, 40>,
    /// The largest number of legs on one day; null when unknown.
    #[serde(default)]
    pub legs_per_day: Option<Whole<0, 50>>,
    #[serde(default)]
    pub layover_cities: List<Text<20>, 0, 40>,
    /// Whether it includes flying through a night.
    #[serde(default)]
    pub redeye: bool,
    /// How many whole weekends are free.
    #[serde(default)]
    pub weekends_off: Whole<0, 5>,
    #[serde(default)]
    pub days_off_dates: Distinct<Date, 0, 31>,
}

wire_enum! {
    /// What a rule requires of a line.
    pub enum RuleType {
        /// All of `params.dates` are free.
        DaysOff = "DAYS_OFF",
        /// At least `params.min` days are free.
        DaysOffCount = "DAYS_OFF_COUNT",
        /// The credit is from `params.min` to `params.max` minutes; either may be left out.
        CreditRange = "CREDIT_RANGE",
        /// No day has more than `params.max` legs; a line without `maxLegsPerDay` fails.
        MaxLegsPerDay = "MAX_LEGS_PER_DAY",
        /// No layover is in one of `params.cities`.
        AvoidLayoverCity = "AVOID_LAYOVER_CITY",
        /// Some layover is in one of `params.cities`.
        PreferLayoverCity = "PREFER_LAYOVER_CITY",
        /// No flying through a night.
        AvoidRedeye = "AVOID_REDEYE",
        /// At least `params.min` weekends are free; 1 when left out.
        WeekendOff = "WEEKEND_OFF",
    }
}

/// What one person requires (hard) or prefers (soft) of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PbsRule {
    #[serde(rename = "type")]
    pub kind: RuleType,
    /// A line that fails a hard rule is excluded; one that satisfies a soft rule gets its weight.
    #[serde(default)]
    pub hard: bool,
    /// From 0.001 to 1000; ignored for a hard rule.
    #[schemars(range(min = 0.001, max = 1000))]
    #[serde(default = "one")]
    pub weight: f64,
    #[serde(default)]
    pub params: RuleParams,
}

fn one() -> f64 {
    1.0
}

/// The parameters of a rule; which are required depends on its type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleParams {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Whole<0, MOST>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Whole<0, MOST>>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub dates: Distinct<Date, 0, 31>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub cities: Distinct<Text<20>, 0, 40>,
}

/// As serde asks: of a reference to the field.
fn is_empty<T, const MAX: usize>(list: &Distinct<T, 0, MAX>) -> bool {
    list.is_empty()
}

impl PbsRule {
    fn check(&self, checks: &mut Checks, place: &str) {
        let RuleParams { min, max, dates, cities } = &self.params;
        let weight = (0.001..=1000.0).contains(&self.weight);
        let message = "must be from 0.001 to 1000";
        checks.that(weight, &format!("{place}.weight"), message);
        let field = format!("{place}.params");
        let (asked, needed) = match self.kind {
            RuleType::DaysOff => (!dates.is_empty(), "must have `dates`"),
            RuleType::DaysOffCount => (min.is_some(), "must have `min`"),
            RuleType::CreditRange => (
                min.or(*max).is_some() && min.zip(*max).is_none_or(|(min, max)| min <= max),
                "must have `min` or `max`, or both in order",
            ),
            RuleType::MaxLegsPerDay => (max.is_some(), "must have `max`"),
            RuleType::AvoidLayoverCity | RuleType::PreferLayoverCity => (!cities.is_empty(), "must have `cities`"),
            RuleType::AvoidRedeye | RuleType::WeekendOff => (true, ""),
        };
        checks.that(asked, &field, needed);
    }
}

/// One person's bid: in a LINE package, lines in the order of preference; in a PBS package, rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bid {
    /// A member of the crew roster.
    pub user_id: Uuid,
    /// The most preferred line first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranked_line_numbers: Option<Distinct<LineNumber, 0, MOST_LINES>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<List<PbsRule, 0, 40>>,
}

impl Bid {
    /// 422 unless the bid fits a package of this mode with these lines.
    pub fn check(&self, mode: Mode, lines: &[Line]) -> Result<(), Problem> {
        let mut checks = Checks::default();
        for (field, given, fits) in [
            ("rankedLineNumbers", self.ranked_line_numbers.is_some(), Mode::Line),
            ("rules", self.rules.is_some(), Mode::Pbs),
        ] {
            let message = if mode == fits {
                "is what a bid for this package consists of"
            } else {
                "is not for a package of this mode"
            };
            checks.that(given == (mode == fits), field, message);
        }
        let ranked = self.ranked_line_numbers.as_deref().unwrap_or_default();
        let numbers: HashSet<_> = lines.iter().map(|line| line.line_number).collect();
        let field = "rankedLineNumbers";
        checks.that(ranked.iter().all(|number| numbers.contains(number)), field, "names a line that the package lacks");
        let rules = self.rules.as_deref().unwrap_or_default();
        for (index, rule) in rules.iter().enumerate() {
            rule.check(&mut checks, &format!("rules[{index}]"));
        }
        let length = serde_json::to_string(self).map_err(Problem::internal)?.len();
        let field = if mode == Mode::Line { field } else { "rules" };
        let message = format!("is too long: a bid has at most {LONGEST_BID} bytes as JSON");
        checks.that(length <= LONGEST_BID, field, &message);
        checks.done()
    }
}
