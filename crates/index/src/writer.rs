//! Putting passages into an index on disk.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ibid_core::analysis::AnalysedPassage;
use ibid_core::backend::{SourceRecord, Store};
use ibid_core::ids::SourceId;
use tantivy::directory::error::LockError;
use tantivy::indexer::{LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::{Index, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term};

use crate::error::{At, Error, Result};
use crate::manifest::Manifest;
use crate::reader::open_engine;
use crate::records;
use crate::schema::{Fields, source_key};
use crate::statistics::Statistics;

/// How an index is written.
#[derive(Clone, Debug)]
pub struct WriterOptions {
    /// Threads that write, from 1 to 8.
    pub threads: usize,
    /// Bytes of memory for all of them together, at least 16 MB a thread.
    pub memory: usize,
}

impl Default for WriterOptions {
    /// A thread for each processor up to 8, and 64 MB for each.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        WriterOptions { threads, memory: threads * (64 << 20) }
    }
}

/// The least that the engine takes for a thread.
const LEAST_MEMORY: usize = 16 << 20;

/// The most that it takes for one.
const MOST_MEMORY: usize = u32::MAX as usize - (2 << 20);

/// Segments of a level that are merged into one of the next.
const MERGED_AT_ONCE: usize = 4;

/// An index on disk, open for writing: one at a time, while any number read.
pub struct Writer {
    path: PathBuf,
    fields: Fields,
    index: Index,
    writer: IndexWriter,
    known: HashSet<SourceId>,
    /// Files of which some passages have come, and maybe not all.
    started: HashSet<SourceId>,
    changed: bool,
}

impl Writer {
    /// Opens an index for writing, and makes it if there is none.
    ///
    /// # Errors
    /// When the folder holds other things, when another layout or analysis wrote the index, when
    /// another process is writing, or when the disk says no.
    pub fn open(path: &Path, options: &WriterOptions) -> Result<Self> {
        if Manifest::exists(path) {
            Manifest::check(path)?;
        } else {
            create(path)?;
        }
        let fields = Fields::new();
        let index = open_engine(path, &fields, is_new(path)?)?;
        let threads = options.threads.clamp(1, 8);
        let memory = options.memory.clamp(threads * LEAST_MEMORY, threads * MOST_MEMORY);
        let writer = lock(&index, threads, memory).at(path)?;

        // what a killed run left half done would bear the names of what this one writes
        writer.garbage_collect_files().wait().at(path)?;
        // merging waits for the end of a run, when deletions are known
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let mut opened = Writer {
            path: path.to_owned(),
            fields,
            index,
            writer,
            known: HashSet::new(),
            started: HashSet::new(),
            changed: false,
        };

        opened.known = opened.sources()?.into_iter().map(|record| record.id).collect();
        opened.changed = opened.was_cut_short()?;
        Ok(opened)
    }

    fn searcher(&self) -> Result<Searcher> {
        let reader = self.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader: tantivy::IndexReader = reader.at(&self.path)?;
        Ok(reader.searcher())
    }

    /// Whether a run was killed between making its passages visible and settling them.
    fn was_cut_short(&self) -> Result<bool> {
        let metas = self.index.load_metas().at(&self.path)?;
        let holed = metas.segments.iter().any(|segment| segment.num_deleted_docs() > 0);
        let counted = Statistics::of_payload(&metas).by_lang.iter().sum::<u64>() > 0;
        Ok(holed || (!counted && !metas.segments.is_empty()))
    }

    /// Takes out what an earlier run knew of a file, once, before its passages come anew.
    fn begin(&mut self, source: SourceId) {
        if self.started.insert(source) && !self.known.insert(source) {
            self.delete(source, true);
        }
        self.changed = true;
    }

    fn delete(&mut self, source: SourceId, with_passages: bool) {
        let key = source_key(source);
        if with_passages {
            self.writer.delete_term(Term::from_field_bytes(self.fields.source, key.as_bytes()));
        }
        self.writer.delete_term(Term::from_field_bytes(self.fields.record_of, key.as_bytes()));
    }

    /// Commits, with what the commit says of itself.
    fn commit_with(&mut self, statistics: &Statistics) -> Result<()> {
        let payload = serde_json::to_string(statistics).at(&self.path)?;
        let mut commit = self.writer.prepare_commit().at(&self.path)?;
        commit.set_payload(&payload);
        commit.commit().at(&self.path)?;
        Ok(())
    }

    /// Merges segments as they grow, and any that hold deleted passages: those must leave the
    /// statistics before a run is done.
    fn merge_segments(&mut self) -> Result<()> {
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(MERGED_AT_ONCE);
        loop {
            let segments = self.index.searchable_segment_metas().at(&self.path)?;
            let mut candidates: Vec<Vec<_>> =
                policy.compute_merge_candidates(&segments).into_iter().map(|c| c.0).collect();
            if candidates.is_empty() {
                let holed = segments.iter().filter(|s| s.num_deleted_docs() > 0);
                candidates.extend(holed.map(|s| vec![s.id()]));
            }
            if candidates.is_empty() {
                break;
            }
            for ids in candidates {
                self.writer.merge(&ids).wait().at(&self.path)?;
            }
        }

        self.writer.garbage_collect_files().wait().at(&self.path)?;
        Ok(())
    }
}

