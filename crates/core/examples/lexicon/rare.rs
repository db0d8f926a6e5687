//! What rare words say: a second look at what the model left without a link.
//!
//! The model lets few translations of a word stay, and a word of three places has too few for it:
//! what it says goes to its neighbours, or to none. And a rare word that a common one says is next
//! to nothing of what the common one says, so that the direction back tells nothing. Here a rare word
//! is linked with what is left in its pairs of sentences: a word that nothing else explains there,
//! and that stands with it far more often than by chance (Moore, "Improving IBM Word-Alignment Model
//! 1", ACL 2004: the log-likelihood ratio is a better guess of what rare words say than the model).
//! In place of the direction back stands how often the two are linked of the times that they stand
//! together (Melamed, "Models of Translational Equivalence among Words", 2000).

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::data::Data;
use crate::words::{Links, Words, heaviest};

/// A word is rare that comes so often at most.
pub(crate) const MOST_COUNT: u32 = 20;

/// A word is left over where its links leave so much of it.
const LEFT: f32 = 0.5;

/// Words that are left over in one pair of sentences count so much of a link.
const UNSURE: f64 = 0.5;

/// So many places must speak for a translation, linked or left over.
const LEAST_PLACES: f64 = 2.0;

/// So many where none of them is linked.
const LEAST_UNLINKED: f64 = 3.0;

/// By chance a log-likelihood ratio is as high as this once in ten thousand times.
const LEAST_RATIO: f64 = 15.0;

/// A translation below this weight is none.
const LEAST: f64 = 0.2;

/// A word is known well enough where it is linked in more than this share of its places.
const LINKED: f64 = 0.5;

/// A translation that weighs less beside the best one is none.
const LEAST_OF_BEST: f64 = 0.5;

/// Of more translations than this that weigh nearly the same none is sure.
const MOST_EQUAL: usize = 2;

/// How often a rare word and a word of the other language stand in one pair of sentences.
#[derive(Clone, Copy, Default)]
struct Met {
    together: u32,
    /// How often both are left over.
    left: u32,
}

/// What rare words stand with, by the language of the rare word.
#[derive(Default)]
pub(crate) struct Rare([FxHashMap<[u32; 2], Met>; 2]);

impl Rare {
    /// Counts what the rare words of a pair of sentences stand with; `agreed` holds its links, French
    /// word by French word.
    pub(crate) fn add(&mut self, data: &Data, at: usize, agreed: &[f32]) {
        let pair = &data.pairs[at];
        let is_rare = |side: usize, word: u32| data.vocabularies[side].get(word).is_rare();
        if (0..2).all(|side| pair.words[side].iter().all(|word| !is_rare(side, *word))) {
            return;
        }
        let alike = |side: usize, word: u32| {
            let stem = data.vocabularies[side].get(word).stems.first();
            stem.is_some_and(|stem| data.vocabularies[1 - side].holds(stem))
        };
        let mut left = [0, 1].map(|side| vec![1.0_f32; pair.words[side].len()]);
        let english = pair.words[1].len();
        for (place, sure) in agreed.iter().enumerate() {
            left[0][place / english] -= sure;
            left[1][place % english] -= sure;
        }

        for (side, met) in self.0.iter_mut().enumerate() {
            for (place, word) in pair.words[side].iter().enumerate() {
                // what both languages write alike is a name, or says the same in both
                if is_rare(side, *word) && !alike(side, *word) {
                    let others = distinct(data, &pair.words[1 - side], &left[1 - side], 1 - side);
                    for (other, other_left) in others {
                        let met = met.entry([*word, other]).or_default();
                        met.together += 1;
                        met.left += u32::from(other_left && left[side][place] > LEFT);
                    }
                }
            }
        }
    }

