//! Reading one file of a run: from its bytes to analysed passages.

use std::collections::{HashMap, HashSet};

use ibid_core::backend::{SourcePath, SourceRecord};
use ibid_core::diagnostic::Diagnostic;
use ibid_core::document::{Document, Evidence};
use ibid_core::format::Format;
use ibid_core::ids::SourceId;
use ibid_core::passage::{Passage, TextPlace};
use ibid_core::path_text::text_of;
use ibid_ingest::{Found, Limits, Loaded, Splitter};
use rayon::prelude::*;

use super::IndexOptions;
use super::amend::{Amended, Comparison, Earlier};
use super::found::File;
use super::memory::ReadingMemory;
use super::writing::{Added, Batch, Cutting, MANY_DOCUMENTS, Writing, Written};
use crate::error::{Error, Result};
use crate::export::{self, ExportedSource};

/// What a thread that reads has to tell of one file.
pub(super) enum FileEvent {
    /// Some of its passages are written; more may follow.
    Part(Added),
    /// How it ended.
    Done(Outcome),
    /// The index could not be written.
    Stopped(Error),
}

/// Tells what there is to tell of a file, on any thread. Whether more is to come.
pub(super) type Tell<'t> = &'t (dyn Fn(FileEvent) -> bool + Sync);

/// What became of one file.
pub(super) enum Outcome {
    Unchanged(SourceId),
    Read(Box<ReadFile>),
    /// It has changed a little.
    Amended(Box<Amended>),
    /// The sources of an export.
    Exported(Vec<Exported>),
    NotRead(ibid_ingest::Error),
    Failed(ibid_ingest::Error),
    /// It failed after some of its passages were told.
    Broken(SourceId, ibid_ingest::Error),
    /// The run was told to stop in the midst of it.
    CutOff(SourceId),
}

/// A source of an export.
pub(super) struct Exported {
    pub(super) id: SourceId,
    /// Where it lay.
    pub(super) paths: Vec<SourcePath>,
    /// `None` where it is there already.
    pub(super) read: Option<ReadFile>,
}

pub(super) struct ReadFile {
    pub(super) id: SourceId,
    pub(super) bytes: u64,
    pub(super) format: Format,
    pub(super) evidence: Option<Evidence>,
    pub(super) passages: u64,
    pub(super) warnings: Vec<Diagnostic>,
}

/// A file of so many bytes may be in memory twice.
const SHORT: usize = 8 << 20;

/// What earlier runs know of files.
#[derive(Default)]
pub(super) struct IndexedSources {
    /// Those of which the same would be made now.
    current: HashSet<SourceId>,
    /// All others: what is there of them is taken out when they are read, so they are read to the
    /// end.
    outdated: HashSet<SourceId>,
    /// What whoever indexed a file said that it is: by its bytes, and by where it lies, for the
    /// bytes may have changed.
    by_id: HashMap<SourceId, Evidence>,
    by_path: HashMap<String, Evidence>,
    /// What files were before they changed.
    earlier: Earlier,
}

impl IndexedSources {
    pub(super) fn new<'r>(
        records: impl Iterator<Item = &'r SourceRecord>,
        options: &IndexOptions<'_>,
    ) -> Self {
        let mut known = IndexedSources::default();
        for record in records {
            let evidence = options.evidence.or(record.evidence);
            if record.reader == ibid_ingest::VERSION && evidence == record.evidence {
                known.current.insert(record.id);
            } else {
                known.outdated.insert(record.id);
            }
            if let Some(evidence) = record.evidence {
                known.by_id.insert(record.id, evidence);
                let paths = record.paths.iter().map(|path| (path.absolute.clone(), evidence));
                known.by_path.extend(paths);
            }
        }

        known
    }

    /// The same, with what holds for files by their whole paths where no record says it.
    pub(super) fn with_evidence(mut self, files: &HashMap<String, Evidence>) -> Self {
        for (path, evidence) in files {
            self.by_path.entry(path.clone()).or_insert(*evidence);
        }
        self
    }

    /// The same, with what files were before they changed.
    pub(super) fn with_earlier(self, earlier: Earlier) -> Self {
        IndexedSources { earlier, ..self }
    }

    fn evidence(&self, id: SourceId, file: Option<&Found>) -> Option<Evidence> {
        let here = || self.by_path.get(&*text_of(&file?.absolute));
        self.by_id.get(&id).or_else(here).copied()
    }
}

/// Reads files, on any thread.
pub(super) struct Reading<'r> {
    options: &'r IndexOptions<'r>,
    known: &'r IndexedSources,
    memory: &'r ReadingMemory,
    writing: &'r Writing<'r>,
    limits: Limits,
}

