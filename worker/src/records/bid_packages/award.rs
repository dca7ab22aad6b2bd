//! The award run: pure, so that the same lines, bids and seniority always give the same awards.
//!
//! Bidders choose in the order of seniority, the lowest number first. Those who have lost their number since they bid
//! come last, by user id. A LINE bid gets its best-ranked line that is still free. For a PBS bid, the free lines that
//! satisfy every hard rule are scored by the weights of the soft rules that they satisfy; the highest score wins, and
//! among equal scores the lowest line number. Bidders for whom no line is left go to the reserve pool.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    bids::{Bid, Line, PbsRule},
    line_index::{LineIndex, LineSet},
};

/// What a bidder gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Award {
    pub user_id: Uuid,
    /// At the time of the award run.
    pub seniority_number: Option<i64>,
    /// Null in the reserve pool.
    pub line_number: Option<i64>,
    pub reserve: bool,
}

/// A bid with the bidder's current seniority number.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bidder {
    pub bid: Bid,
    pub seniority_number: Option<i64>,
}

/// Awards the lines, in the order of choice.
pub fn run(lines: &[Line], mut bidders: Vec<Bidder>) -> Vec<Award> {
    bidders.sort_by_key(|bidder| {
        let number = bidder.seniority_number.unwrap_or(i64::MAX);
        (number, bidder.bid.user_id)
    });
    let index = LineIndex::new(lines);
    let places = lines.iter().enumerate();
    let mut free: BTreeMap<_, _> = places.map(|(place, line)| (line.line_number.get(), place)).collect();
    let award = |bidder: Bidder| {
        let line_number = choose(&bidder.bid, &index, &free);
        if let Some(number) = line_number {
            free.remove(&number);
        }
        Award {
            user_id: bidder.bid.user_id,
            seniority_number: bidder.seniority_number,
            line_number,
            reserve: line_number.is_none(),
        }
    };
    bidders.into_iter().map(award).collect()
}

fn choose(bid: &Bid, index: &LineIndex, free: &BTreeMap<i64, usize>) -> Option<i64> {
    if let Some(ranked) = &bid.ranked_line_numbers {
        return ranked.iter().map(|number| number.get()).find(|number| free.contains_key(number));
    }
    let rules = bid.rules.as_deref().unwrap_or_default();
    let rules: Vec<_> = rules.iter().map(|rule| (rule, index.holding(rule))).collect();
    let mut best: Option<(f64, i64)> = None;
    // By line number, so that an equal score does not replace an earlier line.
    for (number, place) in free {
        let Some(score) = score(&rules, *place) else {
            continue;
        };
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, *number));
        }
    }
    best.map(|(_, number)| number)
}

/// The score of the line at this index; `None` when it fails a hard rule.
fn score(rules: &[(&PbsRule, LineSet)], place: usize) -> Option<f64> {
    let mut score = 0.0;
    for (rule, holding) in rules {
        match (rule.hard, holding.has(place)) {
            (true, false) => return None,
            (false, true) => score += rule.weight,
            (true, true) | (false, false) => {}
        }
    }
    Some(score)
}

#[cfg(test)]
mod tests;
