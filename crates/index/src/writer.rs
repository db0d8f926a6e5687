//! Putting passages into an index on disk.

mod opening;
mod options;
mod payload;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ibid_core::analysis::AnalysedPassage;
use ibid_core::backend::{SourceRecord, Store};
use ibid_core::ids::{DocumentId, SourceId};
use tantivy::indexer::{LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::{Index, ReloadPolicy, Searcher, SegmentMeta, Term};

use crate::directory::{IndexDirectory, guarded};
use crate::engine::Engine;
use crate::error::{At, Error, Result};
use crate::keys::Keys;
use crate::lock::WriteLock;
use crate::manifest::Manifest;
use crate::open_segments::OpenSegments;
use crate::reader::open_engine;
use crate::records;
use crate::schema::{Fields, document_key, source_key};
use crate::segment::Record;
use crate::statistics::Statistics;
pub(crate) use opening::names;
use opening::{begin, prepare};
pub use options::WriterOptions;
use payload::Payload;
pub use payload::is_missing_beside;

/// The least that the engine takes for a thread.
const LEAST_MEMORY: usize = 16 << 20;

/// So many records are put into a segment at a time, if nobody else is filling it.
const AT_ONCE: usize = 64;

/// Segments of a level that are merged into one of the next.
const MERGED_AT_ONCE: usize = 4;

/// The records of the largest segment of a level are at most so many times those of the smallest, as
/// a power of two: what is merged is of the next level.
const LEVEL: f64 = 2.0;

/// Segments of fewer records are of one level.
const LEAST_LEVEL: u32 = 1000;

/// A segment is written anew once more than one of so many of its records is deleted. So a run that
/// changes a little writes a little, and the index is at most a ninth larger than it need be.
const HELD_FOR_EACH_DELETED: u32 = 10;

/// An index on disk, open for writing: one at a time, while any number read.
///
/// Nothing of what is written can be seen before [`Store::commit`], and all of it after.
pub struct Writer {
    path: PathBuf,
    fields: Fields,
    index: Index,
    engine: Mutex<Engine>,
    /// What was written and the engine does not have yet.
    open: OpenSegments,
    noted: Mutex<Sources>,
    /// Whether no state was published before.
    first: bool,
    /// Whether no deleted passage may stay in the files.
    expunged: bool,
    /// What may stand beside the index, and is missed when it is gone.
    beside: &'static [&'static str],
    /// That of the state that readers see.
    generation: u64,
    // fields are dropped in their order: the engine's threads first, the lock last
    files: Files,
    lock: Mutex<WriteLock>,
}

/// The sources of an index that is open for writing.
struct Sources {
    known: HashSet<SourceId>,
    /// Files of which some passages have come, and maybe not all.
    started: HashSet<SourceId>,
    /// Under which keys the passages of sources are.
    keys: Keys,
    /// Whether anything was written or taken out.
    changed: bool,
}

/// A source whose passages are being written: see [`Writer::begin_source`].
#[derive(Clone, Copy, Debug)]
pub struct BegunSource {
    source: SourceId,
    key: SourceId,
}

/// The files of a run. Those that were never published go with it.
struct Files(IndexDirectory);

impl Drop for Files {
    fn drop(&mut self) {
        self.0.sweep();
    }
}

impl Writer {
    /// Opens an index for writing, and makes it if there is none.
    ///
    /// # Errors
    /// When the folder holds other things, when another layout or analysis wrote the index, when
    /// another process is writing, or when the disk says no.
    pub fn open(path: &Path, options: &WriterOptions) -> Result<Self> {
        if Manifest::exists(path)? || IndexDirectory::is_published(path)? {
            Manifest::check(path)?;
        } else {
            prepare(path)?;
        }
        let mut lock = WriteLock::take(path)?;
        let published = begin(path, &mut lock)?;

        let directory = IndexDirectory::for_writing(path)?;
        let (fields, files) = (Fields::new(), Files(directory.clone()));
        guarded(&directory, || {
            let index = open_engine(&directory, &fields, !published)?;
            let metas = index.load_metas().at(path)?;
            let generation = Statistics::of_payload(&metas).generation;
            let keys = Keys::of_payload(&metas);
            directory.set_published(if published {
                metas.list_segment_files()
            } else {
                HashSet::new()
            });
            // what a run that was cut off left would bear the names of what this one writes
            directory.sweep();

            let threads = options.threads.clamp(1, 8);
            let memory = options.memory.max(threads * LEAST_MEMORY);
            // the engine's own thread has nothing to write: whoever makes records fills segments
            let writer = index.writer_with_num_threads(1, LEAST_MEMORY).at(path)?;
            // merging waits for the end of a run, when deletions are known
            writer.set_merge_policy(Box::new(NoMergePolicy));
            let sources = Sources {
                known: HashSet::new(),
                started: HashSet::new(),
                keys,
                changed: !published,
            };
            let has_segments = !metas.segments.is_empty();
            let engine = Engine::new(writer, has_segments);
            let opened = Writer {
                path: path.to_owned(),
                open: OpenSegments::new(&index, &fields, threads, memory),
                fields,
                index,
                engine: Mutex::new(engine),
                noted: Mutex::new(sources),
                first: !published,
                expunged: false,
                beside: &[],
                generation,
                files,
                lock: Mutex::new(lock),
            };

            let known = opened.read_sources()?.into_iter().map(|record| record.id);
            opened.noted().known.extend(known);
            Ok(opened)
        })
    }

