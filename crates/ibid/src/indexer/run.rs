//! One run: what was found, what of it is new, and what has gone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::SystemTime;

use ibid_core::backend::{SourcePath, SourceRecord, Store};
use ibid_core::diagnostic::{Diagnostic, NotRead};
use ibid_core::document::{Date, Evidence};
use ibid_core::ids::SourceId;
use ibid_core::path_text::text_of;
use ibid_ingest::{Found, Loaded};

use super::amend::{Amended, Amendment, Earlier};
use super::forget::Forgotten;
use super::found::{File, Looked, Remembered, milliseconds};
use super::lists::List;
use super::memory::ReadingMemory;
use super::progress::Bytes;
use super::reading::{Exported, FileEvent, IndexedSources, Outcome, ReadFile, Reading};
use super::roots::{RootOptions, Roots};
use super::sink::Sink;
use super::writing::{Count, Owners, Writing};
use super::{Failure, IndexOptions, PassedOver, Summary, Warned};
use crate::error::{Error, Result};

/// This day, in universal time; `None` where the clock stands before the year 0 or after 9999.
pub fn today() -> Option<Date> {
    Date::from_unix_days(milliseconds(SystemTime::now())?.div_euclid(86_400_000))
}

/// A path with all its links followed, or as far as it can be told of one that does not exist.
pub fn whole_path(path: &Path) -> PathBuf {
    let whole = path.canonicalize().or_else(|_| std::path::absolute(path));
    whole.unwrap_or_else(|_| path.to_owned())
}

/// What tells places apart: the whole path of a file, or the name of a text.
pub(super) fn place(path: &SourcePath) -> String {
    // no path of a file holds a zero byte
    if path.absolute.is_empty() { format!("\0{}", path.shown) } else { path.absolute.clone() }
}

/// What was done since the last commit.
#[derive(Default)]
pub(super) struct Run {
    /// The paths that were given.
    given: Vec<PathBuf>,
    /// The same as whole paths.
    named: HashSet<String>,
    /// Those that could be looked into.
    pub(super) roots: Vec<Root>,
    pub(super) known: BTreeMap<SourceId, SourceRecord>,
    /// Sources of which an index is made anew: what was said of them holds.
    pub(super) recorded: Vec<SourceRecord>,
    /// What holds for files by their whole paths, where no record says it.
    pub(super) evidence: HashMap<String, Evidence>,
    /// The places of all of these.
    known_places: HashSet<(SourceId, String)>,
    /// What earlier runs know of the files that lie where they lay.
    remembered: Remembered,
    pub(super) owners: Arc<Owners>,
    /// How many files and texts there were.
    files: usize,
    /// Records that were written in this run.
    pub(super) written: BTreeMap<SourceId, SourceRecord>,
    /// Where each source was seen in this run, by place.
    pub(super) seen: HashMap<SourceId, BTreeMap<String, SourcePath>>,
    /// What was seen at each place.
    pub(super) seen_at: HashMap<String, SourceId>,
    /// What was named that had been taken out.
    recalled: Vec<PathBuf>,
    /// Files that could not be read this time: what was read of them before stays.
    pub(super) unreadable: BTreeSet<String>,
    /// Passages were written of these, and more will not come.
    cut_off: Vec<SourceId>,
    /// Files that have changed a little, to be written at the end.
    pub(super) amended: Vec<Amendment>,
    pub(super) summary: Summary,
    first_error: Option<Error>,
}

/// A path that was given and could be looked into.
pub(super) struct Root {
    pub(super) given: PathBuf,
    pub(super) whole: PathBuf,
    /// Whether anything to read was found there.
    pub(super) holds_files: bool,
}

impl Run {
    pub(super) fn new(known: BTreeMap<SourceId, SourceRecord>) -> Self {
        let places = |record: &SourceRecord| {
            let id = record.id;
            record.paths.iter().map(move |path| (id, place(path))).collect::<Vec<_>>()
        };
        let known_places = known.values().flat_map(places).collect();
        let remembered = Remembered::new(known.values());
        Run { known, known_places, remembered, ..Run::default() }
    }

