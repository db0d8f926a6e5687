//! A store under test beside the reference: both are written alike, and asked alike.

use ibid_core::backend::{Backend, Found, Snapshot, Store, Vocabulary};
use ibid_core::facets::{Facet, count};
use ibid_core::hit::Hit;
use ibid_core::ranking::{Feature, Features, Plan};
use ibid_memory::{Memory, MemorySnapshot};

use super::ask::{Ask, essence};
use super::fixture::{Fixture, SnapshotOf};
use super::write::{Change, Source};

/// A store under test, and the store in memory beside it.
pub(super) struct World<F: Fixture> {
    pub(super) store: F,
    pub(super) reference: Memory,
}

impl<F: Fixture> World<F> {
    /// With some sources, all of one commit.
    pub(super) fn with(sources: impl IntoIterator<Item = Source>) -> Self {
        let world = World { store: F::new(), reference: Memory::new() };
        let changes: Vec<Change> = sources.into_iter().map(Change::Put).collect();
        world.commit(&changes);
        world
    }

    /// Makes some changes and commits them.
    pub(super) fn commit(&self, changes: &[Change]) {
        commit(&mut self.store.writer(), changes);
        commit(&mut self.reference.writer(), changes);
    }

    /// The store as it is now.
    pub(super) fn snapshot(&self) -> SnapshotOf<F> {
        self.store.backend().snapshot().unwrap()
    }

    /// The reference as it is now.
    pub(super) fn expected(&self) -> MemorySnapshot {
        self.reference.snapshot().unwrap()
    }

    /// What the store finds, which must be what the reference finds.
    pub(super) fn ask(&self, ask: &Ask) -> Found {
        let (snapshot, reference) = (self.snapshot(), self.expected());
        let found = ask.of(&snapshot);
        same(&found, &ask.of(&reference), ask);
        same_explained(&ask.explained(&snapshot), &ask.explained(&reference), ask);
        parts_add_up(&snapshot, &reference, ask);
        same_counts(&snapshot, &reference, ask);
        found
    }

    /// Whether all that can be listed is what the reference lists.
    pub(super) fn check_lists(&self) {
        let (snapshot, reference) = (self.snapshot(), self.expected());
        let all = usize::MAX;
        assert_eq!(snapshot.counts().unwrap(), reference.counts().unwrap());
        assert_eq!(snapshot.collection().unwrap(), reference.collection().unwrap());
        assert_eq!(snapshot.sources(None, all).unwrap(), reference.sources(None, all).unwrap());
        assert_eq!(snapshot.documents(None, all).unwrap(), reference.documents(None, all).unwrap());
        let words = snapshot.words_with_prefix("", all).unwrap();
        assert_eq!(words, reference.words_with_prefix("", all).unwrap());
    }
}

/// Makes some changes and commits them.
pub(super) fn commit<S: Store>(store: &mut S, changes: &[Change]) {
    changes.iter().for_each(|change| change.make(store));
    store.commit().unwrap();
}

/// Holds an answer against that of the reference, to the last bit.
pub(super) fn same(found: &Found, expected: &Found, ask: &Ask) {
    let (hits, wanted) = (essences(&found.hits), essences(&expected.hits));
    let first = hits.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
    assert!(
        hits == wanted,
        "from hit {first} on: {:?} in place of {:?}, {} hits in place of {}: {ask:?}",
        hits.get(first),
        wanted.get(first),
        hits.len(),
        wanted.len(),
    );
    assert_eq!(found.total, expected.total, "{ask:?}");
}

/// Holds what ranked the hits against the reference, and the parts of each score to the score.
pub(super) fn parts_add_up<S: Snapshot>(snapshot: &S, reference: &MemorySnapshot, ask: &Ask) {
    let plan = Plan::new(&ask.query, snapshot).unwrap();
    let search = ask.search(&plan);
    let explained = snapshot.search_explained(&search).unwrap();
    let plan_there = Plan::new(&ask.query, reference).unwrap();
    assert_eq!(explained, reference.search_explained(&ask.search(&plan_there)).unwrap());

    let hits: Vec<&Hit> = explained.iter().map(|explained| &explained.hit).collect();
    let found = snapshot.search(&[search]).unwrap().remove(0).hits;
    assert_eq!(hits, found.iter().collect::<Vec<_>>(), "{ask:?}");
    for explained in &explained {
        let sum: f64 = plan.parts(explained).iter().map(|part| part.gives).sum();
        let (score, shown) = (explained.features.score(), explained.hit.score);
        assert!((sum - score).abs() < 1e-9, "{sum} of {score}: {ask:?}");
        assert!(shown <= score, "the score that is shown is held below that of the block before");
    }
}

/// Holds what matches against the reference: counted by each facet, and to the number that matches.
pub(super) fn same_counts<S: Snapshot>(snapshot: &S, reference: &MemorySnapshot, ask: &Ask) {
    let counts = count(ask.matched(snapshot), &Facet::ALL);
    assert_eq!(counts, count(ask.matched(reference), &Facet::ALL), "{ask:?}");
    let total = Ask { total: true, ..ask.clone().page(0, 0) }.of(snapshot).total;
    for facet in counts {
        let sum: u64 = facet.counts.iter().map(|(_, n)| n).sum();
        assert_eq!(Some(sum), total, "{:?}: {ask:?}", facet.facet);
    }
}

fn essences(hits: &[Hit]) -> Vec<(ibid_core::ids::PassageId, u64, &str, &str)> {
    hits.iter().map(essence).collect()
}

fn same_explained(found: &[(Hit, Features)], expected: &[(Hit, Features)], ask: &Ask) {
    assert_eq!(found.len(), expected.len(), "{ask:?}");
    for ((hit, features), (wanted, wanted_features)) in found.iter().zip(expected) {
        assert_eq!(essence(hit), essence(wanted), "{ask:?}");
        for feature in Feature::ALL {
            let (value, wanted) = (features.get(feature), wanted_features.get(feature));
            assert_eq!(value.to_bits(), wanted.to_bits(), "{feature:?} of {}", hit.passage.text);
        }
    }
}
