//! Checks a person's duties and flights against the limits for a trade.
//!
//! The pairings have no times, so the check looks back from the time of the decision at what is recorded: duty periods and
//! the flight log. The limits are those that the product's pages state, a small part of the regulation.

use std::time::Duration;

use serde::Deserialize;

use crate::{problem::Problem, time::Instant};

const fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 60 * 60)
}

const REST_BEFORE_DUTY: Duration = hours(10);
const WEEK: Duration = hours(168);
const FREE_IN_WEEK: Duration = hours(30);
const FOUR_WEEKS: Duration = hours(672);
const FLIGHT_IN_FOUR_WEEKS: Duration = hours(100);

/// From one instant to another; without an end, it continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Period(pub Instant, pub Option<Instant>);

/// What is recorded of one person, in any order.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct History {
    pub duties: Vec<Period>,
    pub flights: Vec<Period>,
}

impl Period {
    /// The part of it that lies between two instants.
    fn within(self, from: Instant, to: Instant) -> (Instant, Instant) {
        let end = self.1.unwrap_or(to).min(to);
        (self.0.max(from), end)
    }
}

impl History {
    /// The names of the limits that are violated as of `now`.
    pub fn violations(&self, now: Instant) -> Vec<&'static str> {
        let mut duties = self.duties.clone();
        duties.sort_unstable();
        let mut violations = Vec::new();
        if !rested_before_each(&duties, now) {
            violations.push("REST_10H");
        }
        if longest_free(&duties, now.minus(WEEK), now) < FREE_IN_WEEK {
            violations.push("FREE_30H_IN_168H");
        }
        if self.flown(now.minus(FOUR_WEEKS), now) > FLIGHT_IN_FOUR_WEEKS {
            violations.push("FLIGHT_100H_IN_672H");
        }
        violations
    }

    fn flown(&self, from: Instant, to: Instant) -> Duration {
        let parts = self.flights.iter().map(|flight| {
            let (begin, end) = flight.within(from, to);
            end.since(begin)
        });
        parts.fold(Duration::ZERO, Duration::saturating_add)
    }
}

/// Whether each duty that began in the week before `now` followed enough rest.
fn rested_before_each(duties: &[Period], now: Instant) -> bool {
    duties.windows(2).all(|pair| {
        let [before, duty] = pair else { return true };
        let looked_at = duty.0 > now.minus(WEEK) && duty.0 <= now;
        let ended = before.1.unwrap_or(duty.0);
        !looked_at || duty.0.since(ended) >= REST_BEFORE_DUTY
    })
}

/// The longest time without duty between two instants.
fn longest_free(duties: &[Period], from: Instant, to: Instant) -> Duration {
    let mut free_since = from;
    let mut longest = Duration::ZERO;
    for duty in duties {
        let (begin, end) = duty.within(from, to);
        if end < from || begin > to {
            continue;
        }
        longest = longest.max(begin.since(free_since));
        free_since = free_since.max(end);
    }
    longest.max(to.since(free_since))
}

/// SQL for the [`History`] of the person in this column of `t`, as far back as the check looks: the last 1,000 duties
/// and flights, which are more than anybody has in that time, since a value in the database may have 2 MB at most. The
/// result of a subquery is text to the function around it, hence `json`.
macro_rules! history {
    ($person:literal) => {
        concat!(
            "json_object('duties', json((SELECT json_group_array(json_array(started_at, ended_at)) FROM (SELECT d.started_at, d.ended_at FROM duty_periods d \
             WHERE d.center_id = t.center_id AND d.environment = t.environment AND d.user_id = t.",
            $person,
            " AND coalesce(d.ended_at, '9') > strftime('%Y-%m-%dT%H:%M:%fZ', t.created_at, '-28 days') \
             ORDER BY d.started_at DESC LIMIT 1000))), \
             'flights', json((SELECT json_group_array(json_array(off_block_at, on_block_at)) FROM (SELECT f.off_block_at, f.on_block_at FROM flight_log f \
             WHERE f.center_id = t.center_id AND f.environment = t.environment AND f.user_id = t.",
            $person,
            " AND f.on_block_at > strftime('%Y-%m-%dT%H:%M:%fZ', t.created_at, '-28 days') \
             ORDER BY f.on_block_at DESC LIMIT 1000))))"
        )
    };
}

/// SQL for [`Histories`], over a trade `t` or what has its columns.
pub const HISTORIES: &str = concat!(
    "json_object('requester', ",
    history!("requester_user_id"),
    ", 'counterparty', ",
    history!("counterparty_user_id"),
    ")"
);

/// The records of the people of a trade; empty for a missing counterparty.
#[derive(Deserialize)]
pub struct Histories {
    requester: History,
    counterparty: History,
}

