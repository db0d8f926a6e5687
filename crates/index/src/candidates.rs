//! Phase one: the best candidates of a flat union of terms, pruned and yet exact.
//!
//! The engine's Block-Max WAND skips what cannot reach a threshold that we hand it. Two things make
//! its threshold unsafe as it stands, and are allowed for here. Its sums are in single precision
//! and in an order of its own: candidates are kept a little below the edge, scored again in a fixed
//! order, and only then cut. And the maximum of each block was chosen under the mean length of its
//! segment, while we score under that of the collection: see [`bound_slack`].

use ibid_core::analysis::Kind;
use ibid_core::ranking::Plan;
use tantivy::query::Weight;
use tantivy::{DocId, Score, SegmentReader};

use crate::columns::{Number, Segment, first_values};
use crate::filter::SegmentFilters;
use crate::phrase_scan::PhraseScan;
use crate::phrases::PhraseQuery;
use crate::schema::Fields;
use crate::term_list::TermWeight;
use crate::term_scores::TermScores;
use crate::union_scan::{UnionScan, Window};

/// How far below the edge a candidate may be by rounding alone: many times the error of a sum of a
/// hundred single-precision terms.
const ROUNDING: f32 = 1e-4;

/// A passage that may be among the best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) score: Score,
    pub(crate) segment: u32,
    pub(crate) doc: DocId,
    /// The leading bits of the passage's id, on which ties break.
    pub(crate) tie_breaker: u64,
}

/// The best of some candidates, and the others.
pub(crate) struct Best {
    /// Those that may be among the best so many.
    pub(crate) best: Vec<Candidate>,
    pub(crate) rest: Vec<Candidate>,
    /// In a fixed order all of the rest score less than this, also where rounding made them smaller.
    pub(crate) below: f64,
}

impl Best {
    /// The best `most`, at least one, of some candidates, in whose order both parts are.
    pub(crate) fn of(candidates: &[Candidate], most: usize) -> Self {
        if candidates.len() <= most {
            return Best { best: candidates.to_vec(), rest: Vec::new(), below: f64::NEG_INFINITY };
        }
        let mut scores: Vec<Score> = candidates.iter().map(|candidate| candidate.score).collect();
        let (_, edge, _) = scores.select_nth_unstable_by(most - 1, |a, b| b.total_cmp(a));
        let edge = *edge;
        let is_best = |candidate: &Candidate| candidate.score >= edge * (1.0 - ROUNDING);
        let (best, rest) = candidates.iter().copied().partition(is_best);
        Best { best, rest, below: f64::from(edge * (1.0 - ROUNDING / 2.0)) }
    }
}

/// A candidate that may yet be dropped.
struct Kept {
    score: Score,
    segment: u32,
    doc: DocId,
    /// See [`Candidate::tie_breaker`]; read only of those that stay, and of ties: of ten that come
    /// in, nine are dropped again.
    tie_breaker: Option<u64>,
}

impl Kept {
    /// Its segment and its place there, as one number.
    fn place(&self) -> u64 {
        u64::from(self.segment) << 32 | u64::from(self.doc)
    }
}

/// Keeps the best candidates, all ties at the edge included.
pub(crate) struct Gather {
    limit: usize,
    /// So large a number of candidates makes it drop the worst.
    most: usize,
    kept: Vec<Kept>,
    levels: Levels,
    threshold: Score,
}

/// How many candidates have come in on each of the levels that scores are parted into: it says at once
/// what the best of them reach, where to sort them would take as long as to find them.
struct Levels {
    counts: Vec<u32>,
    /// Levels for each unit of score.
    scale: Score,
    /// The lowest that may yet hold one of the best.
    lowest: usize,
    /// How many have come in on it or above it.
    above: usize,
}

/// What a search runs.
pub(crate) enum Searched {
    /// All that match, ranked by the engine.
    Ranked(Box<dyn Weight>),
    /// All that hold one of some words, ranked by these.
    Union(Vec<TermWeight>),
    /// Passages that hold phrases, ranked by their words.
    Phrases(PhraseQuery, Vec<TermWeight>),
}

/// How many times the limit may be kept because they are as good as the last of the best.
const MOST_TIES: usize = 32;

/// So many times the limit may come in before the worst are dropped.
const ROOM: usize = 4;

/// Into how many levels scores are parted.
const LEVELS: usize = 1024;

impl Levels {
    /// For scores of at most `most`.
    fn new(most: Score) -> Self {
        let scale = LEVELS as Score / most.max(Score::MIN_POSITIVE);
        Levels { counts: vec![0; LEVELS], scale, lowest: 0, above: 0 }
    }

    /// Counts one that came in, and says what `limit` of those that came in reach, but for rounding:
    /// 0 where there are fewer.
    fn count(&mut self, score: Score, limit: usize) -> Score {
        let level = ((score * self.scale) as usize).min(LEVELS - 1);
        if level >= self.lowest {
            self.counts[level] += 1;
            self.above += 1;
            while self.above - self.counts[self.lowest] as usize >= limit {
                self.above -= self.counts[self.lowest] as usize;
                self.lowest += 1;
            }
        }
        self.lowest as Score / self.scale
    }
}

