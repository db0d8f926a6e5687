//! Sources and passages in the making.

use ibid_core::analysis::{AnalysedPassage, Analyzer};
use ibid_core::backend::{SourcePath, SourceRecord, Store};
use ibid_core::document::{About, Date};
use ibid_core::format::Format;
use ibid_core::ids::{PassageId, SourceId};
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;

/// A source with its passages.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) record: SourceRecord,
    pub(super) passages: Vec<Passage>,
}

impl Source {
    /// A source without passages that lies at a path. Its id is a hash of the path.
    pub(super) fn new(path: &str) -> Self {
        let id = SourceId::from_bytes(path.as_bytes());
        let record = SourceRecord {
            id,
            format: Format::Markdown,
            reader: 1,
            evidence: None,
            paths: vec![source_path(path)],
            bytes: path.len() as u64,
            passages: 0,
            indexed_on: Date::new(2026, 1, 31),
        };
        Source { record, passages: Vec::new() }
    }

    /// With some texts in French, a passage each.
    pub(super) fn texts(self, texts: &[&str]) -> Self {
        texts.iter().fold(self, |source, text| source.with(text, |_| ()))
    }

    /// With a passage, in French where `change` says nothing else.
    ///
    /// Its id is a hash of its headings and its text, whatever its source.
    pub(super) fn with(mut self, text: &str, change: impl FnOnce(&mut Passage)) -> Self {
        let mut passage = Passage {
            id: PassageId::from_content("", &[], text, 0),
            source: self.record.id,
            about: About::default(),
            section: Vec::new(),
            ordinal: self.passages.len() as u32,
            line: 1,
            lang: Some(Lang::Fr),
            speaker: None,
            non_speech: false,
            text: text.to_owned(),
            spans: Vec::new(),
        };
        change(&mut passage);
        let section: Vec<&str> = passage.section.iter().map(String::as_str).collect();
        passage.id = PassageId::from_content("", &section, text, 0);
        self.passages.push(passage);
        self.record.passages += 1;
        self
    }

    pub(super) fn id(&self) -> SourceId {
        self.record.id
    }
}

/// Some sources in the order of their ids.
pub(super) fn by_id<const N: usize>(mut sources: [Source; N]) -> [Source; N] {
    sources.sort_by_key(Source::id);
    sources
}

/// A path as it is shown, and as a whole.
pub(super) fn source_path(shown: &str) -> SourcePath {
    let (shown, absolute) = (shown.to_owned(), format!("/folder/{shown}"));
    SourcePath {
        shown,
        absolute,
        modified_ms: Some(1_700_000_000_000),
        stamp: Some(u64::MAX),
        group_stamp: Some(1),
        twins: vec!["/sources/twin.txt".to_owned()],
    }
}

/// The id of a passage without headings.
pub(super) fn id_of(text: &str) -> PassageId {
    PassageId::from_content("", &[], text, 0)
}

/// Something that is done to a store.
#[derive(Clone)]
pub(super) enum Change {
    /// A source comes, all at once.
    Put(Source),
    /// A source comes in parts of so many passages.
    Parts(Source, usize),
    /// A source lies elsewhere.
    Paths(SourceRecord),
    /// A source goes.
    Remove(SourceId),
}

impl Change {
    /// Does it, without a commit.
    pub(super) fn make<S: Store>(&self, store: &mut S) {
        match self {
            Change::Put(source) => put(store, source, usize::MAX),
            Change::Parts(source, size) => put(store, source, *size),
            Change::Paths(record) => store.update_paths(record).unwrap(),
            Change::Remove(source) => store.remove(*source).unwrap(),
        }
    }
}

fn put<S: Store>(store: &mut S, source: &Source, size: usize) {
    let analysed: Vec<AnalysedPassage> = Analyzer::new().passages(source.passages.clone());
    for part in analysed.chunks(size.min(analysed.len()).max(1)) {
        store.add(source.id(), part.to_vec()).unwrap();
    }
    store.finish_source(&source.record).unwrap();
}
