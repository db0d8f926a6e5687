//! From passages to the index, on whichever thread has them.
//!
//! There is one pool of threads, and each goes the whole way with what it takes: it cuts and analyses
//! some passages and puts them into a segment of the index. So no stage waits for another, and no
//! tokens wait for anybody.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ibid_core::analysis::Analyzer;
use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::passage::{Passage, TextPlace, TextPlaces};
use ibid_index::{BegunSource, Writer};
use ibid_ingest::Splitter;
use rayon::Scope;

use super::reading::{FileEvent, Tell};
use super::sink::Sink;
use crate::error::{Error, Result};

/// Documents that come by so many at a time are whole: those that come in parts come alone.
pub(super) const MANY_DOCUMENTS: usize = 64;
/// The number of passages that are written at a time.
const PART: usize = 256;
/// Fewer passages are not worth another thread.
const FEW_PASSAGES: usize = 64;
/// So many batches may wait for each thread. Who has more writes one of them himself.
const WAITING_FOR_EACH: usize = 2;

/// Which file, by its number in the run, brings the passages of a source: of several with the same
/// bytes only the first that comes.
#[derive(Default)]
pub(super) struct Owners(Mutex<HashMap<SourceId, usize>>);

impl Owners {
    /// Whether a file brings the passages of a source: it does from now on if no other one does.
    pub(super) fn claim(&self, source: SourceId, number: usize) -> bool {
        *self.lock().entry(source).or_insert(number) == number
    }

    /// Whether a file has claimed a source.
    pub(super) fn is_of(&self, source: SourceId, number: usize) -> bool {
        self.lock().get(&source) == Some(&number)
    }

    /// Has nobody bring it.
    pub(super) fn remove(&self, source: SourceId) {
        self.lock().remove(&source);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SourceId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What all threads of a run write to.
pub(super) struct Writing<'w> {
    sink: &'w Sink<'w>,
    owners: &'w Owners,
    /// Those that no thread uses just now: each keeps the words that it has seen.
    analyzers: Mutex<Vec<Analyzer>>,
    /// How many batches wait for a thread.
    waiting: AtomicUsize,
}

/// Where the passages of a source go.
#[derive(Clone, Copy)]
pub(super) struct Destination<'w> {
    writing: &'w Writing<'w>,
    /// `None` where nothing is to be written.
    to: Option<(&'w Writer, BegunSource)>,
}

impl<'w> Writing<'w> {
    pub(super) fn new(sink: &'w Sink<'w>, owners: &'w Owners) -> Self {
        let (analyzers, waiting) = (Mutex::default(), AtomicUsize::new(0));
        Writing { sink, owners, analyzers, waiting }
    }

    /// Begins a source, if this is the file that brings it: what was there of it before is taken out.
    pub(super) fn begin(&'w self, source: SourceId, number: usize) -> Result<Destination<'w>> {
        let writer = match self.owners.claim(source, number) {
            true => self.sink.writer()?,
            false => None,
        };
        let begun =
            |writer: &'w Writer| Ok::<_, ibid_index::Error>((writer, writer.begin_source(source)?));
        Ok(Destination { writing: self, to: writer.map(begun).transpose()? })
    }

    fn analyzers(&self) -> MutexGuard<'_, Vec<Analyzer>> {
        self.analyzers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether another batch may wait for a thread: then it does.
    fn lets_wait(&self) -> bool {
        let threads = self.sink.options.writer.threads;
        let most = WAITING_FOR_EACH * threads;
        let one_more = |waiting| (waiting < most).then_some(waiting + 1);
        threads > 1
            && self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok()
    }
}

impl Destination<'_> {
    /// Analyses and writes a batch. How many passages there were, how many of them were written, and
    /// how many bytes of text they have.
    pub(super) fn add(&self, batch: Batch) -> Result<Added> {
        let passages = batch.into_passages();
        let mut added = Added { passages: passages.len() as u64, ..Added::default() };
        added.bytes = passages.iter().map(|(passage, _)| passage.text.len() as u64).sum();
        let Some((writer, source)) = self.to else { return Ok(added) };
        added.written = added.passages;
        // bound, so that the lock is let go before the work begins
        let idle = self.writing.analyzers().pop();
        let mut analyzer = idle.unwrap_or_default();
        let mut analysed =
            passages.into_iter().map(|(passage, place)| analyzer.passage(passage, place));
        writer.add_passages(source, &mut analysed)?;
        self.writing.analyzers().push(analyzer);
        Ok(added)
    }
}

/// What became of a batch.
#[derive(Clone, Copy, Default)]
pub(super) struct Added {
    pub(super) passages: u64,
    pub(super) written: u64,
    pub(super) bytes: u64,
}

/// Counts the passages that were written, where nobody waits to be told of each part.
#[derive(Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    /// Counts what a file has to tell; more may always come.
    pub(super) fn tell(&self, event: &FileEvent) -> bool {
        if let FileEvent::Part(added) = event {
            self.0.fetch_add(added.written, Ordering::Relaxed);
        }
        true
    }

