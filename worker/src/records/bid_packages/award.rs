//! The award run: pure, so that the same lines, bids and seniority always give the same awards.
//!
//! The most senior bidder (the lowest number) chooses first; who has lost the number since the bid chooses last, by
//! user id. With LINE bids, the best-ranked line that is still free; with PBS rules, the free lines that keep every
//! hard rule are scored by the weights of the soft rules that they keep, and the highest score wins, the lowest line
//! number among equals. For whom no line is left, there is the reserve pool.

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
    /// As it was at the award run.
    pub seniority_number: Option<i64>,
    /// Null in the reserve pool.
    pub line_number: Option<i64>,
    pub reserve: bool,
}

/// A bid, and the bidder's seniority number of now.
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
    // In the order of line numbers, so that only a better score takes the place.
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

/// The score of the line at this place; `None` when it fails a hard rule.
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
