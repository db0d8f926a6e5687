//! What is asked of one state of a store in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;

use ibid_core::analysis::AnalysedPassage;
use ibid_core::backend::{
    Counts, DocumentRecord, Found, Gathered, GatheredPassage, Search, Snapshot, SourcePath,
    SourceRecord, TalkMoment,
};
use ibid_core::document::Date;
use ibid_core::facets::Matched;
use ibid_core::hit::{Hit, Twins};
use ibid_core::ids::{DocumentId, PassageId, SourceId};
use ibid_core::lang::Lang;
use ibid_core::query::{Order, Query};
use ibid_core::ranking::{CANDIDATES, Explained, Features, TimedSegment};

use crate::State;
use crate::matching::{Matcher, passes_filters, word_hits};
use crate::ranked::{RankedPassage, by_phase_one, ranked, rounded};

/// One state of a store in memory. Cheap to clone.
#[derive(Clone)]
pub struct MemorySnapshot(pub(crate) Arc<State>);

impl MemorySnapshot {
    pub(crate) fn passages(&self) -> impl Iterator<Item = &AnalysedPassage> {
        self.0.passages.iter().map(Arc::as_ref)
    }

    /// A passage as a hit, with the first path of its source, or its id where nothing says so.
    fn hit(&self, held: &AnalysedPassage, score: f64) -> Hit {
        let passage = held.passage.clone();
        let place = self.place_of(passage.source);
        Hit::new(passage, place, score)
    }

    /// The first path of a source, or its id where nothing says so.
    pub(crate) fn place_of(&self, source: SourceId) -> SourcePath {
        let record = self.0.sources.get(&source);
        let path = record.and_then(|record| record.paths.first()).cloned();
        let key = source.to_string();
        path.unwrap_or(SourcePath { shown: key.clone(), absolute: key, ..SourcePath::default() })
    }

    /// The passage with an id: of those that share it, that of the source with the smallest id, and
    /// within a source the first.
    fn passage_with(&self, id: PassageId) -> Option<&AnalysedPassage> {
        let duplicates = self.passages().filter(|held| held.passage.id == id);
        duplicates.min_by_key(|held| {
            let passage = &held.passage;
            (passage.source, passage.document().number, passage.ordinal)
        })
    }

    /// The passages with the id of a hit in other documents, those of the smallest source first.
    fn twins_of(&self, query: &Query, hit: &Hit) -> Result<Twins, Infallible> {
        let same = self.passages().filter(|held| held.passage.id == hit.passage.id);
        let source = |held: &AnalysedPassage| self.0.sources.get(&held.passage.source);
        let passing = same.filter(|held| passes_filters(query, held, source(held)));

        let mut places: Vec<_> = passing.map(|held| (held.passage.document(), held)).collect();
        places.sort_by_key(|(document, held)| (*document, held.passage.ordinal));
        Twins::read(places, hit.passage.document(), |held| Ok(self.hit(held, 0.0)))
    }

    fn around(&self, id: PassageId, context: u32) -> Vec<Hit> {
        let Some(here) = self.passage_with(id) else { return Vec::new() };
        let document = here.passage.document();
        let ordinal = here.passage.ordinal;
        let near = |held: &&AnalysedPassage| {
            held.passage.document() == document && held.passage.ordinal.abs_diff(ordinal) <= context
        };

        let mut hits: Vec<Hit> =
            self.passages().filter(near).map(|held| self.hit(held, 0.0)).collect();
        hits.sort_by_key(|hit| hit.passage.ordinal);
        hits
    }

    /// All passages that match, by what they can be counted by.
    fn matching(&self, search: &Search<'_>) -> Vec<Matched> {
        let matcher = Matcher::new(search);
        let source = |held: &AnalysedPassage| self.0.sources.get(&held.passage.source);
        let matching = self.passages().filter(|held| matcher.matches(held, source(held)));
        let matched = |held: &AnalysedPassage| {
            let source = self.place_of(held.passage.source).shown.into();
            Matched::new(&held.passage, source, &held.speaker_row)
        };
        matching.map(matched).collect()
    }

    fn search_one(&self, search: &Search<'_>) -> Found {
        let ranked = ranked(self, search);
        let total = search.total.then_some(ranked.matching);
        let page = ranked.passages.iter().skip(search.offset).take(search.limit);
        let hits = page.map(|passage| self.hit(passage.held, passage.scored.score)).collect();
        Found { hits, total, left_out: 0 }
    }
}

impl Snapshot for MemorySnapshot {
    fn generation(&self) -> u64 {
        self.0.generation
    }

    fn counts(&self) -> Result<Counts, Infallible> {
        let mut passages = [0; Lang::SLOTS];
        for held in self.passages() {
            passages[Lang::slot(held.passage.lang)] += 1;
        }
        Ok(Counts::new(self.0.sources.len() as u64, passages))
    }

    fn search(&self, searches: &[Search<'_>]) -> Result<Vec<Found>, Infallible> {
        Ok(searches.iter().map(|search| self.search_one(search)).collect())
    }

    fn search_explained(&self, search: &Search<'_>) -> Result<Vec<Explained>, Infallible> {
        let ranked = ranked(self, search).passages.into_iter();
        let explained = |passage: RankedPassage<'_>| Explained {
            hit: self.hit(passage.held, passage.scored.score),
            words: word_hits(search.plan, passage.held),
            stats: rounded(passage.held),
            features: passage.scored.passage.features,
        };
        Ok(ranked.skip(search.offset).take(search.limit).map(explained).collect())
    }

