//! From a search to ranked passages: candidates, phase two, one hit for one moment.

use std::cmp::Reverse;

use ibid_core::backend::{Gathered, GatheredPassage, Search};
use ibid_core::globs::SourceGlobs;
use ibid_core::ids::DocumentId;
use ibid_core::query::{Filter, Order};
use ibid_core::ranking::{
    CANDIDATES, Explained, Moments, Plan, Scored, Scorer, TimedSegment, WordHits, rank_blocks,
    sort_by_score,
};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use tantivy::DocAddress;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query};

use crate::candidates::{Best, Candidate, Gather, Searched, bound_slack};
use crate::columns::{Number, Segment};
use crate::error::{At, Result};
use crate::filter::SegmentFilters;
use crate::matching::Matcher;
use crate::postings::{HitTable, PassageStatsReader};
use crate::state::State;
use crate::statistics::Provider;

/// The number of candidates that are gathered beyond those needed, since equal ones count once.
pub(crate) const SPARE: usize = 32;

/// A passage on its way to the answer.
pub(crate) struct Ranked {
    pub(crate) address: DocAddress,
    pub(crate) phase_one: f64,
    pub(crate) scored: Scored,
}

impl State {
    /// What the engine runs for a search.
    pub(crate) fn engine_query(&self, search: &Search<'_>) -> Box<dyn Query> {
        self.matcher(search).query(search.query, search.among)
    }

    fn matcher<'a>(&'a self, search: &Search<'a>) -> Matcher<'a> {
        let content = search.query.root.has_content();
        let (fields, directory) = (&self.fields, &self.directory);
        Matcher { fields, directory, plan: search.plan, content }
    }

    /// For each filter of the query, the keys of the files that it wants, if it wants any.
    pub(crate) fn sources_of(&self, filters: &[Filter]) -> Result<Vec<Option<Vec<String>>>> {
        if filters.iter().all(|filter| filter.sources.is_empty()) {
            return Ok(vec![None; filters.len()]);
        }
        let mut all = Vec::with_capacity(filters.len());
        for filter in filters {
            all.push(match filter.sources.is_empty() {
                true => None,
                false => Some(self.keys_matching(&SourceGlobs::new(&filter.sources))?),
            });
        }

        Ok(all)
    }

    /// The keys of the sources of which a path matches, in their order.
    fn keys_matching(&self, globs: &SourceGlobs) -> Result<Vec<String>> {
        let sources = self.shown_paths()?.matching(globs);
        let mut keys: Vec<String> =
            sources.iter().map(|id| self.keys.of(*id).to_string()).collect();
        keys.sort_unstable();
        Ok(keys)
    }

    /// How many passages match; those with one id count once.
    pub(crate) fn count(&self, search: &Search<'_>) -> Result<u64> {
        let mut ids = FxHashSet::default();
        self.each_matching(search, |(_, segment), docs| {
            let ties = segment.number(Number::TieBreaker).at(&self.path)?;
            ids.extend(docs.iter().filter_map(|doc| ties.first(*doc)));
            Ok(())
        })?;

        Ok(ids.len() as u64)
    }

