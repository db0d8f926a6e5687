//! Putting files and texts into an index: new, changed and vanished ones only.
//!
//! Files are read, cut, analysed and written on one pool of threads, part by part. One bad file is
//! named and skipped; it never stops a run. Nothing is visible before all of it is.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ibid_core::backend::SourcePath;
use ibid_core::diagnostic::{Code, Diagnostic, NotRead};
use ibid_core::document::Evidence;
use ibid_core::format::Format;
use ibid_core::ids::SourceId;
use ibid_index::WriterOptions;
use ibid_ingest::Walk;
use ibid_ingest::{Limits, Loaded};
use serde::Serialize;

use crate::error::Result;
pub use forget::{Forgot, forget};
pub(crate) use found::milliseconds;
pub(crate) use lists::faults as list_faults;
pub use memory::LEAST_MEMORY;
pub use reindex::reindex;
use run::Run;
pub use run::{today, whole_path};
use sink::Sink;

mod amend;
mod forget;
mod found;
mod lists;
mod memory;
mod progress;
mod reading;
mod reconcile;
mod reindex;
mod roots;
mod run;
mod sink;
mod twins;
mod writing;

/// How an index is made.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct IndexOptions<'a> {
    /// Threads and memory.
    pub writer: WriterOptions,
    /// How much reading may take.
    pub limits: Limits,
    /// How much memory the process may take for itself, in bytes, mapped files apart: for reading
    /// and writing together, in place of that of `writer`. At least [`LEAST_MEMORY`] is taken. A file
    /// that would take more than there is for reading is not read, and is named among the failures.
    /// As much as it takes where this is `None`.
    pub memory: Option<u64>,
    /// The kind of evidence that these files are, whatever they say of themselves. Files that were
    /// indexed under another kind are read anew.
    pub evidence: Option<Evidence>,
    /// Read everything and write nothing.
    pub dry_run: bool,
    /// Take out files that are gone, also where all or most of a path are: without it a disk that
    /// is not there is taken for the reason, and [`Error::FilesGone`](crate::Error::FilesGone) says
    /// so.
    pub allow_empty: bool,
    /// Told how far the run has come, after each file and within long ones. It may stop the run:
    /// then nothing is written, and the error is
    /// [`Error::Interrupted`](crate::Error::Interrupted).
    pub progress: Option<&'a (dyn Fn(Progress) -> ControlFlow<()> + Sync)>,
    /// Once it is true the run ends as one step with the files that are whole by then:
    /// [`Indexer::commit`] makes them visible, takes nothing out, and [`Summary::left`] says how many
    /// files there were besides. The next run goes on.
    pub stop: Option<&'a AtomicBool>,
}

impl<'a> IndexOptions<'a> {
    /// The same with this number of threads and this much memory.
    #[must_use]
    pub fn with_writer(self, writer: WriterOptions) -> Self {
        IndexOptions { writer, ..self }
    }

    /// The same with other limits to reading.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        IndexOptions { limits, ..self }
    }

    /// The same with so much memory for all of it, or as much as it takes.
    #[must_use]
    pub fn with_memory(self, memory: Option<u64>) -> Self {
        IndexOptions { memory, ..self }
    }

    /// The same for files that are of this kind of evidence, whatever they say of themselves.
    #[must_use]
    pub fn with_evidence(self, evidence: Option<Evidence>) -> Self {
        IndexOptions { evidence, ..self }
    }

    /// The same, writing nothing, or writing after all.
    #[must_use]
    pub fn with_dry_run(self, dry_run: bool) -> Self {
        IndexOptions { dry_run, ..self }
    }

    /// The same, taking out what is gone even where all of a path is, or not.
    #[must_use]
    pub fn with_allow_empty(self, allow_empty: bool) -> Self {
        IndexOptions { allow_empty, ..self }
    }

    /// The same, ending early once this is true, with what is whole by then.
    #[must_use]
    pub fn with_stop(self, stop: &'a AtomicBool) -> Self {
        IndexOptions { stop: Some(stop), ..self }
    }

    /// The same, told how far the run has come.
    #[must_use]
    pub fn with_progress(self, progress: &'a (dyn Fn(Progress) -> ControlFlow<()> + Sync)) -> Self {
        IndexOptions { progress: Some(progress), ..self }
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Files read.
    pub files: usize,
    /// Files found.
    pub of_files: usize,
    /// Bytes of the files that were read. Of a file that is still being read the bytes of its text
    /// count, which are fewer than its own.
    pub bytes: u64,
    /// Bytes of the files that were found.
    pub of_bytes: u64,
}

