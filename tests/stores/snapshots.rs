//! A snapshot answers from one state, whatever is written meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ibid_core::analysis::Kind;
use ibid_core::backend::{Backend, Counts, Found, KnownWord, Snapshot, SourceRecord, Term};
use ibid_core::hit::Hit;
use ibid_core::query::Filter;
use ibid_core::ranking::CollectionStats;

use super::ask::Ask;
use super::fixture::Fixture;
use super::world::{World, commit};
use super::write::{Change, Source, id_of, source_path};

pub(super) fn each_has_a_generation_that_grows<F: Fixture>() {
    let world = World::<F>::with([]);
    let backend = world.store.backend();
    let source = Source::new("a").texts(&["le budget"]);
    let mut moved = source.record.clone();
    moved.paths = vec![source_path("b")];
    let mut snapshots = vec![backend.snapshot().unwrap()];
    for change in [
        Change::Put(source.clone()),
        Change::Put(source.clone()),
        Change::Paths(moved),
        Change::Remove(source.id()),
    ] {
        world.commit(&[change]);
        backend.reload().unwrap();
        snapshots.push(backend.snapshot().unwrap());
    }
    let generations: Vec<u64> = snapshots.iter().map(Snapshot::generation).collect();
    assert!(generations.is_sorted_by(|a, b| a < b), "{generations:?}");
    assert_eq!(world.snapshot().generation(), generations[4], "a process that starts now");
    let held: Vec<u64> =
        snapshots.iter().map(|snapshot| snapshot.counts().unwrap().passages).collect();
    assert_eq!(held, [0, 1, 1, 1, 0]);
    let paths: Vec<String> = snapshots[1..4]
        .iter()
        .map(|snapshot| Ask::words("budget").of(snapshot).hits[0].path.clone())
        .collect();
    assert_eq!(paths, ["a", "a", "b"]);
}

/// All that a snapshot says.
#[derive(PartialEq, Debug)]
struct Said {
    generation: u64,
    counts: Counts,
    collection: CollectionStats,
    frequencies: Vec<u64>,
    words: Vec<KnownWord>,
    found: Vec<Found>,
    fetched: Vec<Option<Hit>>,
    around: Vec<Vec<Hit>>,
    sources: Vec<SourceRecord>,
    documents: usize,
    explained: usize,
}

impl Said {
    fn by<S: Snapshot>(snapshot: &S) -> Self {
        let filter = Filter { sources: vec!["*.md".to_owned()], ..Filter::default() };
        let asks =
            [Ask::words("budget commun"), Ask::words("budget").filter(filter), Ask::words("neuf")];
        let terms = ["budget", "commun", "neuf"];
        let terms = terms.map(|text| Term { kind: Kind::Exact, text: text.to_owned() });
        let ids = ["budget commun 0", "budget commun 5", "neuf 3"].map(id_of);
        Said {
            generation: snapshot.generation(),
            counts: snapshot.counts().unwrap(),
            collection: snapshot.collection().unwrap(),
            frequencies: snapshot.frequencies(&terms).unwrap(),
            words: snapshot.words_with_prefix("", 100).unwrap(),
            found: asks.iter().map(|ask| ask.of(snapshot)).collect(),
            fetched: snapshot.fetch(&ids).unwrap(),
            around: snapshot.around_many(&ids, 1).unwrap(),
            sources: snapshot.sources(None, 100).unwrap(),
            documents: snapshot.documents(None, 100).unwrap().len(),
            explained: asks[0].explained(snapshot).len(),
        }
    }
}

/// Sets a flag when it goes, also where its thread stops halfway.
struct SetAtTheEnd<'a>(&'a AtomicBool);

impl Drop for SetAtTheEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

pub(super) fn none_moves_while_others_write<F: Fixture>() {
    const ROUNDS: usize = 8;
    let old = |n: usize| {
        let texts = [format!("budget commun {n}"), format!("un jardin {n}")];
        Source::new(&format!("{n}.md")).texts(&[&texts[0], &texts[1]])
    };
    let world = World::<F>::with((0..ROUNDS).map(old));
    let backend = world.store.backend();
    // one has been asked everything before, the other nothing
    let (asked, fresh) = (backend.snapshot().unwrap(), backend.snapshot().unwrap());
    let before = Said::by(&asked);
    assert_eq!(before.found[0].total, Some(ROUNDS as u64));

    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let _done = SetAtTheEnd(&done);
            let mut writer = world.store.writer();
            for n in 0..ROUNDS {
                let new =
                    Source::new(&format!("neuf-{n}.md")).texts(&[&format!("neuf {n} budget")]);
                commit(&mut writer, &[Change::Remove(old(n).id()), Change::Put(new)]);
                backend.reload().unwrap();
            }
        });
        let mut last = before.generation;
        while !done.load(Ordering::Acquire) {
            assert_eq!(Said::by(&asked), before);
            // what is new is seen whole
            let snapshot = backend.snapshot().unwrap();
            let said = Said::by(&snapshot);
            assert!(said.generation >= last);
            last = said.generation;
            assert_eq!(said.counts.sources, ROUNDS as u64, "one came for each that went");
            assert_eq!(said.found[1].total, Some(ROUNDS as u64));
            assert_eq!(said.sources.len(), ROUNDS);
        }
    });
    assert_eq!(Said::by(&asked), before);
    assert_eq!(Said::by(&fresh), before, "a snapshot that was first asked late");
    let after = Said::by(&backend.snapshot().unwrap());
    assert!(after.generation > before.generation);
    let totals: Vec<_> = after.found.iter().map(|found| found.total).collect();
    assert_eq!(totals, [Some(ROUNDS as u64); 3]);
    assert_eq!(after.frequencies, [ROUNDS as u64, 0, ROUNDS as u64]);
}
