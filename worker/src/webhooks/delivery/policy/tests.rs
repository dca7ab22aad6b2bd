use std::time::Duration;

use super::{LONGEST_LIFE, MAX_INTERRUPTIONS, Next, Origin, Standing};
use crate::{
    app::{
        Answer, Response,
        schedule::{Schedule, slack},
    },
    time::Instant,
};

fn noon() -> Instant {
    Instant::parse("2026-06-01T12:00:00Z").unwrap()
}

/// A delivery whose first attempt was at noon, after so many failures.
fn failed(completed: i64) -> Standing {
    Standing { completed, interrupted: 0, first_attempt_at: noon(), manual_from: None }
}

/// Each state in which a manual attempt can be asked for, and the one that its failure leads to.
fn origins() -> [(Origin, Next); 4] {
    let at = noon().plus(Duration::from_secs(300));
    [
        (Origin::Retrying(at), Next::Retry(at)),
        (Origin::Delivered, Next::Delivered),
        (Origin::Failed, Next::Failed),
        (Origin::Skipped, Next::Failed),
    ]
}

fn status(status: u16) -> Answer {
    Answer::Response(Response { status, ..Response::default() })
}

fn retry_after(value: &str) -> Answer {
    Answer::Response(Response {
        status: 503,
        headers: vec![("retry-after".to_owned(), value.to_owned())],
        ..Response::default()
    })
}

/// Seconds until the next attempt, where there is one.
fn wait(standing: Standing, answer: &Answer, now: Instant, jitter: f64) -> Option<u64> {
    match standing.after(&Schedule::default(), answer, now, jitter) {
        Next::Retry(at) => Some(at.since(now).as_secs()),
        Next::Delivered | Next::Failed => None,
    }
}

#[test]
fn failures_are_retried_on_the_schedule_and_the_fifth_is_the_last() {
    for answer in [Answer::Timeout, Answer::Network(String::new()), status(500)] {
        let waits = [0, 1, 2, 3, 4].map(|completed| wait(failed(completed), &answer, noon(), 0.0));
        let promised = [Some(300), Some(1_800), Some(7_200), Some(28_800), None];
        assert_eq!(waits, promised);
    }
    let last = failed(4).after(&Schedule::default(), &Answer::Timeout, noon(), 0.0);
    assert_eq!(last, Next::Failed);
}

#[test]
fn only_a_2xx_is_success() {
    for code in 100..=599 {
        let next = failed(4).after(&Schedule::default(), &status(code), noon(), 0.5);
        let expected = if (200..300).contains(&code) { Next::Delivered } else { Next::Failed };
        assert_eq!(next, expected, "{code}");
    }
}

#[test]
fn jitter_lengthens_a_wait_by_at_most_a_tenth_or_a_minute() {
    let schedule = Schedule::parse("100,1000,10,10").unwrap();
    for (completed, longest) in [(0, 110), (1, 1060)] {
        let at = noon().plus(Duration::from_secs(longest));
        let next = failed(completed).after(&schedule, &status(500), noon(), 1.0);
        assert_eq!(next, Next::Retry(at));
    }
}

#[test]
fn a_later_retry_after_is_honoured_in_seconds_and_as_a_date() {
    for answer in [retry_after("3600"), retry_after("Mon, 01 Jun 2026 13:00:00 GMT")] {
        assert_eq!(wait(failed(0), &answer, noon(), 0.0), Some(3600));
        assert_eq!(wait(failed(0), &answer, noon(), 1.0), Some(3660));
    }
}

#[test]
fn a_retry_after_that_is_sooner_or_invalid_changes_nothing() {
    for value in ["0", "60", "-5", "soon", "", "Mon, 01 Jun 2026 11:00:00 GMT"] {
        assert_eq!(wait(failed(0), &retry_after(value), noon(), 0.0), Some(300));
    }
    let success = Answer::Response(Response {
        status: 200,
        headers: vec![("retry-after".to_owned(), "3600".to_owned())],
        ..Response::default()
    });
    assert_eq!(wait(failed(0), &success, noon(), 0.0), None);
}

#[test]
fn a_retry_after_beyond_a_days_reach_is_set_aside() {
    for value in ["86400", "18446744073709551615", "Wed, 01 Jul 2026 12:00:00 GMT"] {
        assert_eq!(wait(failed(0), &retry_after(value), noon(), 0.0), Some(300));
    }
}

#[test]
fn the_last_attempt_comes_within_a_day_whatever_is_asked_for() {
    for asked in (0..100_000).step_by(97) {
        let (mut standing, mut now) = (failed(0), noon());
        let mut answered = noon();
        while let Next::Retry(at) =
            standing.after(&Schedule::default(), &retry_after(&asked.to_string()), answered, 1.0)
        {
            let scheduled = Schedule::default().wait(standing.completed as usize + 1);
            assert!(at >= answered.plus(scheduled.unwrap()), "{asked}");
            now = at;
            // The longest an attempt takes.
            answered = now.plus(Duration::from_secs(5));
            standing.completed += 1;
        }
        assert_eq!(standing.completed, 4);
        assert!(now.since(noon()) <= LONGEST_LIFE, "{asked}: {now}");
    }
}

#[test]
fn slack_is_a_tenth_and_at_most_a_minute() {
    let of = |seconds| slack(Duration::from_secs(seconds)).as_secs();
    assert_eq!([of(10), of(600), of(28_800)], [1, 60, 60]);
}

#[test]
fn interruptions_are_bounded() {
    let interrupted = |interrupted| Standing { interrupted, ..failed(0) };
    assert!(!interrupted(MAX_INTERRUPTIONS).is_given_up());
    assert!(interrupted(MAX_INTERRUPTIONS + 1).is_given_up());
}

#[test]
fn a_manual_attempt_delivers_or_changes_nothing() {
    let schedule = Schedule::default();
    for ((origin, back), completed) in origins().into_iter().zip(0..) {
        let manual = Standing { manual_from: Some(origin), ..failed(completed) };
        let after = |answer: &Answer| manual.after(&schedule, answer, noon(), 0.5);
        assert_eq!(after(&status(204)), Next::Delivered);
        for answer in [Answer::Timeout, status(500), retry_after("3600")] {
            assert_eq!(after(&answer), back, "{origin:?}");
        }
    }
}

#[test]
fn a_manual_attempt_cut_off_too_often_changes_nothing() {
    for (origin, back) in origins() {
        let manual = Standing { interrupted: MAX_INTERRUPTIONS + 1, manual_from: Some(origin), ..failed(1) };
        assert!(manual.is_given_up());
        assert_eq!(manual.given_up(), back);
    }
    assert_eq!(failed(1).given_up(), Next::Failed);
}
