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

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use scheduler::Simulation;

/// Of all seeds together; a run takes as many seeds as that needs.
const STEPS: u64 = 1_000_000;
const STEPS_PER_SEED: u64 = 4_000;

fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap())
}

fn run_seed(seed: u64) -> u64 {
    let run = || {
        let mut simulation = Simulation::new(seed);
        simulation.run(STEPS_PER_SEED);
        simulation.finish();
        simulation.steps
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(steps) => steps,
        Err(panic) => {
            eprintln!("The simulation failed; replay it with SIMULATION_SEED={seed}.");
            resume_unwind(panic);
        }
    }
}

/// Runs seeds, every `stride`th from `first`, until they have taken their share of the steps.
fn run_seeds(first: u64, stride: usize) -> u64 {
    if let Some(seed) = setting("SIMULATION_SEED") {
        return run_seed(seed);
    }
    let steps = setting("SIMULATION_STEPS").unwrap_or(STEPS) / stride as u64;
    let mut taken = 0;
    for seed in (first..).step_by(stride) {
        taken += run_seed(seed);
        if taken >= steps {
            break;
        }
    }
    taken
}

#[test]
fn whatever_happens_every_event_reaches_a_final_state_and_no_promise_is_broken() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let workers: Vec<_> = (0..threads)
        .map(|first| std::thread::spawn(move || run_seeds(first as u64, threads)))
        .collect();
    let taken: u64 = workers.into_iter().map(|run| run.join().unwrap()).sum();
    eprintln!("{taken} steps");
}
