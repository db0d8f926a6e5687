//! From files to an index: new, changed and vanished files only.
//!
//! Files are read, cut and analysed on all threads at once, part by part, and written by one. One
//! bad file is named and skipped; it never stops a run. Nothing is visible before all of it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Instant;

use ibid_core::analysis::Analyzer;
use ibid_core::backend::{SourcePath, SourceRecord, Store};
use ibid_core::diagnostic::Diagnostic;
use ibid_core::document::Evidence;
use ibid_core::ids::SourceId;
use ibid_index::{Writer, WriterOptions};
use ibid_ingest::{Found, Limits};
use serde::Serialize;

use crate::error::{Error, Result};
use reading::{FileEvent, IndexedSources, Outcome, ReadFile, read_one};

mod reading;

/// How an index is made.
#[derive(Clone, Default)]
pub struct BuildOptions<'a> {
    /// Threads and memory.
    pub writer: WriterOptions,
    /// How much reading may take.
    pub limits: Limits,
    /// The kind of evidence that these files are, whatever they say of themselves. Files that were
    /// indexed under another kind are read anew.
    pub evidence: Option<Evidence>,
    /// Read everything and write nothing.
    pub dry_run: bool,
    /// FileEvent of each file when it has been read.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Files read.
    pub done: usize,
    /// Files found.
    pub of: usize,
}

/// A file that could not be read.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// The file.
    pub path: String,
    /// Why, in English.
    pub error: String,
    /// Why, as a code with fields.
    #[serde(skip)]
    pub diagnostic: Diagnostic,
}

/// Something to know of a file that was read.
#[derive(Clone, Debug, Serialize)]
pub struct Warned {
    /// The file.
    pub path: String,
    /// What.
    #[serde(flatten)]
    pub diagnostic: Diagnostic,
}

/// What a run did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Files that are new or have changed.
    pub indexed: u64,
    /// Files that are as they were.
    pub skipped: u64,
    /// Files that have gone.
    pub deleted: u64,
    /// Files that could not be read.
    pub failed: Vec<Failure>,
    /// What else there is to know.
    pub warnings: Vec<Warned>,
    /// Passages of the files that are new or have changed.
    pub passages: u64,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// Reads a file or folder into an index, which is made if there is none.
///
/// # Errors
/// When there is nothing to read at `path`, or the index cannot be written.
pub fn build(path: impl AsRef<Path>, index: impl AsRef<Path>) -> Result<Summary> {
    build_with(&[path.as_ref().to_owned()], index.as_ref(), &BuildOptions::default())
}

/// Reads files and folders into an index, which is made if there is none.
///
/// A file that was read from under one of `paths` before and has gone is taken out.
///
/// # Errors
/// When there is nothing to read at any of the paths, or the index cannot be written.
pub fn build_with(paths: &[PathBuf], index: &Path, options: &BuildOptions<'_>) -> Result<Summary> {
    let start = Instant::now();
    let mut sink = Sink { index, options, writer: None };
    let mut run = Run { known: sink.known()?, ..Run::default() };
    let files = run.find(paths, index);
    run.read(&files, options, &mut sink)?;
    run.reconcile(&mut sink)?;
    if let Some(mut writer) = sink.writer {
        writer.commit()?;
    }
    let mut summary = std::mem::take(&mut run.summary);
    if summary.indexed + summary.skipped + summary.deleted == 0 {
        return Err(run.nothing(paths, &summary.failed));
    }
    summary.failed.sort_by(|a, b| a.path.cmp(&b.path));
    summary.warnings.sort_by(|a, b| a.path.cmp(&b.path));
    summary.took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(summary)
}

/// The index as something to write to; a new one is made when there is something to write.
struct Sink<'a> {
    index: &'a Path,
    options: &'a BuildOptions<'a>,
    writer: Option<Writer>,
}

