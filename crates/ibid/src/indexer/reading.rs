//! Reading one file of a run: from its bytes to analysed passages.

use std::collections::{HashMap, HashSet};

use ibid_core::analysis::{AnalysedPassage, Analyzer};
use ibid_core::backend::{SourcePath, SourceRecord};
use ibid_core::diagnostic::Diagnostic;
use ibid_core::document::{Document, Evidence};
use ibid_core::format::Format;
use ibid_core::ids::SourceId;
use ibid_core::passage::{Passage, TextPlace, TextPlaces};
use ibid_core::path_text::text_of;
use ibid_ingest::{Found, Limits, Loaded, Splitter};
use rayon::prelude::*;

use super::IndexOptions;
use super::amend::{Amended, Comparison, Earlier};
use super::found::File;
use super::memory::ReadingMemory;
use crate::export::{self, ExportedSource};

/// What a thread that reads has to tell of one file.
pub(super) enum FileEvent {
    /// Some of its passages; more may follow.
    Part(SourceId, Vec<AnalysedPassage>),
    /// How it ended.
    Done(Outcome),
}

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

/// Fewer documents than these are not worth the threads…
const MANY_DOCUMENTS: usize = 64;
/// …nor are fewer passages.
const MANY_PASSAGES: usize = 256;
/// A file of so many bytes may be in memory twice.
const SHORT: usize = 8 << 20;
/// The number of passages that are told at a time.
const PART: usize = 256;

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

/// Reads files one after the other: one for each thread.
pub(super) struct Reading<'r> {
    options: &'r IndexOptions<'r>,
    known: &'r IndexedSources,
    memory: &'r ReadingMemory,
    limits: Limits,
    analyzer: Analyzer,
}

impl<'r> Reading<'r> {
    pub(super) fn new(
        options: &'r IndexOptions<'r>,
        known: &'r IndexedSources,
        memory: &'r ReadingMemory,
    ) -> Self {
        let memory_bytes = options.reading_share();
        let limits = Limits { memory_bytes, ..options.limits };
        Reading { options, known, memory, limits, analyzer: Analyzer::new() }
    }

