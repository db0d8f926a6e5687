//! How long something takes, by the clock on the wall and by what the thread had of a processor.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long something took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Took {
    /// By the clock on the wall.
    pub wall: Duration,
    /// What the thread had of a processor, where the system tells it.
    pub cpu: Option<Duration>,
}

/// Does something, and says how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Took, T) {
    let cpu = thread_time();
    let start = Instant::now();
    let done = black_box(work());
    let wall = start.elapsed();
    let cpu = cpu.zip(thread_time()).map(|(from, to)| to.saturating_sub(from));
    (Took { wall, cpu }, done)
}

/// What this thread has had of a processor so far.
#[cfg(target_os = "linux")]
fn thread_time() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::ThreadCPUTime).try_into().ok()
}

#[cfg(not(target_os = "linux"))]
fn thread_time() -> Option<Duration> {
    None
}
