//! One state of an index, as a reader sees it until the next reload.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use ibid_core::backend::SourcePath;
use ibid_core::ids::SourceId;
use ibid_core::passage::Passage;
use ibid_core::ranking::CollectionStats;
use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Index, IndexMeta, IndexReader, Searcher};

use crate::columns::{OpenColumns, Segment};
use crate::directory::IndexDirectory;
use crate::error::{At, Error, Result};
use crate::kept;
use crate::keys::Keys;
use crate::pool::Pool;
use crate::postings::HitTable;
use crate::reader::reopened;
use crate::records::{RecordsAfter, ShownPaths};
use crate::schema::Fields;
use crate::statistics::Statistics;
use crate::union_scan::Window;

/// How often a state is loaded anew because a commit came between its parts…
const TRIES: usize = 40;
/// …and from which try on something is waited for before, and how long.
const PATIENT: usize = 8;
const PAUSE: Duration = Duration::from_millis(5);

/// Segments and statistics of one commit, and what was read of it so far.
pub(crate) struct State {
    pub(crate) path: PathBuf,
    pub(crate) directory: IndexDirectory,
    pub(crate) fields: Fields,
    pub(crate) searcher: Searcher,
    pub(crate) statistics: Statistics,
    /// Under which keys passages are kept.
    pub(crate) keys: Keys,
    /// What is open of each segment, in the order of the searcher.
    columns: Vec<OpenColumns>,
    /// Where all sources lie, once a filter has asked.
    shown_paths: OnceLock<ShownPaths>,
    /// Where the sources of hits lie: ten hits are often of one.
    source_paths: Mutex<FxHashMap<SourceId, SourcePath>>,
    /// The records of sources that were shown.
    pub(crate) records_after: RecordsAfter,
    pub(crate) hit_tables: Pool<HitTable>,
    pub(crate) windows: Pool<Window>,
    /// For what is stored of a passage, as it is read.
    texts: Pool<Vec<u8>>,
}

impl State {
    /// Loads what was committed last.
    ///
    /// The engine reads its segments by itself, and we read the statistics that were committed with
    /// them: both are read again until they are of one commit. What is of two commits is never used: its
    /// keys would give the passages of one source to another.
    ///
    /// # Errors
    /// [`Error::Changing`] where commits come faster than they can be read.
    pub(crate) fn load(
        directory: &IndexDirectory,
        fields: &Fields,
        index: &Index,
        reader: &IndexReader,
    ) -> Result<Self> {
        let path = directory.path();
        let mut meta = index.load_metas().at(path)?;
        let mut searcher = reader.searcher();
        for tried in 0..TRIES {
            if is_of_one_commit(&searcher, &meta) {
                let statistics = Statistics::from_payload(&searcher, &meta).at(path)?;
                let keys = Keys::of_payload(&meta);
                return Ok(State::new(directory, fields, searcher, (statistics, keys)));
            }
            if tried >= PATIENT {
                std::thread::sleep(PAUSE);
            }
            reopened(|| reader.reload()).at(path)?;
            searcher = reader.searcher();
            meta = index.load_metas().at(path)?;
        }

        Err(Error::Changing { path: path.to_owned() })
    }

    fn new(
        directory: &IndexDirectory,
        fields: &Fields,
        searcher: Searcher,
        (statistics, keys): (Statistics, Keys),
    ) -> Self {
        let columns = searcher.segment_readers().iter().map(|_| OpenColumns::default());
        State {
            path: directory.path().to_owned(),
            directory: directory.clone(),
            columns: columns.collect(),
            fields: fields.clone(),
            searcher,
            statistics,
            keys,
            shown_paths: OnceLock::new(),
            source_paths: Mutex::default(),
            records_after: RecordsAfter::default(),
            hit_tables: Pool::default(),
            windows: Pool::default(),
            texts: Pool::default(),
        }
    }

