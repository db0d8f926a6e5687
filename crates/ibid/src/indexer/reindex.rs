//! Making an index anew from what it knows of its sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibid_core::backend::{Snapshot, SourceRecord};
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::ids::DocumentId;
use ibid_core::passage::Passage;
use ibid_core::path_text::{path_of, text_of};
use ibid_index::{IndexSnapshot, Rebuild};

use super::forget::Forgotten;
use super::found::{File, Remembered};
use super::lists::List;
use super::memory::ReadingMemory;
use super::reading::{IndexedSources, Reading};
use super::roots::{RootOptions, Roots};
use super::run::{Run, place};
use super::sink::Sink;
use super::writing::{Count, Writing};
use super::{Failure, IndexOptions, Indexer, PassedOver, Summary};
use crate::error::{Error, Result};

/// Makes an index anew beside itself from the folders that were named and the files that it knows, with
/// what was said of them, and puts the new one in its place when it is whole. Whoever reads meanwhile
/// reads the old one.
///
/// The index may be of another version or analysis. Sources that have no file any more, such as texts
/// from memory, are taken over as they are where this version can read them; the others are named
/// among those that failed. Folders that are not there are named in a warning.
///
/// # Errors
/// When there is no index, when another process is writing to it, when its records cannot be read
/// and no folder was named, or when the new one cannot be written: the old one is then where it was.
/// [`Error::FilesGone`]
/// where all or most of the files are gone and cannot be taken over, unless `allow_empty` is set.
/// [`Error::Interrupted`] where it is told to [stop](IndexOptions::stop).
pub fn reindex(index: &Path, options: &IndexOptions<'_>) -> Result<Summary> {
    let rebuild = match Rebuild::begin(index) {
        // the folders that were named have what the records told of
        Err(ibid_index::Error::RecordsLost { .. }) if Lists::of(index)?.are_there() => {
            Rebuild::without_records(index)?
        }
        other => other?,
    };
    match make(&rebuild, options) {
        Ok(summary) => {
            rebuild.replace()?;
            Ok(summary)
        }
        Err(error) => {
            rebuild.give_up();
            Err(error)
        }
    }
}

fn make(rebuild: &Rebuild, options: &IndexOptions<'_>) -> Result<Summary> {
    let old = rebuild.old()?;
    let place = rebuild.place().to_owned();
    let mut lists = Lists::of(rebuild.index())?;
    lists.lost.extend(rebuild.is_without_records().then_some(Code::RecordsLost));
    let longest = lists.roots.folders().map(|(_, root)| root.file_bytes).max().unwrap_or_default();
    let mut options = options.clone();
    options.limits.file_bytes = options.limits.file_bytes.max(longest);
    let options = &options;
    let mut indexer = Indexer::open(&place, options)?;
    indexer.sink.continue_from(rebuild.generation())?;
    indexer.with_run(|run, sink| {
        let lost = lists.lost.iter().map(|code| Diagnostic::new(*code, &[]));
        run.warn(lost.map(|lost| (rebuild.index().to_owned(), lost)).collect());
        let recorded = recorded_places(rebuild.records());
        if old.is_none() && !options.allow_empty {
            refuse_losses(rebuild, &recorded)?;
        }
        let files = run.files_to_read(recorded, &lists, rebuild, options)?;
        run.read(&files, sink)?;
        // a part of an index must not stand for the whole of it
        if run.summary.left > 0 {
            return Err(Error::Interrupted);
        }
        run.take_over(rebuild.records(), old.as_ref(), sink)
    })?;
    // a state names the lists that stand beside it, so they come first
    lists.write(rebuild.index(), &place)?;
    indexer.commit()
}

/// What is kept beside an index. Of a list that is damaged nothing is taken into the new index.
struct Lists {
    roots: Roots,
    forgotten: Forgotten,
    /// What is to be told of what is damaged.
    lost: Vec<Code>,
}

impl Lists {
    fn of(index: &Path) -> Result<Self> {
        let (roots, forgotten) = (Roots::read_whole(index)?, Forgotten::read_whole(index)?);
        let mut lost = Vec::new();
        if roots.is_none() {
            lost.push(Code::RootsLost);
        }
        // what was taken out lies in the folders that were named: then they are not looked into
        let knows_folders = forgotten.is_some();
        if !knows_folders {
            let there = index.join(Forgotten::NAME).exists();
            lost.push(if there { Code::ForgottenLost } else { Code::ForgottenGone });
        }
        Ok(Lists {
            roots: roots.filter(|_| knows_folders).unwrap_or_default(),
            forgotten: forgotten.unwrap_or_default(),
            lost,
        })
    }

    /// Whether folders were named, and all of them are there.
    fn are_there(&self) -> bool {
        let mut folders = self.roots.folders().peekable();
        folders.peek().is_some() && folders.all(|(root, _)| root.is_dir())
    }

    /// Writes the lists beside the new index: those that are there are not taken along from the old
    /// one. A damaged list of what was taken out is kept to be read by a person.
    fn write(&self, old: &Path, new: &Path) -> Result<()> {
        if self.lost.contains(&Code::ForgottenLost) {
            let path = old.join(Forgotten::NAME);
            let copied = std::fs::copy(&path, new.join("forgotten-damaged.json"));
            copied.map_err(|source| Error::File { path, source })?;
        }
        self.roots.write(new)?;
        self.forgotten.write(new)
    }
}

/// Refuses to make an index from few of its files.
fn refuse_losses(rebuild: &Rebuild, there: &BTreeMap<PathBuf, String>) -> Result<()> {
    let known = rebuild.records().iter().map(|record| record.paths.len()).sum::<usize>();
    let gone = known.saturating_sub(there.len());
    if gone == 0 || gone * 2 <= known {
        return Ok(());
    }
    let path = rebuild.index().display().to_string();
    Err(Error::FilesGone { path, gone, known })
}