impl Histories {
    /// The limits that are violated as of `now`, by person and name.
    pub fn violations(text: &str, now: Instant) -> Result<Vec<String>, Problem> {
        let histories: Self = serde_json::from_str(text).map_err(Problem::internal)?;
        let mut violations = Vec::new();
        for (who, history) in [("REQUESTER", histories.requester), ("COUNTERPARTY", histories.counterparty)] {
            let broken = history.violations(now);
            violations.extend(broken.iter().map(|rule| format!("{who}_{rule}")));
        }
        Ok(violations)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{History, Period, hours};
    use crate::time::Instant;

    const MS: Duration = Duration::from_millis(1);

    fn now() -> Instant {
        Instant::parse("2026-06-30T00:00:00Z").unwrap()
    }

    /// From so long before now until so long before now.
    fn ago(from: Duration, to: Duration) -> Period {
        Period(now().minus(from), Some(now().minus(to)))
    }

    fn broken(duties: &[Period], flights: &[Period]) -> Vec<&'static str> {
        let history = History { duties: duties.to_vec(), flights: flights.to_vec() };
        history.violations(now())
    }

    #[test]
    fn nothing_recorded_breaks_nothing() {
        assert!(broken(&[], &[]).is_empty());
    }

    #[test]
    fn a_duty_needs_ten_hours_of_rest_after_the_one_before_it() {
        let first = ago(hours(60), hours(50));
        assert!(broken(&[ago(hours(40), hours(35)), first], &[]).is_empty());
        let early = ago(hours(40) + MS, hours(35));
        assert_eq!(broken(&[early, first], &[]), ["REST_10H"]);
        let on_duty = |before: Duration| [ago(hours(20), hours(12)), Period(now().minus(before), None)];
        assert!(broken(&on_duty(hours(2)), &[]).is_empty());
        assert_eq!(broken(&on_duty(hours(2) + MS), &[]), ["REST_10H"]);
        let long_ago = [ago(hours(190), hours(180)), ago(hours(168), hours(160))];
        assert!(broken(&[long_ago[0], ago(hours(169), hours(160))], &[]).is_empty());
        assert!(broken(&long_ago, &[]).is_empty());
        let inside = ago(hours(168) - MS, hours(160));
        assert!(broken(&[long_ago[0], inside], &[]).is_empty());
        assert_eq!(broken(&[ago(hours(190), hours(170)), inside], &[]), ["REST_10H"]);
    }

    #[test]
    fn thirty_hours_of_a_week_are_free_at_one_stretch() {
        // A duty of 10 hours after each 20: never 30 hours free.
        let dense: Vec<_> = (0..6).map(|index| ago(hours(160 - index * 30), hours(150 - index * 30))).collect();
        assert_eq!(broken(&dense, &[]), ["FREE_30H_IN_168H"]);
        assert!(broken(&dense[1..], &[]).is_empty());
        for (missing, expected) in [(Duration::ZERO, 0), (MS, 1)] {
            let duties = [ago(hours(168), hours(30) - missing)];
            assert_eq!(broken(&duties, &[]).len(), expected, "at the end");
            let duties = [ago(hours(138) + missing, Duration::ZERO)];
            assert_eq!(broken(&duties, &[]).len(), expected, "at the beginning");
            let duties = [ago(hours(168), hours(90)), ago(hours(60) + missing, Duration::ZERO)];
            assert_eq!(broken(&duties, &[]).len(), expected, "in the middle");
        }
        assert_eq!(broken(&[Period(now().minus(hours(139)), None)], &[]), ["FREE_30H_IN_168H"]);
    }

    #[test]
    fn a_hundred_flight_hours_in_four_weeks_are_allowed_and_no_more() {
        let flights = |last: Duration| {
            let mut flights = vec![ago(hours(50), hours(50) - last)];
            flights.extend((1..10).map(|day| ago(hours(50 + day * 24), hours(40 + day * 24))));
            flights
        };
        assert!(broken(&[], &flights(hours(10))).is_empty());
        assert_eq!(broken(&[], &flights(hours(10) + MS)), ["FLIGHT_100H_IN_672H"]);
        // Of a flight over the edge of the four weeks, only the part inside counts.
        let mut over_the_edge = flights(hours(9));
        over_the_edge.push(ago(hours(680), hours(671)));
        assert!(broken(&[], &over_the_edge).is_empty());
        over_the_edge.push(ago(hours(672), hours(672) - MS));
        assert_eq!(broken(&[], &over_the_edge), ["FLIGHT_100H_IN_672H"]);
        // What lies ahead is not flown yet.
        let ahead = Period(now(), Some(now().plus(hours(20))));
        assert!(broken(&[], &[flights(hours(10)), vec![ahead]].concat()).is_empty());
    }
}