    /// Calls `each` with every segment, its number, and its passages that match, in their order.
    pub(crate) fn each_matching<'s>(
        &'s self,
        search: &Search<'_>,
        mut each: impl FnMut((u32, Segment<'s>), &[u32]) -> Result<()>,
    ) -> Result<()> {
        let query = self.engine_query(search);
        let sources = self.sources_of(&search.query.filters)?;
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let weight = query.weight(scoring).at(&self.path)?;
        for (number, segment) in self.segments().enumerate() {
            let filters = SegmentFilters::new(search.query, &sources, segment).at(&self.path)?;
            let alive = segment.reader.alive_bitset();
            let passes = |doc: &u32| alive.is_none_or(|a| a.is_alive(*doc)) && filters.pass(*doc);
            let mut matching = Vec::new();
            let mut keep = |docs: &[u32]| matching.extend(docs.iter().copied().filter(passes));
            weight.for_each_no_score(segment.reader, &mut keep).at(&self.path)?;
            each((number as u32, segment), &matching)?;
        }
        Ok(())
    }

    /// The passages that answer, in the order that is asked for, each place once: as many as the
    /// request can show, or all.
    pub(crate) fn rank(&self, search: &Search<'_>) -> Result<Vec<Ranked>> {
        match search.order {
            _ if search.query.is_listing() => self.listed(search),
            Order::Relevance => self.by_relevance(search),
            Order::Date => {
                // the latest may be the last
                let all = Search { offset: 0, limit: usize::MAX, ..*search };
                let mut ranked = self.by_relevance(&all)?;
                self.sort_by_date(&mut ranked)?;
                Ok(ranked)
            }
        }
    }

    /// Puts the latest day first, and leaves the order within a day as it is.
    pub(crate) fn sort_by_date(&self, ranked: &mut [Ranked]) -> Result<()> {
        let mut dates = Vec::new();
        for segment in self.segments() {
            dates.push(segment.number(Number::Date).at(&self.path)?);
        }
        let date = |DocAddress { segment_ord, doc_id }: DocAddress| {
            dates.get(segment_ord as usize).and_then(|dates| dates.first(doc_id)).unwrap_or(0)
        };
        ranked.sort_by_cached_key(|ranked| Reverse(date(ranked.address)));
        Ok(())
    }

    /// The passages that answer, best first.
    fn by_relevance(&self, search: &Search<'_>) -> Result<Vec<Ranked>> {
        let sources = self.sources_of(&search.query.filters)?;
        let wanted = search.offset.saturating_add(search.limit);
        let all = self.collection().whole().passages as usize;
        let mut blocks = wanted.div_ceil(CANDIDATES).max(1).saturating_mul(CANDIDATES);
        let mut limit = blocks.saturating_add(SPARE).min(all);

        loop {
            let candidates = self.candidates(search, &sources, limit)?;
            let complete = candidates.len() < limit || limit >= all;
            let (mut ranked, left_out) = self.rerank_best(search.plan, &candidates, blocks)?;
            // passages with the same id count once, so that more candidates may be needed
            if !complete && ranked.len() < blocks {
                limit = limit.saturating_mul(2).min(all);
                continue;
            }
            let more = !complete || left_out || ranked.len() > blocks;
            ranked.truncate(blocks);
            rank_blocks(&mut ranked, |r| &mut r.scored, |r| &r.scored);
            self.drop_same_moments(&mut ranked)?;
            if !more || ranked.len() >= wanted {
                return Ok(ranked);
            }
            blocks = blocks.saturating_mul(2);
            limit = limit.max(blocks.saturating_add(SPARE)).min(all);
        }
    }

    /// The best `most` of some candidates as [`State::rerank`] has them, perhaps with others behind
    /// them, and whether any were left out: the spare ones are read only where ids come again.
    pub(crate) fn rerank_best(
        &self,
        plan: &Plan,
        candidates: &[Candidate],
        most: usize,
    ) -> Result<(Vec<Ranked>, bool)> {
        let Best { best, rest, below } = Best::of(candidates, most);
        let mut ranked = self.rerank(plan, &best)?;
        let is_enough = ranked.get(most - 1).is_some_and(|last| last.phase_one > below);
        if rest.is_empty() || is_enough {
            return Ok((ranked, !rest.is_empty()));
        }
        ranked.extend(self.rerank(plan, &rest)?);
        sort_by_phase_one(&mut ranked);
        self.drop_duplicates(&mut ranked)?;
        Ok((ranked, false))
    }

    /// Keeps the best passage of each place, see [`Moments`].
    pub(crate) fn drop_same_moments(&self, ranked: &mut Vec<Ranked>) -> Result<()> {
        let mut columns = Vec::new();
        for segment in self.segments() {
            columns.push(TimesColumns::open(segment).at(&self.path)?);
        }

        let mut places = Moments::default();
        let said = |DocAddress { segment_ord, doc_id }: DocAddress| {
            columns.get(segment_ord as usize)?.as_ref().map(|times| times.of(doc_id))
        };
        ranked.retain(|r| {
            let place = r.scored.passage.place().0;
            said(r.address).is_none_or(|said| places.is_new(said, place))
        });

        Ok(())
    }

    /// The best candidates, in the order of segments and places.
    pub(crate) fn candidates(
        &self,
        search: &Search<'_>,
        sources: &[Option<Vec<String>>],
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        let plan = search.plan;
        let provider = Provider::new(&self.searcher, &self.fields, plan);
        let scoring = EnableScoring::enabled_from_statistics_provider(&provider, &self.searcher);
        let matcher = self.matcher(search);
        let weights = || matcher.weights(&provider).at(&self.path);
        let searched = match matcher.only_phrases(search) {
            Some(phrases) => Searched::Phrases(phrases, weights()?),
            None if matcher.is_union(search) => Searched::Union(weights()?),
            None => {
                let query = self.engine_query(search);
                Searched::Ranked(query.weight(scoring).at(&self.path)?)
            }
        };
        let mut gather = Gather::new(limit, plan.most_in_phase_one() as f32);
        let mut window = self.windows.take();
        for (ord, segment) in self.segments().enumerate() {
            let filters = SegmentFilters::new(search.query, sources, segment).at(&self.path)?;
            let bound_slack = bound_slack(segment.reader, &self.fields, plan).at(&self.path)?;
            let (segment, of_terms) = ((ord as u32, segment), (&self.fields, bound_slack));
            gather.segment(&searched, segment, &filters, of_terms, &mut window).at(&self.path)?;
        }

        self.windows.put(window);
        Ok(gather.into_candidates())
    }

    /// Scores candidates, which must be in the order of segments and places, and orders them by what
    /// phase one makes of them, each id once.
    pub(crate) fn rerank(&self, plan: &Plan, candidates: &[Candidate]) -> Result<Vec<Ranked>> {
        let mut ranked = Vec::with_capacity(candidates.len());
        let mut table = self.hit_tables.take();
        let mut scorer = Scorer::new(plan);
        for in_segment in candidates.chunk_by(|a, b| a.segment == b.segment) {
            let segment = self.segment(in_segment[0].segment);
            let shapes = PassageStatsReader::new(segment, &self.fields).at(&self.path)?;
            // a block at a time: deep pages must not hold all positions at once
            for block in in_segment.chunks(CANDIDATES) {
                let docs: Vec<u32> = block.iter().map(|c| c.doc).collect();
                let shapes = shapes.of_all(&docs).at(&self.path)?;
                table.read(segment, &self.fields, plan, &docs).at(&self.path)?;
                let read = table.rows(plan, docs.len()).zip(&shapes);
                let passages = scorer.candidates(read.clone());
                for ((candidate, (hits, shape)), passage) in block.iter().zip(read).zip(passages) {
                    ranked.push(Ranked {
                        address: DocAddress::new(candidate.segment, candidate.doc),
                        phase_one: scorer.phase_one(hits, shape),
                        scored: Scored { tie_breaker: candidate.tie_breaker, passage, score: 0.0 },
                    });
                }
            }
        }

        self.hit_tables.put(table);
        sort_by_phase_one(&mut ranked);
        self.drop_duplicates(&mut ranked)?;
        Ok(ranked)
    }

    /// The best candidates by phase one, for ranking among those of other stores.
    pub(crate) fn gather(&self, search: &Search<'_>, most: usize) -> Result<Gathered> {
        let sources = self.sources_of(&search.query.filters)?;
        let all = self.collection().whole().passages as usize;
        let limit = most.min(all);
        let candidates = self.candidates(search, &sources, limit)?;
        let whole = candidates.len() < limit || limit >= all;

        let mut passages = Vec::with_capacity(candidates.len());
        for ranked in self.rerank(search.plan, &candidates)? {
            let DocAddress { segment_ord, doc_id } = ranked.address;
            let segment = self.segment(segment_ord);
            let times = TimesColumns::open(segment).at(&self.path)?;
            let dates = segment.number(Number::Date).at(&self.path)?;
            let place = self.origin_of(&ranked)?;
            // other stores know the document by its name alone
            let mut scored = ranked.scored;
            scored.passage.set_document(place.0);
            passages.push(GatheredPassage {
                place,
                phase_one: ranked.phase_one,
                said: times.map_or_else(TimedSegment::default, |times| times.of(doc_id)),
                date: dates.first(doc_id).unwrap_or(0),
                scored,
            });
        }
        Ok(Gathered { passages, whole })
    }

    /// A ranked passage with all that ranked it.
    pub(crate) fn explained(&self, plan: &Plan, ranked: &Ranked) -> Result<Explained> {
        let DocAddress { segment_ord, doc_id } = ranked.address;
        let segment = self.segment(segment_ord);
        let (docs, mut table) = ([doc_id], HitTable::default());
        table.read(segment, &self.fields, plan, &docs).at(&self.path)?;
        let words = table.rows(plan, docs.len()).flatten().map(WordHits::from).collect();
        let shapes = PassageStatsReader::new(segment, &self.fields).at(&self.path)?;
        Ok(Explained {
            hit: self.fetch(ranked.address, ranked.scored.score)?,
            words,
            stats: shapes.of_all(&docs).at(&self.path)?.into_iter().next().unwrap_or_default(),
            features: ranked.scored.passage.features,
        })
    }

    /// Of passages with one id, keeps the one that scores best, or whose file has the smallest id;
    /// within a file the first, by document and place.
    pub(crate) fn drop_duplicates(&self, ranked: &mut Vec<Ranked>) -> Result<()> {
        let mut first: FxHashMap<u64, usize> =
            FxHashMap::with_capacity_and_hasher(ranked.len(), FxBuildHasher);
        let mut dropped = vec![false; ranked.len()];
        for i in 0..ranked.len() {
            let kept = *first.entry(ranked[i].scored.tie_breaker).or_insert(i);
            if kept == i {
                continue;
            }
            let same = ranked[kept].phase_one.total_cmp(&ranked[i].phase_one).is_eq();
            if same && self.origin_of(&ranked[i])? < self.origin_of(&ranked[kept])? {
                dropped[kept] = true;
                first.insert(ranked[i].scored.tie_breaker, i);
            } else {
                dropped[i] = true;
            }
        }

        let mut dropped = dropped.into_iter();
        ranked.retain(|_| !dropped.next().unwrap_or(false));
        Ok(())
    }

    fn origin_of(&self, ranked: &Ranked) -> Result<(DocumentId, u32)> {
        let (document, ordinal) = ranked.scored.passage.place();
        Ok((self.keys.document(self.key_of(ranked.address)?, document), ordinal))
    }
}

/// When the passages of a segment were said, and in which medium.
struct TimesColumns {
    medium: Column<u64>,
    from: Column<u64>,
    to: Column<u64>,
}

impl TimesColumns {
    /// Opens the columns; `None` where no passage has a medium.
    fn open(segment: Segment<'_>) -> tantivy::Result<Option<Self>> {
        let medium = segment.number(Number::Medium)?;
        if medium.max_value() == 0 {
            return Ok(None);
        }
        let (from, to) = (segment.number(Number::From)?, segment.number(Number::To)?);
        Ok(Some(TimesColumns { medium, from, to }))
    }

    fn of(&self, doc: u32) -> TimedSegment {
        let of = |column: &Column<u64>| column.first(doc).unwrap_or(0);
        match of(&self.medium) {
            0 => TimedSegment::default(),
            medium => TimedSegment { medium, from: of(&self.from), to: of(&self.to) },
        }
    }
}

/// Orders candidates by what phase one makes of them, ties by id.
pub(crate) fn sort_by_phase_one(ranked: &mut [Ranked]) {
    sort_by_score(ranked, |r| (r.phase_one, r.scored.tie_breaker));
}

#[cfg(test)]
mod tests;
