//! What a commit may make of one delivery: for each step who may take it and when, and all that it may change.

use aviationalley_worker::{
    app::schedule::{ATTEMPTS, Schedule},
    time::Instant,
    webhooks::delivery::policy::MAX_INTERRUPTIONS,
};

use super::snapshot::{Change, Delivery, Entry, Step};

/// Who commits, and what is known of that.
pub struct Context<'a> {
    pub now: i64,
    pub schedule: &'a Schedule,
    /// Whether anything may be sent to the delivery's endpoint.
    pub is_enabled: bool,
    /// Whether the one who commits took the lease that the delivery had before.
    pub is_holder: bool,
    /// What the one who commits was last answered for this delivery, and when.
    pub answer: Option<(&'static str, Instant)>,
}

impl Context<'_> {
    pub fn check(&self, change: &Change) {
        let Change { before, after, log, .. } = change;
        let Some(before) = before else {
            return self.born(after, log);
        };
        let expected = match change.step {
            Step::Born => unreachable!("it is there already"),
            Step::Resent => self.resent(before, after),
            Step::Claimed => self.claimed(before, after),
            Step::Settled => self.settled(before, after),
            Step::Skipped => self.skipped(before),
            Step::GivenUp => self.given_up(before),
            Step::Requeued => self.requeued(before, after),
            Step::Hinted => Delivery { held: after.held, ..before.clone() },
        };
        assert_eq!(*after, expected, "more or less than the step may change");
        let entry = match change.step {
            Step::Claimed if before.lease.is_some() => Some("interrupted"),
            Step::Settled if !is_given_up(before) => Some(self.answer.unwrap().0),
            _ => None,
        };
        let entry = entry.map(|outcome| Entry {
            number: before.attempt,
            outcome: outcome.to_owned(),
            manual: before.is_manual(),
        });
        assert_eq!(*log, Vec::from_iter(entry), "each attempt is logged, once");
        let attempts = ATTEMPTS as i64;
        assert!(after.completed <= attempts, "more than five attempts");
    }

    fn born(&self, after: &Delivery, log: &[Entry]) {
        let counts = (after.attempt, after.completed, after.interrupted, log.len());
        assert_eq!(counts, (1, 0, 0, 0));
        if after.event.is_example {
            let from = after.manual_from.as_deref();
            assert_eq!(from, Some("SKIPPED"), "a test message is one manual attempt");
            return;
        }
        let is_open = after.status == "PENDING" && after.due.is_some();
        assert!(is_open || after.status == "SKIPPED" && after.due.is_none());
        assert_eq!(is_open, self.is_enabled, "sent to who is enabled");
        assert!(is_open || after.lease.is_none());
    }

    /// One manual attempt, from any state but one in which an attempt is due at once or under way.
    fn resent(&self, before: &Delivery, after: &Delivery) -> Delivery {
        assert_eq!(before.lease, None, "two leases");
        assert!(self.is_enabled, "resent to a disabled endpoint");
        Delivery {
            manual_from: Some(before.status.clone()).filter(|status| status != "PENDING"),
            status: "PENDING".to_owned(),
            automatic_at: before.due,
            due: Some(self.now.min(after.due.unwrap())),
            interrupted: 0,
            held: false,
            lease: after.lease.clone(),
            ..before.clone()
        }
    }

    /// What is due, and by nobody else. A lease that ran out was an attempt that was cut off.
    fn claimed(&self, before: &Delivery, after: &Delivery) -> Delivery {
        assert!(before.is_open(), "a final state is attempted");
        assert!(!before.is_live(self.now), "two live leases");
        assert!(before.due <= Some(self.now), "before its time");
        let may = self.is_enabled || before.event.is_example;
        assert!(may, "attempted at a disabled endpoint");
        let cut_off = i64::from(before.lease.is_some());
        Delivery {
            attempt: before.attempt + cut_off,
            interrupted: before.interrupted + cut_off,
            lease: after.lease.clone(),
            held: false,
            ..before.clone()
        }
    }

    /// Only by who holds the lease. An automatic attempt counts, and ends in the state that the schedule says; a
    /// manual one delivers, or leaves all as it was.
    fn settled(&self, before: &Delivery, after: &Delivery) -> Delivery {
        assert!(self.is_holder, "written without the lease");
        let given_up = is_given_up(before);
        let counts = !given_up && !before.is_manual();
        // A manual attempt's interruptions are its own: they bring no automatic one nearer to its end.
        let interrupted = if before.is_manual() { 0 } else { before.interrupted };
        let completed = before.completed + i64::from(counts);
        let (status, due) = match before.manual_from.as_deref() {
            _ if !given_up && self.answer.unwrap().0 == "success" => ("DELIVERED", None),
            // What was never sent has now failed.
            Some("SKIPPED") => ("FAILED", None),
            Some(from) => (from, before.automatic_at),
            None if given_up || completed == ATTEMPTS as i64 => ("FAILED", None),
            None => {
                let wait = self.schedule.wait(completed as usize).unwrap();
                let earliest = self.answer.unwrap().1.plus(wait).millis();
                assert!(after.due >= Some(earliest), "too soon: before {earliest}");
                ("RETRYING", after.due)
            }
        };
        let reason = match before.manual_from.as_deref() {
            Some("FAILED") => before.failure_reason.clone(),
            _ => Some("attempts".to_owned()),
        };
        Delivery {
            status: status.to_owned(),
            failure_reason: reason.filter(|_| status == "FAILED"),
            manual_from: None,
            automatic_at: None,
            attempt: before.attempt + 1,
            completed,
            interrupted,
            due,
            lease: None,
            held: false,
            ..before.clone()
        }
    }

    /// Nothing is sent to an endpoint that was disabled; what had its final state before keeps that.
    fn skipped(&self, before: &Delivery) -> Delivery {
        assert!(!self.is_enabled, "skipped while the endpoint is enabled");
        let kept = before.manual_from.clone();
        let kept = kept.filter(|from| from == "DELIVERED" || from == "FAILED");
        Delivery {
            status: kept.unwrap_or_else(|| "SKIPPED".to_owned()),
            manual_from: None,
            automatic_at: None,
            due: None,
            lease: None,
            held: false,
            ..before.clone()
        }
    }

    /// What waits for a place, and is not under way. That there are too many, and that it is the oldest, `lane.rs` says.
    fn given_up(&self, before: &Delivery) -> Delivery {
        assert!(before.held && before.lease.is_none() && !before.is_manual());
        Delivery {
            status: "FAILED".to_owned(),
            failure_reason: Some("backlog".to_owned()),
            attempt: before.attempt + 1,
            due: None,
            held: false,
            ..before.clone()
        }
    }

    /// Five attempts anew. By which recovery, and whether it may, `recoveries.rs` says.
    fn requeued(&self, before: &Delivery, after: &Delivery) -> Delivery {
        assert!(self.is_enabled, "recovered for a disabled endpoint");
        Delivery {
            status: "PENDING".to_owned(),
            failure_reason: None,
            completed: 0,
            interrupted: 0,
            due: Some(after.due.unwrap()),
            held: false,
            recovery: Some(after.recovery.clone().unwrap()),
            ..before.clone()
        }
    }
}

fn is_given_up(before: &Delivery) -> bool {
    before.interrupted > MAX_INTERRUPTIONS
}