impl Gather {
    /// Keeps the best `limit` candidates; `limit` must not be 0. No score is above `most`.
    pub(crate) fn new(limit: usize, most: Score) -> Self {
        let limit = limit.max(1);
        Gather {
            limit,
            most: limit * ROOM,
            kept: Vec::with_capacity(limit * 2),
            levels: Levels::new(most),
            threshold: Score::MIN,
        }
    }

    /// Goes through one segment.
    pub(crate) fn segment(
        &mut self,
        searched: &Searched,
        (ord, segment): (u32, Segment<'_>),
        filters: &SegmentFilters,
        (fields, bound_slack): (&Fields, f32),
        window: &mut Window,
    ) -> tantivy::Result<()> {
        let ties = segment.number(Number::TieBreaker)?;
        let tie_breakers = |docs: &[DocId]| first_values(&ties, docs);
        let alive = segment.reader.alive_bitset();
        let passes = |doc| alive.is_none_or(|a| a.is_alive(doc)) && filters.pass(doc);
        let kept = |doc, score| Kept { score, segment: ord, doc, tie_breaker: None };
        match searched {
            Searched::Ranked(weight) => {
                let start = self.engine_threshold(bound_slack);
                weight.for_each_pruning(start, segment.reader, &mut |doc, score| {
                    if score >= self.threshold && passes(doc) {
                        self.push(kept(doc, score), tie_breakers);
                    }
                    self.engine_threshold(bound_slack)
                })?;
            }
            Searched::Union(weights) => {
                let scan = UnionScan::open(weights, segment, fields, bound_slack)?;
                scan.each_best(window, self.threshold, passes, |doc, score| {
                    self.push(kept(doc, score), tie_breakers);
                    self.threshold
                });
            }
            Searched::Phrases(phrases, weights) => {
                let Some(phrases) = phrases.open(segment.reader)? else { return Ok(()) };
                let scores = TermScores::open(weights, segment, fields, phrases.rarest())?;
                let scan = PhraseScan { phrases, scores, bound_slack };
                scan.each_best(self.threshold, passes, |doc, score| {
                    self.push(kept(doc, score), tie_breakers);
                    self.threshold
                });
            }
        }

        self.end_segment(tie_breakers);
        Ok(())
    }

    /// Drops what is not among the best so far, and reads the tie breakers of the rest.
    fn end_segment(&mut self, tie_breakers: impl Fn(&[DocId]) -> Vec<Option<u64>> + Copy) {
        if self.kept.len() > self.limit {
            self.cut(tie_breakers);
        }
        self.put_in_order(tie_breakers);
    }

    /// All that were kept, by segment and place: at least the best `limit`.
    pub(crate) fn into_candidates(self) -> Vec<Candidate> {
        let candidate = |Kept { score, segment, doc, tie_breaker }| Candidate {
            score,
            segment,
            doc,
            // each segment was left with those of its own read
            tie_breaker: tie_breaker.unwrap_or_default(),
        };
        self.kept.into_iter().map(candidate).collect()
    }

    /// What a block's own maximum, and then a score, must exceed to be looked at.
    ///
    /// What holds none of the words that rank, but all that is required, scores 0, and is as good as
    /// what else scores 0: from an edge of 0 all that match must come.
    fn engine_threshold(&self, bound_slack: f32) -> Score {
        if self.threshold > 0.0 { self.threshold / bound_slack } else { Score::MIN }
    }

    /// Takes one in; `tie_breakers` reads those of passages of the segment that is gone through.
    fn push(&mut self, candidate: Kept, tie_breakers: impl Fn(&[DocId]) -> Vec<Option<u64>>) {
        let reached = self.levels.count(candidate.score, self.limit);
        if reached > 0.0 {
            self.threshold = self.threshold.max(reached * (1.0 - ROUNDING));
        }
        self.kept.push(candidate);
        if self.kept.len() >= self.most {
            self.cut(tie_breakers);
        }
    }

    /// Puts what is kept in the order of segments and places, and reads the tie breakers that were not
    /// read: all are of the segment that is gone through.
    fn put_in_order(&mut self, tie_breakers: impl Fn(&[DocId]) -> Vec<Option<u64>>) {
        self.kept.sort_unstable_by_key(Kept::place);
        let mut unread: Vec<&mut Kept> =
            self.kept.iter_mut().filter(|kept| kept.tie_breaker.is_none()).collect();
        let docs: Vec<DocId> = unread.iter().map(|kept| kept.doc).collect();
        for (kept, tie_breaker) in unread.iter_mut().zip(tie_breakers(&docs)) {
            kept.tie_breaker = Some(tie_breaker.unwrap_or(0));
        }
    }

    fn cut(&mut self, tie_breakers: impl Fn(&[DocId]) -> Vec<Option<u64>>) {
        let edge = self.limit - 1;
        // the scores alone are put in order: what is kept stays in its own
        let mut scores: Vec<Score> = self.kept.iter().map(|kept| kept.score).collect();
        let (_, least, _) = scores.select_nth_unstable_by(edge, |a, b| b.total_cmp(a));
        let threshold = *least * (1.0 - ROUNDING);
        self.threshold = threshold.max(self.threshold);
        self.kept.retain(|c| c.score >= threshold);

        // near ties are kept for the fixed order of the next step to tell apart…
        self.most = (self.kept.len() * 2).clamp(self.limit * ROOM, self.limit * MOST_TIES);
        if self.kept.len() >= self.most {
            // …unless they are legion: then the smallest ids stay, as they would in the end, save
            // where rounding alone parts them
            self.put_in_order(tie_breakers);
            let order = |a: &Kept, b: &Kept| {
                let by_id = a.tie_breaker.cmp(&b.tie_breaker).then(a.place().cmp(&b.place()));
                b.score.total_cmp(&a.score).then(by_id)
            };
            self.kept.select_nth_unstable_by(edge, order);
            self.kept.truncate(self.limit);
        }
    }
}

/// By how much a block's maximum, as the engine reckons it from the pair of frequency and length
/// that was best under the mean length of the segment, may fall short of the best score in that
/// block under the mean length of the collection.
///
/// With r the ratio of the two means, the denominator tf + k1(1 - b + b·len/mean) of BM25 changes
/// by a factor between min(1, r) and max(1, r) for every passage. The pair that was best stays
/// within that factor of what it was, and so does any other, so the one cannot fall behind the
/// other by more than max(r, 1/r).
///
/// A sum over terms of both kinds is within the larger of their factors.
pub(crate) fn bound_slack(
    reader: &SegmentReader,
    fields: &Fields,
    plan: &Plan,
) -> tantivy::Result<f32> {
    let mut slack: f64 = 1.0;
    for kind in [Kind::Stem, Kind::Exact] {
        if !plan.words.iter().flat_map(|word| &word.matching).any(|term| term.kind == kind) {
            continue;
        }
        let terms = reader.inverted_index(fields.terms(kind))?.total_num_tokens();
        if terms > 0 && reader.max_doc() > 0 {
            let here = terms as f64 / f64::from(reader.max_doc());
            let ratio = here / plan.collection.whole().average_length(kind);
            slack = slack.max(ratio).max(1.0 / ratio);
        }
    }

    Ok(slack as f32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(score: Score, doc: DocId) -> Kept {
        Kept { score, segment: 0, doc, tie_breaker: None }
    }

    fn scattered(doc: DocId) -> u64 {
        u64::from(doc.wrapping_mul(2_654_435_761))
    }

    fn all_scattered(docs: &[DocId]) -> Vec<Option<u64>> {
        docs.iter().map(|doc| Some(scattered(*doc))).collect()
    }

    #[test]
    fn the_best_are_kept_with_their_ties() {
        let mut gather = Gather::new(3, 6.0);
        for (i, score) in [1.0, 5.0, 2.0, 5.0, 4.0, 3.0, 5.0, 0.5, 5.0].into_iter().enumerate() {
            gather.push(kept(score, i as u32), all_scattered);
        }
        gather.end_segment(all_scattered);
        let docs: Vec<DocId> =
            gather.into_candidates().iter().filter(|c| c.score > 4.5).map(|c| c.doc).collect();
        assert_eq!(docs, [1, 3, 6, 8], "in their order");
    }

    proptest! {
        #[test]
        fn the_edge_is_never_above_the_worst_of_the_best(
            scores in proptest::collection::vec(0.0f32..9.0, 1..400), limit in 1usize..40,
        ) {
            let mut gather = Gather::new(limit, 8.0);
            for at in 0..scores.len() {
                gather.push(kept(scores[at], at as u32), all_scattered);
                let mut best = scores[..=at].to_vec();
                best.sort_by(|a, b| b.total_cmp(a));
                match best.get(limit - 1) {
                    Some(worst) => {
                        prop_assert!(gather.threshold <= *worst);
                        let level = 8.0 / LEVELS as Score;
                        let least = (worst.min(8.0 - level) - level) * (1.0 - ROUNDING);
                        prop_assert!(gather.threshold.max(0.0) >= least - 1e-3);
                    }
                    None => prop_assert!(gather.threshold <= 0.0),
                }
            }
        }
    }

    #[test]
    fn of_too_many_ties_the_smallest_ids_stay() {
        let mut gather = Gather::new(4, 2.0);
        for doc in 0..1000u32 {
            gather.push(kept(1.0, doc), all_scattered);
        }
        gather.end_segment(all_scattered);
        let mut ties: Vec<u64> = gather.into_candidates().iter().map(|c| c.tie_breaker).collect();
        ties.sort_unstable();
        let mut all: Vec<u64> = (0..1000).map(scattered).collect();
        all.sort_unstable();
        assert_eq!(ties[..4], all[..4]);
    }
}
