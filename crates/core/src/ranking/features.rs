//! What phase two sees of a candidate: a few numbers, which the table of [`weights`](super::weights)
//! makes into a score.
//!
//! Each is a sum over the words of the query that the passage holds, in units of their inverse
//! document frequency, so that their weights are the same for rare words and for frequent ones.

use std::ops::{Deref, Range};
use std::sync::Arc;

use super::plan::{NO_POSITION, Plan};
use super::scorer::Scorer;
use super::weights::{Feature, WEIGHTS};
use super::window::WindowWord;
use crate::ids::DocumentId;

/// How often and where one word of the plan stands in one passage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordHits {
    /// For each of [`PlanWord::matching`](super::PlanWord::matching), how often.
    pub matching: Vec<u32>,
    /// How often any of its surface forms stands there.
    pub surface: u32,
    /// Whether it stands there with the accents that were typed.
    pub accented: bool,
    /// Where any of the matching terms stands, ascending.
    pub positions: Vec<u32>,
}

/// [`WordHits`] of which the numbers are kept elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WordHitsRef<'h> {
    /// See [`WordHits::matching`].
    pub matching: &'h [u32],
    /// See [`WordHits::surface`].
    pub surface: u32,
    /// See [`WordHits::accented`].
    pub accented: bool,
    /// See [`WordHits::positions`].
    pub positions: &'h [u32],
}

impl<'h> From<&'h WordHits> for WordHitsRef<'h> {
    fn from(hits: &'h WordHits) -> Self {
        let WordHits { matching, surface, accented, positions } = hits;
        WordHitsRef { matching, surface: *surface, accented: *accented, positions }
    }
}

impl From<WordHitsRef<'_>> for WordHits {
    fn from(hits: WordHitsRef<'_>) -> Self {
        let WordHitsRef { matching, surface, accented, positions } = hits;
        WordHits { matching: matching.to_vec(), surface, accented, positions: positions.to_vec() }
    }
}

/// How long a passage is, and where it stands in its document, as the index keeps them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PassageStats {
    /// Stem terms, headings counted.
    pub stem_terms: u32,
    /// Surface terms, headings counted.
    pub exact_terms: u32,
    /// The position of the first word of the text: before it stand title and headings.
    pub text_from: u32,
    /// How many words title and headings have.
    pub heading_words: u32,
    /// Which document it is of: the same number for all its passages.
    pub document: u64,
    /// Its place among the passages of the document, from 0.
    pub ordinal: u32,
    /// How many words of the text of the document come before it.
    pub words_before: u32,
    /// How many words the text of the document has.
    pub document_words: u32,
}

/// The values of all features for one passage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Features([f64; Feature::COUNT]);

impl Features {
    /// The score that is shown: the sum of the features, each by its weight.
    pub fn score(&self) -> f64 {
        self.0.iter().zip(&WEIGHTS).map(|(value, (_, weight))| value * weight).sum()
    }

    /// The value of one.
    pub fn get(&self, feature: Feature) -> f64 {
        self.0[feature as usize]
    }

    pub(super) fn set(&mut self, feature: Feature, value: f64) {
        self.0[feature as usize] = value;
    }
}

/// What one word of the plan is in one passage that holds it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordMatch {
    /// Which of its terms weighs most there.
    pub(super) term: usize,
    /// How rare it is there; 0 if it is not there.
    pub(super) idf: f64,
    /// Its weight there: its rarity, as often as it stands in the query.
    pub(super) weight: f64,
    pub(super) stems: f64,
    pub(super) surface: f64,
    pub(super) accented: bool,
    pub(super) in_heading: bool,
    pub(super) window: WindowWord,
}

/// A passage among the others of its block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate {
    /// What each word of the plan is here.
    pub(super) words: SharedWords,
    /// The words of the document that are ranked with it.
    pub(super) window: Range<u32>,
    /// How many words these are, title and headings counted.
    pub(super) window_words: u32,
    /// The word of the document in its middle.
    pub(super) middle: u32,
    pub(super) document: u64,
    pub(super) ordinal: u32,
    /// What is known of it.
    pub features: Features,
}