    /// Puts what rare words say into the words: of those that say nothing so far, or that are left
    /// without a link in most of their places.
    pub(crate) fn learn(
        &self,
        data: &Data,
        links: &Links,
        words: &mut Words,
        allowed: impl Fn([u32; 2]) -> bool,
    ) {
        let linked = links.of_words(data);
        for (side, met) in self.0.iter().enumerate() {
            let mut of_word: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
            for ([word, other], met) in met {
                let count = f64::from(data.vocabularies[side].get(*word).count);
                let known = linked[side][*word as usize] > count * LINKED;
                let pair = if side == 0 { [*word, *other] } else { [*other, *word] };
                let to = &words.to[side][*word as usize];
                let said = to.iter().any(|(target, _)| target == other);
                if (known && !to.is_empty()) || said || !allowed(pair) {
                    continue;
                }
                let weight = weight(data, side, [*word, *other], *met, links.of(pair));
                if weight >= LEAST {
                    of_word.entry(*word).or_default().push((*other, weight));
                }
            }
            for (word, mut found) in of_word {
                found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                let best = found.first().map_or(0.0, |(_, weight)| *weight);
                found.retain(|(_, weight)| *weight >= best * LEAST_OF_BEST);
                // where many say it equally well, none does
                if found.len() <= MOST_EQUAL {
                    let to = &mut words.to[side][word as usize];
                    to.extend(found);
                    heaviest(to);
                }
            }
        }
    }
}

/// The content words of a sentence, each once, with whether it is left over anywhere.
fn distinct(data: &Data, sentence: &[u32], left: &[f32], side: usize) -> Vec<(u32, bool)> {
    let mut all: Vec<(u32, bool)> = sentence
        .iter()
        .zip(left)
        .filter(|(word, _)| data.vocabularies[side].get(**word).is_content())
        .map(|(word, left)| (*word, *left > LEFT))
        .collect();
    all.sort_unstable();
    // of two places the one that is left over is the last
    all.reverse();
    all.dedup_by_key(|(word, _)| *word);

    all
}

/// What a word weighs as the translation of a rare one: 0 where too little speaks for it.
fn weight(data: &Data, side: usize, [word, other]: [u32; 2], met: Met, linked: f64) -> f64 {
    let count = f64::from(data.vocabularies[side].get(word).count);
    let of_other = f64::from(data.vocabularies[1 - side].get(other).count);
    let (together, left) = (f64::from(met.together), f64::from(met.left));
    let places = (linked + left).min(together);
    let all = data.pairs.len() as f64;
    let least = if linked < UNSURE { LEAST_UNLINKED } else { LEAST_PLACES };
    if places < least || ratio(places, count, of_other, all) < LEAST_RATIO {
        return 0.0;
    }
    let sure = (linked + UNSURE * left).min(together);

    (sure / count * sure / together).sqrt().min(1.0)
}

/// The log-likelihood ratio of `both` places of two words that have `one` and `other` places of
/// `all` (Dunning 1993); 0 where they meet more seldom than by chance.
fn ratio(both: f64, one: f64, other: f64, all: f64) -> f64 {
    if both * all <= one * other {
        return 0.0;
    }
    let term = |seen: f64, of: f64, and: f64| {
        if seen > 0.0 { seen * (seen * all / (of * and)).ln() } else { 0.0 }
    };
    let neither = all - one - other + both;

    2.0 * (term(both, one, other)
        + term(one - both, one, all - other)
        + term(other - both, all - one, other)
        + term(neither, all - one, all - other))
}

#[cfg(test)]
mod tests {
    use super::ratio;

    #[test]
    fn the_log_likelihood_ratio_is_high_where_two_words_meet_more_often_than_by_chance() {
        assert!(ratio(1.0, 10.0, 100.0, 1000.0) < 1e-9);
        assert_eq!(ratio(0.0, 10.0, 100.0, 1000.0), 0.0);
        assert!((ratio(10.0, 20.0, 100.0, 1000.0) - 21.18).abs() < 0.01);
    }
}
