//! Small sources and searches for the tests of this crate.

use ibid_core::analysis::{AnalysedPassage, Analyzer};
use ibid_core::backend::{Found, Search, Snapshot, SourcePath, SourceRecord, Store};
use ibid_core::document::About;
use ibid_core::format::Format;
use ibid_core::ids::{PassageId, SourceId};
use ibid_core::lang::Lang;
use ibid_core::passage::{Passage, TextPlace};
use ibid_core::query::{Clause, Filter, Group, Order, Query, Stem, Word};
use ibid_core::ranking::Plan;

use crate::snapshot::IndexSnapshot;
use crate::{Reader, Writer, WriterOptions};

/// Opens an index in a folder, with one thread that writes.
pub(crate) fn writer(folder: &std::path::Path) -> Writer {
    let options = WriterOptions { threads: 1, memory: 32 << 20 };
    Writer::open(folder, &options).unwrap()
}

/// Makes an index of some sources, and opens it.
pub(crate) fn index(path: &std::path::Path, sources: std::ops::Range<u32>) -> Reader {
    let (mut writer, mut analyzer) = (writer(path), Analyzer::new());
    sources.for_each(|n| add_source(&mut writer, n, &mut analyzer));
    writer.commit().unwrap();
    Reader::open(path).unwrap()
}

/// Writes a source with one passage, `budget` and its number, in one of a hundred folders.
pub(crate) fn add_source(writer: &mut Writer, n: u32, analyzer: &mut Analyzer) {
    let (record, passage) = source(n, analyzer);
    writer.add(record.id, vec![passage]).unwrap();
    writer.finish_source(&record).unwrap();
}

/// The id of the passage of a source.
pub(crate) fn passage_id(n: u32) -> PassageId {
    PassageId::from_content("", &[], &format!("budget {n}"), 0)
}

/// The id of a source.
pub(crate) fn source_id(n: u32) -> SourceId {
    SourceId::from_bytes(&n.to_le_bytes())
}

/// Writes a source with one passage of this text, in one of a hundred folders.
pub(crate) fn add_text(
    writer: &mut Writer,
    n: u32,
    (text, lang): (&str, Option<Lang>),
    analyzer: &mut Analyzer,
) {
    let (record, AnalysedPassage { passage, .. }) = source(n, analyzer);
    let passage = Passage { text: text.to_owned(), lang, ..passage };
    let passage = analyzer.passage(passage, TextPlace::default());
    writer.add(record.id, vec![passage]).unwrap();
    writer.finish_source(&record).unwrap();
}

fn source(n: u32, analyzer: &mut Analyzer) -> (SourceRecord, AnalysedPassage) {
    let id = source_id(n);
    let shown = format!("{}/{n}.md", n % 100);
    let absolute = format!("/{shown}");
    let record = SourceRecord {
        id,
        format: Format::Markdown,
        reader: 1,
        evidence: None,
        paths: vec![SourcePath { shown, absolute, ..SourcePath::default() }],
        bytes: 1,
        passages: 1,
        indexed_on: None,
    };

    let passage = Passage {
        id: passage_id(n),
        source: id,
        about: About::default(),
        section: Vec::new(),
        ordinal: 0,
        line: 1,
        lang: Some(Lang::Fr),
        speaker: None,
        non_speech: false,
        text: format!("budget {n}"),
        spans: Vec::new(),
    };

    (record, analyzer.passage(passage, TextPlace::default()))
}

/// Searches for `budget` in the sources that a glob matches, with the total.
pub(crate) fn search(snapshot: &IndexSnapshot, glob: &str, limit: usize) -> Found {
    let stem = Stem::new("fr:budget", Some(Lang::Fr));
    let exact = vec!["budget".to_owned()];
    let word = Word { stems: vec![stem], exact, ..Word::default() };
    let filter = Filter { sources: vec![glob.to_owned()], ..Filter::default() };
    let query = Query {
        root: Group { should: vec![Clause::Word(word)], ..Group::default() },
        filters: vec![filter],
        ..Query::default()
    };

    let plan = Plan::new(&query, snapshot).unwrap();
    let (query, plan, order) = (&query, &plan, Order::Relevance);
    let search =
        Search { query, plan, among: None, limit, offset: 0, total: true, order, spread: None };
    snapshot.search(&[search]).unwrap().remove(0)
}