/// What each word of the plan is in one of some passages, which keep this together: memory for each of
/// hundreds by itself took a tenth of the time of a short search.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedWords {
    /// Those of all the passages; `None` where there are none.
    pub(super) of_all: Option<Arc<Vec<WindowWord>>>,
    /// Which of them are of this one.
    pub(super) own: Range<usize>,
}

impl Deref for SharedWords {
    type Target = [WindowWord];

    fn deref(&self) -> &[WindowWord] {
        let all = self.of_all.as_deref().map(Vec::as_slice).unwrap_or_default();
        all.get(self.own.clone()).unwrap_or_default()
    }
}

impl PartialEq for SharedWords {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Candidate {
    /// The number of its document, and its place there.
    pub fn place(&self) -> (u64, u32) {
        (self.document, self.ordinal)
    }

    /// Says which document it is of, for a store that keeps documents under other numbers.
    pub fn set_document(&mut self, document: DocumentId) {
        self.document = document.hash();
    }
}

impl Plan {
    /// The score of phase one: what the union of terms gives. For many passages make one [`Scorer`].
    pub fn phase_one(&self, hits: &[WordHits], shape: &PassageStats) -> f64 {
        Scorer::new(self).phase_one(hits, shape)
    }

    /// What phase two sees of a passage by itself; `add_window_features` adds the rest. For many
    /// passages make one [`Scorer`].
    pub fn candidate(&self, hits: &[WordHits], shape: &PassageStats) -> Candidate {
        Scorer::new(self).candidates(std::iter::once((hits, shape))).pop().unwrap_or_default()
    }

    pub(super) fn pairs(&self, hits: &[WordHitsRef<'_>], matches: &[WordMatch]) -> f64 {
        let mut sum = 0.0;
        for (_, value) in self.pair_values(hits, matches) {
            sum += value;
        }
        sum
    }

    /// What each word gives that stands near the next one of the query, with its place there.
    pub(super) fn pair_values(
        &self,
        hits: &[WordHitsRef<'_>],
        matches: &[WordMatch],
    ) -> impl Iterator<Item = (usize, f64)> {
        self.words.windows(2).enumerate().filter_map(move |(i, pair)| {
            let idf = matches[i].idf.min(matches[i + 1].idf);
            if idf > 0.0 && pair[1].query_position != NO_POSITION {
                let apart = pair[1].query_position - pair[0].query_position;
                return Some((i, idf * closeness(hits[i].positions, hits[i + 1].positions, apart)));
            }
            None
        })
    }
}

/// How near two words stand: 1 as in the query, less with every word between, half of it in the
/// other order, 0 from eight words on.
fn closeness(first: &[u32], second: &[u32], apart: u32) -> f64 {
    let mut best: f64 = 0.0;
    let mut j = 0;
    for a in first {
        while j < second.len() && second[j] <= *a {
            j += 1;
        }
        if let Some(after) = second.get(j) {
            let distance = after - a;
            let extra = distance.abs_diff(apart);
            if extra < 8 {
                best = best.max(1.0 / f64::from(1 + extra));
            }
        }
        if let Some(before) = j.checked_sub(1).and_then(|j| second.get(j)).filter(|b| *b < a) {
            let distance = a - before;
            if distance < 8 {
                best = best.max(0.5 / f64::from(distance));
            }
        }
    }

    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_side_by_side_are_nearest() {
        assert!((closeness(&[3], &[4], 1) - 1.0).abs() < 1e-12);
        assert!((closeness(&[3], &[5], 2) - 1.0).abs() < 1e-12);
        assert!((closeness(&[3], &[5], 1) - 0.5).abs() < 1e-12);
        assert!((closeness(&[4], &[3], 1) - 0.5).abs() < 1e-12);
        assert!(closeness(&[3], &[40], 1).abs() < 1e-12);
        assert!(closeness(&[], &[40], 1).abs() < 1e-12);
        assert!((closeness(&[1, 30], &[12, 31], 1) - 1.0).abs() < 1e-12);
    }
}
