//! Random sets and random queries: whatever the segments and deletions, the answers are those of the
//! reference, which was given what is left in another order and all at once.

use ibid_core::backend::{Backend, Snapshot, Store};
use ibid_core::document::{Date, Evidence, Medium, Span};
use ibid_core::hit::Hit;
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use ibid_core::query::{Clause, Filter, Group, Order};
use ibid_core::several::Several;
use ibid_core::spread::{Spread, places};
use ibid_core::time::{Method, Moment, Timecode};
use ibid_memory::{Memory, MemorySnapshot};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_oneof};
use proptest::test_runner::TestRunner;

use super::ask::{Ask, name_words, phrase, prefix, word};
use super::fixture::{Fixture, SnapshotOf};
use super::several::ask_as_one;
use super::world::{commit, parts_add_up, same, same_counts};
use super::write::{Change, Source, source_path};

/// Words of both languages, with accents, hyphens, elisions, inclusive writing and numbers.
const WORDS: [&str; 36] = [
    "innovation",
    "publique",
    "public",
    "service",
    "services",
    "l’état",
    "d'État",
    "agent·e·s",
    "travaux",
    "travail",
    "cœur",
    "data-driven",
    "data",
    "driven",
    "porte-parole",
    "le",
    "la",
    "the",
    "of",
    "et",
    "policy",
    "policies",
    "citizens",
    "citoyens",
    "hearing",
    "audition",
    "budget",
    "2,5",
    "126 000",
    "S.G.M.A.P.",
    "design",
    "évaluation",
    "evaluation",
    "laboratoire",
    "lab",
    "labs",
];

/// A generator that needs nothing but its seed (`SplitMix64`, Steele et al. 2014).
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A word, the first ones far more often than the last.
    fn word(&mut self) -> &'static str {
        let n = self.below(WORDS.len()).min(self.below(WORDS.len()));
        WORDS[n]
    }

    fn text(&mut self, most: usize) -> String {
        let words: Vec<&str> = (0..=self.below(most)).map(|_| self.word()).collect();
        words.join(" ")
    }

    fn lang(&mut self) -> Option<Lang> {
        [Some(Lang::Fr), Some(Lang::En), Some(Lang::Fr), None][self.below(4)]
    }

    fn date(&mut self) -> Option<Date> {
        Date::new(2015 + self.below(6) as u16, 1 + self.below(12) as u8, 1)
    }

    /// A time: passages of several sources are of the same seconds.
    fn span(&mut self) -> Span {
        let start = Timecode::from_millis(1000 * self.below(60) as u64);
        let end = Timecode::from_millis(start.millis() + 1000 * self.below(9) as u64);
        let moment = Moment { start, end: Some(end), method: Method::Cue };
        Span { start: 0, end: 1, moment: Some(moment), line: 1 }
    }
}

/// Gives a passage some of what passages may have.
fn change(rng: &mut Rng, passage: &mut Passage) {
    passage.lang = rng.lang();
    passage.about.medium = Some(Medium::YouTube("m".into()));
    passage.about.title = rng.one_in(2).then(|| rng.text(4));
    passage.about.date = if rng.one_in(2) { rng.date() } else { None };
    passage.about.evidence = rng.one_in(3).then_some(Evidence::Paraphrase);
    passage.section = if rng.one_in(3) { vec![rng.text(3)] } else { Vec::new() };
    passage.speaker = rng.one_in(3).then(|| rng.text(2));
    passage.non_speech = rng.one_in(8);
    passage.spans = if rng.one_in(3) { vec![rng.span()] } else { Vec::new() };
}

