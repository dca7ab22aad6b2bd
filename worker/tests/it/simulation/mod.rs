//! The sender itself, over real SQL, under a seeded scheduler: crashes between any two steps, lost, repeated, late
//! and reordered hints, several consumers and crons at once, receivers that answer, fail, hang and recover,
//! endpoints that are disabled, enabled, created and deleted, secrets that are rotated, deliveries that are resent and
//! recovered, test messages. `audit/` says what must hold.
//!
//! A step is one choice of the scheduler: an invocation runs to its next point, hints arrive, the cron fires, time
//! passes, something crashes. `SIMULATION_SEED=<seed>` runs that seed alone; `SIMULATION_STEPS=<steps>` says how long.

mod audit;
mod dice;
mod integrator;
mod ports;
mod scheduler;

use std::panic::{AssertUnwindSafe, catch_unwind};

use scheduler::Simulation;

/// Of all seeds together; a run takes as many seeds as that needs.
const STEPS: u64 = 1_000_000;
const STEPS_PER_SEED: u64 = 4_000;

fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap())
}

/// The steps that it took, or the seed, when something did not hold; what that was, the panic has told.
fn run_seed(seed: u64) -> Result<u64, u64> {
    let run = || {
        let mut simulation = Simulation::new(seed);
        simulation.run(STEPS_PER_SEED);
        simulation.finish();
        simulation.steps
    };
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| seed)
}

/// Runs seeds, every `stride`th from `first`, until they have taken their share of the steps.
fn run_seeds(first: u64, stride: usize) -> Result<u64, u64> {
    if let Some(seed) = setting("SIMULATION_SEED") {
        return run_seed(seed);
    }
    let steps = setting("SIMULATION_STEPS").unwrap_or(STEPS) / stride as u64;
    let mut taken = 0;
    for seed in (first..).step_by(stride) {
        taken += run_seed(seed)?;
        if taken >= steps {
            break;
        }
    }
    Ok(taken)
}

#[test]
fn every_event_reaches_a_final_state_and_no_promise_is_broken() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let workers: Vec<_> =
        (0..threads).map(|first| std::thread::spawn(move || run_seeds(first as u64, threads))).collect();
    let runs: Vec<_> = workers.into_iter().map(|run| run.join().unwrap()).collect();
    // Behind all threads, whose panics are told at the same time.
    let failed: Vec<_> = runs.iter().filter_map(|run| run.err()).collect();
    assert!(failed.is_empty(), "it failed; replay it with SIMULATION_SEED, which was {failed:?}");
    let taken: u64 = runs.iter().flatten().sum();
    eprintln!("{taken} steps");
}