/// The files of some records that are there, each with how it is called.
fn recorded_places(records: &[SourceRecord]) -> BTreeMap<PathBuf, String> {
    let mut places = BTreeMap::new();
    for path in records.iter().flat_map(|record| &record.paths) {
        places.insert(path_of(&path.absolute).into_owned(), path.shown.clone());
        for twin in path.twins.iter().map(|twin| path_of(twin).into_owned()) {
            let name = twin.file_name().unwrap_or_default().to_string_lossy();
            let folder = path.shown.rsplit_once('/').map(|(folder, _)| folder);
            let shown = folder.map_or(name.to_string(), |folder| format!("{folder}/{name}"));
            places.entry(twin).or_insert(shown);
        }
    }

    let is_file = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_file());
    places.retain(|absolute, _| is_file(absolute));
    places
}

impl Run {
    /// The files that the index knows, and what else lies in the folders that were named, each once;
    /// what was said of them is remembered.
    fn files_to_read(
        &mut self,
        mut places: BTreeMap<PathBuf, String>,
        lists: &Lists,
        rebuild: &Rebuild,
        options: &IndexOptions<'_>,
    ) -> Result<Vec<File>> {
        for (root, options) in lists.roots.folders() {
            let root = &*root;
            if !root.is_dir() {
                self.warn(vec![(root.to_owned(), Diagnostic::new(Code::RootMissing, &[]))]);
                continue;
            }
            self.look_into(root, options, &mut places);
        }
        // an index does not read itself
        let indexes = [rebuild.index(), rebuild.place()];
        places.retain(|file, _| {
            !lists.forgotten.holds(file) && !indexes.iter().any(|index| file.starts_with(index))
        });

        let names = places.into_iter().map(|(absolute, shown)| (shown, absolute));
        // in the order in which they are found otherwise
        let names: BTreeSet<(String, PathBuf)> = names.collect();
        let walk = ibid_ingest::known_files(names);
        self.warn_anew(walk.warnings);
        self.fail_all(walk.failures);

        // none of them is as this index made it
        let records = rebuild.records().iter();
        self.recorded = records.map(|r| SourceRecord { reader: 0, ..r.clone() }).collect();
        Ok(self.look_at(walk.files, &Remembered::default(), options))
    }

    /// Adds what lies in a folder to some places of files.
    fn look_into(
        &mut self,
        root: &Path,
        options: &RootOptions,
        places: &mut BTreeMap<PathBuf, String>,
    ) {
        let mut walk = ibid_ingest::walk(root);
        self.summary.passed_over.extend(PassedOver::beside(&mut walk));
        self.warn(walk.warnings);
        self.fail_all(walk.failures);
        for file in walk.files {
            if let Some(evidence) = options.evidence {
                let file = text_of(&file.absolute).into_owned();
                self.evidence.insert(file, evidence);
            }
            places.entry(file.absolute).or_insert(file.shown);
        }
    }

    /// Takes over the sources that no file was read for.
    fn take_over(
        &mut self,
        records: &[SourceRecord],
        old: Option<&IndexSnapshot>,
        sink: &Sink<'_>,
    ) -> Result<()> {
        let known = IndexedSources::default();
        let (memory, owners) = (ReadingMemory::new(None), Arc::clone(&self.owners));
        let writing = Writing::new(sink, &owners);
        let reading = Reading::new(sink.options, &known, &memory, &writing);
        for record in records {
            // a file that was moved has been read at its new place
            if self.has_seen(record.id) || record.paths.iter().any(|p| self.is_seen(&place(p))) {
                continue;
            }
            let passages = old.map(|old| passages_of(old, record));
            match passages {
                Some(Ok(passages)) => self.take_over_one(record, passages, &reading, sink)?,
                Some(Err(error)) => self.lose(record, error.diagnostic()),
                None => {
                    let shown = record.paths.first().map_or("", |path| &path.shown);
                    self.lose(record, Diagnostic::new(Code::SourceLost, &[("path", shown)]));
                }
            }
        }
        Ok(())
    }

    fn take_over_one(
        &mut self,
        record: &SourceRecord,
        passages: Vec<Passage>,
        reading: &Reading<'_>,
        sink: &Sink<'_>,
    ) -> Result<()> {
        let number = self.next_file();
        let written = Count::default();
        let tell = |event| written.tell(&event);
        let source = reading.taken_over(record.clone(), passages, number, &tell)?;
        self.summary.passages_written += written.passages();
        self.exported(number, source, sink)
    }

    /// Names a source that is in the new index no more.
    fn lose(&mut self, record: &SourceRecord, diagnostic: Diagnostic) {
        let path = record.paths.first().map_or_else(String::new, |path| path.shown.clone());
        self.summary.failed.push(Failure::new(path, diagnostic));
    }
}

/// The passages of a source, document by document.
fn passages_of(snapshot: &IndexSnapshot, record: &SourceRecord) -> Result<Vec<Passage>> {
    const LONGEST_PAGE: usize = 256;
    // most sources have one document, and those of others are read for nothing
    let mut page = 1;
    let first = DocumentId { source: record.id, number: 0 };
    let mut documents = vec![first];
    let mut passages = Vec::new();
    while let Some(last) = documents.last().copied() {
        let found = snapshot.passages_of(&documents)?;
        passages.extend(found.into_iter().flatten().map(|hit| hit.passage));
        let next = snapshot.documents(Some(last), page)?.into_iter().map(|document| document.id);
        page = LONGEST_PAGE.min(page * 8);
        documents = next.take_while(|document| document.source == record.id).collect();
    }
    Ok(passages)
}