/// Takes the lock of an index, and starts the engine's threads.
///
/// A process that is just being started holds open what its parent had open, for the instant until
/// it runs its program: a lock that was given back a moment ago may seem to be held by another.
fn lock(index: &Index, threads: usize, memory: usize) -> tantivy::Result<IndexWriter> {
    const TRIES: usize = 10;
    const PAUSE: Duration = Duration::from_millis(10);
    for _ in 1..TRIES {
        match index.writer_with_num_threads(threads, memory) {
            Err(TantivyError::LockFailure(LockError::LockBusy, _)) => std::thread::sleep(PAUSE),
            other => return other,
        }
    }
    index.writer_with_num_threads(threads, memory)
}

/// The names in a folder.
fn names(path: &Path) -> std::io::Result<Vec<String>> {
    let entries = fs::read_dir(path)?;
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// Whether a folder has the stamp of an index and nothing of the engine yet, save its locks.
fn is_new(path: &Path) -> Result<bool> {
    let names = names(path).at(path)?;
    Ok(names.iter().all(|name| name.starts_with(Manifest::FILE) || name.ends_with(".lock")))
}

/// Makes the folder of a new index, with its stamp.
fn create(path: &Path) -> Result<()> {
    let write = |source| Error::Io { verb: "write", path: path.to_owned(), source };
    match names(path) {
        // a stamp that was never finished is no stranger's
        Ok(names) => {
            if names.iter().any(|name| !name.starts_with(Manifest::FILE)) {
                return Err(Error::NotAnIndex { path: path.to_owned() });
            }
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            fs::create_dir_all(path).map_err(write)?;
        }
        Err(e) => return Err(write(e)),
    }

    Manifest::write(path)
}

impl Store for Writer {
    type Error = Error;

    fn sources(&self) -> Result<Vec<SourceRecord>> {
        records::sources(&self.searcher()?, &self.fields, &self.path, None, usize::MAX)
    }

    fn add(&mut self, source: SourceId, passages: Vec<AnalysedPassage>) -> Result<()> {
        self.begin(source);
        for passage in &passages {
            let doc = self.fields.passage_record(passage, &self.path)?;
            self.writer.add_document(doc).at(&self.path)?;
        }
        Ok(())
    }

    fn finish_source(&mut self, record: &SourceRecord) -> Result<()> {
        self.begin(record.id);
        self.started.remove(&record.id);
        let doc = self.fields.source_record(record, &self.path)?;
        self.writer.add_document(doc).at(&self.path)?;
        Ok(())
    }

    fn update_paths(&mut self, record: &SourceRecord) -> Result<()> {
        self.delete(record.id, false);
        let doc = self.fields.source_record(record, &self.path)?;
        self.writer.add_document(doc).at(&self.path)?;
        self.known.insert(record.id);
        self.changed = true;
        Ok(())
    }

    fn remove(&mut self, source: SourceId) -> Result<()> {
        if self.known.remove(&source) {
            self.started.remove(&source);
            self.delete(source, true);
            self.changed = true;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        if !self.changed {
            return Ok(());
        }
        let before = Statistics::of_payload(&self.index.load_metas().at(&self.path)?).generation;

        // readers who see this state count for themselves
        self.commit_with(&Statistics { generation: before + 1, ..Statistics::default() })?;
        self.merge_segments()?;
        let counted = Statistics::count(&self.searcher()?).at(&self.path)?;
        self.commit_with(&Statistics { generation: before + 2, ..counted })?;
        self.changed = false;

        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ibid_core::analysis::{Analyzer, Kind};
    use ibid_core::backend::{Backend, Snapshot, Store, Term, Vocabulary};

    use super::Statistics;
    use crate::Reader;
    use crate::sample::{add_source, passage_id, search, source_id, writer};

    #[test]
    fn what_a_killed_run_deleted_is_gone_before_segments_are_merged() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        let (mut first, mut analyzer) = (writer(&path), Analyzer::new());
        (0..300).for_each(|n| add_source(&mut first, n, &mut analyzer));
        first.commit().unwrap();
        drop(first);
        let reader = Reader::open(&path).unwrap();
        let before = reader.snapshot().unwrap().generation();

        // as `commit` does, up to its first step
        let mut killed = writer(&path);
        (0..299).for_each(|n| killed.remove(source_id(n)).unwrap());
        let generation = before + 1;
        killed.commit_with(&Statistics { generation, ..Statistics::default() }).unwrap();
        drop(killed);

        reader.reload().unwrap();
        let snapshot = reader.snapshot().unwrap();
        assert_eq!(snapshot.generation(), generation);
        let found = search(&snapshot, "*", 10);
        assert_eq!((found.hits.len(), found.total), (1, Some(1)));
        assert_eq!(found.hits[0].passage.id, passage_id(299));
        assert_eq!(snapshot.counts().unwrap().passages, 1);
        assert_eq!(snapshot.collection().unwrap().whole().passages, 1);
        let budget = Term { kind: Kind::Exact, text: "budget".to_owned() };
        assert_eq!(snapshot.frequencies(&[budget]).unwrap(), [1], "no more than there are");
        assert_eq!(snapshot.fetch(&[passage_id(0)]).unwrap(), [None]);
        assert!(snapshot.around_many(&[passage_id(0)], 1).unwrap()[0].is_empty());
        assert_eq!(snapshot.sources(None, 10).unwrap().len(), 1);
        assert_eq!(snapshot.documents(None, 10).unwrap().len(), 1);

        // the next run finishes what this one began
        writer(&path).commit().unwrap();
        reader.reload().unwrap();
        let settled = reader.snapshot().unwrap();
        assert!(settled.generation() > generation);
        assert_eq!(search(&settled, "*", 10).total, Some(1));
        assert_eq!(search(&snapshot, "*", 10).total, Some(1), "the older one does not move");
    }
}