/// A file that could not be read.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// The file.
    pub path: String,
    /// Why, in English.
    pub error: String,
    /// Why, as a code with fields.
    #[serde(skip)]
    pub diagnostic: Diagnostic,
    /// Whether it was named itself, and not found in a folder.
    #[serde(skip)]
    pub named: bool,
}

impl Failure {
    pub(crate) fn new(path: String, diagnostic: Diagnostic) -> Self {
        Failure { path, error: diagnostic.message.clone(), diagnostic, named: false }
    }

    /// Whether the system did not hand it over: who runs this may not read it, or its disk fails.
    /// What is in it may be as it should be.
    pub fn is_refused(&self) -> bool {
        matches!(self.diagnostic.code, Code::UnreadableFile | Code::UnreadableFolder)
    }
}

/// Something to know of a file that was read.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Warned {
    /// The file.
    pub path: String,
    /// What.
    #[serde(flatten)]
    pub diagnostic: Diagnostic,
}

impl Warned {
    /// Whether another one says the same.
    fn is_as(&self, other: &Warned) -> bool {
        self.path == other.path && self.diagnostic == other.diagnostic
    }
}

/// A file that was not read, and why.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PassedOver {
    /// Its path, as hits would name it.
    pub path: String,
    /// Why, in English.
    pub reason: String,
    /// The name of the reason, and the other file that it speaks of, where there is one.
    pub why: NotRead,
    /// The same with the path, to be said in another language.
    #[serde(skip)]
    pub diagnostic: Diagnostic,
}

impl PassedOver {
    /// What an error says of a file that is not read; `None` for any other error.
    pub(crate) fn of(path: String, error: &ibid_ingest::Error) -> Option<Self> {
        let ibid_ingest::Error::NotRead { why, .. } = error else { return None };
        Some(Self::told(path, *why, error.diagnostic()))
    }

    /// A file, by its path as hits would name it, and why it is not read; `of` is the other file that
    /// the reason speaks of.
    fn new(path: String, why: NotRead, of: Option<String>) -> Self {
        let error = ibid_ingest::Error::NotRead { path: path.clone(), why, of };
        Self::told(path, why, error.diagnostic())
    }

    fn told(path: String, why: NotRead, diagnostic: Diagnostic) -> Self {
        let reason = diagnostic.fields.iter().find(|(name, _)| name == "cause");
        let reason = reason.map(|(_, text)| text.clone()).unwrap_or_default();
        PassedOver { path, reason, why, diagnostic }
    }

    /// Takes out of a walk what a folder holds besides the files to read: the parts of saved pages,
    /// and links.
    pub(crate) fn beside(walk: &mut Walk) -> Vec<Self> {
        let parts = std::mem::take(&mut walk.page_parts).into_iter();
        let parts = parts.map(|(part, page)| Self::new(part.shown, NotRead::PagePart, Some(page)));
        let no_files = std::mem::take(&mut walk.no_files).into_iter();
        parts.chain(no_files.map(|(shown, why)| Self::new(shown, why, None))).collect()
    }

    /// A file that was read and has no passage; the warning that says the same is taken out. What
    /// yt-dlp says of a video has none, and is read for the video's captions.
    pub(crate) fn without_text(
        path: &str,
        format: Format,
        passages: u64,
        warnings: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        if passages > 0 || format == Format::InfoJson {
            return None;
        }
        warnings.retain(|warning| warning.code != Code::NoText);
        Some(Self::new(path.to_owned(), NotRead::Empty, None))
    }
}

/// What a run did.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Files that are new or have changed.
    pub indexed: u64,
    /// Files that are as they were.
    pub skipped: u64,
    /// Files that have gone.
    pub deleted: u64,
    /// Files that could not be read.
    pub failed: Vec<Failure>,
    /// Files that are of no kind that is read, or that say nothing of their own, and why.
    pub passed_over: Vec<PassedOver>,
    /// What else there is to know.
    pub warnings: Vec<Warned>,
    /// Passages of the files that are new or have changed.
    pub passages: u64,
    /// Passages that were put into the index: of a long file of JSON lines that has changed a little,
    /// only those of the lines that are new or have changed.
    #[serde(skip)]
    pub passages_written: u64,
    /// Files that were opened: all but those that are as they were by their lengths and times.
    #[serde(skip)]
    pub files_read: u64,
    /// Files that were found and not read, because the run was told to [stop](IndexOptions::stop)
    /// before: 0 where it was not, or where all was done by then.
    #[serde(skip_serializing_if = "is_zero")]
    pub left: u64,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// Reads a file or folder into an index, which is made if there is none.
