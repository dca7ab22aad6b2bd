//! What the award run promises, on cases and on whatever is bid.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Award, Bidder};
use crate::records::bid_packages::bids::{Bid, Line};

fn user(index: u64) -> Uuid {
    Uuid::from_u128(u128::from(index))
}

fn line(number: i64, more: Value) -> Line {
    let mut line = json!({"lineNumber": number, "daysOn": 16, "daysOff": 14, "creditMinutes": 5060});
    for (field, value) in more.as_object().unwrap() {
        line[field] = value.clone();
    }
    serde_json::from_value(line).unwrap()
}

fn pbs(index: u64, rules: Value) -> Bid {
    serde_json::from_value(json!({"userId": user(index), "rules": rules})).unwrap()
}

fn ranked(index: u64, numbers: &[i64]) -> Bid {
    serde_json::from_value(json!({"userId": user(index), "rankedLineNumbers": numbers})).unwrap()
}

fn seniority(numbers: &[(u64, i64)]) -> BTreeMap<Uuid, i64> {
    numbers.iter().map(|(index, number)| (user(*index), *number)).collect()
}

fn run(lines: &[Line], bids: &[Bid], seniority: &BTreeMap<Uuid, i64>) -> Vec<Award> {
    let bidders =
        bids.iter().map(|bid| Bidder { bid: bid.clone(), seniority_number: seniority.get(&bid.user_id).copied() });
    super::run(lines, bidders.collect())
}

fn lines_of(awards: &[Award]) -> Vec<Option<i64>> {
    awards.iter().map(|award| award.line_number).collect()
}

#[test]
fn the_most_senior_chooses_first_and_the_last_are_reserve() {
    let lines = [line(1, json!({})), line(2, json!({})), line(3, json!({}))];
    let bids = [ranked(1, &[1, 2]), ranked(2, &[1, 2]), ranked(3, &[2, 1]), ranked(4, &[])];
    let awards = run(&lines, &bids, &seniority(&[(1, 30), (2, 7), (3, 12), (4, 40)]));
    let order: Vec<_> = awards.iter().map(|award| award.seniority_number).collect();
    assert_eq!(order, [Some(7), Some(12), Some(30), Some(40)]);
    assert_eq!(lines_of(&awards), [Some(1), Some(2), None, None]);
    assert!(awards.iter().all(|award| award.reserve == award.line_number.is_none()));
}

#[test]
fn who_lost_the_seniority_number_chooses_last() {
    let bids = [ranked(1, &[1]), ranked(9, &[1])];
    let awards = run(&[line(1, json!({}))], &bids, &seniority(&[(9, 999)]));
    assert_eq!((awards[0].user_id, awards[0].line_number), (user(9), Some(1)));
    assert_eq!((awards[1].seniority_number, awards[1].reserve), (None, true));
}

/// Which of two lines the rule, demanded, leaves: the one that keeps it, and only that one.
#[test]
fn each_rule_accepts_and_refuses_a_line() {
    for (rule, keeps, fails) in [
        (
            json!({"type": "DAYS_OFF", "params": {"dates": ["2026-06-05", "2026-06-06"]}}),
            json!({"daysOffDates": ["2026-06-06", "2026-06-05", "2026-06-09"]}),
            json!({"daysOffDates": ["2026-06-05"]}),
        ),
        (json!({"type": "DAYS_OFF_COUNT", "params": {"min": 15}}), json!({"daysOff": 15}), json!({"daysOff": 14})),
        (
            json!({"type": "CREDIT_RANGE", "params": {"min": 5000, "max": 5100}}),
            json!({"creditMinutes": 5100}),
            json!({"creditMinutes": 5101}),
        ),
        (
            json!({"type": "CREDIT_RANGE", "params": {"min": 5000}}),
            json!({"creditMinutes": 5000}),
            json!({"creditMinutes": 4999}),
        ),
        (json!({"type": "MAX_LEGS_PER_DAY", "params": {"max": 3}}), json!({"legsPerDay": 3}), json!({"legsPerDay": 4})),
        (json!({"type": "MAX_LEGS_PER_DAY", "params": {"max": 3}}), json!({"legsPerDay": 0}), json!({})),
        (
            json!({"type": "AVOID_LAYOVER_CITY", "params": {"cities": ["LAX", "SEA"]}}),
            json!({"layoverCities": ["ORD"]}),
            json!({"layoverCities": ["ORD", "SEA"]}),
        ),
        (
            json!({"type": "PREFER_LAYOVER_CITY", "params": {"cities": ["LAX", "SEA"]}}),
            json!({"layoverCities": ["ORD", "SEA"]}),
            json!({"layoverCities": ["ORD"]}),
        ),
        (json!({"type": "AVOID_REDEYE"}), json!({"redeye": false}), json!({"redeye": true})),
        (json!({"type": "WEEKEND_OFF"}), json!({"weekendsOff": 1}), json!({"weekendsOff": 0})),
        (json!({"type": "WEEKEND_OFF", "params": {"min": 2}}), json!({"weekendsOff": 2}), json!({"weekendsOff": 1})),
    ] {
        let lines = [line(1, fails), line(2, keeps)];
        let awarded = |lines: &[Line], hard: bool| {
            let mut rule = rule.clone();
            rule["hard"] = json!(hard);
            lines_of(&run(lines, &[pbs(1, json!([rule]))], &seniority(&[(1, 1)])))[0]
        };
        assert_eq!(awarded(&lines, true), Some(2), "{rule}");
        assert_eq!(awarded(&lines, false), Some(2), "{rule}");
        assert_eq!(awarded(&lines[..1], true), None, "{rule}");
        assert_eq!(awarded(&lines[..1], false), Some(1), "{rule}");
    }
}