impl Sink<'_> {
    /// The writer; none when nothing is to be written.
    fn writer(&mut self) -> Result<Option<&mut Writer>> {
        if self.writer.is_none() && !self.options.dry_run {
            self.writer = Some(Writer::open(self.index, &self.options.writer)?);
        }
        Ok(self.writer.as_mut())
    }

    /// The files in the index; none where there is no index yet.
    ///
    /// Where something is there it is opened for writing first, so that another writer, or a folder
    /// of other things, is found out before anything is read.
    fn known(&mut self) -> Result<BTreeMap<SourceId, SourceRecord>> {
        let something_there =
            self.index.read_dir().is_ok_and(|mut entries| entries.next().is_some());
        let records = match (something_there, self.options.dry_run) {
            (false, _) => Vec::new(),
            (true, true) => ibid_index::Reader::open(self.index)?.sources()?,
            (true, false) => self.writer()?.map_or(Ok(Vec::new()), |writer| writer.sources())?,
        };
        Ok(records.into_iter().map(|record| (record.id, record)).collect())
    }
}

/// A path with all its links followed, or as far as it can be told of one that does not exist.
fn whole_path(path: &Path) -> PathBuf {
    let whole = path.canonicalize().or_else(|_| std::path::absolute(path));
    whole.unwrap_or_else(|_| path.to_owned())
}

#[derive(Default)]
struct Run {
    roots: Vec<PathBuf>,
    known: BTreeMap<SourceId, SourceRecord>,
    /// Which file, by its place in the run, brings the passages of a source: of several with the
    /// same bytes only the first that comes.
    owner: HashMap<SourceId, usize>,
    /// Records that were written in this run.
    written: BTreeMap<SourceId, SourceRecord>,
    /// Where each file was seen in this run.
    seen: HashMap<SourceId, BTreeSet<SourcePath>>,
    /// Files that could not be read this time: what was read of them before stays.
    unreadable: BTreeSet<String>,
    summary: Summary,
    first_error: Option<Error>,
}

impl Run {
    fn find(&mut self, paths: &[PathBuf], index: &Path) -> Vec<Found> {
        let mut files = Vec::new();
        for path in paths {
            let walk = ibid_ingest::walk(path);
            // a folder that cannot be looked into, or a drive that is not there, loses nothing
            if !walk.failures.iter().any(|(failed, _)| failed == path) {
                self.roots.push(whole_path(path));
            }
            files.extend(walk.files);
            for (path, error) in walk.failures {
                self.unreadable.insert(whole_path(&path).to_string_lossy().into_owned());
                self.fail(path.to_string_lossy().into_owned(), error);
            }
        }
        // a file that is named twice is read once, and an index does not read itself
        let mut seen = BTreeSet::new();
        let index = whole_path(index);
        files.retain(|file| {
            !whole_path(&file.absolute).starts_with(&index) && seen.insert(file.absolute.clone())
        });
        files
    }

    fn fail(&mut self, path: String, error: ibid_ingest::Error) {
        let diagnostic = error.diagnostic();
        self.summary.failed.push(Failure { path, error: diagnostic.message.clone(), diagnostic });
        self.first_error.get_or_insert(Error::Read(error));
    }

