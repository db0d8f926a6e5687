//! One state of several stores.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::merge::{Ranked, gathered, rank};
use crate::backend::{
    Counts, DocumentRecord, Found, Gathered, GatheredPassage, KnownWord, Search, Snapshot,
    SourceRecord, TalkMoment, Term, Vocabulary,
};
use crate::facets::Matched;
use crate::hit::{Hit, Twins};
use crate::ids::{DocumentId, PassageId, SourceId};
use crate::query::{Order, Query};
use crate::ranking::{CollectionStats, Explained, Features};

/// One state of each of several stores.
#[derive(Clone)]
pub struct SeveralSnapshot<S> {
    stores: Vec<S>,
}

impl<S: Snapshot> SeveralSnapshot<S> {
    pub(super) fn new(stores: Vec<S>) -> Self {
        SeveralSnapshot { stores }
    }

    /// The only store, where there is one alone.
    fn only(&self) -> Option<&S> {
        match &self.stores[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    fn search_one(&self, search: &Search<'_>) -> Result<Found, S::Error> {
        let mut found = Found::default();
        if search.total {
            let ids: HashSet<u64> =
                self.matched(search)?.iter().map(|matched| matched.id).collect();
            found.total = Some(ids.len() as u64);
        }
        if search.limit > 0 {
            let ranked = rank(&self.stores, search)?;
            let page: Vec<&Ranked> = ranked.iter().skip(search.offset).take(search.limit).collect();
            found.hits = self.hits(&page)?;
        }
        Ok(found)
    }

    /// Ranked passages as hits, each from its store.
    fn hits(&self, ranked: &[&Ranked]) -> Result<Vec<Hit>, S::Error> {
        let mut hits: Vec<Option<Hit>> = vec![None; ranked.len()];
        for (number, store) in self.stores.iter().enumerate() {
            let own: Vec<usize> =
                (0..ranked.len()).filter(|at| ranked[*at].store == number).collect();
            let places: Vec<(DocumentId, u32)> =
                own.iter().map(|at| ranked[*at].passage.place).collect();
            for (at, hit) in own.into_iter().zip(store.at_places(&places)?) {
                let score = ranked[at].passage.scored.score;
                hits[at] = hit.map(|hit| Hit { score, ..hit });
            }
        }
        Ok(hits.into_iter().flatten().collect())
    }

    /// The words of all stores with their numbers added up. The most frequent of all may be among
    /// the rare ones of each, so that each store is asked for all of them.
    fn words(
        &self,
        limit: usize,
        of: impl Fn(&S) -> Result<Vec<KnownWord>, S::Error>,
    ) -> Result<Vec<KnownWord>, S::Error> {
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        for store in &self.stores {
            for known in of(store)? {
                *sums.entry(known.word).or_default() += known.passages;
            }
        }
        let known = |(word, passages)| KnownWord { word, passages };
        Ok(KnownWord::most_frequent(sums.into_iter().map(known).collect(), limit))
    }

    /// For each of some ids the store whose passage answers: that of the smallest source.
    fn fetched(&self, ids: &[PassageId]) -> Result<Vec<Option<(usize, Hit)>>, S::Error> {
        let mut best: Vec<Option<(usize, Hit)>> = vec![None; ids.len()];
        for (number, store) in self.stores.iter().enumerate() {
            for (best, hit) in best.iter_mut().zip(store.fetch(ids)?) {
                let Some(hit) = hit else { continue };
                if best.as_ref().is_none_or(|(_, other)| place(&hit) < place(other)) {
                    *best = Some((number, hit));
                }
            }
        }
        Ok(best)
    }
}

/// Where a passage stands among all.
fn place(hit: &Hit) -> (DocumentId, u32) {
    (hit.passage.document(), hit.passage.ordinal)
}

impl<S: Snapshot> Vocabulary for SeveralSnapshot<S> {
    type Error = <S as Vocabulary>::Error;

    fn collection(&self) -> Result<CollectionStats, Self::Error> {
        let mut sum = CollectionStats::default();
        for store in &self.stores {
            let own = store.collection()?;
            sum.portions.iter_mut().zip(own.portions).for_each(|(sum, own)| *sum = *sum + own);
        }
        Ok(sum)
    }

    fn frequencies(&self, terms: &[Term]) -> Result<Vec<u64>, Self::Error> {
        let mut sums = vec![0; terms.len()];
        for store in &self.stores {
            sums.iter_mut().zip(store.frequencies(terms)?).for_each(|(sum, own)| *sum += own);
        }
        Ok(sums)
    }

    fn may_hold_row(&self, words: &[(u32, String)]) -> Result<bool, Self::Error> {
        for store in &self.stores {
            if store.may_hold_row(words)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<KnownWord>, Self::Error> {
        match self.only() {
            Some(only) => only.words_with_prefix(prefix, limit),
            None => self.words(limit, |store| store.words_with_prefix(prefix, usize::MAX)),
        }
    }

    fn words_near(
        &self,
        words: &[&str],
        edits: u8,
        limit: usize,
    ) -> Result<Vec<Vec<KnownWord>>, Self::Error> {
        if let Some(only) = self.only() {
            return only.words_near(words, edits, limit);
        }
        let near = |word: &&str| {
            self.words(limit, |store| {
                Ok(store.words_near(&[word], edits, usize::MAX)?.into_iter().flatten().collect())
            })
        };
        words.iter().map(near).collect()
    }
}

impl<S: Snapshot> Snapshot for SeveralSnapshot<S> {
    fn generation(&self) -> u64 {
        self.stores.iter().map(Snapshot::generation).sum()
    }

    fn counts(&self) -> Result<Counts, Self::Error> {
        let mut sum = Counts::default();
        for store in &self.stores {
            let own = store.counts()?;
            sum.passages += own.passages;
            sum.french += own.french;
            sum.english += own.english;
            sum.neither += own.neither;
            sum.sources += own.sources;
        }
        if self.only().is_none() {
            sum.sources = self.sources(None, usize::MAX)?.len() as u64;
        }
        Ok(sum)
    }

    fn search(&self, searches: &[Search<'_>]) -> Result<Vec<Found>, Self::Error> {
        match self.only() {
            Some(only) => only.search(searches),
            None => searches.iter().map(|search| self.search_one(search)).collect(),
        }
    }

    fn search_explained(&self, search: &Search<'_>) -> Result<Vec<Explained>, Self::Error> {
        if let Some(only) = self.only() {
            return only.search_explained(search);
        }
        let ranked = rank(&self.stores, search)?;
        let page: Vec<&Ranked> = ranked.iter().skip(search.offset).take(search.limit).collect();
        let hits = self.hits(&page)?;
        // a passage by itself has the words and the lengths, and not what the others give it
        let mut known: HashMap<(usize, PassageId), Explained> = HashMap::new();
        for (at, store) in self.stores.iter().enumerate() {
            let here = page.iter().zip(&hits).filter(|(ranked, _)| ranked.store == at);
            let ids: Vec<PassageId> = here.map(|(_, hit)| hit.passage.id).collect();
            if ids.is_empty() {
                continue;
            }
            let (among, limit, order) = (Some(&ids[..]), ids.len(), Order::Relevance);
            let alone = Search { among, limit, offset: 0, total: false, order, ..*search };
            let explained = store.search_explained(&alone)?.into_iter();
            known.extend(explained.map(|explained| ((at, explained.hit.passage.id), explained)));
        }

        let explained = page.iter().zip(hits).filter_map(|(ranked, hit)| {
            let explained = known.remove(&(ranked.store, hit.passage.id))?;
            let features = ranked.passage.scored.passage.features;
            Some(Explained { hit, features, ..explained })
        });
        Ok(explained.collect())
    }

    fn matched(&self, search: &Search<'_>) -> Result<Vec<Matched>, Self::Error> {
        let mut all = Vec::new();
        for store in &self.stores {
            all.extend(store.matched(search)?);
        }
        Ok(all)
    }

    fn gather(&self, search: &Search<'_>, limit: usize) -> Result<Gathered, Self::Error> {
        let (ranked, whole) = gathered(&self.stores, search, limit)?;
        let passages = ranked.into_iter().map(|ranked| ranked.passage).collect();
        Ok(Gathered { passages, whole })
    }

    fn at_places(&self, places: &[(DocumentId, u32)]) -> Result<Vec<Option<Hit>>, Self::Error> {
        let mut all: Vec<Option<Hit>> = vec![None; places.len()];
        for store in &self.stores {
            let found = store.at_places(places)?;
            all.iter_mut().zip(found).for_each(|(known, hit)| {
                if known.is_none() {
                    *known = hit;
                }
            });
        }
        Ok(all)
    }

    fn explain(&self, search: &Search<'_>) -> Result<Vec<(Hit, Features)>, Self::Error> {
        if let Some(only) = self.only() {
            return only.explain(search);
        }
        let best = Search { offset: 0, limit: 1, order: Order::Relevance, ..*search };
        let ranked = rank(&self.stores, &best)?;
        let hits = self.hits(&ranked.iter().collect::<Vec<_>>())?;
        let features = |passage: &GatheredPassage| passage.scored.passage.features;
        let features = ranked.iter().map(|ranked| features(&ranked.passage));
        Ok(hits.into_iter().zip(features).collect())
    }

    fn fetch(&self, ids: &[PassageId]) -> Result<Vec<Option<Hit>>, Self::Error> {
        match self.only() {
            Some(only) => only.fetch(ids),
            None => Ok(self.fetched(ids)?.into_iter().map(|best| Some(best?.1)).collect()),
        }
    }

    fn ids_between(
        &self,
        first: PassageId,
        last: PassageId,
        limit: usize,
    ) -> Result<Vec<PassageId>, Self::Error> {
        let mut ids = BTreeSet::new();
        for store in &self.stores {
            ids.extend(store.ids_between(first, last, limit)?);
        }
        Ok(ids.into_iter().take(limit).collect())
    }

    fn twins(&self, query: &Query, hits: &[Hit]) -> Result<Vec<Twins>, Self::Error> {
        let mut all = vec![Twins::default(); hits.len()];
        for store in &self.stores {
            for (all, own) in all.iter_mut().zip(store.twins(query, hits)?) {
                all.hits.extend(own.hits);
                all.more += own.more;
            }
        }
        for twins in &mut all {
            twins.hits.sort_by_key(place);
            twins.hits.dedup_by_key(|hit| place(hit));
            let beyond = twins.hits.split_off(twins.hits.len().min(Twins::MOST));
            twins.more += beyond.len() as u64;
        }
        Ok(all)
    }

    fn around_many(&self, ids: &[PassageId], context: u32) -> Result<Vec<Vec<Hit>>, Self::Error> {
        if let Some(only) = self.only() {
            return only.around_many(ids, context);
        }
        let mut all = vec![Vec::new(); ids.len()];
        let stores: Vec<Option<usize>> =
            self.fetched(ids)?.into_iter().map(|best| Some(best?.0)).collect();
        for (number, store) in self.stores.iter().enumerate() {
            let own: Vec<usize> = (0..ids.len()).filter(|at| stores[*at] == Some(number)).collect();
            let own_ids: Vec<PassageId> = own.iter().map(|at| ids[*at]).collect();
            for (at, around) in own.into_iter().zip(store.around_many(&own_ids, context)?) {
                all[at] = around;
            }
        }
        Ok(all)
    }

    fn passages_of(&self, documents: &[DocumentId]) -> Result<Vec<Vec<Hit>>, Self::Error> {
        let mut all: Vec<Vec<Hit>> = vec![Vec::new(); documents.len()];
        for store in &self.stores {
            for (all, own) in all.iter_mut().zip(store.passages_of(documents)?) {
                // a document lies in one store as a whole, or in each
                if all.is_empty() {
                    *all = own;
                }
            }
        }
        Ok(all)
    }

    fn said_at(&self, moments: &[TalkMoment]) -> Result<Vec<Vec<Hit>>, Self::Error> {
        let mut all = vec![Vec::new(); moments.len()];
        for store in &self.stores {
            let own = store.said_at(moments)?;
            all.iter_mut().zip(own).for_each(|(all, own)| all.extend(own));
        }
        Ok(moments.iter().zip(all).map(|(moment, hits)| moment.choose(hits)).collect())
    }

    fn sources(
        &self,
        after: Option<SourceId>,
        limit: usize,
    ) -> Result<Vec<SourceRecord>, Self::Error> {
        let mut all: BTreeMap<SourceId, SourceRecord> = BTreeMap::new();
        for store in &self.stores {
            for record in store.sources(after, limit)? {
                match all.get_mut(&record.id) {
                    Some(known) => {
                        known.paths.extend(record.paths);
                        known.paths.sort();
                        known.paths.dedup();
                    }
                    None => drop(all.insert(record.id, record)),
                }
            }
        }
        Ok(all.into_values().take(limit).collect())
    }

    fn documents(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentRecord>, Self::Error> {
        let mut all: BTreeMap<DocumentId, DocumentRecord> = BTreeMap::new();
        for store in &self.stores {
            for record in store.documents(after, limit)? {
                all.entry(record.id).or_insert(record);
            }
        }
        Ok(all.into_values().take(limit).collect())
    }
}
