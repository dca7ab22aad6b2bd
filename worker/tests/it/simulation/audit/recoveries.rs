//! What is promised of recoveries: each wanted delivery is given its attempts anew exactly once, at a steady pace,
//! whoever drives it and however often it is killed; and nothing is once the recovery has ended.

use std::collections::{BTreeMap, BTreeSet};

use super::snapshot::{Change, Delivery, Recovery, Snapshot, Step};

/// Milliseconds between two deliveries that fall due: five a second.
const GAP: i64 = 200;
/// How far ahead they fall due, at most: the time between two runs of the cron, and what one step queues.
const AHEAD: i64 = 60_000 + 100 * GAP;

/// What became of one recovery so far.
#[derive(Default)]
struct Progress {
    /// What it was begun for and has not queued yet.
    wanted: BTreeSet<String>,
    queued: BTreeSet<String>,
    last_due: Option<i64>,
}

#[derive(Default)]
pub struct Recoveries(BTreeMap<String, Progress>);

impl Recoveries {
    /// Of a commit that led from `before` to `after`.
    pub fn check(&mut self, before: &BTreeMap<String, Recovery>, after: &Snapshot, changes: &[Change], now: i64) {
        for change in changes {
            match change.step {
                // Somebody asked for it in the meantime: by the recovery's turn it may be under way.
                Step::Resent => self.forget(&change.id),
                Step::Requeued => {
                    let recovery = change.after.recovery.as_ref();
                    assert!(recovery.is_some_and(|id| before.contains_key(id)), "by nothing");
                }
                _ => {}
            }
        }
        for (id, recovery) in &after.recoveries {
            let Some(was) = before.get(id) else {
                self.begun(id, recovery, after);
                continue;
            };
            let requeued =
                |change: &&Change| change.step == Step::Requeued && change.after.recovery.as_ref() == Some(id);
            let requeued: Vec<_> = changes.iter().filter(requeued).collect();
            let progress = self.0.get_mut(id).unwrap();
            assert_eq!(recovery.queued - was.queued, requeued.len() as i64, "counted as queued");
            if !requeued.is_empty() {
                let is_running = was.status == "RUNNING" && recovery.status == "RUNNING";
                assert!(is_running && !was.all_queued, "{id} goes on after its end");
                progress.queue(recovery, requeued, now);
            }
            if recovery.all_queued {
                assert!(progress.wanted.is_empty(), "left out: {:?}", progress.wanted);
            }
            if was.status != recovery.status {
                assert_eq!(was.status, "RUNNING", "{id} goes on after its end");
            }
            if was.status == "RUNNING" && recovery.status == "COMPLETED" {
                assert!(was.all_queued, "{id} is completed too early");
                let open = |d: &&Delivery| d.recovery.as_ref() == Some(id) && d.is_open();
                assert_eq!(after.deliveries.values().find(open), None, "completed too early");
            }
        }
    }

    fn forget(&mut self, delivery: &str) {
        for progress in self.0.values_mut() {
            progress.wanted.remove(delivery);
        }
    }

    fn begun(&mut self, id: &str, recovery: &Recovery, after: &Snapshot) {
        let at_once = |other: &&Recovery| other.endpoint == recovery.endpoint && other.status == "RUNNING";
        assert_eq!(after.recoveries.values().filter(at_once).count(), 1, "two at once");
        assert!(after.endpoints[&recovery.endpoint].enabled);
        let wanted = after.deliveries.iter().filter(|(_, delivery)| recovery.wants(delivery));
        let wanted: BTreeSet<_> = wanted.map(|(id, _)| id.clone()).collect();
        assert_eq!(recovery.total, wanted.len() as i64, "counted at the start");
        let progress = Progress { wanted, ..Progress::default() };
        self.0.insert(id.to_owned(), progress);
    }
}

impl Recovery {
    fn wants(&self, delivery: &Delivery) -> bool {
        let Delivery { event, .. } = delivery;
        let is_type = |wanted: &String| wanted == "*" || *wanted == event.kind;
        delivery.endpoint == self.endpoint
            && !event.is_example
            && event.seq <= self.until_seq
            && event.created_at >= self.since
            && self.statuses.contains(&delivery.status)
            && self.event_types.iter().any(is_type)
    }
}

impl Progress {
    fn queue(&mut self, recovery: &Recovery, mut requeued: Vec<&Change>, now: i64) {
        requeued.sort_by_key(|change| change.after.due);
        for Change { id, before, after, .. } in requeued {
            assert!(recovery.wants(before.as_ref().unwrap()), "{id} was not wanted");
            assert!(self.queued.insert(id.clone()), "{id} is queued twice");
            self.wanted.remove(id);
            let due = after.due.unwrap();
            let earliest = self.last_due.map_or(i64::MIN, |last| last + GAP);
            assert!((earliest..=now + AHEAD).contains(&due), "{id} is due out of turn");
            self.last_due = Some(due);
        }
    }
}
