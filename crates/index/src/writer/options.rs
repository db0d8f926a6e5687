//! How an index is written.

/// How an index is written.
#[derive(Clone, Debug)]
pub struct WriterOptions {
    /// Threads that write, from 1 to 8.
    pub threads: usize,
    /// Bytes of memory for all of them together, at least 16 MB a thread.
    pub memory: usize,
}

/// What a thread takes where nothing else is said…
const A_THREAD: usize = 64 << 20;

/// …and what all of them take at least: that much holds some 100,000 passages before a segment is
/// written, and what is written as one need not be merged.
const LEAST_SHARED: usize = 128 << 20;

impl Default for WriterOptions {
    /// A thread for each processor, up to 8.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        WriterOptions::with_threads(threads)
    }
}

impl WriterOptions {
    /// So many threads, up to 8, with 64 MB for each, and with 128 MB at least.
    pub fn with_threads(threads: usize) -> Self {
        let threads = threads.clamp(1, 8);
        WriterOptions { threads, memory: (threads * A_THREAD).max(LEAST_SHARED) }
    }
}
