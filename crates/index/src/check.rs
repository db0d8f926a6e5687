//! Whether an index is as it was written: its files, its passages and its counts.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use ibid_core::backend::{Backend, Snapshot};
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::ids::SourceId;
use ibid_core::passage::Passage;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, SegmentReader, TERMINATED};

use crate::by_id;
use crate::directory::{Blocks, IndexDirectory, guarded};
use crate::error::{At, Error, Result};
use crate::manifest::Manifest;
use crate::reader::{Reader, open_engine, refuse_unfinished};
use crate::schema::{Fields, NOT_A_PASSAGE, column};
use crate::snapshot::IndexSnapshot;
use crate::statistics::Statistics;

/// What was looked at in a check, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Checked {
    /// Files of the engine.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Passages that were read back.
    pub passages: u64,
    /// What is not as it was written; empty where the index can be trusted.
    pub faults: Vec<Diagnostic>,
}

/// The most faults that are told.
const MOST_FAULTS: usize = 100;

/// What is looked at in a check, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckStage {
    /// The files of the index; their bytes are counted.
    Files,
    /// The passages in it; they are counted.
    Passages,
    /// The files that were read into it; their bytes are counted.
    Sources,
}

/// Told how far a check has come: how many of how many were looked at in a stage.
pub type CheckProgress<'a> = &'a mut dyn FnMut(CheckStage, u64, u64);

/// Reads all of an index: the checksum of every block of every file; each passage back, with its
/// id in the postings and its times inside its text; and the counts of the sources and of the whole.
/// `progress` is told how many of how many bytes and passages were looked at.
///
/// # Errors
/// When there is no index, or none that can be opened at all: that is a fault too, told as the
/// error of whoever opens it.
pub fn check(path: &Path, progress: CheckProgress<'_>) -> Result<Checked> {
    let mut checked = Checked::default();
    Manifest::check(path)?;
    refuse_unfinished(path)?;
    let directory = IndexDirectory::for_reading(path)?;
    check_files(&directory, &mut checked, progress)?;
    // what is broken cannot be read any further
    if checked.faults.is_empty() {
        let snapshot = Reader::open(path)?.snapshot()?;
        guarded(&snapshot.0.directory, || check_passages(&snapshot, &mut checked, progress))?;
    }

    checked.faults.truncate(MOST_FAULTS);
    Ok(checked)
}

fn check_files(
    directory: &IndexDirectory,
    checked: &mut Checked,
    progress: CheckProgress<'_>,
) -> Result<()> {
    let files = files_of_one_state(directory)?;
    let of = files.iter().map(|(_, blocks)| blocks.as_ref().map_or(0, Blocks::bytes)).sum();
    for (name, blocks) in files {
        let name = name.display().to_string();
        checked.files += 1;
        let Some(blocks) = blocks else {
            checked.faults.push(Diagnostic::new(Code::CheckFile, &[("file", &name)]));
            continue;
        };
        checked.bytes += blocks.bytes();
        let broken = blocks.broken();
        if broken > 0 {
            let fields = [("file", name), ("broken", broken.to_string())];
            checked.faults.push(Diagnostic::with_values(Code::CheckBlocks, &fields));
        }
        progress(CheckStage::Files, checked.bytes, of);
    }

    Ok(())
}

/// The files of the state that is there now. A run may replace it between the reading of their names
/// and their opening: a file that is missing then is no fault.
fn files_of_one_state(directory: &IndexDirectory) -> Result<Vec<(PathBuf, Option<Blocks>)>> {
    const TRIES: usize = 20;
    let index = guarded(directory, || open_engine(directory, &Fields::new(), false))?;
    let names = || {
        let metas = guarded(directory, || index.load_metas().at(directory.path()))?;
        Ok(metas.list_segment_files())
    };

    let mut now = names()?;
    for _ in 0..TRIES {
        let files = directory.blocks(now.clone())?;
        let before = std::mem::replace(&mut now, names()?);
        if now == before || files.iter().all(|(_, blocks)| blocks.is_some()) {
            return Ok(files);
        }
    }
    Err(Error::Changing { path: directory.path().to_owned() })
}

/// What the passages of a source add up to.
#[derive(Default)]
struct Found {
    passages: u64,
    places: HashSet<(u32, u32)>,
}