///
/// # Errors
/// When there is nothing to read at `path`, or the index cannot be written.
pub fn build(path: impl AsRef<Path>, index: impl AsRef<Path>) -> Result<Summary> {
    build_with(&[path.as_ref().to_owned()], index.as_ref(), &IndexOptions::default())
}

/// Reads files and folders into an index, which is made if there is none.
///
/// A file that was read from under one of `paths` before and has gone is taken out.
///
/// # Errors
/// When there is nothing to read at any of the paths, the index cannot be written, or the run was
/// told to stop.
pub fn build_with(paths: &[PathBuf], index: &Path, options: &IndexOptions<'_>) -> Result<Summary> {
    let mut indexer = Indexer::open(index, options)?;
    indexer.add_files(paths)?;
    indexer.commit()
}

/// Puts files and texts into an index. What it does becomes visible by [`Indexer::commit`], and not
/// at all where that is not called.
pub struct Indexer<'a> {
    sink: Sink<'a>,
    /// What was done since the last commit; none where nothing was.
    run: Option<Run>,
    start: Instant,
}

impl<'a> Indexer<'a> {
    /// Opens an index for writing; one is made when there is something to write. One writes at a
    /// time, while any number read.
    ///
    /// # Errors
    /// When another process is writing to the index, when the folder holds other things, or when
    /// another version wrote the index.
    pub fn open(index: &'a Path, options: &'a IndexOptions<'a>) -> Result<Self> {
        let mut sink = Sink::new(index, options);
        let run = Some(Run::new(sink.known()?));
        Ok(Indexer { sink, run, start: Instant::now() })
    }

    /// Reads files and folders. What was read from under one of `paths` before and has gone is
    /// taken out. What cannot be read is named in the [`Summary`].
    ///
    /// # Errors
    /// When the index cannot be written, or the run was told to stop.
    pub fn add_files(&mut self, paths: &[PathBuf]) -> Result<()> {
        self.with_run(|run, sink| {
            let files = run.find(paths, sink.index, sink.options)?;
            run.read(&files, sink)
        })
    }

    /// Reads a text that is in memory, in whatever format it is. `name` stands for its path; a text
    /// that had this name before is replaced.
    ///
    /// # Errors
    /// When the text cannot be read, or the index cannot be written.
    pub fn add_text(&mut self, name: &str, text: impl Into<Vec<u8>>) -> Result<SourceId> {
        let loaded = Loaded::from_bytes(text.into());
        let id = loaded.id();
        let path = SourcePath { shown: name.to_owned(), ..SourcePath::default() };
        self.with_run(|run, sink| run.read_text(loaded, path, sink))?;
        Ok(id)
    }

    /// Takes a source out, wherever it lies. Whether it was there.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn remove(&mut self, source: SourceId) -> Result<bool> {
        self.with_run(|run, sink| run.remove(source, sink))
    }

    /// Makes all that was done visible at once, and tells what it was. What comes after belongs to
    /// the next commit.
    ///
    /// # Errors
    /// When nothing was there to read, or the index cannot be written: what was there before is
    /// then still there.
    pub fn commit(&mut self) -> Result<Summary> {
        self.with_run(Run::reconcile)?;
        // a first run that has nothing whole leaves no state that would answer for the files
        if !self.run.as_ref().is_some_and(Run::is_vain) {
            let run = self.run.as_ref().filter(|_| self.sink.is_open());
            // a state names the lists that stand beside it, so they come first
            if let Some(run) = run {
                run.note_roots(self.sink.index, self.sink.options)?;
            }
            self.sink.commit()?;
            if let Some(run) = run {
                run.recall(self.sink.index)?;
            }
        }
        let took = std::mem::replace(&mut self.start, Instant::now()).elapsed();
        let run = self.run.take().unwrap_or_default();
        run.summary(u64::try_from(took.as_millis()).unwrap_or(u64::MAX))
    }

    fn with_run<T>(
        &mut self,
        work: impl FnOnce(&mut Run, &mut Sink<'a>) -> Result<T>,
    ) -> Result<T> {
        let run = match &mut self.run {
            Some(run) => run,
            none => none.insert(Run::new(self.sink.known()?)),
        };
        work(run, &mut self.sink)
    }
}