#[test]
fn soft_weights_add_up_and_the_lowest_number_wins_a_tie() {
    let lines = [
        line(7, json!({"redeye": true, "daysOff": 20, "weekendsOff": 1})),
        line(5, json!({"redeye": false, "daysOff": 10})),
        line(4, json!({"redeye": true, "daysOff": 20, "weekendsOff": 1})),
    ];
    let rules = |redeye: f64| {
        json!([
            {"type": "AVOID_REDEYE", "weight": redeye},
            {"type": "DAYS_OFF_COUNT", "weight": 2, "params": {"min": 15}},
            {"type": "WEEKEND_OFF", "weight": 1.5},
        ])
    };
    for (redeye, expected) in [(3.4, 4), (3.5, 4), (3.6, 5)] {
        let awards = run(&lines, &[pbs(1, rules(redeye))], &seniority(&[(1, 1)]));
        assert_eq!(lines_of(&awards), [Some(expected)], "{redeye}");
    }
}

#[test]
fn no_line_goes_twice_and_nobody_envies_a_junior() {
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..300 {
        let size = 1 + random(8);
        let lines: Vec<_> = (0..size).map(|number| line(number as i64, json!({}))).collect();
        let mut bids: Vec<_> = (0..random(10))
            .map(|index| {
                let wanted: HashSet<_> = (0..size).map(|_| random(size) as i64).collect();
                ranked(index, &wanted.into_iter().collect::<Vec<_>>())
            })
            .collect();
        let numbers: Vec<_> = (0..10).map(|index| (index, ((index * 7) % 10) as i64)).collect();
        let awards = run(&lines, &bids, &seniority(&numbers));
        assert_eq!(awards.len(), bids.len());
        let given: Vec<_> = awards.iter().filter_map(|award| award.line_number).collect();
        assert_eq!(given.iter().collect::<HashSet<_>>().len(), given.len());
        for (place, award) in awards.iter().enumerate() {
            let bid = bids.iter().find(|bid| bid.user_id == award.user_id).unwrap();
            let wanted = bid.ranked_line_numbers.as_ref().unwrap();
            let got = wanted.iter().position(|number| Some(number.get()) == award.line_number);
            // Everything that was wanted more went to someone senior.
            for better in &wanted[..got.unwrap_or(wanted.len())] {
                let seniors = &awards[..place];
                assert!(seniors.iter().any(|senior| senior.line_number == Some(better.get())));
            }
        }
        // The order in which bids came in changes nothing.
        bids.reverse();
        assert_eq!(run(&lines, &bids, &seniority(&numbers)), awards);
    }
}

/// A hundred times what it takes; each city of each rule compared with each of each line takes minutes.
#[test]
fn the_largest_award_takes_little_time() {
    let cities = |prefix: &str| (0..40).map(|c| format!("{prefix}{c}")).collect::<Vec<_>>();
    let lines: Vec<_> = (0..500).map(|number| line(number, json!({"layoverCities": cities("a")}))).collect();
    let rule = json!({"type": "AVOID_LAYOVER_CITY", "hard": true, "params": {"cities": cities("b")}});
    let bids: Vec<_> = (0..500).map(|index| pbs(index, json!(vec![rule.clone(); 7]))).collect();
    let started = std::time::Instant::now();
    let awards = run(&lines, &bids, &seniority(&[(1, 1)]));
    assert_eq!(awards.iter().filter(|award| award.line_number.is_some()).count(), 500);
    let took = started.elapsed();
    assert!(took.as_secs() < 20, "{took:?}");
}
