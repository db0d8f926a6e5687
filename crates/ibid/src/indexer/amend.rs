//! A long file of documents that has changed a little: what of it is kept where it is, and what comes
//! anew.
//!
//! Only JSON lines are looked at so: other files are one document.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ibid_core::analysis::Analyzer;
use ibid_core::backend::{Backend, Snapshot, SourceRecord};
use ibid_core::format::Format;
use ibid_core::ids::{DocumentId, SourceId};
use ibid_core::passage::{Passage, TextPlace};
use ibid_core::path_text::text_of;
use ibid_index::{IndexSnapshot, Reader, StoredDocuments};
use ibid_ingest::Found;

use super::reading::ReadFile;
use super::run::Run;
use super::sink::Sink;
use crate::error::Result;

/// A file of fewer passages is written anew as a whole, which costs little.
const FEWEST_PASSAGES: u32 = 500;

/// Where more than one of so many documents differ, all of it comes anew.
const DOCUMENTS_FOR_EACH_CHANGED: usize = 8;

/// What comes anew is held until the end of the run, and has no more bytes of text.
const MOST_BYTES: usize = 1 << 20;

/// The sources that files may have been before they changed, by the whole paths of these.
#[derive(Default)]
pub(super) struct Earlier {
    by_path: HashMap<String, SourceId>,
    index: PathBuf,
    /// Opened for the first file that has changed.
    snapshot: OnceLock<Option<IndexSnapshot>>,
}

/// What differs between a file and the source that it was.
pub(super) struct Amended {
    pub(super) read: ReadFile,
    pub(super) changes: Changes,
}

/// The same by its documents.
pub(super) struct Changes {
    /// What the file was.
    from: SourceId,
    /// The documents of that which are gone or have changed, by their numbers.
    without: Vec<u32>,
    /// The passages of those that are new or have changed, all of each document.
    passages: Vec<Passage>,
}

/// The same once it is known that this file brings the source.
pub(super) struct Amendment {
    pub(super) record: SourceRecord,
    pub(super) changes: Changes,
}

impl Earlier {
    /// What there is of these sources, which today's reader has read.
    pub(super) fn new<'r>(records: impl Iterator<Item = &'r SourceRecord>, index: &Path) -> Self {
        let mut by_path = HashMap::new();
        for record in records {
            let may_be = record.format == Format::JsonLines
                && record.passages >= FEWEST_PASSAGES
                && record.reader == ibid_ingest::VERSION;
            if let ([path], true) = (record.paths.as_slice(), may_be) {
                by_path.insert(path.absolute.clone(), record.id);
            }
        }
        Earlier { by_path, index: index.to_owned(), snapshot: OnceLock::new() }
    }

    /// What the file at a path was, and what is kept of it.
    pub(super) fn of(&self, file: &Found) -> Option<(SourceId, StoredDocuments)> {
        let source = *self.by_path.get(&*text_of(&file.absolute))?;
        // where it cannot be read, files come anew as a whole
        let open = || Reader::open(&self.index).and_then(|reader| reader.snapshot()).ok();
        let snapshot = self.snapshot.get_or_init(open).as_ref()?;
        let stored = snapshot.stored_documents(source).ok()?;
        Some((source, stored))
    }
}

/// Holds the documents of a file against those that are kept of what it was, in the order of their
/// numbers.
pub(super) struct Comparison {
    stored: StoredDocuments,
    /// How many of the kept ones were passed.
    passed: usize,
    without: Vec<u32>,
    passages: Vec<Passage>,
    bytes: usize,
    /// How many documents come anew.
    changed: usize,
    given_up: bool,
}

impl Comparison {
    pub(super) fn new(stored: StoredDocuments) -> Self {
        Comparison {
            stored,
            passed: 0,
            without: Vec::new(),
            passages: Vec::new(),
            bytes: 0,
            changed: 0,
            given_up: false,
        }
    }

    /// Whether too much differs.
    pub(super) fn is_given_up(&self) -> bool {
        self.given_up
    }

    /// Takes the passages of the documents that come next.
    pub(super) fn take(&mut self, passages: &[Passage]) {
        for document in passages.chunk_by(|a, b| a.document() == b.document()) {
            if self.given_up {
                return;
            }
            self.take_document(document);
        }
    }

