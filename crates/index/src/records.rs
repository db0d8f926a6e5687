//! The records of sources: who they are, and where they lie.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use ibid_core::backend::SourceRecord;
use ibid_core::globs::SourceGlobs;
use ibid_core::ids::SourceId;
use ibid_core::talk::TalkKey;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument};

use crate::error::{At, Result};
use crate::memo::Memo;
use crate::schema::{Fields, column, read_source_key, source_key};
use crate::state::State;

/// The records of so many sources are remembered, about 2 MB of them.
const MOST_RECORDS: usize = 4096;

/// For ids the record of the source after each, if there is one.
pub(crate) type RecordsAfter = Memo<SourceId, Vec<SourceRecord>, MOST_RECORDS>;

impl State {
    /// The sources after `after` in the order of their ids, at most `limit`. A single one is
    /// remembered: that of each passage is asked for whenever the passage is shown.
    pub(crate) fn sources(
        &self,
        after: Option<SourceId>,
        limit: usize,
    ) -> Result<Vec<SourceRecord>> {
        let single = after.filter(|_| limit == 1);
        if let Some(known) = single.and_then(|after| self.records_after.get(&after)) {
            return Ok(known);
        }

        let found = sources(&self.searcher, &self.fields, &self.path, after, limit)?;
        if let Some(after) = single {
            self.records_after.keep(after, found.clone());
        }
        Ok(found)
    }
}

/// The sources after `after` in the order of their ids, at most `limit`.
pub(crate) fn sources(
    searcher: &Searcher,
    fields: &Fields,
    path: &std::path::Path,
    after: Option<SourceId>,
    limit: usize,
) -> Result<Vec<SourceRecord>> {
    let mut found: BTreeMap<Vec<u8>, DocAddress> = BTreeMap::new();
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        let mut of_segment = 0;
        each_record(segment, fields, after, |key, doc| {
            found.entry(key.to_vec()).or_insert(DocAddress::new(ord as u32, doc));
            of_segment += 1;
            of_segment < limit
        })
        .at(path)?;
    }

    let mut records = Vec::with_capacity(limit.min(found.len()));
    for address in found.into_values().take(limit) {
        let stored: TantivyDocument = searcher.doc(address).at(path)?;
        records.push(fields.read_record(&stored, path)?);
    }
    Ok(records)
}

/// Calls `each` with the key and the record of every source of a segment after `after`, in the order
/// of the keys, until it says no.
fn each_record(
    segment: &SegmentReader,
    fields: &Fields,
    after: Option<SourceId>,
    mut each: impl FnMut(&[u8], u32) -> bool,
) -> tantivy::Result<()> {
    let inverted = segment.inverted_index(fields.record_of)?;
    let range = inverted.terms().range();
    let range = match after {
        Some(after) => range.gt(source_key(after)),
        None => range,
    };

    let mut keys: TermStreamer<'_> = range.into_stream()?;
    while keys.advance() {
        let basic = IndexRecordOption::Basic;
        let mut docs = inverted.read_postings_from_terminfo(keys.value(), basic)?;
        while docs.doc() != TERMINATED {
            let doc = docs.doc();
            let alive = segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
            if alive && !each(keys.key(), doc) {
                return Ok(());
            }
            docs.advance();
        }
    }

    Ok(())
}

/// Where all sources lie, for filters: their ids with their shown paths.
///
/// Read from a column, and not from the stored records: of thousands of files that takes a few
/// milliseconds.
pub(crate) struct ShownPaths {
    paths: Vec<(SourceId, String)>,
    /// The ids of the sources of each talk that a path names, once somebody has asked.
    talks: OnceLock<HashMap<TalkKey, Vec<SourceId>>>,
}

impl ShownPaths {
    pub(crate) fn read(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let mut all = Vec::new();
        for segment in searcher.segment_readers() {
            let Some(column) = segment.fast_fields().str(column::PATH)? else { continue };
            let mut names = Vec::with_capacity(column.num_terms());
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                names.push(String::from_utf8_lossy(terms.key()).into_owned());
            }

            each_record(segment, fields, None, |key, doc| {
                for ord in column.ords().values_for_doc(doc) {
                    let name = usize::try_from(ord).ok().and_then(|ord| names.get(ord));
                    all.extend(read_source_key(key).ok().zip(name.cloned()));
                }
                true
            })?;
        }
        Ok(ShownPaths { paths: all, talks: OnceLock::new() })
    }

    /// The sources of a talk, by their paths.
    pub(crate) fn of_talk(&self, talk: &TalkKey) -> &[SourceId] {
        let talks = self.talks.get_or_init(|| {
            let mut talks: HashMap<TalkKey, Vec<SourceId>> = HashMap::new();
            for (source, shown) in &self.paths {
                let Some(talk) = TalkKey::from_path(shown) else { continue };
                let sources = talks.entry(talk).or_default();
                if !sources.contains(source) {
                    sources.push(*source);
                }
            }
            talks
        });
        talks.get(talk).map_or(&[], Vec::as_slice)
    }

    /// The sources of which a path matches, each once.
    pub(crate) fn matching(&self, globs: &SourceGlobs) -> Vec<SourceId> {
        let matching = self.paths.iter().filter(|(_, shown)| globs.matches(shown));
        let mut sources: Vec<SourceId> = matching.map(|(source, _)| *source).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use ibid_core::backend::{Backend, Snapshot};

    use crate::sample::{index, search};
    use crate::snapshot::IndexSnapshot;

    const SOURCES: u32 = 3000;

    /// How often a block of stored records was looked into so far.
    fn looked_into(snapshot: &IndexSnapshot) -> usize {
        let stats = snapshot.0.searcher.doc_store_cache_stats();
        let segments = snapshot.0.segments();
        let own = segments.map(|segment| segment.open.records_read.load(Ordering::Relaxed));
        stats.cache_hits + stats.cache_misses + own.sum::<usize>()
    }

    #[test]
    fn filtering_by_source_reads_no_stored_record() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        let snapshot = index(&path, 0..SOURCES).snapshot().unwrap();
        let found = search(&snapshot, "7/*", 0);
        assert_eq!(found.total, Some(u64::from(SOURCES / 100)));
        assert_eq!(search(&snapshot, "*.md", 0).total, Some(u64::from(SOURCES)));
        assert_eq!(looked_into(&snapshot), 0);

        // of what is shown, the passage and the record of its source are read
        let found = search(&snapshot, "7/*", 5);
        assert_eq!(found.hits.len(), 5);
        assert!(found.hits.iter().all(|hit| hit.path.starts_with("7/")));
        assert_eq!(looked_into(&snapshot), 10);
    }

    #[test]
    fn the_record_of_one_source_is_read_once() {
        let dir = tempfile::tempdir().unwrap();
        let snapshot = index(&dir.path().join("index"), 0..3).snapshot().unwrap();
        let all = snapshot.sources(None, usize::MAX).unwrap();
        assert_eq!(all.len(), 3);
        for record in all {
            let before = looked_into(&snapshot);
            for _ in 0..3 {
                let found = snapshot.sources(record.id.before(), 1).unwrap();
                assert_eq!(found, std::slice::from_ref(&record));
            }
            // the first of all has none before it
            let read = if record.id.before().is_some() { 1 } else { 3 };
            assert_eq!(looked_into(&snapshot) - before, read);
        }
    }
}
