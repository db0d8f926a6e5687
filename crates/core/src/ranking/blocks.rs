//! The order of phase two: blocks of candidates, each sorted for itself.

use std::cmp::Reverse;

use super::CANDIDATES;
use super::features::Candidate;
use super::window::add_window_features;

/// What phase two makes of a passage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scored {
    /// The leading bits of the passage's id, on which ties break.
    pub tie_breaker: u64,
    /// What is known of it.
    pub passage: Candidate,
    /// Its score: comparable within one search only.
    pub score: f64,
}

/// Scores and sorts blocks of candidates, each block for itself, so that a page never depends on
/// how many pages were asked for; no block's score exceeds that of the block before.
pub fn rank_blocks<T>(
    ranked: &mut [T],
    of: impl Fn(&mut T) -> &mut Scored,
    see: impl Fn(&T) -> &Scored,
) {
    let mut ceiling = f64::INFINITY;
    for block in ranked.chunks_mut(CANDIDATES) {
        score_block(block, &of);
        sort_block(block, &see);
        for item in block.iter_mut() {
            let scored = of(item);
            scored.score = scored.score.min(ceiling);
            ceiling = scored.score;
        }
    }
}

/// Scores a block of candidates, each told what the others hold.
pub fn score_block<T>(block: &mut [T], of: impl Fn(&mut T) -> &mut Scored) {
    let mut passages: Vec<&mut Candidate> =
        block.iter_mut().map(|item| &mut of(item).passage).collect();
    add_window_features(&mut passages);
    for item in block {
        let scored = of(item);
        scored.score = scored.passage.features.score();
    }
}

/// Orders a block by score, ties by id.
pub fn sort_block<T>(block: &mut [T], see: impl Fn(&T) -> &Scored) {
    sort_by_score(block, |item| {
        let scored = see(item);
        (scored.score, scored.tie_breaker)
    });
}

/// Orders items by their scores, the greatest first, as [`f64::total_cmp`] has them, and those of one
/// score by a number; items that have both in common stay in their order.
pub fn sort_by_score<T>(items: &mut [T], of: impl Fn(&T) -> (f64, u64)) {
    let key = |item: &T| {
        let (score, number) = of(item);
        (descending(score), number)
    };
    let rough = |item: &T| {
        let Reverse(score) = descending(of(item).0);
        // from signed numbers in their order to unsigned ones in the other
        !(score as u64 ^ 1 << 63)
    };
    let mut order = in_order(items, rough, key);

    for at in 0..items.len() {
        // what belongs here was moved on where its place was filled before
        let mut from = order[at];
        while from < at {
            from = order[from];
        }
        order[at] = from;
        items.swap(at, from);
    }
}

/// The places of items in the order of a key, those of equal ones in their order. `rough` is a number
/// that never descends where the key ascends.
///
/// Single numbers are sorted in half the time of pairs: the leading bits of the rough number, with the
/// place behind them, tell nearly all apart.
pub(super) fn in_order<T, K: Ord>(
    items: &[T],
    rough: impl Fn(&T) -> u64,
    key: impl Fn(&T) -> K,
) -> Vec<usize> {
    let place_bits = usize::BITS - items.len().leading_zeros();
    let places = (1 << place_bits) - 1;
    let numbered = items.iter().enumerate();
    let mut order: Vec<u64> =
        numbered.map(|(place, item)| rough(item) & !places | place as u64).collect();
    order.sort_unstable();

    let place = |number: &u64| (number & places) as usize;
    for near in order.chunk_by_mut(|a, b| a & !places == b & !places) {
        if near.len() > 1 {
            near.sort_by_key(|number| key(&items[place(number)]));
        }
    }
    order.iter().map(place).collect()
}

/// What orders scores from the greatest to the least, as [`f64::total_cmp`] does: a key to sort by
/// where what is sorted is large.
fn descending(score: f64) -> Reverse<i64> {
    let bits = score.to_bits() as i64;
    Reverse(bits ^ (((bits >> 63) as u64) >> 1) as i64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn scores_are_sorted_as_pairs_would_be(
            mut items in proptest::collection::vec((0u8..6, 0u64..3, any::<u32>()), 0..300),
            scores in proptest::array::uniform6(prop_oneof![any::<f64>(), 1.0f64..1.000_000_000_000_05]),
        ) {
            let of = |item: &(u8, u64, u32)| (scores[usize::from(item.0)], item.1);
            let mut pairs = items.clone();
            pairs.sort_by_key(|item| (descending(of(item).0), item.1));
            sort_by_score(&mut items, of);
            prop_assert_eq!(items, pairs);
        }
    }

    #[test]
    fn keys_are_in_the_order_of_scores() {
        let mut scores =
            vec![0.0, -0.0, 1.5, f64::INFINITY, -2.0, f64::NEG_INFINITY, 1e-300, 1e300];
        let mut keyed = scores.clone();
        scores.sort_by(|a, b| b.total_cmp(a));
        keyed.sort_by_cached_key(|score| descending(*score));
        let bits = |scores: Vec<f64>| scores.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(keyed), bits(scores));
    }
}
