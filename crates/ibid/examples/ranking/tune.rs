//! The search for weights: coordinate ascent, one weight after the other, in steps that shrink.

use std::collections::BTreeMap;

use ibid::Feature;
use ibid::Lang;
use ibid::eval::beir::NEXT_PASSAGES;
use ibid_core::ranking::weights::WEIGHTS;
use rayon::prelude::*;

use crate::data::{Asked, Loaded, discounted};

/// Features, then what the second and third passage of a document add to its score.
pub(crate) const COUNT: usize = Feature::COUNT + NEXT_PASSAGES.len();

pub(crate) type Weights = [f64; COUNT];

/// The judgements are of whole documents, of which the first passage says what they are about; in
/// a hearing the answer is as often in the middle. More than this would serve the judgements only.
const MOST_OPENING: f64 = 0.25;

/// A move must be worth so much in the sum of both means, or it is noise. With a fifth of it, each
/// set that is left out leads the search elsewhere.
const LEAST_GAIN: f64 = 0.0005;

const FIRST_STEP: f64 = 0.2;
const LAST_STEP: f64 = 0.025;

/// The weights in use.
pub(crate) fn shipped() -> Weights {
    let mut weights = [0.0; COUNT];
    let all = WEIGHTS.iter().map(|(_, weight)| *weight).chain(NEXT_PASSAGES);
    weights.iter_mut().zip(all).for_each(|(to, weight)| *to = weight);
    weights
}

/// What a weight is of.
pub(crate) fn name(i: usize) -> String {
    match Feature::ALL.get(i) {
        Some(feature) => format!("{feature:?}"),
        None => format!("Passage{}", i - Feature::COUNT + 2),
    }
}

/// The weight of this name.
pub(crate) fn named(wanted: &str) -> Option<usize> {
    (1..COUNT).find(|i| name(*i).eq_ignore_ascii_case(wanted))
}

/// nDCG@10 of the rows.
pub(crate) fn rows(sets: &[Loaded], weights: &Weights) -> Vec<f64> {
    sets.iter().map(|set| row_mean(&set.asked, weights)).collect()
}

/// The mean over the rows of one language, those of our own making not counted.
pub(crate) fn mean(sets: &[Loaded], values: &[f64], lang: Lang) -> f64 {
    let of = sets.iter().zip(values).filter(|(set, _)| set.row.counts() && set.row.lang == lang);
    let of: Vec<f64> = of.map(|(_, value)| *value).collect();
    of.iter().sum::<f64>() / of.len().max(1) as f64
}

/// What a search may look at and move.
#[derive(Clone, Copy, Default)]
pub(crate) struct Limits {
    /// The set that it does not see.
    pub(crate) without: Option<&'static str>,
    /// The weight that stays zero.
    pub(crate) zero: Option<usize>,
}

/// Weights that answer best, found from those in use.
pub(crate) fn search(sets: &[Loaded], limits: Limits) -> Weights {
    let seen = |set: &&Loaded| set.row.counts() && limits.without != Some(set.row.of);
    let seen: Vec<&Loaded> = sets.iter().filter(seen).collect();
    let worth = |weights: &Weights| both_means(&seen, weights);
    let mut weights = shipped();
    if let Some(zero) = limits.zero {
        weights[zero] = 0.0;
    }

    let mut best = worth(&weights);
    let mut step = FIRST_STEP;
    while step >= LAST_STEP {
        let mut moved = false;
        for i in (1..COUNT).filter(|i| limits.zero != Some(*i)) {
            let size = if i < Feature::COUNT { step } else { step / 5.0 };
            for towards in [size, -size] {
                while let Some(tried) = stepped(&weights, i, towards) {
                    let value = worth(&tried);
                    if value < best + LEAST_GAIN {
                        break;
                    }
                    (best, weights, moved) = (value, tried, true);
                }
            }
        }
        if !moved {
            step /= 2.0;
        }
    }
    weights
}

/// The sum of the means over the rows of each language.
fn both_means(sets: &[&Loaded], weights: &Weights) -> f64 {
    let mut sums = [(0.0, 0.0); 2];
    for set in sets {
        let (count, sum) = &mut sums[usize::from(set.row.lang == Lang::En)];
        *count += 1.0;
        *sum += row_mean(&set.asked, weights);
    }
    sums.iter().filter(|(count, _)| *count > 0.0).map(|(count, sum)| sum / count).sum()
}

/// One weight moved, if it may be.
fn stepped(weights: &Weights, i: usize, towards: f64) -> Option<Weights> {
    let mut weights = *weights;
    weights[i] += towards;
    let most = if i == Feature::Opening as usize { MOST_OPENING } else { f64::MAX };
    (-1e-9..=most + 1e-9).contains(&weights[i]).then(|| {
        weights[i] = weights[i].max(0.0);
        weights
    })
}

fn row_mean(asked: &[Asked], weights: &Weights) -> f64 {
    let groups = by_group(asked, weights);
    groups.values().sum::<f64>() / groups.len().max(1) as f64
}

/// nDCG@10 of each group of questions, a question being its own group where a row has no others.
pub(crate) fn by_group<'a>(asked: &'a [Asked], weights: &Weights) -> BTreeMap<&'a str, f64> {
    let each = asked.par_iter().with_min_len(64).map(|asked| ndcg(asked, weights));
    let values: Vec<f64> = each.collect();
    let mut groups: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (asked, value) in asked.iter().zip(values) {
        let (count, sum) = groups.entry(&asked.group).or_default();
        *count += 1.0;
        *sum += value;
    }
    groups.into_iter().map(|(group, (count, sum))| (group, sum / count)).collect()
}

fn ndcg(asked: &Asked, weights: &Weights) -> f64 {
    // the best passages of each document, their scores in descending order
    let mut best = vec![[f64::NEG_INFINITY; 1 + NEXT_PASSAGES.len()]; asked.gains.len()];
    for (document, features) in asked.documents.iter().zip(&asked.features) {
        let mut score: f64 = features.iter().zip(weights).map(|(f, w)| f64::from(*f) * w).sum();
        for kept in &mut best[usize::from(*document)] {
            if score > *kept {
                std::mem::swap(&mut score, kept);
            }
        }
    }
    let next = &weights[Feature::COUNT..];
    let mut order: Vec<(f64, f32)> = best
        .iter()
        .zip(&asked.gains)
        .map(|(scores, gain)| {
            let more = scores[1..].iter().zip(next).filter(|(score, _)| score.is_finite());
            (scores[0] + more.map(|(score, weight)| score * weight).sum::<f64>(), *gain)
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    discounted(order.iter().map(|(_, gain)| f64::from(*gain))) / asked.ideal
}
