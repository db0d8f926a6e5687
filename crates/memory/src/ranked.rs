//! From a search to all passages that answer it, in their order.

use std::cmp::Reverse;
use std::collections::HashSet;

use ibid_core::analysis::AnalysedPassage;
use ibid_core::backend::Search;
use ibid_core::query::Order;
use ibid_core::ranking::{
    CANDIDATES, Moments, PassageStats, Scored, TimedSegment, rank_blocks, rounded_length,
};

use crate::matching::{Matcher, word_hits};
use crate::snapshot::MemorySnapshot;
use crate::vocabulary::stats;

/// All that answer a search.
#[derive(Default)]
pub(crate) struct Ranked<'s> {
    /// Best first, one for each moment.
    pub(crate) passages: Vec<RankedPassage<'s>>,
    /// How many match, those with one id counted once.
    pub(crate) matching: u64,
}

/// One passage that answers.
pub(crate) struct RankedPassage<'s> {
    pub(crate) held: &'s AnalysedPassage,
    pub(crate) phase_one: f64,
    pub(crate) scored: Scored,
    /// The block in which phase two sorted it, from 0.
    pub(crate) block: usize,
}

impl RankedPassage<'_> {
    /// What parts passages that are equally good.
    fn origin(&self) -> impl Ord + use<> {
        let passage = &self.held.passage;
        (passage.id, passage.document(), passage.ordinal)
    }
}

/// Goes through all passages.
pub(crate) fn ranked<'s>(snapshot: &'s MemorySnapshot, search: &Search<'_>) -> Ranked<'s> {
    if !search.may_answer() {
        return Ranked::default();
    }
    let mut passages = by_phase_one(snapshot, search);
    if search.query.is_listing() {
        passages.sort_by_cached_key(|found| {
            let passage = &found.held.passage;
            (snapshot.place_of(passage.source).shown, passage.document(), passage.ordinal)
        });
    }

    let mut seen = HashSet::new();
    passages.retain(|passage| seen.insert(passage.held.passage.id));
    let matching = passages.len() as u64;

    for (i, passage) in passages.iter_mut().enumerate() {
        passage.block = i / CANDIDATES;
    }
    if !search.query.is_listing() {
        rank_blocks(&mut passages, |passage| &mut passage.scored, |passage| &passage.scored);
        keep_moments(&mut passages);
    }
    if search.order == Order::Date {
        // stable: the order by relevance holds within a day
        passages.sort_by_key(|passage| Reverse(passage.held.passage.about.date));
    }
    Ranked { passages, matching }
}

/// Keeps the best passage of each place, see [`Moments`].
fn keep_moments(passages: &mut Vec<RankedPassage<'_>>) {
    let mut moments = Moments::default();
    passages.retain(|passage| {
        let segment = TimedSegment::from_passage(&passage.held.passage).unwrap_or_default();
        moments.is_new(segment, passage.scored.passage.place().0)
    });
}

/// The passages that match, in the order of phase one; of those with one id that comes first which
/// is of the smallest source.
pub(crate) fn by_phase_one<'s>(
    snapshot: &'s MemorySnapshot,
    search: &Search<'_>,
) -> Vec<RankedPassage<'s>> {
    let matcher = Matcher::new(search);
    let mut passages = Vec::new();
    for held in snapshot.passages() {
        let source = snapshot.0.sources.get(&held.passage.source);
        if !matcher.matches(held, source) {
            continue;
        }
        let hits = word_hits(search.plan, held);
        let stats = rounded(held);
        let passage = search.plan.candidate(&hits, &stats);
        let tie_breaker = held.passage.id.leading_bits();
        passages.push(RankedPassage {
            held,
            phase_one: search.plan.phase_one(&hits, &stats),
            scored: Scored { tie_breaker, passage, score: 0.0 },
            block: 0,
        });
    }

    passages.sort_by(|a, b| {
        b.phase_one.total_cmp(&a.phase_one).then_with(|| a.origin().cmp(&b.origin()))
    });
    passages
}

/// How long a passage is, rounded as it ranks, and where it stands.
pub(crate) fn rounded(held: &AnalysedPassage) -> PassageStats {
    let exact = stats(held);
    PassageStats {
        stem_terms: rounded_length(exact.stem_terms),
        exact_terms: rounded_length(exact.exact_terms),
        ..exact
    }
}