    /// The files under some paths, each once.
    pub(super) fn find(
        &mut self,
        paths: &[PathBuf],
        index: &Path,
        options: &IndexOptions<'_>,
    ) -> Result<Vec<File>> {
        let mut forgotten = Forgotten::read(index)?;
        for path in paths {
            if forgotten.recall(&whole_path(path)) {
                self.recalled.push(whole_path(path));
            }
        }
        let mut files = Vec::new();
        for path in paths {
            self.given.push(path.clone());
            self.named.insert(text_of(&whole_path(path)).into_owned());
            let mut walk = ibid_ingest::walk(path);
            // a folder that cannot be looked into, or a drive that is not there, loses nothing
            if !walk.failures.iter().any(|(failed, _)| failed == path) {
                let (given, whole) = (path.clone(), whole_path(path));
                let holds_files = !walk.files.is_empty();
                self.roots.push(Root { given, whole, holds_files });
            }
            self.summary.passed_over.extend(PassedOver::beside(&mut walk));
            self.warn(walk.warnings);
            files.extend(walk.files);
            self.fail_all(walk.failures);
        }

        // a file that is named twice is read once, and an index does not read itself
        let mut seen = BTreeSet::new();
        let index = whole_path(index);
        files.retain(|file| {
            !whole_path(&file.absolute).starts_with(&index) && seen.insert(file.absolute.clone())
        });
        let (out, files): (Vec<Found>, Vec<Found>) =
            files.into_iter().partition(|file| forgotten.holds(&file.absolute));
        for file in out {
            let (shown, of) = (file.shown.clone(), String::new());
            self.pass_over(shown, not_read(file.shown, NotRead::Forgotten, of));
        }
        let remembered = std::mem::take(&mut self.remembered);
        let files = self.look_at(files, &remembered, options);
        self.remembered = remembered;
        Ok(files)
    }

    /// Looks at files that were found, and names those that say the same as another one.
    pub(super) fn look_at(
        &mut self,
        files: Vec<Found>,
        remembered: &Remembered,
        options: &IndexOptions<'_>,
    ) -> Vec<File> {
        let looked = Looked::at(files, remembered, options);
        self.summary.files_read += looked.opened;
        for (file, error) in looked.failed {
            self.fail(file.shown, text_of(&file.absolute).into_owned(), error);
        }
        for (twin, of) in looked.twins {
            self.pass_over(twin.clone(), not_read(twin, NotRead::Twin, of));
        }
        looked.files
    }

    /// Notes the folders that were named, so that the index can be made anew from them.
    pub(super) fn note_roots(&self, index: &Path, options: &IndexOptions<'_>) -> Result<()> {
        let named = self.roots.iter().map(|root| root.whole.as_path());
        Roots::note(index, named, &RootOptions::of(options))
    }

    /// Takes off the list of what is to stay out what was named in this run.
    pub(super) fn recall(&self, index: &Path) -> Result<()> {
        if self.recalled.is_empty() {
            return Ok(());
        }
        let mut forgotten = Forgotten::read(index)?;
        for named in &self.recalled {
            forgotten.recall(named);
        }
        forgotten.write(index)
    }

    /// Notes what there is to know of files that say something of others.
    pub(super) fn warn(&mut self, warnings: Vec<(PathBuf, Diagnostic)>) {
        let warned = |(path, diagnostic): (PathBuf, Diagnostic)| Warned {
            path: path.to_string_lossy().into_owned(),
            diagnostic,
        };
        self.summary.warnings.extend(warnings.into_iter().map(warned));
    }

    /// Notes those of some warnings that were not noted before.
    pub(super) fn warn_anew(&mut self, warnings: Vec<(PathBuf, Diagnostic)>) {
        let told = self.summary.warnings.len();
        self.warn(warnings);
        let mut new = self.summary.warnings.split_off(told);
        new.retain(|warned| !self.summary.warnings.iter().any(|told| told.is_as(warned)));
        self.summary.warnings.append(&mut new);
    }

    /// Notes what could not be read, by its name and its whole path.
    pub(super) fn fail(&mut self, path: String, whole: String, error: ibid_ingest::Error) {
        let named = self.named.contains(&whole);
        self.summary.failed.push(Failure { named, ..Failure::new(path, error.diagnostic()) });
        self.unreadable.insert(whole);
        self.first_error.get_or_insert(Error::Read(error));
    }