    /// Whether both are of one commit, and of the same segments of it.
    pub(crate) fn is_same_as(&self, other: &State) -> bool {
        let segments = |state: &State| state.searcher.generation().segments().clone();
        self.statistics == other.statistics && segments(self) == segments(other)
    }

    /// The segments, in the order of the searcher.
    pub(crate) fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        let readers = self.searcher.segment_readers().iter();
        let (directory, index) = (&self.directory, self.searcher.index());
        let segment = move |(reader, open)| Segment { reader, open, directory, index };
        readers.zip(&self.columns).map(segment)
    }

    /// A segment by its number, which one of its addresses holds.
    pub(crate) fn segment(&self, ord: u32) -> Segment<'_> {
        let (reader, open) = (self.searcher.segment_reader(ord), &self.columns[ord as usize]);
        Segment { reader, open, directory: &self.directory, index: self.searcher.index() }
    }

    /// The passage at an address.
    pub(crate) fn passage(&self, address: DocAddress) -> Result<Passage> {
        let segment = self.segment(address.segment_ord);
        let stored = segment.stored(address.doc_id).at(&self.path)?;
        let columns = segment.in_columns(address.doc_id).at(&self.path)?;
        let source = self.keys.source(self.key_of(address)?);
        let record = self.fields.kept_record(&stored);
        let mut texts = self.texts.take();
        let passage = record.and_then(|record| kept::passage(record, &columns, source, &mut texts));
        self.texts.put(texts);
        let damaged = || Error::Damaged {
            path: self.path.clone(),
            source: "what is stored of a passage cannot be read".into(),
        };
        passage.ok_or_else(damaged)?.at(&self.path)
    }

    pub(crate) fn collection(&self) -> CollectionStats {
        self.statistics.collection()
    }

    /// Where all sources lie.
    pub(crate) fn shown_paths(&self) -> Result<&ShownPaths> {
        if let Some(paths) = self.shown_paths.get() {
            return Ok(paths);
        }
        let paths = ShownPaths::read(&self.searcher, &self.fields).at(&self.path)?;
        Ok(self.shown_paths.get_or_init(|| paths))
    }

    /// The known paths of sources. A thread that died while it held them left them whole.
    pub(crate) fn source_paths(&self) -> MutexGuard<'_, FxHashMap<SourceId, SourcePath>> {
        self.source_paths.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a searcher sees what a commit says.
fn is_of_one_commit(searcher: &Searcher, meta: &IndexMeta) -> bool {
    let seen = searcher.generation().segments();
    let same = |segment: &tantivy::SegmentMeta| {
        seen.get(&segment.id()).is_some_and(|opstamp| *opstamp == segment.delete_opstamp())
    };
    seen.len() == meta.segments.len() && meta.segments.iter().all(same)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ibid_core::analysis::Analyzer;
    use ibid_core::backend::Store;
    use tantivy::ReloadPolicy;

    use super::*;
    use crate::reader::open_engine;
    use crate::sample::{add_source, writer};

    fn opened(path: &Path, number: u32) -> (IndexDirectory, Index, IndexReader) {
        let mut writer = writer(path);
        add_source(&mut writer, number, &mut Analyzer::new());
        writer.commit().unwrap();
        drop(writer);
        let directory = IndexDirectory::for_reading(path).unwrap();
        let index = open_engine(&directory, &Fields::new(), false).unwrap();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        (directory, index, reader.try_into().unwrap())
    }

    #[test]
    fn what_is_of_two_commits_is_never_a_state() {
        let dir = tempfile::tempdir().unwrap();
        let (directory, index, reader) = opened(&dir.path().join("one"), 1);
        let (_, other, _) = opened(&dir.path().join("other"), 2);
        assert!(State::load(&directory, &Fields::new(), &index, &reader).is_ok());
        // as where each commit that is read is followed by another
        let mixed = State::load(&directory, &Fields::new(), &other, &reader);
        let Err(error) = mixed else {
            panic!("the keys of one commit with the passages of another")
        };
        assert!(matches!(error, Error::Changing { .. }), "{error:?}");
    }
}
