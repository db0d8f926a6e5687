//! How many questions of a measurement were asked.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Told how many of how many were asked; by several threads, not always in order.
pub type EvalProgress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Counts what was asked, and tells it.
pub(super) struct Counter<'a> {
    done: AtomicUsize,
    of: usize,
    tell: EvalProgress<'a>,
}

impl<'a> Counter<'a> {
    pub(super) fn new(of: usize, tell: EvalProgress<'a>) -> Self {
        Counter { done: AtomicUsize::new(0), of, tell }
    }

    /// Counts one more, whose answer this is.
    pub(super) fn after<T>(&self, answer: T) -> T {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.tell)(done, self.of);
        answer
    }
}
