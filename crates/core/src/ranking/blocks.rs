//! The order of phase two: blocks of candidates, each sorted for itself.

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
    let mut passages: Vec<_> =
        block.iter_mut().map(|item| std::mem::take(&mut of(item).passage)).collect();
    add_window_features(&mut passages);
    for (item, passage) in block.iter_mut().zip(passages) {
        let scored = of(item);
        scored.score = passage.features.score();
        scored.passage = passage;
    }
}

/// Orders a block by score, ties by id.
pub fn sort_block<T>(block: &mut [T], see: impl Fn(&T) -> &Scored) {
    block.sort_by(|a, b| {
        let (a, b) = (see(a), see(b));
        b.score.total_cmp(&a.score).then(a.tie_breaker.cmp(&b.tie_breaker))
    });
}