impl<'r> Reading<'r> {
    pub(super) fn new(
        options: &'r IndexOptions<'r>,
        known: &'r IndexedSources,
        memory: &'r ReadingMemory,
        writing: &'r Writing<'r>,
    ) -> Self {
        let memory_bytes = options.reading_share();
        let limits = Limits { memory_bytes, ..options.limits };
        Reading { options, known, memory, writing, limits }
    }

    /// Whether the run was told to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.options.is_stopped()
    }

    /// Reads one file, by its number in the run, and writes its passages part by part.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub(super) fn file(&self, file: &File, number: usize, tell: Tell<'_>) -> Result<Outcome> {
        if let Some(id) = file.as_before.filter(|id| self.known.current.contains(id)) {
            return Ok(Outcome::Unchanged(id));
        }
        let held = self.memory.take(ibid_ingest::memory_for(file.bytes));
        let file = &file.found;
        match file.load(&self.limits) {
            Ok(loaded) => {
                // its bytes may tell that it takes more than its length does
                let _held = held.raised_to(loaded.memory());
                self.loaded(loaded, &file.shown, Some(file), number, tell)
            }
            Err(error @ ibid_ingest::Error::NotRead { .. }) => Ok(Outcome::NotRead(error)),
            Err(error) => Ok(Outcome::Failed(error)),
        }
    }

    /// Reads what was loaded, from a file or not.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub(super) fn loaded(
        &self,
        loaded: Loaded,
        shown: &str,
        file: Option<&Found>,
        number: usize,
        tell: Tell<'_>,
    ) -> Result<Outcome> {
        if export::is_export(&loaded.bytes) {
            return self.exported(&loaded.bytes, shown, number, tell);
        }
        let (id, bytes) = (loaded.id(), loaded.length());
        if self.known.current.contains(&id) {
            return Ok(Outcome::Unchanged(id));
        }
        let evidence = self.options.evidence.or_else(|| self.known.evidence(id, file));
        let mut read = ReadFile::new(id, bytes, evidence);
        if let Some(outcome) = file.and_then(|file| self.amended(&loaded, file, evidence)) {
            return Ok(outcome);
        }

        let written = Written::new(tell);
        let (result, told, cut_off) = self.parts(loaded, shown, number, &mut read, &written);
        read.passages = written.finish()?;
        Ok(match result {
            Ok(_) if cut_off => Outcome::CutOff(id),
            Ok(diagnostics) => {
                read.warnings.splice(0..0, diagnostics);
                Outcome::Read(Box::new(read))
            }
            Err(error @ ibid_ingest::Error::NotRead { .. }) => Outcome::NotRead(error),
            Err(error) if told => Outcome::Broken(id, error),
            Err(error) => Outcome::Failed(error),
        })
    }

    /// Reads what was loaded part by part, and has each part written by a thread of the pool. All is
    /// written when this comes back. What the reader said, whether anything was handed out, and
    /// whether the run was told to stop before the end.
    fn parts(
        &self,
        loaded: Loaded,
        shown: &str,
        number: usize,
        read: &mut ReadFile,
        written: &Written<'_>,
    ) -> (std::result::Result<Vec<Diagnostic>, ibid_ingest::Error>, bool, bool) {
        let (id, may_stop) = (read.id, !self.known.outdated.contains(&read.id));
        let (mut cut_off, mut to, mut cutting) = (false, None, Cutting::default());
        let result = rayon::in_place_scope(|scope| {
            let mut hand_out = |batch: Batch| {
                cut_off |= may_stop && self.options.is_stopped();
                if cut_off || written.is_over() {
                    return;
                }
                let begun = match to {
                    Some(begun) => Ok(begun),
                    None => self.writing.begin(id, number),
                };
                match begun {
                    Ok(begun) => {
                        to = Some(begun);
                        let write = move |batch| written.write(batch, begun);
                        batch.hand_out(self.writing, scope, write);
                    }
                    Err(error) => written.fail(error),
                }
            };
            let result = ibid_ingest::read_each(loaded, shown, &mut |mut documents| {
                if !written.is_over() {
                    read.take_from(&mut documents);
                    cutting.take(documents, &mut hand_out);
                }
            });
            if result.is_ok() {
                cutting.finish(&mut hand_out);
            }
            result
        });
        (result, to.is_some(), cut_off)
    }
}

