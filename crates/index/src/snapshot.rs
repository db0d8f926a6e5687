//! What is asked of one state of an index.

use std::sync::Arc;

use ibid_core::backend::{
    Counts, DocumentRecord, Found, Gathered, KnownWord, Search, Snapshot, SourceRecord, TalkMoment,
    Term, Vocabulary,
};
use ibid_core::facets::Matched;
use ibid_core::hit::{Hit, Twins};
use ibid_core::ids::{DocumentId, PassageId, SourceId};
use ibid_core::query::{Order, Query};
use ibid_core::ranking::{CollectionStats, Explained, Features};
use ibid_core::spread::{Spread, places};

use crate::directory::guarded;
use crate::error::{Error, Result};
use crate::rank::Ranked;
use crate::state::State;

/// One state of an index on disk. Cheap to clone; files that it needs stay readable while it lives.
#[derive(Clone)]
pub struct IndexSnapshot(pub(crate) Arc<State>);

impl Vocabulary for IndexSnapshot {
    type Error = Error;

    fn collection(&self) -> Result<CollectionStats> {
        Ok(self.0.collection())
    }

    fn frequencies(&self, terms: &[Term]) -> Result<Vec<u64>> {
        self.guarded(|| terms.iter().map(|term| self.0.frequency(term)).collect())
    }

    fn may_hold_row(&self, words: &[(u32, String)]) -> Result<bool> {
        self.guarded(|| self.0.may_hold_row(words))
    }

    fn words_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<KnownWord>> {
        self.guarded(|| self.0.words_with_prefix(prefix, limit))
    }

    fn words_near(&self, words: &[&str], edits: u8, limit: usize) -> Result<Vec<Vec<KnownWord>>> {
        let near = |word: &&str| self.0.words_near(word, edits, limit);
        self.guarded(|| words.iter().map(near).collect())
    }
}

impl Snapshot for IndexSnapshot {
    fn generation(&self) -> u64 {
        self.0.statistics.generation
    }

    fn counts(&self) -> Result<Counts> {
        Ok(self.0.statistics.counts())
    }

    fn search(&self, searches: &[Search<'_>]) -> Result<Vec<Found>> {
        self.guarded(|| searches.iter().map(|search| self.search_one(search)).collect())
    }

    fn search_explained(&self, search: &Search<'_>) -> Result<Vec<Explained>> {
        if !self.may_answer(search) || search.limit == 0 {
            return Ok(Vec::new());
        }
        self.guarded(|| {
            let ranked = self.0.rank(search)?;
            let page = ranked.iter().skip(search.offset).take(search.limit);
            page.map(|found| self.0.explained(search.plan, found)).collect()
        })
    }

    fn matched(&self, search: &Search<'_>) -> Result<Vec<Matched>> {
        if !self.may_answer(search) {
            return Ok(Vec::new());
        }
        self.guarded(|| self.0.matched(search))
    }

    fn gather(&self, search: &Search<'_>, most: usize) -> Result<Gathered> {
        if !self.may_answer(search) {
            return Ok(Gathered { whole: true, ..Gathered::default() });
        }
        self.guarded(|| self.0.gather(search, most))
    }

    fn at_places(&self, places: &[(DocumentId, u32)]) -> Result<Vec<Option<Hit>>> {
        self.guarded(|| places.iter().map(|place| self.0.at_place(*place)).collect())
    }

    fn explain(&self, search: &Search<'_>) -> Result<Vec<(Hit, Features)>> {
        if !self.may_answer(search) {
            return Ok(Vec::new());
        }
        self.guarded(|| {
            let mut explained = Vec::new();
            let best = Search { offset: 0, limit: 1, order: Order::Relevance, ..*search };
            for found in self.0.rank(&best)? {
                let hit = self.0.fetch(found.address, found.scored.score)?;
                explained.push((hit, found.scored.passage.features));
            }
            Ok(explained)
        })
    }

    fn fetch(&self, ids: &[PassageId]) -> Result<Vec<Option<Hit>>> {
        self.guarded(|| ids.iter().map(|id| self.0.fetch_id(*id)).collect())
    }

    fn ids_between(
        &self,
        first: PassageId,
        last: PassageId,
        limit: usize,
    ) -> Result<Vec<PassageId>> {
        self.guarded(|| self.0.ids_between(first, last, limit))
    }

    fn twins(&self, query: &Query, hits: &[Hit]) -> Result<Vec<Twins>> {
        self.guarded(|| self.0.twins(query, hits))
    }

    fn around_many(&self, ids: &[PassageId], context: u32) -> Result<Vec<Vec<Hit>>> {
        self.guarded(|| ids.iter().map(|id| self.0.around(*id, context)).collect())
    }

    fn said_at(&self, moments: &[TalkMoment]) -> Result<Vec<Vec<Hit>>> {
        self.guarded(|| self.0.said_at(moments))
    }

    fn sources(&self, after: Option<SourceId>, limit: usize) -> Result<Vec<SourceRecord>> {
        self.guarded(|| self.0.sources(after, limit))
    }

    fn documents(&self, after: Option<DocumentId>, limit: usize) -> Result<Vec<DocumentRecord>> {
        self.guarded(|| self.0.documents(after, limit))
    }

    fn passages_of(&self, documents: &[DocumentId]) -> Result<Vec<Vec<Hit>>> {
        self.guarded(|| documents.iter().map(|document| self.0.in_document(*document)).collect())
    }
}

impl IndexSnapshot {
    /// Has the engine do something: what comes of it counts only if nothing broken was read.
    fn guarded<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        guarded(&self.0.directory, work)
    }

    /// Whether any passage here may answer: the plan may be that of a larger collection.
    fn may_answer(&self, search: &Search<'_>) -> bool {
        search.may_answer() && self.0.collection().whole().passages > 0
    }

    fn search_one(&self, search: &Search<'_>) -> Result<Found> {
        if !self.may_answer(search) {
            return Ok(Found { total: search.total.then_some(0), ..Found::default() });
        }
        let mut found = Found::default();
        if search.total {
            found.total = Some(self.0.count(search)?);
        }

        if search.limit > 0 {
            let ranked = self.0.rank(search)?;
            let page = ranked.iter().skip(search.offset).take(search.limit);
            let shown = shown(page.clone(), search.spread.as_ref());
            found.left_out = page.len() - shown.len();
            found.hits.reserve(shown.len());
            for passage in shown {
                found.hits.push(self.0.fetch(passage.address, passage.scored.score)?);
            }
        }

        Ok(found)
    }
}

/// Which passages of a page are shown.
fn shown<'r>(
    page: impl Iterator<Item = &'r Ranked>,
    spread: Option<&Spread<'_>>,
) -> Vec<&'r Ranked> {
    let Some(spread) = spread else { return page.collect() };
    let without: Vec<u64> = spread.without.iter().map(|id| id.leading_bits()).collect();
    let mut shown: Vec<&Ranked> =
        page.filter(|ranked| !without.contains(&ranked.scored.tie_breaker)).collect();

    let documents: Vec<u64> = shown.iter().map(|ranked| ranked.scored.passage.place().0).collect();
    let mut has_place = places(&documents, spread.places).into_iter();
    shown.retain(|_| has_place.next().unwrap_or(false));
    shown
}