/// A source of `n` passages; some hold what another held before.
fn source(rng: &mut Rng, nth: usize, n: usize, before: &[Passage]) -> Source {
    let mut source = Source::new(&format!("{}-{nth}", rng.next()));
    source.record.paths = vec![source_path(&format!("{}.md", nth % 3))];
    let most = [4, 12, 60][rng.below(3)];
    let again = rng.one_in(4);
    for i in 0..n {
        source = match before.get(i).filter(|_| again) {
            Some(twin) => {
                let (id, twin) = (source.id(), twin.clone());
                let text = twin.text.clone();
                source.with(&text, |passage| *passage = Passage { source: id, ..twin })
            }
            None => {
                let text = rng.text(most);
                source.with(&text, |passage| change(rng, passage))
            }
        };
    }
    source
}

/// Writes some sources of so many passages together, with commits and deletions between them, and
/// gives back what is left.
fn write<S: Store>(rng: &mut Rng, writer: &mut S, size: usize) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    let mut before = Vec::new();
    let mut left = size;
    for nth in 0.. {
        let n = left.min(1 + rng.below(1 + size / 3));
        left -= n;
        if n == 0 {
            break;
        }
        let source = source(rng, nth, n, &before);
        before.clone_from(&source.passages);
        Change::Parts(source.clone(), 1 + rng.below(n)).make(writer);
        sources.push(source);
        match rng.below(6) {
            0 => writer.commit().unwrap(),
            1 => {
                let gone = sources.swap_remove(rng.below(sources.len()));
                Change::Remove(gone.id()).make(writer);
            }
            _ => {}
        }
    }
    writer.commit().unwrap();
    sources
}

fn clause(rng: &mut Rng, depth: u32) -> Clause {
    match rng.below(if depth == 0 { 9 } else { 11 }) {
        0 => phrase(&[rng.word(), rng.word()].join(" "), rng.below(3) as u32),
        1 => prefix(["in", "pol", "la", "cit", "zz"][rng.below(5)]),
        2..=8 => word(rng.word()),
        _ => Clause::Group(group(rng, depth - 1)),
    }
}

fn group(rng: &mut Rng, depth: u32) -> Group {
    let mut group = Group::default();
    for _ in 0..=rng.below(4) {
        let clause = clause(rng, depth);
        match rng.below(8) {
            0 => group.must.push(clause),
            1 => group.not.push(clause),
            _ => group.should.push(clause),
        }
    }
    group
}

fn filter(rng: &mut Rng) -> Filter {
    let mut filter = Filter::default();
    match rng.below(12) {
        0 => filter.langs = vec![Lang::En],
        1 => filter.sources = vec!["*1.md".to_owned()],
        2 => filter.after = Date::parse("2017-01-01"),
        3 => filter.before = Date::parse("2017-01-01"),
        4 => filter.evidence = vec![Evidence::Paraphrase],
        5 => filter.titles = vec![name_words(rng.word())],
        6 => filter.speakers = vec![name_words(rng.word())],
        _ => {}
    }
    filter
}

fn ask(rng: &mut Rng) -> Ask {
    let mut ask = Ask::nothing();
    if rng.one_in(2) {
        for _ in 0..=rng.below(5) {
            ask = ask.should(word(rng.word()));
        }
    } else {
        ask.query.root = group(rng, 2);
    }
    let filter = filter(rng);
    ask.query.filters = vec![filter; 1 + rng.below(2)];
    ask.query.lang = if rng.one_in(2) { rng.lang() } else { None };
    ask.query.non_speech = rng.one_in(3);
    ask.total = rng.one_in(2);
    ask.order = if rng.one_in(3) { Order::Date } else { Order::Relevance };
    ask.page([0, 0, 2, 300][rng.below(4)], [1, 3, 10, 400][rng.below(4)])
}

/// Words that rank only where nothing else is asked for.
const FUNCTION_WORDS: [&str; 5] = ["le", "la", "the", "of", "et"];

