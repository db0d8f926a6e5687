//! Small sources and searches for the tests of this crate.

use std::path::Path;

use ibid_core::analysis::{AnalysedPassage, Analyzer, Kind};
use ibid_core::backend::{Found, Search, Snapshot, SourcePath, SourceRecord, Store};
use ibid_core::document::About;
use ibid_core::format::Format;
use ibid_core::ids::{PassageId, SourceId};
use ibid_core::lang::Lang;
use ibid_core::passage::{Passage, TextPlace};
use ibid_core::query::{Clause, Filter, Group, Order, Query, Stem, Word};
use ibid_core::ranking::Plan;
use tantivy::Term;
use tantivy::query::Bm25Weight;

use crate::snapshot::IndexSnapshot;
use crate::state::State;
use crate::term_list::TermWeight;
use crate::{Reader, Writer, WriterOptions};

/// Opens an index in a folder, with one thread that writes.
pub(crate) fn writer(folder: &Path) -> Writer {
    let options = WriterOptions { threads: 1, memory: 32 << 20 };
    Writer::open(folder, &options).unwrap()
}

/// Makes an index of some sources, and opens it.
pub(crate) fn index(path: &Path, sources: std::ops::Range<u32>) -> Reader {
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
    add_with_id(writer, (n, passage_id(n)), (text, lang), analyzer);
}

/// As [`add_text`], and the passage has the id of its text, as others may that have the same text.
pub(crate) fn add_content(
    writer: &mut Writer,
    n: u32,
    (text, lang): (&str, Option<Lang>),
    analyzer: &mut Analyzer,
) {
    let id = PassageId::from_content("", &[], text, 0);
    add_with_id(writer, (n, id), (text, lang), analyzer);
}

fn add_with_id(
    writer: &mut Writer,
    (n, id): (u32, PassageId),
    (text, lang): (&str, Option<Lang>),
    analyzer: &mut Analyzer,
) {
    let (record, AnalysedPassage { passage, .. }) = source(n, analyzer);
    let passage = Passage { id, text: text.to_owned(), lang, ..passage };
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

/// What asks for `budget`.
pub(crate) fn query() -> Query {
    let stem = Stem::new("fr:budget", Some(Lang::Fr));
    let exact = vec!["budget".to_owned()];
    let word = Word { stems: vec![stem], exact, ..Word::default() };
    let root = Group { should: vec![Clause::Word(word)], ..Group::default() };
    Query { root, ..Query::default() }
}

/// A search for the best.
pub(crate) fn search_of<'a>(query: &'a Query, plan: &'a Plan) -> Search<'a> {
    let (limit, offset, total, order) = (10, 0, false, Order::Relevance);
    Search { query, plan, among: None, limit, offset, total, order, spread: None }
}

/// Searches for `budget` in the sources that a glob matches, with the total.
pub(crate) fn search(snapshot: &IndexSnapshot, glob: &str, limit: usize) -> Found {
    let filter = Filter { sources: vec![glob.to_owned()], ..Filter::default() };
    let query = Query { filters: vec![filter], ..query() };
    let plan = Plan::new(&query, snapshot).unwrap();
    let search = Search { limit, total: true, ..search_of(&query, &plan) };
    snapshot.search(&[search]).unwrap().remove(0)
}

/// Texts of some words, the first ones far more often than the last; those of each stretch of some
/// hundred have a length and words of their own, as in a collection of several sources.
fn texts(words: &[&str]) -> Vec<String> {
    let mut state = 1u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % n
    };
    let mut texts = Vec::new();
    for _ in 0..40 {
        let (length, rare) = (1 + below(40), 1 + below(words.len()));
        for _ in 0..below(300) {
            let count = 1 + below(length);
            let text: Vec<&str> =
                (0..count).map(|_| words[below(rare).min(below(words.len()))]).collect();
            texts.push(text.join(" "));
        }
    }
    texts
}

/// An index of texts of some words, in one segment.
pub(crate) fn of_words(path: &Path, words: &[&str]) -> Reader {
    let (mut writer, mut analyzer) = (writer(path), Analyzer::new());
    for (n, text) in texts(words).iter().enumerate() {
        let lang = Some(if n % 2 == 0 { Lang::Fr } else { Lang::En });
        add_text(&mut writer, n as u32, (text, lang), &mut analyzer);
    }
    writer.commit().unwrap();
    Reader::open(path).unwrap()
}

/// What some words weigh in the first segment, each so many times, where the mean length is that of
/// the segment `ratio` times.
pub(crate) fn weights(state: &State, ranking: &[(&str, f32)], ratio: f32) -> Vec<TermWeight> {
    let field = state.fields.terms(Kind::Exact);
    let segment = state.segment(0);
    let inverted = segment.reader.inverted_index(field).unwrap();
    let mean = inverted.total_num_tokens() as f32 / segment.reader.max_doc() as f32;
    let weight = |(word, boost): &(&str, f32)| {
        let term = Term::from_field_text(field, word);
        let held_by = u64::from(inverted.doc_freq(&term).unwrap());
        let of_term = Bm25Weight::for_one_term(held_by, 1 << 16, mean * ratio);
        let (kind, term) = (Kind::Exact, (*word).to_owned());
        TermWeight { kind, term, weight: of_term.boost_by(*boost) }
    };
    ranking.iter().map(weight).collect()
}