impl Reading<'_> {
    /// Reads a file of which most is in the index already; `None` where it is to be read as any other.
    fn amended(
        &self,
        loaded: &Loaded,
        file: &Found,
        evidence: Option<Evidence>,
    ) -> Option<Outcome> {
        let id = loaded.id();
        // a second copy in memory is none of what a run that is short of it may take
        let fits = self.options.memory.is_none() || loaded.bytes.len() <= SHORT;
        if !fits || self.known.outdated.contains(&id) {
            return None;
        }
        let (from, stored) = self.known.earlier.of(file)?;
        let mut read = ReadFile::new(id, loaded.length(), evidence);
        let (mut comparison, mut cut_off) = (Comparison::new(stored), false);
        let threads = self.options.writer.threads;
        let result = ibid_ingest::read_each(loaded.clone(), &file.shown, &mut |mut documents| {
            cut_off |= self.options.is_stopped();
            if cut_off || comparison.is_given_up() {
                return;
            }
            read.take_from(&mut documents);
            let passages = split(documents, threads, &mut Splitter::default());
            read.passages += passages.len() as u64;
            comparison.take(&passages);
        });

        if cut_off {
            return Some(Outcome::CutOff(id));
        }
        read.warnings.splice(0..0, result.ok()?);
        Some(Outcome::Amended(Box::new(comparison.finish(read, from)?)))
    }

    /// Reads what another index held.
    fn exported(
        &self,
        bytes: &[u8],
        shown: &str,
        number: usize,
        tell: Tell<'_>,
    ) -> Result<Outcome> {
        let (mut sources, mut failed) = (Vec::new(), None);
        let result = export::read(bytes, shown, &mut |source| {
            let ExportedSource { record, passages } = source;
            let id = record.id;
            if failed.is_some() {
                return;
            }
            if self.known.current.contains(&id) {
                return sources.push(Exported { id, paths: record.paths, read: None });
            }
            match self.taken_over(record, passages, number, tell) {
                Ok(exported) => sources.push(exported),
                Err(error) => failed = Some(error),
            }
        });
        match (failed, result) {
            (Some(error), _) => Err(error),
            (None, Ok(())) => Ok(Outcome::Exported(sources)),
            (None, Err(error)) => Ok(Outcome::Failed(error)),
        }
    }

    /// Takes the passages of a source as they are, and writes them part by part.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub(super) fn taken_over(
        &self,
        record: SourceRecord,
        mut passages: Vec<Passage>,
        number: usize,
        tell: Tell<'_>,
    ) -> Result<Exported> {
        let SourceRecord { id, bytes, format, evidence, paths, .. } = record;
        if let Some(evidence) = self.options.evidence {
            passages.iter_mut().for_each(|passage| passage.about.evidence = Some(evidence));
        }
        let evidence = self.options.evidence.or(evidence);
        // what another index held is taken over to the end
        let places = TextPlace::of_passages(&passages);
        let written = Written::new(tell);
        let to = self.writing.begin(id, number)?;
        rayon::in_place_scope(|scope| {
            let write = |batch| written.write(batch, to);
            let mut hand_out = |batch: Batch| batch.hand_out(self.writing, scope, write);
            Batch::each(passages, places, &mut hand_out);
        });
        let (passages, warnings) = (written.finish()?, Vec::new());
        let read = ReadFile { id, bytes, format, evidence, passages, warnings };
        Ok(Exported { id, paths, read: Some(read) })
    }
}

impl ReadFile {
    fn new(id: SourceId, bytes: u64, evidence: Option<Evidence>) -> Self {
        let (format, passages, warnings) = (Format::Empty, 0, Vec::new());
        ReadFile { id, bytes, format, evidence, passages, warnings }
    }

    /// Takes what documents say of their file, and gives them its evidence.
    fn take_from(&mut self, documents: &mut [Document]) {
        for document in &mut *documents {
            self.warnings.append(&mut document.warnings);
            set_evidence(document, self.evidence);
        }
        if let Some(first) = documents.first() {
            self.format = first.format;
        }
    }
}

/// Whoever indexes a file knows best what it is.
fn set_evidence(document: &mut Document, evidence: Option<Evidence>) {
    if evidence.is_some() {
        document.about.evidence = evidence;
        document.blocks.iter_mut().for_each(|block| block.evidence = None);
    }
}

/// Cuts some documents into passages.
fn split(documents: Vec<Document>, threads: usize, splitter: &mut Splitter) -> Vec<Passage> {
    if threads > 1 && documents.len() >= MANY_DOCUMENTS {
        documents.par_iter().map(ibid_ingest::split).flatten_iter().collect()
    } else {
        documents.iter().flat_map(|document| splitter.split(document)).collect()
    }
}
