//! How many answers a second some threads get.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::report::Throughput;
use super::{Asked, BenchOptions, answer};
use crate::error::{Error, Result};
use crate::library::Library;

/// How often each number of threads takes its turn.
const TURNS: u32 = 3;
/// A turn of one round, and the longest turn.
const TURN: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// Counts the answers that one thread gets in a while, and so many threads as are wanted, in turns.
pub(super) fn throughput(
    library: &Library,
    queries: &[Asked],
    options: &BenchOptions,
) -> Result<Vec<Throughput>> {
    if queries.is_empty() {
        return Ok(Vec::new());
    }
    let [one, most] = TURN;
    let turn = (one * u32::try_from(options.rounds).unwrap_or(u32::MAX).max(1)).min(most);
    let mut counts = vec![1, options.threads.max(1)];
    counts.dedup();

    let mut sums = vec![(0usize, Duration::ZERO); counts.len()];
    for _ in 0..TURNS {
        for (threads, sum) in counts.iter().zip(&mut sums) {
            let (answers, took) = answered_in(turn, *threads, library, queries, options)?;
            sum.0 += answers;
            sum.1 += took;
        }
    }

    let per_second = |(answers, took): &(usize, Duration)| {
        (*answers as f64 / took.as_secs_f64().max(1e-9) * 10.0).round() / 10.0
    };
    let rates = counts.iter().zip(&sums);
    Ok(rates
        .map(|(threads, sum)| Throughput { threads: *threads, per_second: per_second(sum) })
        .collect())
}

/// How many answers some threads get until the time is over, and how long the last one took to come.
fn answered_in(
    turn: Duration,
    threads: usize,
    library: &Library,
    queries: &[Asked],
    options: &BenchOptions,
) -> Result<(usize, Duration)> {
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let ask = || -> Result<usize> {
        let mut answers = 0;
        while start.elapsed() < turn {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let asked = &queries[number % queries.len()];
            answer(library, &asked.text, &options.search)?;
            answers += 1;
        }
        Ok(answers)
    };

    let mut answers = 0;
    thread::scope(|scope| -> Result<()> {
        let mut asking = Vec::new();
        for _ in 0..threads {
            let spawned = thread::Builder::new().spawn_scoped(scope, ask);
            asking.push(spawned.map_err(|source| Error::Threads { source: Box::new(source) })?);
        }
        for thread in asking {
            answers += thread.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        }
        Ok(())
    })?;
    Ok((answers, start.elapsed()))
}