    /// Has each state name those of some files that are in the folder of the index when it is made: see
    /// [`is_missing_beside`].
    pub fn note_beside(&mut self, names: &'static [&'static str]) {
        self.beside = names;
    }

    /// Has the states of this index count on from one: whoever reads sees numbers that grow.
    pub fn continue_from(&mut self, generation: u64) {
        self.generation = self.generation.max(generation);
    }

    /// Has the next commit leave nothing of what was taken out in the files. Otherwise some of it may
    /// stay there, unseen, until many passages are gone.
    pub fn expunge(&mut self) {
        self.expunged = true;
    }

    /// Tells whoever asks for this index how many files of a run are read, of how many.
    pub fn progress(&self, files: u64, of_files: u64) {
        self.lock().progress(files, of_files);
    }

    fn noted(&self) -> MutexGuard<'_, Sources> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn engine(&self) -> MutexGuard<'_, Engine> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, WriteLock> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes out what an earlier run knew of a source, once: its passages come anew. Any number of
    /// threads may write them then, by [`Writer::add_passages`].
    ///
    /// # Errors
    /// When the disk says no.
    pub fn begin_source(&self, source: SourceId) -> Result<BegunSource> {
        self.begin(source)?;
        Ok(BegunSource { source, key: self.noted().keys.of(source) })
    }

    /// Puts some passages of a source in, as they come.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn add_passages(
        &self,
        to: BegunSource,
        passages: &mut dyn Iterator<Item = AnalysedPassage>,
    ) -> Result<()> {
        let BegunSource { source, key } = to;
        let mut records = Vec::with_capacity(AT_ONCE);
        for passage in passages {
            records.push(self.fields.passage_record(passage, key, &self.path)?);
            if records.len() % AT_ONCE == 0 {
                self.add_records(source, &mut records, false)?;
            }
        }
        self.add_records(source, &mut records, true)
    }

    fn add_records(&self, source: SourceId, records: &mut Vec<Record>, waits: bool) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        self.open.add(source, records, waits, &self.files.0)
    }

    /// Puts in the record of a source whose passages all come by [`Writer::add_passages`] before the
    /// commit.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn add_source(&self, record: &SourceRecord) -> Result<()> {
        self.begin(record.id)?;
        self.noted().started.remove(&record.id);
        self.add_record(record)
    }

    fn add_record(&self, record: &SourceRecord) -> Result<()> {
        let document = self.fields.source_record(record, &self.path)?;
        self.add_records(record.id, &mut vec![document], true)
    }

    fn read_sources(&self) -> Result<Vec<SourceRecord>> {
        records::sources(&self.searcher()?, &self.fields, &self.path, None, usize::MAX)
    }

    fn searcher(&self) -> Result<Searcher> {
        let reader = self.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader: tantivy::IndexReader = reader.at(&self.path)?;
        Ok(reader.searcher())
    }

    /// Takes out what an earlier run knew of a file, once, before its passages come anew.
    fn begin(&self, source: SourceId) -> Result<()> {
        let mut sources = self.noted();
        sources.changed = true;
        if !sources.started.insert(source) {
            return Ok(());
        }
        if sources.known.insert(source) {
            sources.keys.make_room(source);
            return Ok(());
        }
        // who else begins it waits until it is done
        self.delete(source, Some(sources.keys.of(source)))
    }

    /// Has the passages of a source be those of another one from now on, which has their bytes but for
    /// some documents: these, by their numbers, are taken out. What the new one has in their places
    /// comes by [`Store::add`], and its record by [`Store::finish_source`]; the old one is gone.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn take_over(&mut self, from: SourceId, to: SourceId, without: &[u32]) -> Result<()> {
        let key = self.noted().keys.of(from);
        self.delete(from, None)?;
        for number in without {
            let document = document_key(DocumentId { source: key, number: *number });
            let term = Term::from_field_bytes(self.fields.document, document.as_bytes());
            self.engine().delete(term);
        }
        let mut sources = self.noted();
        sources.keys.hand_over(from, to);
        sources.known.remove(&from);
        sources.known.insert(to);
        sources.started.insert(to);
        sources.changed = true;
        Ok(())
    }

    /// Takes out the record of a source, and its passages where their key is given.
    fn delete(&self, source: SourceId, with_passages: Option<SourceId>) -> Result<()> {
        // what the engine does not have it does not delete
        if self.open.may_hold(source) {
            self.hand_over()?;
        }
        let mut engine = self.engine();
        if let Some(key) = with_passages {
            let key = source_key(key);
            engine.delete(Term::from_field_bytes(self.fields.source, key.as_bytes()));
        }
        let key = source_key(source);
        engine.delete(Term::from_field_bytes(self.fields.record_of, key.as_bytes()));
        Ok(())
    }

    /// Hands to the engine what was written.
    fn hand_over(&self) -> Result<()> {
        let segments = self.open.close_all(&self.files.0)?;
        guarded(&self.files.0, || self.engine().take_in(segments).at(&self.path))
    }

    /// Has the engine take note of all that was written, and of what the state says of itself. No
    /// reader sees it yet.
    fn commit_with(&mut self, statistics: &Statistics) -> Result<()> {
        let there = self.beside.iter().copied().filter(|name| self.path.join(name).exists());
        let (keys, beside) = (self.noted().keys.by_source().clone(), there.collect());
        let payload = Payload { statistics, keys: &keys, beside };
        let payload = serde_json::to_string(&payload).at(&self.path)?;
        self.engine().commit(&payload).at(&self.path)
    }

    /// Merges segments as they grow, and writes those anew that hold many deleted passages, or any
    /// where none may stay.
    fn merge_segments(&mut self) -> Result<()> {
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(MERGED_AT_ONCE);
        policy.set_level_log_size(LEVEL);
        policy.set_min_layer_size(LEAST_LEVEL);
        let most = if self.expunged { u32::MAX } else { HELD_FOR_EACH_DELETED };
        loop {
            let segments = self.index.searchable_segment_metas().at(&self.path)?;
            let mut candidates: Vec<Vec<_>> =
                policy.compute_merge_candidates(&segments).into_iter().map(|c| c.0).collect();
            if candidates.is_empty() {
                let held =
                    |s: &&SegmentMeta| s.num_deleted_docs().saturating_mul(most) > s.max_doc();
                let holed = segments.iter().filter(held);
                candidates.extend(holed.map(|s| vec![s.id()]));
            }
            // of several segments each has the words that they share: a new index is one
            if candidates.is_empty() && self.first && segments.len() > 1 {
                candidates.push(segments.iter().map(SegmentMeta::id).collect());
            }
            if candidates.is_empty() {
                break;
            }
            for ids in candidates {
                self.engine().merge(&ids).at(&self.path)?;
            }
        }

        self.engine().collect_garbage().at(&self.path)?;
        Ok(())
    }

    /// Settles all that was written, and makes it visible in one step.
    fn publish(&mut self) -> Result<()> {
        self.hand_over()?;
        // the engine merges only what it has taken note of
        self.commit_with(&Statistics::default())?;
        self.merge_segments()?;
        let generation = self.generation + 1;
        let counted = Statistics::count(&self.searcher()?).at(&self.path)?;
        self.commit_with(&Statistics { generation, ..counted })?;

        let metas = self.index.load_metas().at(&self.path)?;
        self.files.0.publish(metas.list_segment_files())?;
        self.lock().published();
        (self.generation, self.first) = (generation, false);
        Ok(())
    }
}

