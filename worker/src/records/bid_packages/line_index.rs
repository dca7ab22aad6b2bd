//! [`LineIndex`]: finds the lines that satisfy a rule, by city and date. It is built once for all rules of all bids: to
//! compare each rule with each line would take too long.

use std::collections::HashMap;

use super::{
    MOST_LINES,
    bids::{Line, PbsRule, RuleParams, RuleType},
};
use crate::{text::Whole, time::Date};

/// A set of a package's lines, by their indices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineSet([u64; MOST_LINES.div_ceil(64)]);

impl LineSet {
    pub fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    fn insert(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    fn combined(mut self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word = combine(*word, other);
        }
        self
    }
}

pub struct LineIndex<'l> {
    lines: &'l [Line],
    all: LineSet,
    by_layover: HashMap<&'l str, LineSet>,
    by_day_off: HashMap<Date, LineSet>,
}

impl<'l> LineIndex<'l> {
    pub fn new(lines: &'l [Line]) -> Self {
        let mut index = Self { lines, all: LineSet::default(), by_layover: HashMap::new(), by_day_off: HashMap::new() };
        for (place, line) in lines.iter().enumerate() {
            index.all.insert(place);
            for city in line.layover_cities.iter() {
                index.by_layover.entry(city).or_default().insert(place);
            }
            for date in line.days_off_dates.iter() {
                index.by_day_off.entry(*date).or_default().insert(place);
            }
        }
        index
    }

    /// The lines that satisfy the rule.
    pub fn holding(&self, rule: &PbsRule) -> LineSet {
        let RuleParams { min, max, dates, cities } = &rule.params;
        let at_least = |number: i64, least: i64| number >= min.map_or(least, Whole::get);
        let at_most = |number: i64| max.is_none_or(|most| number <= most.get());
        let laying_over = || {
            let there = cities.iter().filter_map(|c| self.by_layover.get(c.as_str()));
            there.fold(LineSet::default(), |all, set| all.combined(set, |a, b| a | b))
        };
        match rule.kind {
            RuleType::DaysOff => dates.iter().fold(self.all, |free, date| {
                let off = self.by_day_off.get(date).copied().unwrap_or_default();
                free.combined(&off, |a, b| a & b)
            }),
            RuleType::DaysOffCount => self.filter(|line| at_least(line.days_off.get(), 0)),
            RuleType::CreditRange => {
                self.filter(|line| at_least(line.credit_minutes.get(), 0) && at_most(line.credit_minutes.get()))
            }
            RuleType::MaxLegsPerDay => self.filter(|line| line.legs_per_day.is_some_and(|legs| at_most(legs.get()))),
            RuleType::AvoidLayoverCity => self.all.combined(&laying_over(), |a, b| a & !b),
            RuleType::PreferLayoverCity => laying_over(),
            RuleType::AvoidRedeye => self.filter(|line| !line.redeye),
            RuleType::WeekendOff => self.filter(|line| at_least(line.weekends_off.get(), 1)),
        }
    }

    fn filter(&self, keeps: impl Fn(&Line) -> bool) -> LineSet {
        let mut set = LineSet::default();
        let lines = self.lines.iter().enumerate();
        lines.filter(|(_, line)| keeps(line)).for_each(|(place, _)| set.insert(place));
        set
    }
}