    pub(super) fn passages(self) -> u64 {
        self.0.into_inner()
    }
}

/// What one thread cuts, analyses and writes at a time.
pub(super) enum Batch {
    /// Whole documents.
    Documents(Vec<Document>),
    Passages(Vec<(Passage, TextPlace)>),
}

impl Batch {
    fn into_passages(self) -> Vec<(Passage, TextPlace)> {
        match self {
            Batch::Passages(passages) => passages,
            Batch::Documents(documents) => {
                let passages: Vec<Passage> =
                    documents.iter().flat_map(ibid_ingest::split).collect();
                let places = TextPlace::of_passages(&passages);
                passages.into_iter().zip(places).collect()
            }
        }
    }

    fn is_small(&self) -> bool {
        match self {
            Batch::Documents(documents) => documents.len() < FEW_PASSAGES,
            Batch::Passages(passages) => passages.len() < FEW_PASSAGES,
        }
    }

    /// Gives some passages to `each`, a batch at a time.
    pub(super) fn each(
        passages: Vec<Passage>,
        places: Vec<TextPlace>,
        each: &mut dyn FnMut(Batch),
    ) {
        let mut passages = passages.into_iter().zip(places);
        loop {
            let part: Vec<_> = passages.by_ref().take(PART).collect();
            if part.is_empty() {
                return;
            }
            each(Batch::Passages(part));
        }
    }

    /// Has `work` done with this: by another thread that has nothing to do, or here and now.
    pub(super) fn hand_out<'s>(
        self,
        writing: &'s Writing<'s>,
        scope: &Scope<'s>,
        work: impl FnOnce(Batch) + Send + 's,
    ) {
        if self.is_small() || !writing.lets_wait() {
            return work(self);
        }
        scope.spawn(move |_| {
            writing.waiting.fetch_sub(1, Ordering::Relaxed);
            work(self);
        });
    }
}

/// What threads that write the passages of one source have to tell whoever reads it.
pub(super) struct Written<'r> {
    tell: Tell<'r>,
    passages: AtomicU64,
    /// Whether no more is to be written.
    is_over: AtomicBool,
    failed: Mutex<Option<Error>>,
}

impl<'r> Written<'r> {
    pub(super) fn new(tell: Tell<'r>) -> Self {
        let (passages, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
        Written { tell, passages, is_over, failed: Mutex::default() }
    }

    /// Writes a batch, and tells it.
    pub(super) fn write(&self, batch: Batch, to: Destination<'_>) {
        if self.is_over() {
            return;
        }
        let goes_on = match to.add(batch) {
            Ok(added) => {
                self.passages.fetch_add(added.passages, Ordering::Relaxed);
                (self.tell)(FileEvent::Part(added))
            }
            Err(error) => {
                self.fail(error);
                false
            }
        };
        if !goes_on {
            self.is_over.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn fail(&self, error: Error) {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.is_over.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// How many passages there were.
    pub(super) fn finish(self) -> Result<u64> {
        match self.failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(self.passages.into_inner()),
        }
    }
}

/// Makes batches of the documents of one source, in their order.
#[derive(Default)]
pub(super) struct Cutting {
    splitter: Splitter,
    places: TextPlaces,
    /// Where a passage stands in a long document is told when what comes next is known.
    waiting: Vec<Passage>,
}

impl Cutting {
    /// Takes the documents that come next, or the next part of one.
    pub(super) fn take(&mut self, documents: Vec<Document>, each: &mut dyn FnMut(Batch)) {
        if documents.len() >= MANY_DOCUMENTS {
            self.finish(each);
            return each(Batch::Documents(documents));
        }
        let below: Vec<Passage> =
            documents.iter().flat_map(|document| self.splitter.split(document)).collect();
        let passages = std::mem::replace(&mut self.waiting, below);
        let places = self.places.of_part(&passages, &self.waiting);
        Batch::each(passages, places, each);
    }

    /// Gives what is left.
    pub(super) fn finish(&mut self, each: &mut dyn FnMut(Batch)) {
        let passages = std::mem::take(&mut self.waiting);
        let places = self.places.of_part(&passages, &[]);
        Batch::each(passages, places, each);
    }
}
