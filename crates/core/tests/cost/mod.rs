//! Holds that work grows as its input does, by what it takes of a processor: on a busy machine it
//! takes longer by the clock on the wall, and no more of a processor.
//!
//! Tests of other crates take this file in by its path.

use std::time::{Duration, Instant};

/// How much longer the long input is than the short one; a square would cost the square of it.
const LONGER: usize = 8;

/// How much more than its length the long one may cost. Caches and clocks that change speed are in it.
const SLACK: u32 = 3;

/// What no input is quicker than, as far as clocks tell.
const TICK: Duration = Duration::from_millis(20);

/// How often it is tried: what comes of others on the machine does not come each time.
const TRIES: usize = 3;

/// What the thread takes of a processor for some work; by the clock on the wall where the system does
/// not tell it.
fn cost(work: impl FnOnce()) -> Duration {
    let (start, before) = (Instant::now(), of_thread());
    work();
    match (before, of_thread()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => start.elapsed(),
    }
}

/// What this thread has had of a processor so far.
fn of_thread() -> Option<Duration> {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    said.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Holds that work on an input of `longest` units costs about eight times what it costs on an eighth
/// of it, and not the square of that.
pub(crate) fn grows_with_its_input(what: &str, longest: usize, work: impl Fn(usize)) {
    let (mut short, mut long) = (Duration::MAX, Duration::MAX);
    let is_in_line = |short: Duration, long| long < short.max(TICK) * (LONGER as u32 * SLACK);
    for _ in 0..TRIES {
        short = short.min(cost(|| work(longest / LONGER)));
        long = long.min(cost(|| work(longest)));
        if is_in_line(short, long) {
            break;
        }
    }
    assert!(is_in_line(short, long), "{what}: {short:?} for an eighth of what takes {long:?}");
}