impl Store for Writer {
    type Error = Error;

    fn sources(&self) -> Result<Vec<SourceRecord>> {
        guarded(&self.files.0, || self.read_sources())
    }

    fn add(&mut self, source: SourceId, passages: Vec<AnalysedPassage>) -> Result<()> {
        let to = self.begin_source(source)?;
        self.add_passages(to, &mut passages.into_iter())
    }

    fn finish_source(&mut self, record: &SourceRecord) -> Result<()> {
        self.add_source(record)
    }

    fn update_paths(&mut self, record: &SourceRecord) -> Result<()> {
        self.delete(record.id, None)?;
        self.add_record(record)?;
        let mut sources = self.noted();
        sources.known.insert(record.id);
        sources.changed = true;
        Ok(())
    }

    fn remove(&mut self, source: SourceId) -> Result<()> {
        let mut sources = self.noted();
        if !sources.known.remove(&source) {
            return Ok(());
        }
        sources.started.remove(&source);
        sources.changed = true;
        let key = sources.keys.of(source);
        sources.keys.forget(source);
        drop(sources);
        self.delete(source, Some(key))
    }

    fn commit(&mut self) -> Result<()> {
        if !self.noted().changed {
            return Ok(());
        }

        let directory = self.files.0.clone();
        guarded(&directory, || self.publish())?;
        self.noted().changed = false;
        self.expunged = false;

        Ok(())
    }
}

#[cfg(test)]
mod tests;