    /// Reads all files on all threads, and writes what is new as it comes.
    fn read(
        &mut self,
        files: &[Found],
        options: &BuildOptions<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<()> {
        let threads = options.writer.threads.max(1);
        let next = AtomicUsize::new(0);
        let known = IndexedSources::of(self.known.values(), options);
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(threads * 2);
            for _ in 0..threads {
                let (sender, next, known) = (sender.clone(), &next, &known);
                scope.spawn(move || {
                    let mut analyzer = Analyzer::new();
                    loop {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        let Some(file) = files.get(i) else { break };
                        // when nobody listens any more the run has failed, and says so elsewhere
                        let mut tell = |told| sender.send((i, told)).is_ok();
                        let outcome = read_one(file, options, known, &mut analyzer, &mut tell);
                        if !tell(FileEvent::Done(outcome)) {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            self.receive(files, &receiver, options, sink)
        })
    }

    fn receive(
        &mut self,
        files: &[Found],
        receiver: &Receiver<(usize, FileEvent)>,
        options: &BuildOptions<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<()> {
        let mut done = 0;
        for (i, told) in receiver {
            let outcome = match told {
                FileEvent::Done(outcome) => outcome,
                FileEvent::Part(id, passages) => {
                    let first = *self.owner.entry(id).or_insert(i) == i;
                    if let (true, Some(writer)) = (first, sink.writer()?) {
                        writer.add(id, passages)?;
                    }
                    continue;
                }
            };
            done += 1;
            let file = &files[i];
            let path = SourcePath {
                shown: file.shown.clone(),
                absolute: file.absolute.to_string_lossy().into_owned(),
            };
            match outcome {
                Outcome::Unchanged(id) => self.unchanged(id, path),
                Outcome::Read(read) => self.put(i, path, *read, sink)?,
                Outcome::NotText => {}
                Outcome::Failed(error) => {
                    self.unreadable.insert(path.absolute);
                    self.fail(path.shown, error);
                }
            }
            if let Some(progress) = options.progress {
                progress(Progress { done, of: files.len() });
            }
        }
        Ok(())
    }

    fn unchanged(&mut self, id: SourceId, path: SourcePath) {
        let before = self
            .known
            .get(&id)
            .is_some_and(|r| r.paths.iter().any(|p| p.absolute == path.absolute));
        if before {
            self.summary.skipped += 1;
        } else {
            self.summary.indexed += 1;
        }
        self.seen.entry(id).or_default().insert(path);
    }

    fn put(
        &mut self,
        i: usize,
        path: SourcePath,
        read: ReadFile,
        sink: &mut Sink<'_>,
    ) -> Result<()> {
        let ReadFile { id, bytes, format, evidence, passages, warnings } = read;
        self.summary.indexed += 1;
        let warned =
            warnings.into_iter().map(|diagnostic| Warned { path: path.shown.clone(), diagnostic });
        self.summary.warnings.extend(warned);
        self.seen.entry(id).or_default().insert(path.clone());
        if *self.owner.entry(id).or_insert(i) != i {
            return Ok(());
        }
        self.summary.passages += passages;
        let passages = u32::try_from(passages).unwrap_or(u32::MAX);
        let (reader, paths) = (ibid_ingest::VERSION, vec![path]);
        let record = SourceRecord { id, format, reader, evidence, paths, bytes, passages };
        if let Some(writer) = sink.writer()? {
            writer.finish_source(&record)?;
        }
        self.written.insert(id, record);
        Ok(())
    }

    /// Says where each file lies now, and takes out those that lie nowhere any more.
    fn reconcile(&mut self, sink: &mut Sink<'_>) -> Result<()> {
        let seen_now: BTreeSet<String> =
            self.seen.values().flatten().map(|path| path.absolute.clone()).collect();
        let known = std::mem::take(&mut self.known);
        let mut ids: BTreeSet<SourceId> = known.keys().copied().collect();
        ids.extend(self.written.keys());
        for id in ids {
            let before = self.written.get(&id).or_else(|| known.get(&id));
            let Some(record) = before else { continue };
            let mut paths = self.seen.remove(&id).unwrap_or_default();
            let old = known.get(&id).map(|r| r.paths.as_slice()).unwrap_or_default();
            paths.extend(old.iter().filter(|path| self.keeps(path, &seen_now)).cloned());
            let gone = old.iter().filter(|p| !paths.iter().any(|q| q.absolute == p.absolute));
            self.summary.deleted += gone.filter(|p| !seen_now.contains(&p.absolute)).count() as u64;
            let paths: Vec<SourcePath> = paths.into_iter().collect();
            if paths == record.paths {
                continue;
            }
            let Some(writer) = sink.writer()? else { continue };
            if paths.is_empty() {
                writer.remove(id)?;
            } else {
                writer.update_paths(&SourceRecord { paths, ..record.clone() })?;
            }
        }
        Ok(())
    }

    /// Whether a path that was not seen with these bytes keeps its place: it lies elsewhere, or it
    /// could not be read.
    fn keeps(&self, path: &SourcePath, seen_now: &BTreeSet<String>) -> bool {
        if seen_now.contains(&path.absolute) {
            return false;
        }
        let at = Path::new(&path.absolute);
        let unreadable = self.unreadable.iter().any(|failed| at.starts_with(failed));
        // where even that cannot be told, nothing is lost either
        unreadable && at.try_exists().unwrap_or(true)
            || !self.roots.iter().any(|root| at.starts_with(root))
    }

    /// Why there was nothing.
    fn nothing(self, paths: &[PathBuf], failed: &[Failure]) -> Error {
        let given: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        match self.first_error {
            Some(error) if failed.len() == 1 => error,
            _ => Error::NothingToRead { path: given.join(", ") },
        }
    }
}
