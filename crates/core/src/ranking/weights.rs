//! The weights of ranking: one table.

use super::features::Feature;

/// What is left of a word's weight in the language that the query does not seem to be in.
pub const OTHER_LANGUAGE: f64 = 0.65;

/// What each feature of phase two weighs: found by the search that `crates/ibid/examples/ranking`
/// is, on eleven judged sets, and rounded; in the order of [`Feature::ALL`]. `Opening` is held down
/// there, on purpose.
pub const WEIGHTS: [(Feature, f64); Feature::COUNT] = [
    (Feature::Stems, 1.0),
    (Feature::Surface, 0.35),
    (Feature::Accents, 0.05),
    (Feature::Coverage, 0.3),
    (Feature::Pairs, 0.75),
    (Feature::Headings, 0.6),
    (Feature::Neighbours, 0.4),
    (Feature::Document, 0.2),
    (Feature::Opening, 0.25),
];
