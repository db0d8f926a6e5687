//! How a passage is scored, apart from where its numbers come from.
//!
//! A backend finds the numbers (how often, how long, where); this module turns them into a score.
//! Every backend and the test oracle call the same functions in the same order, so that they rank
//! alike to the last bit.
//!
//! Phase one is BM25 over stems (Robertson and Zaragoza, “The Probabilistic Relevance Framework:
//! BM25 and Beyond”, 2009), with the inverse document frequency that Lucene uses. Phase two scores
//! the best candidates again with what a union of terms cannot see: a sum of [`features`], each
//! with its weight.

mod blocks;
pub mod bm25;
mod explanation;
pub mod features;
mod lengths;
mod moments;
pub mod plan;
mod proximity;
mod scorer;
pub mod weights;
mod window;

pub use blocks::{Scored, rank_blocks, score_block, sort_block, sort_by_score};
pub use bm25::{CollectionStats, LanguageStats};
pub use explanation::{Explained, Place, ScorePart, ScoreRule, TermFactor};
pub use features::{Candidate, Features, PassageStats, WordHits, WordHitsRef};
pub use lengths::rounded_length;
pub use moments::{Moments, TimedSegment};
pub use plan::{MAX_EXPANSIONS, MAX_WORDS, Plan, PlanTerm, PlanWord};
pub use proximity::phrase_matches;
pub use scorer::Scorer;
pub use weights::Feature;

/// How many candidates phase two scores again, and the size of the blocks that it sorts: hits
/// beyond the first block are sorted block by block, so that pages never overlap.
pub const CANDIDATES: usize = 256;
