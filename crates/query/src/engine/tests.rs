//! Whole questions over a store in memory.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ibid_core::backend::{
    Found, Gathered, KnownWord, SourcePath, Store, TalkMoment, Term, Vocabulary,
};
use ibid_core::document::Span;
use ibid_core::facets::{Facet, Matched};
use ibid_core::hit::Twins;
use ibid_core::lang::Lang;
use ibid_core::lexicon::terms::TermList;
use ibid_core::passage::Passage;
use ibid_core::query::{Filter, Query};
use ibid_core::ranking::{CollectionStats, Explained};
use ibid_core::time::{Moment, Timecode};
use ibid_memory::{Memory, MemorySnapshot};

use super::*;
use crate::highlight::tests::passage;

mod across;
mod families;
mod listed;
mod pairs;
mod spelling;

/// Writes passages in neither language as one source, ten seconds each.
fn write(memory: &Memory, name: &str, texts: &[&str]) {
    write_in(None, memory, name, texts);
}

/// Writes passages in one language as one source, ten seconds each.
fn write_in(lang: Option<Lang>, memory: &Memory, name: &str, texts: &[&str]) {
    write_changed(memory, name, texts, |passage| passage.lang = lang);
}

/// Writes passages as one source, ten seconds each, and each changed.
fn write_changed(memory: &Memory, name: &str, texts: &[&str], change: impl Fn(&mut Passage)) {
    let mut writer = memory.writer();
    let source = SourceId::from_bytes(name.as_bytes());
    let mut analyzer = Analyzer::new();
    let timed = |(i, text): (usize, &&str)| {
        let start = Timecode::from_millis(i as u64 * 10_000);
        let moment = Some(Moment::anchor(start));
        let span = Span { start: 0, end: text.len() as u32, moment, line: 0 };
        let mut made = passage(text, None);
        change(&mut made);
        let id = PassageId::from_content(name, &[], text, i as u32);
        Passage { id, source, ordinal: i as u32, spans: vec![span], ..made }
    };
    let passages = texts.iter().enumerate().map(timed).collect();
    writer.add(source, analyzer.passages(passages)).unwrap();
    writer
        .finish_source(&SourceRecord {
            id: source,
            format: ibid_core::format::Format::Text,
            reader: 1,
            evidence: None,
            paths: vec![SourcePath { shown: name.to_owned(), ..SourcePath::default() }],
            bytes: 1,
            passages: texts.len() as u32,
            indexed_on: None,
        })
        .unwrap();
    writer.commit().unwrap();
}

/// A store that counts what it is asked for.
#[derive(Clone, Default)]
struct Counting {
    memory: Memory,
    asked: Arc<Asked>,
}

#[derive(Default)]
struct Asked {
    snapshots: AtomicUsize,
    batches: AtomicUsize,
    /// Searches, and passages that came of them or of their neighbours.
    lookups: AtomicUsize,
}

struct CountingSnapshot {
    snapshot: MemorySnapshot,
    asked: Arc<Asked>,
}

impl Backend for Counting {
    type Error = Infallible;
    type Snapshot = CountingSnapshot;

    fn snapshot(&self) -> Result<CountingSnapshot, Infallible> {
        self.asked.snapshots.fetch_add(1, Ordering::Relaxed);
        Ok(CountingSnapshot { snapshot: self.memory.snapshot()?, asked: self.asked.clone() })
    }

    fn reload(&self) -> Result<(), Infallible> {
        self.memory.reload()
    }
}

impl Vocabulary for CountingSnapshot {
    type Error = Infallible;

    fn collection(&self) -> Result<CollectionStats, Infallible> {
        self.snapshot.collection()
    }

    fn frequencies(&self, terms: &[Term]) -> Result<Vec<u64>, Infallible> {
        self.snapshot.frequencies(terms)
    }

    fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<KnownWord>, Infallible> {
        self.snapshot.words_with_prefix(prefix, limit)
    }

    fn words_near(
        &self,
        words: &[&str],
        edits: u8,
        limit: usize,
    ) -> Result<Vec<Vec<KnownWord>>, Infallible> {
        self.asked.batches.fetch_add(1, Ordering::Relaxed);
        self.asked.lookups.fetch_add(words.len(), Ordering::Relaxed);
        self.snapshot.words_near(words, edits, limit)
    }
}

impl Snapshot for CountingSnapshot {
    fn generation(&self) -> u64 {
        self.snapshot.generation()
    }

    fn counts(&self) -> Result<Counts, Infallible> {
        self.snapshot.counts()
    }

