//! Making an index anew from what it knows of its sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ibid_core::backend::{Backend, Snapshot, SourceRecord};
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::ids::DocumentId;
use ibid_core::passage::Passage;
use ibid_index::{IndexSnapshot, Rebuild};
use ibid_ingest::Limits;

use super::found::{File, Remembered};
use super::reading::{IndexedSources, Reading};
use super::run::{Run, place};
use super::sink::Sink;
use super::{Failure, IndexOptions, Indexer, Summary};
use crate::error::{Error, Result};

/// Makes an index anew beside itself from the files that it knows, with what was said of them, and
/// puts the new one in its place when it is whole. Whoever reads meanwhile reads the old one.
///
/// The index may be of another version or analysis. Sources that have no file any more, such as texts
/// from memory, are taken over as they are where this version can read them; the others are named
/// among those that failed. New files are not looked for: the next run does that.
///
/// # Errors
/// When there is no index, when another process is writing to it, when its records cannot be read,
/// or when the new one cannot be written: the old one is then where it was. [`Error::FilesGone`]
/// where all or most of the files are gone and cannot be taken over, unless `allow_empty` is set.
/// [`Error::Interrupted`] where it is told to [stop](IndexOptions::stop).
pub fn reindex(index: &Path, options: &IndexOptions<'_>) -> Result<Summary> {
    let rebuild = Rebuild::begin(index)?;
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
    let old = rebuild.old().and_then(|reader| reader.snapshot().ok());
    let place = rebuild.place().to_owned();
    let mut indexer = Indexer::open(&place, options)?;
    indexer.sink.continue_from(rebuild.generation())?;
    indexer.with_run(|run, sink| {
        let files = run.recorded_files(rebuild.records(), &options.limits);
        if old.is_none() && !options.allow_empty {
            refuse_losses(rebuild, &files)?;
        }
        run.read(&files, sink)?;
        // a part of an index must not stand for the whole of it
        if run.summary.left > 0 {
            return Err(Error::Interrupted);
        }
        run.take_over(rebuild.records(), old.as_ref(), sink)
    })?;
    indexer.commit()
}

/// Refuses to make an index from few of its files.
fn refuse_losses(rebuild: &Rebuild, files: &[File]) -> Result<()> {
    let known = rebuild.records().iter().map(|record| record.paths.len()).sum::<usize>();
    let gone = known.saturating_sub(files.len());
    if gone == 0 || gone * 2 <= known {
        return Ok(());
    }
    let path = rebuild.index().display().to_string();
    Err(Error::FilesGone { path, gone, known })
}

impl Run {
    /// The files of some records that are there, each once; what was said of them is remembered.
    fn recorded_files(&mut self, records: &[SourceRecord], limits: &Limits) -> Vec<File> {
        let mut places = BTreeSet::new();
        for path in records.iter().flat_map(|record| &record.paths) {
            places.insert((path.shown.clone(), PathBuf::from(&path.absolute)));
            for twin in path.twins.iter().map(PathBuf::from) {
                let name = twin.file_name().unwrap_or_default().to_string_lossy();
                let folder = path.shown.rsplit_once('/').map(|(folder, _)| folder);
                let shown = folder.map_or(name.to_string(), |folder| format!("{folder}/{name}"));
                places.insert((shown, twin));
            }
        }

        let is_file = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_file());
        let there = places.into_iter().filter(|(_, absolute)| is_file(absolute));
        let walk = ibid_ingest::known_files(there);
        self.warn(walk.warnings);
        // none of them is as this index made it
        self.recorded = records.iter().map(|r| SourceRecord { reader: 0, ..r.clone() }).collect();
        self.look_at(walk.files, &Remembered::default(), limits)
    }

    /// Takes over the sources that no file was read for.
    fn take_over(
        &mut self,
        records: &[SourceRecord],
        old: Option<&IndexSnapshot>,
        sink: &mut Sink<'_>,
    ) -> Result<()> {
        let known = IndexedSources::default();
        let mut reading = Reading::new(sink.options, &known);
        for record in records {
            if record.paths.iter().any(|path| self.is_seen(&place(path))) {
                continue;
            }
            let passages = old.map(|old| passages_of(old, record));
            match passages {
                Some(Ok(passages)) => self.take_over_one(record, passages, &mut reading, sink)?,
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
        reading: &mut Reading<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<()> {
        let number = self.next_file();
        let mut added = Ok(());
        let source = reading.taken_over(record.clone(), passages, &mut |part| {
            if added.is_ok() {
                added = self.add(number, record.id, part, sink);
            }
        });
        added?;
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