    /// Notes what could not be looked at or read below the paths that were given.
    pub(super) fn fail_all(&mut self, failures: Vec<(PathBuf, ibid_ingest::Error)>) {
        for (path, error) in failures {
            let whole = text_of(&whole_path(&path)).into_owned();
            // what two looks find is told once
            if !self.unreadable.contains(&whole) {
                self.fail(path.to_string_lossy().into_owned(), whole, error);
            }
        }
    }

    /// Notes a file that is not read.
    pub(super) fn pass_over(&mut self, path: String, error: ibid_ingest::Error) {
        self.summary.passed_over.extend(PassedOver::of(path, &error));
        // Who names a file is told why it is not read; who names a folder, that there is nothing.
        if matches!(self.given.as_slice(), [file] if file.is_file()) {
            self.first_error.get_or_insert(Error::Read(error));
        }
    }

    /// Reads all files and writes what is new, on one pool of threads.
    pub(super) fn read(&mut self, files: &[File], sink: &mut Sink<'_>) -> Result<()> {
        let threads = sink.options.writer.threads.max(1);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|source| Error::Threads { source: Box::new(source) })?;

        let records = self.known.values().chain(&self.recorded);
        let known = IndexedSources::new(records, sink.options)
            .with_evidence(&self.evidence)
            .with_earlier(Earlier::new(self.known.values(), sink.index));
        let memory = ReadingMemory::new(sink.options.reading_share());
        let owners = Arc::clone(&self.owners);
        let first = self.files;
        self.files += files.len();
        {
            let sink = &*sink;
            let writing = Writing::new(sink, &owners);
            let reading = Reading::new(sink.options, &known, &memory, &writing);
            let next = AtomicUsize::new(0);
            pool.in_place_scope(|scope| {
                let (sender, receiver) = sync_channel(threads * 2);
                let (reading, next) = (&reading, &next);
                // one for each thread: none begins a second file while it waits for help with one
                scope.spawn_broadcast(move |_, _| read_files(files, first, next, reading, &sender));
                self.receive(files, first, &receiver, sink)
            })?;
        }
        self.take_out_cut_off(sink)
    }

    fn receive(
        &mut self,
        files: &[File],
        first: usize,
        receiver: &Receiver<(usize, FileEvent)>,
        sink: &Sink<'_>,
    ) -> Result<()> {
        let mut bytes = Bytes::of(files);
        let mut done = 0;
        for (i, event) in receiver {
            let outcome = match event {
                FileEvent::Done(outcome) => outcome,
                FileEvent::Stopped(error) => return Err(error),
                FileEvent::Part(added) => {
                    self.summary.passages_written += added.written;
                    if bytes.add_part(i, added.bytes) {
                        sink.tell(bytes.progress(done))?;
                    }
                    continue;
                }
            };
            let is_as_before = files[i].as_before.is_some();
            let unopened = is_as_before && matches!(outcome, Outcome::Unchanged(_));
            // what was opened to find twins is counted
            if !unopened && !files[i].was_opened {
                self.summary.files_read += 1;
            }
            let is_whole = !matches!(outcome, Outcome::CutOff(_));
            self.done(first + i, files[i].path(), outcome, sink)?;

            if is_whole {
                done += 1;
                bytes.finish(i);
            }
            sink.tell(bytes.progress(done))?;
        }

        self.summary.left += (files.len() - done) as u64;
        Ok(())
    }

    /// Takes out what was written of files that were not read to their end.
    fn take_out_cut_off(&mut self, sink: &mut Sink<'_>) -> Result<()> {
        for id in std::mem::take(&mut self.cut_off) {
            self.owners.remove(id);
            if let Some(writer) = sink.writer_mut()? {
                writer.remove(id)?;
            }
        }
        Ok(())
    }

    /// Whether the run was stopped before anything was whole, and nothing was known before.
    pub(super) fn is_vain(&self) -> bool {
        let Summary { indexed, skipped, left, .. } = self.summary;
        left > 0 && indexed + skipped == 0 && self.known_places.is_empty()
    }

    /// Reads a text that is in memory.
    pub(super) fn read_text(
        &mut self,
        loaded: Loaded,
        path: SourcePath,
        sink: &mut Sink<'_>,
    ) -> Result<()> {
        let number = self.next_file();
        let known = IndexedSources::new(self.known.values(), sink.options);
        let (memory, owners) = (ReadingMemory::new(None), Arc::clone(&self.owners));
        let written = Count::default();
        let outcome = {
            let writing = Writing::new(sink, &owners);
            let reading = Reading::new(sink.options, &known, &memory, &writing);
            reading.loaded(loaded, &path.shown, None, number, &|event| written.tell(&event))?
        };
        let error = match outcome {
            Outcome::Failed(error) | Outcome::NotRead(error) => return Err(error.into()),
            Outcome::Broken(id, error) => {
                self.cut_off(number, id);
                error.into()
            }
            Outcome::CutOff(id) => {
                self.cut_off(number, id);
                Error::Interrupted
            }
            outcome => {
                self.summary.passages_written += written.passages();
                return self.done(number, path, outcome, sink);
            }
        };
        self.take_out_cut_off(sink)?;
        Err(error)
    }

    /// The number of a source that is not among the files of the run.
    pub(super) fn next_file(&mut self) -> usize {
        let number = self.files;
        self.files += 1;
        number
    }

    /// Whether anything was seen at a place.
    pub(super) fn is_seen(&self, place: &str) -> bool {
        self.seen_at.contains_key(place)
    }

    /// Whether a source was seen anywhere.
    pub(super) fn has_seen(&self, source: SourceId) -> bool {
        self.seen.get(&source).is_some_and(|places| !places.is_empty())
    }

    /// Notes what became of a file.
    fn done(
        &mut self,
        number: usize,
        path: SourcePath,
        outcome: Outcome,
        sink: &Sink<'_>,
    ) -> Result<()> {
        match outcome {
            Outcome::Unchanged(id) => self.unchanged(id, path),
            Outcome::Read(mut read) => {
                // it stays known, so that it is not read again
                let (format, passages) = (read.format, read.passages);
                let empty =
                    PassedOver::without_text(&path.shown, format, passages, &mut read.warnings);
                self.summary.passed_over.extend(empty);
                self.finish(number, path, *read, sink)?;
            }
            Outcome::Amended(amended) => self.amend(number, path, *amended),
            Outcome::Exported(sources) => {
                for source in sources {
                    self.exported(number, source, sink)?;
                }
            }
            Outcome::NotRead(error) => self.pass_over(path.shown, error),
            Outcome::Failed(error) => self.fail(path.shown, path.absolute, error),
            Outcome::Broken(id, error) => {
                self.cut_off(number, id);
                self.fail(path.shown, path.absolute, error);
            }
            Outcome::CutOff(id) => self.cut_off(number, id),
        }

        Ok(())
    }

    /// Notes that some of the passages of a source were written, and no more will come.
    fn cut_off(&mut self, number: usize, id: SourceId) {
        if self.owners.is_of(id, number) {
            self.cut_off.push(id);
        }
    }

    /// Notes a source of an export, with each place where it lay.
    pub(super) fn exported(
        &mut self,
        number: usize,
        source: Exported,
        sink: &Sink<'_>,
    ) -> Result<()> {
        let Exported { id, paths, read } = source;
        let mut paths = paths.into_iter();
        let Some(first) = paths.next() else { return Ok(()) };
        match read {
            Some(read) => self.finish(number, first, read, sink)?,
            None => self.unchanged(id, first),
        }
        paths.for_each(|path| self.see(id, path));
        Ok(())
    }

    fn unchanged(&mut self, id: SourceId, path: SourcePath) {
        if self.known_places.contains(&(id, place(&path))) {
            self.summary.skipped += 1;
        } else {
            self.summary.indexed += 1;
        }
        self.see(id, path);
    }

    /// Notes where a source lies: the last that was said of a place holds.
    fn see(&mut self, id: SourceId, path: SourcePath) {
        let here = place(&path);
        if let Some(before) = self.seen_at.insert(here.clone(), id)
            && let Some(places) = self.seen.get_mut(&before)
        {
            places.remove(&here);
        }
        self.seen.entry(id).or_default().insert(here, path);
    }

    /// Writes the record of a source that was read.
    fn finish(
        &mut self,
        number: usize,
        path: SourcePath,
        read: ReadFile,
        sink: &Sink<'_>,
    ) -> Result<()> {
        let Some(record) = self.record(number, path, read) else { return Ok(()) };
        if let Some(writer) = sink.writer()? {
            writer.add_source(&record)?;
        }
        self.written.insert(record.id, record);
        Ok(())
    }

    /// Notes a file that has changed a little. What it was may lie elsewhere too, which is known only
    /// at the end.
    fn amend(&mut self, number: usize, path: SourcePath, amended: Amended) {
        let Amended { read, changes } = amended;
        if let Some(record) = self.record(number, path, read) {
            self.amended.push(Amendment { record, changes });
        }
    }

    /// Notes a source that was read, and what there is to know of it. Its record, if this is the file
    /// that brings it.
    fn record(&mut self, number: usize, path: SourcePath, read: ReadFile) -> Option<SourceRecord> {
        let ReadFile { id, bytes, format, evidence, passages, warnings } = read;
        self.summary.indexed += 1;
        let warned = |diagnostic| Warned { path: path.shown.clone(), diagnostic };
        self.summary.warnings.extend(warnings.into_iter().map(warned));
        self.see(id, path.clone());
        if !self.owners.claim(id, number) {
            return None;
        }

        self.summary.passages += passages;
        Some(SourceRecord {
            id,
            format,
            reader: ibid_ingest::VERSION,
            evidence,
            paths: vec![path],
            bytes,
            passages: u32::try_from(passages).unwrap_or(u32::MAX),
            indexed_on: today(),
        })
    }

    /// Takes a source out, wherever it lies. Whether it was there.
    pub(super) fn remove(&mut self, source: SourceId, sink: &mut Sink<'_>) -> Result<bool> {
        let known = self.known.remove(&source);
        let amended = self.amended.iter().position(|amendment| amendment.record.id == source);
        let amended = amended.map(|place| self.amended.remove(place));
        let written = self.written.remove(&source);
        for place in self.seen.remove(&source).unwrap_or_default().into_keys() {
            self.seen_at.remove(&place);
        }
        self.owners.remove(source);
        self.summary.deleted += known.as_ref().map_or(0, |record| record.paths.len() as u64);
        if let Some(writer) = sink.writer_mut()? {
            writer.remove(source)?;
            // who takes a source out by its name wants it gone from the files too
            writer.expunge();
        }
        Ok(known.is_some() || written.is_some() || amended.is_some())
    }

    /// What the run did.
    ///
    /// # Errors
    /// When paths were given and there was nothing to read.
    pub(super) fn summary(self, took_ms: u64) -> Result<Summary> {
        let Run { given, mut summary, first_error, .. } = self;
        let nothing = summary.indexed + summary.skipped + summary.deleted + summary.left == 0;
        if !given.is_empty() && nothing {
            let path = || {
                let given: Vec<String> = given.iter().map(|p| p.display().to_string()).collect();
                given.join(", ")
            };
            return Err(match first_error {
                Some(error) if summary.failed.len() + summary.passed_over.len() == 1 => error,
                _ if !summary.failed.is_empty() => {
                    Error::AllFailed { path: path(), failed: summary.failed }
                }
                _ => Error::NothingToRead { path: path() },
            });
        }

        summary.failed.sort_by(|a, b| a.path.cmp(&b.path));
        summary.passed_over.sort_by(|a, b| a.path.cmp(&b.path));
        summary.warnings.sort_by(|a, b| a.path.cmp(&b.path));
        summary.took_ms = took_ms;

        Ok(summary)
    }
}

/// What is said of a file that another one makes needless.
pub(super) fn not_read(path: String, why: NotRead, of: String) -> ibid_ingest::Error {
    ibid_ingest::Error::NotRead { path, why, of: Some(of) }
}

/// Reads those of the files that no other thread has taken, until none is left; the first has the
/// number `first` in the run.
fn read_files(
    files: &[File],
    first: usize,
    next: &AtomicUsize,
    reading: &Reading<'_>,
    sender: &SyncSender<(usize, FileEvent)>,
) {
    while !reading.is_stopped() {
        let i = next.fetch_add(1, Ordering::Relaxed);
        let Some(file) = files.get(i) else { break };
        // when nothing receives any more the run has failed, and says so elsewhere
        let tell = |event| sender.send((i, event)).is_ok();
        let outcome = reading.file(file, first + i, &tell);
        if !tell(outcome.map_or_else(FileEvent::Stopped, FileEvent::Done)) {
            break;
        }
    }
}
