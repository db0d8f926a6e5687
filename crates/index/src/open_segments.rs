//! Segments that are being filled, each by one thread at a time.
//!
//! The engine has threads of its own, which take records from a queue: whoever makes records waits for
//! them, or they for him. Here the thread that has made some records also puts them into a segment, and
//! the engine is handed whole segments. Making records takes longer than putting them in, so two
//! threads share a segment, and what they write need not be merged.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use ibid_core::ids::SourceId;
use tantivy::{Index, SegmentMeta};

use crate::directory::{IndexDirectory, guarded};
use crate::error::{At, Error, Result};
use crate::schema::Fields;
use crate::segment::{Record, SegmentBuilder};

/// A segment that takes more than its share of memory but for so much is closed.
const MARGIN: usize = 1 << 20;

/// How many threads share a segment.
const THREADS_FOR_EACH: usize = 2;

/// The most bytes that a segment may take in memory: the engine counts them in 32 bits.
const MOST_MEMORY: usize = u32::MAX as usize - (2 << 20);

/// The segments of a run that the engine was not handed yet.
pub(crate) struct OpenSegments {
    index: Index,
    fields: Fields,
    /// How many may be open at a time, and how many threads close one.
    most: usize,
    threads_for_each: usize,
    /// How many bytes one of them may take in memory.
    memory: usize,
    state: Mutex<State>,
    given_back: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<SegmentBuilder>,
    /// How many are being filled just now.
    filling: usize,
    /// How many are being closed.
    closing: usize,
    /// Those that are whole. Their files stay as long as these are kept.
    closed: Vec<SegmentMeta>,
    /// The sources that may have records in any of them.
    sources: HashSet<SourceId>,
}

impl OpenSegments {
    /// None yet, for some threads that may take so many bytes for all of them.
    pub(crate) fn new(index: &Index, fields: &Fields, threads: usize, memory: usize) -> Self {
        let most = threads.div_ceil(THREADS_FOR_EACH);
        let memory = (memory / most).min(MOST_MEMORY);
        let threads_for_each = threads.min(THREADS_FOR_EACH);
        let (state, given_back) = (Mutex::default(), Condvar::new());
        let (index, fields) = (index.clone(), fields.clone());
        OpenSegments { index, fields, most, threads_for_each, memory, state, given_back }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts records of a source into a segment that nobody else is filling. Where there is none just
    /// now they stay where they are, unless this `waits` for one. A segment that has become full is
    /// closed.
    pub(crate) fn add(
        &self,
        source: SourceId,
        records: &mut Vec<Record>,
        waits: bool,
        directory: &IndexDirectory,
    ) -> Result<()> {
        let Some(idle) = self.take(source, waits) else { return Ok(()) };
        let path = directory.path();
        let filled = guarded(directory, || {
            let new = || SegmentBuilder::new(&self.index, &self.fields, self.threads_for_each);
            let mut segment = idle.map_or_else(new, Ok).at(path)?;
            records.drain(..).try_for_each(|record| segment.add(&record)).at(path)?;
            Ok(segment)
        });
        let Some(full) = self.give_back(filled)? else { return Ok(()) };
        let closed = guarded(directory, || full.close().at(path));
        let mut state = self.state();
        state.closing -= 1;
        self.given_back.notify_all();
        state.closed.push(closed?);
        Ok(())
    }

    /// Takes a segment to fill: `Some(None)` is one that is yet to be made.
    fn take(&self, source: SourceId, waits: bool) -> Option<Option<SegmentBuilder>> {
        let mut state = self.state();
        while state.idle.is_empty() && state.filling >= self.most {
            if !waits {
                return None;
            }
            state = self.given_back.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.sources.insert(source);
        state.filling += 1;
        Some(state.idle.pop())
    }

    /// Gives a segment back to be filled further. It comes out again if it is full: then it is being
    /// closed.
    fn give_back(&self, filled: Result<SegmentBuilder>) -> Result<Option<SegmentBuilder>> {
        let mut state = self.state();
        state.filling -= 1;
        self.given_back.notify_all();
        let segment = filled?;
        if segment.memory() + MARGIN > self.memory {
            state.closing += 1;
            return Ok(Some(segment));
        }
        state.idle.push(segment);
        Ok(None)
    }

    /// Whether one of them may hold records of a source.
    pub(crate) fn may_hold(&self, source: SourceId) -> bool {
        self.state().sources.contains(&source)
    }

    /// Closes all segments, and gives those that were closed since this was asked last.
    pub(crate) fn close_all(&self, directory: &IndexDirectory) -> Result<Vec<SegmentMeta>> {
        let mut state = self.state();
        while state.filling + state.closing > 0 {
            state = self.given_back.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let (idle, mut closed) =
            (std::mem::take(&mut state.idle), std::mem::take(&mut state.closed));
        state.sources.clear();
        drop(state);

        std::thread::scope(|scope| {
            let close = |segment: SegmentBuilder| {
                guarded(directory, || segment.close().at(directory.path()))
            };
            let closing: Vec<_> =
                idle.into_iter().map(|segment| scope.spawn(move || close(segment))).collect();
            let lost = |_| {
                let (path, source) = (directory.path().to_owned(), "a thread gave up".into());
                Err(Error::Damaged { path, source })
            };
            for thread in closing {
                closed.push(thread.join().unwrap_or_else(lost)?);
            }
            Ok(closed)
        })
    }
}