    fn take_document(&mut self, passages: &[Passage]) {
        let Some(number) = passages.first().map(|passage| passage.document().number) else {
            return;
        };
        self.pass_while(|kept| kept < number);
        let is_kept = self.stored.number(self.passed) == Some(number);
        if is_kept && self.stored.is_same(self.passed, passages) {
            self.passed += 1;
            return;
        }
        if is_kept {
            self.without.push(number);
            self.passed += 1;
        }

        self.changed += 1;
        self.bytes += passages.iter().map(|passage| passage.text.len()).sum::<usize>();
        self.passages.extend_from_slice(passages);
        self.give_up_early();
    }

    /// Passes kept documents by their numbers: they are gone.
    fn pass_while(&mut self, is_gone: impl Fn(u32) -> bool) {
        while let Some(gone) = self.stored.number(self.passed).filter(|kept| is_gone(*kept)) {
            self.without.push(gone);
            self.passed += 1;
        }
        self.give_up_early();
    }

    fn give_up_early(&mut self) {
        let most = self.stored.len() / DOCUMENTS_FOR_EACH_CHANGED;
        self.given_up |=
            self.changed > most || self.without.len() > most || self.bytes > MOST_BYTES;
    }

    /// What differs in all; `None` where that is too much.
    pub(super) fn finish(mut self, read: ReadFile, from: SourceId) -> Option<Amended> {
        self.pass_while(|_| true);
        let is_sound = !self.given_up && read.format == Format::JsonLines;
        let Comparison { without, passages, .. } = self;
        let changes = Changes { from, without, passages };
        is_sound.then_some(Amended { read, changes })
    }
}

impl Run {
    /// Writes what differs of files that have changed a little. What one of them was is handed over to
    /// what it is now, unless it lies somewhere else too: then it stays, and is copied.
    pub(super) fn write_amended(&mut self, sink: &mut Sink<'_>) -> Result<()> {
        for amendment in std::mem::take(&mut self.amended) {
            let Amendment { record, changes } = amendment;
            let Changes { from, without, mut passages } = changes;
            let id = record.id;
            if !self.has_seen(id) {
                continue;
            }
            if self.is_free(from) {
                self.known.remove(&from);
                if let Some(writer) = sink.writer_mut()? {
                    writer.take_over(from, id, &without)?;
                }
            } else {
                passages.extend(kept(sink.index, from, &without, id)?);
            }

            self.summary.passages_written += passages.len() as u64;
            if let Some(writer) = sink.writer()? {
                write(writer, id, passages)?;
                writer.add_source(&record)?;
            }
            self.written.insert(id, record);
        }
        Ok(())
    }

    /// Whether a source that was there before this run lies nowhere any more.
    fn is_free(&self, source: SourceId) -> bool {
        let gone = |known: &SourceRecord| !known.paths.iter().any(|path| self.keeps(path));
        !self.has_seen(source) && self.known.get(&source).is_some_and(gone)
    }
}

/// Writes some passages of a source.
fn write(writer: &ibid_index::Writer, id: SourceId, passages: Vec<Passage>) -> Result<()> {
    let to = writer.begin_source(id)?;
    let places = TextPlace::of_passages(&passages);
    let mut analyzer = Analyzer::new();
    let placed = passages.into_iter().zip(places);
    let mut analysed = placed.map(|(passage, place)| analyzer.passage(passage, place));
    Ok(writer.add_passages(to, &mut analysed)?)
}

/// The passages that an index keeps of a source but for some of its documents, as those of another
/// source.
fn kept(index: &Path, from: SourceId, without: &[u32], to: SourceId) -> Result<Vec<Passage>> {
    let snapshot = Reader::open(index)?.snapshot()?;
    let stored = snapshot.stored_documents(from)?;
    let numbers = stored.numbers().filter(|number| without.binary_search(number).is_err());
    let documents: Vec<DocumentId> =
        numbers.map(|number| DocumentId { source: from, number }).collect();
    let hits = snapshot.passages_of(&documents)?.into_iter().flatten();
    Ok(hits.map(|hit| Passage { source: to, ..hit.passage }).collect())
}