    fn matched(&self, search: &Search<'_>) -> Result<Vec<Matched>, Infallible> {
        Ok(if search.may_answer() { self.matching(search) } else { Vec::new() })
    }

    fn gather(&self, search: &Search<'_>, _most: usize) -> Result<Gathered, Infallible> {
        if !search.plan.may_answer() {
            return Ok(Gathered { whole: true, ..Gathered::default() });
        }
        let gathered = |ranked: RankedPassage<'_>| {
            let passage = &ranked.held.passage;
            GatheredPassage {
                place: (passage.document(), passage.ordinal),
                phase_one: ranked.phase_one,
                said: TimedSegment::from_passage(passage).unwrap_or_default(),
                date: passage.about.date.map_or(0, Date::ordinal),
                scored: ranked.scored,
            }
        };
        let mut seen = HashSet::new();
        let mut passages: Vec<GatheredPassage> =
            by_phase_one(self, search).into_iter().map(gathered).collect();
        passages.retain(|passage| seen.insert(passage.scored.tie_breaker));
        Ok(Gathered { passages, whole: true })
    }

    fn at_places(&self, places: &[(DocumentId, u32)]) -> Result<Vec<Option<Hit>>, Infallible> {
        let at = |(document, ordinal): &(DocumentId, u32)| {
            let mut all = self.passages();
            let held = all.find(|held| {
                held.passage.document() == *document && held.passage.ordinal == *ordinal
            });
            held.map(|held| self.hit(held, 0.0))
        };
        Ok(places.iter().map(at).collect())
    }

    fn explain(&self, search: &Search<'_>) -> Result<Vec<(Hit, Features)>, Infallible> {
        let ranked = ranked(self, &Search { order: Order::Relevance, ..*search });
        let block = ranked.passages.iter().take_while(|passage| passage.block == 0);
        let explained = |passage: &crate::ranked::RankedPassage<'_>| {
            let features = passage.scored.passage.features;
            (self.hit(passage.held, passage.scored.score), features)
        };
        Ok(block.take(CANDIDATES).map(explained).collect())
    }

    fn fetch(&self, ids: &[PassageId]) -> Result<Vec<Option<Hit>>, Infallible> {
        let hit = |id: &PassageId| self.passage_with(*id).map(|held| self.hit(held, 0.0));
        Ok(ids.iter().map(hit).collect())
    }

    fn ids_between(
        &self,
        first: PassageId,
        last: PassageId,
        limit: usize,
    ) -> Result<Vec<PassageId>, Infallible> {
        let ids = self.passages().map(|held| held.passage.id);
        let ids: BTreeSet<PassageId> = ids.filter(|id| (first..=last).contains(id)).collect();
        Ok(ids.into_iter().take(limit).collect())
    }

    fn twins(&self, query: &Query, hits: &[Hit]) -> Result<Vec<Twins>, Infallible> {
        hits.iter().map(|hit| self.twins_of(query, hit)).collect()
    }

    fn around_many(&self, ids: &[PassageId], context: u32) -> Result<Vec<Vec<Hit>>, Infallible> {
        Ok(ids.iter().map(|id| self.around(*id, context)).collect())
    }

    fn said_at(&self, moments: &[TalkMoment]) -> Result<Vec<Vec<Hit>>, Infallible> {
        let all = || self.passages().map(|held| self.hit(held, 0.0));
        Ok(moments.iter().map(|moment| moment.choose(all())).collect())
    }

    fn sources(
        &self,
        after: Option<SourceId>,
        limit: usize,
    ) -> Result<Vec<SourceRecord>, Infallible> {
        let all = self.0.sources.values();
        let later = all.filter(|record| after.is_none_or(|after| record.id > after));
        Ok(later.take(limit).cloned().collect())
    }

    fn passages_of(&self, documents: &[DocumentId]) -> Result<Vec<Vec<Hit>>, Infallible> {
        let mut found: HashMap<DocumentId, Vec<Hit>> =
            documents.iter().map(|document| (*document, Vec::new())).collect();
        for held in self.passages() {
            if let Some(hits) = found.get_mut(&held.passage.document()) {
                hits.push(self.hit(held, 0.0));
            }
        }
        found.values_mut().for_each(|hits| hits.sort_by_key(|hit| hit.passage.ordinal));
        Ok(documents.iter().map(|document| found[document].clone()).collect())
    }

    fn documents(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentRecord>, Infallible> {
        let mut documents: BTreeMap<DocumentId, (u32, &AnalysedPassage)> = BTreeMap::new();
        for held in self.passages() {
            let id = held.passage.document();
            let (count, first) = documents.entry(id).or_insert((0, held));
            *count += 1;
            if held.passage.ordinal < first.passage.ordinal {
                *first = held;
            }
        }

        let later = documents.into_iter().filter(|(id, _)| after.is_none_or(|after| *id > after));
        let record = |(id, (passages, first)): (DocumentId, (u32, &AnalysedPassage))| {
            DocumentRecord { id, about: first.passage.about.clone(), passages }
        };
        Ok(later.take(limit).map(record).collect())
    }
}
