//! The candidates of several stores, ranked together as one store ranks its own.

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::backend::{Gathered, GatheredPassage, Search, Snapshot};
use crate::document::Date;
use crate::facets::Matched;
use crate::query::Order;
use crate::ranking::{CANDIDATES, Moments, Scored, TimedSegment, rank_blocks};

/// How many candidates are asked for beyond those needed, since equal ones count once.
const SPARE: usize = 32;

/// A passage with the number of its store.
pub(super) struct Ranked {
    pub(super) store: usize,
    pub(super) passage: GatheredPassage,
}

/// The passages that answer, in the order that is asked for: as many as the search can show, or all.
pub(super) fn rank<S: Snapshot>(
    stores: &[S],
    search: &Search<'_>,
) -> Result<Vec<Ranked>, S::Error> {
    if search.query.is_listing() {
        return listed(stores, search);
    }
    let wanted = match search.order {
        Order::Relevance => search.offset.saturating_add(search.limit),
        // the latest may be the last
        Order::Date => usize::MAX,
    };
    let mut blocks = wanted.div_ceil(CANDIDATES).max(1).saturating_mul(CANDIDATES);
    let mut limit = blocks.saturating_add(SPARE);

    loop {
        let (mut ranked, whole) = gathered(stores, search, limit)?;
        if !whole && ranked.len() < blocks {
            limit = limit.saturating_mul(2);
            continue;
        }
        let more = !whole || ranked.len() > blocks;
        ranked.truncate(blocks);
        rank_blocks(&mut ranked, |r| &mut r.passage.scored, |r| &r.passage.scored);
        let mut moments = Moments::default();
        ranked.retain(|Ranked { passage, .. }| {
            moments.is_new(passage.said, passage.scored.passage.place().0)
        });
        if !more || ranked.len() >= wanted {
            if search.order == Order::Date {
                // stable: the order by relevance holds within a day
                ranked.sort_by_key(|ranked| Reverse(ranked.passage.date));
            }
            return Ok(ranked);
        }
        blocks = blocks.saturating_mul(2);
        limit = limit.max(blocks.saturating_add(SPARE));
    }
}

/// All that pass the filters of a query without words, in the order of the paths of their sources.
fn listed<S: Snapshot>(stores: &[S], search: &Search<'_>) -> Result<Vec<Ranked>, S::Error> {
    let mut all = Vec::new();
    for (store, snapshot) in stores.iter().enumerate() {
        all.extend(snapshot.matched(search)?.into_iter().map(|matched| (store, matched)));
    }
    all.sort_by(|(_, a), (_, b)| (&a.source, a.place).cmp(&(&b.source, b.place)));
    let mut seen = HashSet::new();
    all.retain(|(_, matched)| seen.insert(matched.id));

    let ranked = |(store, matched): (usize, Matched)| {
        let passage = GatheredPassage {
            place: matched.place,
            phase_one: 0.0,
            said: TimedSegment::default(),
            date: matched.date.map_or(0, Date::ordinal),
            scored: Scored { tie_breaker: matched.id, ..Scored::default() },
        };
        Ranked { store, passage }
    };
    let mut ranked: Vec<Ranked> = all.into_iter().map(ranked).collect();
    if search.order == Order::Date {
        ranked.sort_by_key(|ranked| Reverse(ranked.passage.date));
    }
    Ok(ranked)
}

/// The candidates of all stores by what phase one makes of them, each id once, as far down as all
/// stores told theirs; and whether these are all there are.
pub(super) fn gathered<S: Snapshot>(
    stores: &[S],
    search: &Search<'_>,
    limit: usize,
) -> Result<(Vec<Ranked>, bool), S::Error> {
    let mut all = Vec::new();
    let (mut whole, mut edge) = (true, f64::NEG_INFINITY);
    for (store, snapshot) in stores.iter().enumerate() {
        let Gathered { passages, whole: all_of_it } = snapshot.gather(search, limit)?;
        whole &= all_of_it;
        if let Some(last) = passages.last().filter(|_| !all_of_it) {
            edge = edge.max(last.phase_one);
        }
        all.extend(passages.into_iter().map(|passage| Ranked { store, passage }));
    }

    all.retain(|ranked| ranked.passage.phase_one >= edge);
    all.sort_by(|a, b| {
        let (a, b) = (&a.passage, &b.passage);
        let key = |passage: &GatheredPassage| (passage.scored.tie_breaker, passage.place);
        b.phase_one.total_cmp(&a.phase_one).then_with(|| key(a).cmp(&key(b)))
    });
    let mut seen = HashSet::new();
    all.retain(|ranked| seen.insert(ranked.passage.scored.tie_breaker));
    Ok((all, whole))
}