    /// Whether the run was told to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.options.is_stopped()
    }

    /// Reads one file, and tells its passages part by part.
    pub(super) fn file(&mut self, file: &File, tell: &mut dyn FnMut(FileEvent) -> bool) -> Outcome {
        if let Some(id) = file.as_before.filter(|id| self.known.current.contains(id)) {
            return Outcome::Unchanged(id);
        }
        let held = self.memory.take(ibid_ingest::memory_for(file.bytes));
        let file = &file.found;
        match file.load(&self.limits) {
            Ok(loaded) => {
                // its bytes may tell that it takes more than its length does
                let _held = held.raised_to(loaded.memory());
                self.loaded(loaded, &file.shown, Some(file), tell)
            }
            Err(error @ ibid_ingest::Error::NotRead { .. }) => Outcome::NotRead(error),
            Err(error) => Outcome::Failed(error),
        }
    }

    /// Reads what was loaded, from a file or not.
    pub(super) fn loaded(
        &mut self,
        loaded: Loaded,
        shown: &str,
        file: Option<&Found>,
        tell: &mut dyn FnMut(FileEvent) -> bool,
    ) -> Outcome {
        if export::is_export(&loaded.bytes) {
            return self.exported(&loaded.bytes, shown, tell);
        }
        let (id, bytes) = (loaded.id(), loaded.length());
        if self.known.current.contains(&id) {
            return Outcome::Unchanged(id);
        }
        let evidence = self.options.evidence.or_else(|| self.known.evidence(id, file));
        let mut read = ReadFile::new(id, bytes, evidence);
        if let Some(outcome) = file.and_then(|file| self.amended(&loaded, file, evidence)) {
            return outcome;
        }

        let (threads, analyzer) = (self.options.writer.threads, &mut self.analyzer);
        let (options, may_stop) = (self.options, !self.known.outdated.contains(&id));
        let (mut cut_off, mut told) = (false, false);
        let (mut splitter, mut places) = (Splitter::default(), TextPlaces::default());
        // where a passage stands in a long document is told when what comes next is known
        let mut waiting = Vec::new();
        let mut pass_on = |passages: Vec<Passage>, below: &[Passage]| {
            let mut part = |passages| {
                told = true;
                tell(FileEvent::Part(id, passages));
                !(may_stop && options.is_stopped())
            };
            let places = places.of_part(&passages, below);
            tell_passages(passages, places, threads, analyzer, &mut part)
        };
        let result = ibid_ingest::read_each(loaded, shown, &mut |mut documents| {
            cut_off |= may_stop && options.is_stopped();
            if cut_off {
                return;
            }
            read.take_from(&mut documents);
            let below = split(documents, threads, &mut splitter);
            let passages = std::mem::replace(&mut waiting, below);
            match pass_on(passages, &waiting) {
                Some(passages) => read.passages += passages,
                None => cut_off = true,
            }
        });
        if result.is_ok() && !cut_off {
            match pass_on(waiting, &[]) {
                Some(passages) => read.passages += passages,
                None => cut_off = true,
            }
        }

        match result {
            Ok(_) if cut_off => Outcome::CutOff(id),
            Ok(diagnostics) => {
                read.warnings.splice(0..0, diagnostics);
                Outcome::Read(Box::new(read))
            }
            Err(error @ ibid_ingest::Error::NotRead { .. }) => Outcome::NotRead(error),
            Err(error) if told => Outcome::Broken(id, error),
            Err(error) => Outcome::Failed(error),
        }
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
        &mut self,
        bytes: &[u8],
        shown: &str,
        tell: &mut dyn FnMut(FileEvent) -> bool,
    ) -> Outcome {
        let mut sources = Vec::new();
        let result = export::read(bytes, shown, &mut |source| {
            let ExportedSource { record, passages } = source;
            let id = record.id;
            sources.push(if self.known.current.contains(&id) {
                Exported { id, paths: record.paths, read: None }
            } else {
                self.taken_over(record, passages, &mut |passages| {
                    tell(FileEvent::Part(id, passages));
                })
            });
        });
        match result {
            Ok(()) => Outcome::Exported(sources),
            Err(error) => Outcome::Failed(error),
        }
    }

    /// Takes the passages of a source as they are, and tells them part by part.
    pub(super) fn taken_over(
        &mut self,
        record: SourceRecord,
        mut passages: Vec<Passage>,
        tell: &mut dyn FnMut(Vec<AnalysedPassage>),
    ) -> Exported {
        let SourceRecord { id, bytes, format, evidence, paths, .. } = record;
        if let Some(evidence) = self.options.evidence {
            passages.iter_mut().for_each(|passage| passage.about.evidence = Some(evidence));
        }
        let evidence = self.options.evidence.or(evidence);
        let threads = self.options.writer.threads;
        // what another index held is taken over to the end
        let mut part = |passages| {
            tell(passages);
            true
        };
        let places = TextPlace::of_passages(&passages);
        let told = tell_passages(passages, places, threads, &mut self.analyzer, &mut part);
        let (passages, warnings) = (told.unwrap_or_default(), Vec::new());
        let read = ReadFile { id, bytes, format, evidence, passages, warnings };
        Exported { id, paths, read: Some(read) }
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

/// Tells some passages, analysed, a part at a time: their tokens are many times as large as they are.
/// How many there were; `None` where `tell` wants no more and there are more.
pub(super) fn tell_passages(
    passages: Vec<Passage>,
    places: Vec<TextPlace>,
    threads: usize,
    analyzer: &mut Analyzer,
    tell: &mut dyn FnMut(Vec<AnalysedPassage>) -> bool,
) -> Option<u64> {
    let (count, many) = (passages.len() as u64, threads > 1 && passages.len() >= MANY_PASSAGES);
    let mut passages = passages.into_iter().zip(places);

    loop {
        let part: Vec<(Passage, TextPlace)> = passages.by_ref().take(PART).collect();
        if part.is_empty() {
            return Some(count);
        }
        let goes_on = tell(if many {
            let analyse =
                |analyzer: &mut Analyzer, (passage, place)| analyzer.passage(passage, place);
            part.into_par_iter().map_init(Analyzer::new, analyse).collect()
        } else {
            part.into_iter().map(|(passage, place)| analyzer.passage(passage, place)).collect()
        });
        if !goes_on && passages.len() > 0 {
            return None;
        }
    }
}