/// Sources of many passages that hold function words, each of a commit of its own.
fn write_function_words<S: Store>(rng: &mut Rng, writer: &mut S, size: usize) -> Vec<Source> {
    let mut sources = Vec::new();
    for nth in 0..4 {
        let mut source = Source::new(&format!("{}-{nth}", rng.next()));
        for _ in 0..size / 4 {
            let function = FUNCTION_WORDS[rng.below(FUNCTION_WORDS.len()).min(rng.below(5))];
            let text = format!("{function} {} {}", rng.text(6), rng.below(1000));
            source = source.with(&text, |passage| passage.lang = rng.lang());
        }
        Change::Put(source.clone()).make(writer);
        writer.commit().unwrap();
        sources.push(source);
    }
    sources
}

/// A question that asks for a function word above all: by itself, in a phrase, or without some other
/// word. What it finds may hold nothing that ranks.
fn ask_for_function_words(rng: &mut Rng) -> Ask {
    let function = |rng: &mut Rng| FUNCTION_WORDS[rng.below(FUNCTION_WORDS.len())];
    let mut ask = Ask::nothing();
    for _ in 0..rng.below(3) {
        ask = ask.should(word(WORDS[rng.below(WORDS.len())]));
    }
    ask = ask.must(match rng.below(6) {
        0 => phrase(&[function(rng), rng.word()].join(" "), 1),
        _ => word(function(rng)),
    });
    if rng.one_in(2) {
        ask = ask.not(word(if rng.one_in(2) { function(rng) } else { rng.word() }));
    }
    ask.query.lang = if rng.one_in(2) { rng.lang() } else { None };
    ask.query.non_speech = rng.one_in(3);
    ask.total = rng.one_in(2);
    ask
}

/// A random set in a store, and what is left of it in the reference.
fn in_both<F: Fixture>(
    write: impl FnOnce(&mut F::Writer) -> Vec<Source>,
) -> (SnapshotOf<F>, MemorySnapshot) {
    let store = F::new();
    let left = write(&mut store.writer());
    let reference = Memory::new();
    let all: Vec<Change> = left.into_iter().rev().map(Change::Put).collect();
    commit(&mut reference.writer(), &all);
    (store.backend().snapshot().unwrap(), reference.snapshot().unwrap())
}

/// Holds one random set against the reference, where many hits score the same.
fn check_ties<F: Fixture>(seed: u64, size: usize) {
    let mut rng = Rng(seed);
    let (snapshot, reference) = in_both::<F>(|writer| write_function_words(&mut rng, writer, size));
    for _ in 0..4 {
        let ask = ask_for_function_words(&mut rng);
        let all = ask.clone().page(0, 10 * size);
        let found = all.of(&snapshot);
        same(&found, &all.of(&reference), &all);
        for limit in [1, 10, 300] {
            let first = ask.clone().page(0, limit).of(&snapshot).hits;
            assert!(first == found.hits[..limit.min(found.hits.len())], "no beginning: {ask:?}");
        }
    }
}

/// Holds one random set against the reference.
fn check<F: Fixture>(seed: u64, size: usize) {
    let mut rng = Rng(seed);
    let (snapshot, reference) = in_both::<F>(|writer| write(&mut rng, writer, size));
    assert_eq!(snapshot.counts().unwrap(), reference.counts().unwrap());
    for _ in 0..12 {
        let ask = ask(&mut rng);
        same(&ask.of(&snapshot), &ask.of(&reference), &ask);
        same_counts(&snapshot, &reference, &ask);
        parts_add_up(&snapshot, &reference, &ask);
        few_places_are_those_of_the_whole_page(&mut rng, &snapshot, &ask);
    }

    for order in [Order::Date, Order::Relevance] {
        let ask = Ask { order, ..Ask::words("innovation") };
        let all = ask.clone().page(0, 1000).of(&snapshot).hits;
        let pages = (0..all.len()).step_by(70).map(|offset| ask.clone().page(offset, 70));
        let pages: Vec<_> = pages.flat_map(|page| page.of(&snapshot).hits).collect();
        assert!(pages == all, "pages differ from the whole");
    }

    let all = Ask::words("innovation").page(0, 1000).of(&snapshot).hits;
    let ids: Vec<_> = all.iter().take(3).map(|hit| hit.passage.id).collect();
    assert_eq!(snapshot.fetch(&ids).unwrap(), reference.fetch(&ids).unwrap());
    let around = snapshot.around_many(&ids, 2).unwrap();
    assert_eq!(around, reference.around_many(&ids, 2).unwrap());
    let all = usize::MAX;
    assert_eq!(snapshot.sources(None, all).unwrap(), reference.sources(None, all).unwrap());
    assert_eq!(snapshot.documents(None, all).unwrap(), reference.documents(None, all).unwrap());
}

