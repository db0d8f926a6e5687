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
    block.sort_by_cached_key(|item| {
        let scored = see(item);
        (descending(scored.score), scored.tie_breaker)
    });
}

/// What orders scores from the greatest to the least, as [`f64::total_cmp`] does: a key to sort by
/// where what is sorted is large.
pub fn descending(score: f64) -> Reverse<i64> {
    let bits = score.to_bits() as i64;
    Reverse(bits ^ (((bits >> 63) as u64) >> 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

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