    fn search(&self, searches: &[Search<'_>]) -> Result<Vec<Found>, Infallible> {
        let found = self.snapshot.search(searches)?;
        let hits: usize = found.iter().map(|found| found.hits.len()).sum();
        self.asked.batches.fetch_add(1, Ordering::Relaxed);
        self.asked.lookups.fetch_add(searches.len() + hits, Ordering::Relaxed);
        Ok(found)
    }

    fn search_explained(&self, search: &Search<'_>) -> Result<Vec<Explained>, Infallible> {
        self.snapshot.search_explained(search)
    }

    fn matched(&self, search: &Search<'_>) -> Result<Vec<Matched>, Infallible> {
        self.snapshot.matched(search)
    }

    fn gather(&self, search: &Search<'_>, most: usize) -> Result<Gathered, Infallible> {
        self.snapshot.gather(search, most)
    }

    fn at_places(&self, places: &[(DocumentId, u32)]) -> Result<Vec<Option<Hit>>, Infallible> {
        self.snapshot.at_places(places)
    }

    fn explain(&self, search: &Search<'_>) -> Result<Vec<(Hit, Features)>, Infallible> {
        self.snapshot.explain(search)
    }

    fn fetch(&self, ids: &[PassageId]) -> Result<Vec<Option<Hit>>, Infallible> {
        self.snapshot.fetch(ids)
    }

    fn ids_between(
        &self,
        first: PassageId,
        last: PassageId,
        limit: usize,
    ) -> Result<Vec<PassageId>, Infallible> {
        self.snapshot.ids_between(first, last, limit)
    }

    fn twins(&self, query: &Query, hits: &[Hit]) -> Result<Vec<Twins>, Infallible> {
        self.snapshot.twins(query, hits)
    }

    fn around_many(&self, ids: &[PassageId], context: u32) -> Result<Vec<Vec<Hit>>, Infallible> {
        let around = self.snapshot.around_many(ids, context)?;
        let passages: usize = around.iter().map(Vec::len).sum();
        self.asked.batches.fetch_add(1, Ordering::Relaxed);
        self.asked.lookups.fetch_add(passages, Ordering::Relaxed);
        Ok(around)
    }

    fn said_at(&self, moments: &[TalkMoment]) -> Result<Vec<Vec<Hit>>, Infallible> {
        self.asked.batches.fetch_add(1, Ordering::Relaxed);
        self.snapshot.said_at(moments)
    }

    fn sources(
        &self,
        after: Option<SourceId>,
        limit: usize,
    ) -> Result<Vec<SourceRecord>, Infallible> {
        self.snapshot.sources(after, limit)
    }

    fn passages_of(&self, documents: &[DocumentId]) -> Result<Vec<Vec<Hit>>, Infallible> {
        self.snapshot.passages_of(documents)
    }

    fn documents(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentRecord>, Infallible> {
        self.snapshot.documents(after, limit)
    }
}

const TALK: [&str; 4] = [
    "The harbour has two lights. One is old and built of grey",
    "granite blocks from the quarry on the hill. It was lit by hand.",
    "The keeper climbed the steps of the tower every evening.",
    "Nobody climbs the steps of the tower any more, and the gulls are glad.",
];

fn engine() -> (Engine<Counting>, Arc<Asked>) {
    engine_over("talk.vtt", &TALK)
}

fn engine_over(name: &str, texts: &[&str]) -> (Engine<Counting>, Arc<Asked>) {
    let counting = Counting::default();
    write(&counting.memory, name, texts);
    let asked = counting.asked.clone();
    (Engine::new(counting), asked)
}

fn codes(response: &Response) -> Vec<String> {
    let warnings = response.query.warnings.iter();
    warnings.map(|warning| warning.code.to_string()).collect()
}

#[test]
fn a_question_is_answered_without_a_disk() {
    let (engine, asked) = engine();
    let response = engine.search("who climbed the steps?", &SearchOptions::default()).unwrap();
    assert_eq!(response.hits[0].citations[0].t, Some(20.0));
    assert_eq!(response.generation, 1);
    assert_eq!(asked.snapshots.load(Ordering::Relaxed), 1, "one state for one answer");
}

#[test]
fn all_that_an_answer_asks_for_is_of_one_state() {
    let (engine, asked) = engine();
    for question in
        ["\"grey granite\"", "\"keeper of gulls\"", "old and built of grey granite blocks"]
    {
        asked.snapshots.store(0, Ordering::Relaxed);
        engine.search(question, &SearchOptions::default()).unwrap();
        assert_eq!(asked.snapshots.load(Ordering::Relaxed), 1, "{question}");
    }
}

#[test]
fn a_phrase_over_two_passages_is_found_within_the_budget_only() {
    let (engine, _) = engine();
    let crossing = engine.search("\"grey granite\"", &SearchOptions::default()).unwrap();
    assert_eq!(crossing.hits.len(), 1, "{crossing:?}");
    assert_eq!(crossing.hits[0].citations[0].t, Some(0.0));
    assert!(codes(&crossing).is_empty(), "{:?}", codes(&crossing));

    let nothing = Budget { lookups: 0, ..Budget::default() };
    let late = Budget { deadline: Some(Duration::ZERO), ..Budget::default() };
    for budget in [nothing, late] {
        let options = SearchOptions::default().with_budget(budget);
        let given_up = engine.search("\"grey granite\"", &options).unwrap();
        assert!(codes(&given_up).contains(&"work-given-up".to_owned()), "{given_up:?}");
    }
}

#[test]
fn a_phrase_of_frequent_words_is_still_looked_for_beside_what_is_found() {
    let mut texts: Vec<String> =
        (0..300).map(|i| format!("the gulls of number {i} sleep on a tower.")).collect();
    texts.insert(1, "it was the tower and the gulls".to_owned());
    texts.insert(2, "tower of the harbour that they chose.".to_owned());
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (engine, _) = engine_over("long.txt", &texts);

    let response = engine.search("\"the gulls tower\"", &SearchOptions::default()).unwrap();
    assert_eq!(response.hits.len(), 1, "{:?}", codes(&response));
    assert_eq!(response.hits[0].text, "it was the tower and the gulls");
}

#[test]
fn a_pasted_quote_over_sentences_is_found_below_passages_with_more_of_its_words() {
    let decoy =
        |i| format!("In {i} we have a storm, a keeper who needs help, and the spring tide.");
    let mut texts: Vec<String> = (0..40).map(decoy).collect();
    texts.push("That is why the keeper needs help.".to_owned());
    texts.push("Since the spring tide, we have a gull that sings in the tower.".to_owned());
    texts.push("Then he left.".to_owned());
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (engine, _) = engine_over("long.txt", &texts);

    // over two passages, and over three, of which the one in the middle has a start and an end
    for quote in [
        "the keeper needs help. Since the spring tide, we have a",
        "needs help. Since the spring tide, we have a gull that sings in the tower. Then he",
    ] {
        let response = engine.search(quote, &SearchOptions::default()).unwrap();
        assert_eq!(response.hits[0].citations[0].t, Some(400.0), "{quote}");
    }
}

#[test]
fn what_is_asked_itself_is_never_given_up() {
    let (engine, _) = engine();
    let budget = Budget { lookups: 0, postings: 0, deadline: Some(Duration::ZERO) };
    let options = SearchOptions::default().with_budget(budget);
    for question in ["harbour", "\"climbed the steps\"", "+gulls -harbour"] {
        let response = engine.search(question, &options).unwrap();
        assert_eq!(response.hits.len(), 1, "{question}");
        assert!(codes(&response).is_empty(), "{question}: {:?}", codes(&response));
    }
}

#[test]
fn no_question_costs_more_than_its_budget() {
    let counting = Counting::default();
    let texts: Vec<String> = (0..400)
        .map(|i| format!("the keeper of light {i} and the gulls of the tower {i}"))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    write(&counting.memory, "long.txt", &texts);
    let (engine, asked) = (Engine::new(counting.clone()), counting.asked);

    let eight = "\"the light\" \"of and\" \"gulls tower\" \"and light\" \"keeper gulls\" \"of light\" \
                 \"tower the\" \"light the\"";
    let response = engine.search(eight, &SearchOptions::default()).unwrap();
    assert!(codes(&response).contains(&"work-given-up".to_owned()), "{:?}", codes(&response));

    // beside the budget: the question itself, what it is relaxed to, and their hits
    let beside = 3 * (1 + SearchOptions::default().limit + 1);
    let most = Budget::default().lookups as usize + beside;
    let spent = asked.lookups.load(Ordering::Relaxed);
    assert!(spent <= most, "{spent} of {most}");
    let batches = asked.batches.load(Ordering::Relaxed);
    assert!(batches <= 40, "{batches} batches: a store may be a network away");
}

#[test]
fn quotes_are_checked_over_any_store() {
    let (engine, _) = engine();
    let found = |quote: &str| {
        let verdict = engine.verify(quote, &VerifyOptions::default()).unwrap();
        (verdict.found, verdict.places.first().and_then(|place| place.citations[0].t))
    };
    use crate::verify::Agreement;
    assert_eq!(found("built of grey granite blocks"), (Agreement::Exact, Some(0.0)));
    assert_eq!(found("The Keeper climbed"), (Agreement::Normalised, Some(20.0)));
    assert_eq!(found("the keeper fell"), (Agreement::None, None));
}