fn check_passages(
    snapshot: &IndexSnapshot,
    checked: &mut Checked,
    progress: CheckProgress<'_>,
) -> Result<()> {
    let state = &snapshot.0;
    let mut found: HashMap<SourceId, Found> = HashMap::new();
    let of = state.collection().whole().passages;
    for (number, segment) in state.searcher.segment_readers().iter().enumerate() {
        let endings = endings_in_postings(state, segment)?;
        let firsts = segment.fast_fields().u64(column::TIE_BREAKER).at(&state.path)?;
        let lang = segment.fast_fields().u64(column::LANG).at(&state.path)?;
        for doc in segment.doc_ids_alive() {
            if lang.first(doc) == Some(NOT_A_PASSAGE) {
                continue;
            }
            let passage = state.passage(DocAddress::new(number as u32, doc))?;
            let of_source = found.entry(passage.source).or_default();
            of_source.passages += 1;
            let twice = !of_source.places.insert((passage.document().number, passage.ordinal));
            let ending = endings.get(doc as usize).map(|ending| ending.as_slice());
            let is_found = ending == Some(by_id::ending(&passage.id))
                && firsts.first(doc) == Some(passage.id.leading_bits());
            checked.faults.extend(faults_of(&passage, twice, !is_found));
            checked.passages += 1;
            if checked.passages.is_multiple_of(4096) {
                progress(CheckStage::Passages, checked.passages, of);
            }
        }
    }

    check_counts(snapshot, found, checked)
}

/// For each record of a segment the end of the id by which it is found; zeros for what has none.
fn endings_in_postings(
    state: &crate::state::State,
    segment: &SegmentReader,
) -> Result<Vec<[u8; 2]>> {
    let mut endings = vec![[0; 2]; segment.max_doc() as usize];
    let inverted = segment.inverted_index(state.fields.id).at(&state.path)?;
    let mut ids = inverted.terms().stream().at(&state.path)?;
    while ids.advance() {
        let basic = IndexRecordOption::Basic;
        let mut docs = inverted.read_postings_from_terminfo(ids.value(), basic).at(&state.path)?;
        while docs.doc() != TERMINATED {
            if let (Some(place), Ok(ending)) =
                (endings.get_mut(docs.doc() as usize), ids.key().try_into())
            {
                *place = ending;
            }
            docs.advance();
        }
    }

    Ok(endings)
}

fn faults_of(passage: &Passage, twice: bool, unfound: bool) -> impl Iterator<Item = Diagnostic> {
    let id = passage.id.to_string();
    [
        (twice, Code::CheckTwice),
        (unfound, Code::CheckUnfound),
        (!passage.spans_are_in_text(), Code::CheckSpans),
        (!passage.times_are_ordered(), Code::CheckTimes),
    ]
    .into_iter()
    .filter(|(wrong, _)| *wrong)
    .map(move |(_, code)| Diagnostic::new(code, &[("id", &id)]))
}

fn check_counts(
    snapshot: &IndexSnapshot,
    mut found: HashMap<SourceId, Found>,
    checked: &mut Checked,
) -> Result<()> {
    for record in snapshot.sources(None, usize::MAX)? {
        let passages = found.remove(&record.id).map_or(0, |found| found.passages);
        if passages != u64::from(record.passages) {
            let source = record.paths.first().map_or(String::new(), |path| path.shown.clone());
            let fields = [
                ("source", source),
                ("found", passages.to_string()),
                ("said", record.passages.to_string()),
            ];
            checked.faults.push(Diagnostic::with_values(Code::CheckCount, &fields));
        }
    }
    let mut strays: Vec<String> = found.keys().map(SourceId::to_string).collect();
    strays.sort_unstable();
    for source in strays {
        checked.faults.push(Diagnostic::new(Code::CheckStray, &[("source", &source)]));
    }

    let said = snapshot.0.statistics;
    let counted = Statistics::count(&snapshot.0.searcher).at(&snapshot.0.path)?;
    if (Statistics { generation: said.generation, ..counted }) != said {
        checked.faults.push(Diagnostic::new(Code::CheckStatistics, &[]));
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use ibid_core::backend::Store;

    use super::*;
    use crate::sample::{index, source_id, writer};

    #[test]
    fn what_the_system_does_not_let_be_read_is_no_fault_of_the_index() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        index(&path, 0..300);
        let mut other = writer(&path);
        other.remove(source_id(7)).unwrap();
        other.commit().unwrap();
        drop(other);

        let whole = check(&path, &mut |_, _, _| {}).unwrap();
        assert_eq!(whole.faults, []);
        let names: Vec<PathBuf> =
            std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
        for end in ["store", "del", "json"] {
            let file = names.iter().find(|name| name.extension().is_some_and(|e| e == end));
            let file = file.unwrap_or_else(|| panic!("no .{end} in {names:?}"));
            let aside = dir.path().join("aside");
            std::fs::rename(file, &aside).unwrap();
            // a link to itself can be opened by nobody, whatever his rights
            std::os::unix::fs::symlink(file, file).unwrap();
            let checked = check(&path, &mut |_, _, _| {});
            assert!(matches!(checked, Err(Error::Io { .. })), "{end}: {checked:?}");
            std::fs::remove_file(file).unwrap();
            std::fs::rename(&aside, file).unwrap();
        }
    }
}
