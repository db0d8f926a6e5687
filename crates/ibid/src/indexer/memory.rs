//! How much memory a run may take, and how it is shared out.

use std::sync::{Condvar, Mutex, PoisonError};

use ibid_index::WriterOptions;

use super::IndexOptions;

/// What the program itself takes, with its tables and what is on the way from one thread to another.
const BASE: u64 = 32 << 20;

/// What each thread that reads takes beside that.
const A_THREAD: u64 = 8 << 20;

/// The least that the writer takes for one of its threads.
const A_WRITING_THREAD: u64 = 16 << 20;

/// The writer has one part of so many of what is there.
const PARTS: u64 = 4;

/// The least memory that an index can be written with, in bytes. With less, so much is taken.
pub const LEAST_MEMORY: u64 = 160 << 20;

impl IndexOptions<'_> {
    /// The options of the writer, which has its share of the memory.
    pub(super) fn writer_share(&self) -> WriterOptions {
        let Some(memory) = self.memory else { return self.writer.clone() };
        let share = memory.max(LEAST_MEMORY) / PARTS;
        let threads = usize::try_from(share / A_WRITING_THREAD).unwrap_or(usize::MAX);
        WriterOptions {
            threads: self.writer.threads.min(threads).max(1),
            memory: usize::try_from(share).unwrap_or(usize::MAX),
        }
    }

    /// How much memory reading may take, in bytes, for all files that are read at a time.
    pub(super) fn reading_share(&self) -> Option<u64> {
        let memory = self.memory?.max(LEAST_MEMORY);
        let threads = A_THREAD.saturating_mul(self.writer.threads as u64);
        // the writer takes a little more than its share while it writes a segment, and fills the next
        let writer = memory / PARTS + memory / (2 * PARTS);
        Some(memory.saturating_sub(BASE + threads + writer))
    }
}

/// What is left of the memory for reading, for all threads.
pub(super) struct ReadingMemory {
    all: Option<u64>,
    left: Mutex<u64>,
    freed: Condvar,
}

/// Some of it; given back when it is dropped.
pub(super) struct Held<'m>(&'m ReadingMemory, u64);

impl ReadingMemory {
    pub(super) fn new(all: Option<u64>) -> Self {
        ReadingMemory { all, left: Mutex::new(all.unwrap_or(u64::MAX)), freed: Condvar::new() }
    }

    /// Takes as much as reading a file needs, and waits until others have given back enough. Who asks
    /// for more than there is gets all of it.
    pub(super) fn take(&self, need: u64) -> Held<'_> {
        let need = self.all.map_or(0, |all| need.min(all));
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.freed.wait_while(left, |left| *left < need);
        *waited.unwrap_or_else(PoisonError::into_inner) -= need;
        Held(self, need)
    }
}

impl Held<'_> {
    /// The same, or so much where that is more. What was held is given back before, so that two who
    /// ask for more do not wait for one another.
    pub(super) fn raised_to(self, need: u64) -> Self {
        let memory = self.0;
        if memory.all.map_or(0, |all| need.min(all)) <= self.1 {
            return self;
        }
        drop(self);
        memory.take(need)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.0.left.lock().unwrap_or_else(PoisonError::into_inner) += self.1;
        self.0.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_less_than_the_whole() {
        for threads in [1, 2, 8, 64] {
            let writer = WriterOptions { threads, memory: 1 << 30 };
            for memory in [256 << 20, 1 << 30, 1 << 40] {
                let options =
                    IndexOptions::default().with_writer(writer.clone()).with_memory(Some(memory));
                let reading = options.reading_share().unwrap();
                let writer = options.writer_share();
                assert!(reading + writer.memory as u64 <= memory, "{threads} threads, {memory}");
                assert!(writer.threads >= 1 && writer.threads * (16 << 20) <= writer.memory);
            }
        }
        assert_eq!(IndexOptions::default().reading_share(), None);
    }

    #[test]
    fn who_needs_more_than_is_left_waits() {
        let memory = ReadingMemory::new(Some(100));
        let held = memory.take(60);
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| memory.take(1000).1);
            std::thread::sleep(std::time::Duration::from_millis(20));
            assert!(!waits.is_finished());
            drop(held);
            assert_eq!(waits.join().unwrap(), 100);
        });
        assert_eq!(*memory.left.lock().unwrap(), 100);
        assert_eq!(memory.take(60).raised_to(40).1, 60);
        assert_eq!(memory.take(60).raised_to(1000).1, 100);
        assert_eq!(*memory.left.lock().unwrap(), 100);
    }
}