/// Whatever a store leaves out since it is not shown, what is shown is that of the whole page.
fn few_places_are_those_of_the_whole_page<S: Snapshot>(rng: &mut Rng, snapshot: &S, ask: &Ask) {
    let page = ask.of(snapshot).hits;
    let without: Vec<_> = page.iter().map(|hit| hit.passage.id).filter(|_| rng.one_in(4)).collect();
    let spread = Spread { places: rng.below(5), without: &without };
    let shown = |hits: &[Hit]| -> Vec<Hit> {
        let others = hits.iter().filter(|hit| !without.contains(&hit.passage.id));
        let others: Vec<&Hit> = others.collect();
        let documents: Vec<_> = others.iter().map(|hit| hit.passage.document()).collect();
        let has_place = places(&documents, spread.places);
        others
            .into_iter()
            .zip(has_place)
            .filter(|(_, has)| *has)
            .map(|(hit, _)| hit.clone())
            .collect()
    };

    let found = ask.spread(snapshot, spread);
    assert!(shown(&found.hits) == shown(&page), "{spread:?}, {ask:?}");
    assert_eq!(found.hits.len() + found.left_out, page.len(), "{spread:?}, {ask:?}");
}

fn try_out(cases: u32, sizes: impl Strategy<Value = usize>, check: fn(u64, usize)) {
    let mut runner = TestRunner::new(ProptestConfig {
        max_shrink_iters: 64,
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    });
    let tried = runner.run(&(any::<u64>(), sizes), |(seed, size)| {
        check(seed, size);
        Ok(())
    });
    tried.unwrap();
}

pub(super) fn random_sets_are_answered_as_the_reference_does<F: Fixture>() {
    try_out(32, prop_oneof![1usize..40, 300usize..900], check::<F>);
}

pub(super) fn function_words_that_are_required_give_one_order<F: Fixture>() {
    // more than are gathered before anything is pruned
    try_out(2, 2400usize..3200, check_ties::<F>);
}

/// Holds a random set in three stores, the sources dealt out among them, against one that holds all.
fn check_several<F: Fixture>(seed: u64, size: usize) {
    let mut rng = Rng(seed);
    let dealt: [F; 3] = std::array::from_fn(|_| F::new());
    let whole = Memory::new();
    let sources = write(&mut rng, &mut Memory::new().writer(), size);
    let put = |source: &Source| Change::Put(source.clone());
    commit(&mut whole.writer(), &sources.iter().map(put).collect::<Vec<_>>());
    for (nth, store) in dealt.iter().enumerate() {
        let own = sources.iter().enumerate().filter(|(n, _)| n % dealt.len() == nth);
        let changes: Vec<Change> = own.map(|(_, source)| put(source)).collect();
        commit(&mut store.writer(), &changes);
    }

    let several = Several::new(dealt.iter().map(Fixture::backend).collect());
    let (several, whole) = (several.snapshot().unwrap(), whole.snapshot().unwrap());
    assert_eq!(several.counts().unwrap(), whole.counts().unwrap());
    for _ in 0..8 {
        ask_as_one(&several, &whole, &ask(&mut rng));
    }
}

pub(super) fn random_sets_in_several_stores_are_answered_as_in_one<F: Fixture>() {
    try_out(12, prop_oneof![1usize..40, 600usize..1200], check_several::<F>);
}
