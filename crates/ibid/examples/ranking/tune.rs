//! The search for weights: coordinate ascent, one weight after the other, in steps that shrink.

use std::collections::BTreeMap;

use ibid::Feature;
use ibid::Lang;
use ibid::eval::beir::NEXT_PASSAGES;
use ibid_core::ranking::weights::WEIGHTS;
use rayon::prelude::*;

use crate::data::{Asked, ROWS, discounted};

/// Features, then what the second and third passage of a document add to its score.
pub(crate) const COUNT: usize = Feature::COUNT + NEXT_PASSAGES.len();

pub(crate) type Weights = [f64; COUNT];

/// The judgements are of whole documents, of which the first passage says what they are about; in
/// a hearing the answer is as often in the middle. More than this would serve the judgements only.
const MOST_OPENING: f64 = 0.25;

/// A move must be worth so much in the sum of both means, or it is noise.
const LEAST_GAIN: f64 = 0.0001;

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

/// nDCG@10 of the rows, leaving out those of one set.
pub(crate) fn rows(
    sets: &[Vec<Asked>],
    weights: &Weights,
    without: Option<&str>,
) -> Vec<Option<f64>> {
    let all = sets.iter().zip(&ROWS);
    all.map(|(asked, row)| (without != Some(row.set)).then(|| row_mean(asked, weights))).collect()
}

/// The mean over the rows of one language.
pub(crate) fn mean(rows: &[Option<f64>], lang: Lang) -> f64 {
    let of = rows.iter().zip(&ROWS).filter(|(_, row)| row.lang == lang);
    let of: Vec<f64> = of.filter_map(|(value, _)| *value).collect();
    of.iter().sum::<f64>() / of.len().max(1) as f64
}

/// Weights that answer best, from those in use, without looking at one set.
pub(crate) fn search(sets: &[Vec<Asked>], without: Option<&str>) -> Weights {
    let worth = |weights: &Weights| {
        let rows = rows(sets, weights, without);
        mean(&rows, Lang::Fr) + mean(&rows, Lang::En)
    };
    let mut weights = shipped();
    let mut best = worth(&weights);
    let mut step = FIRST_STEP;
    while step >= LAST_STEP {
        let mut moved = false;
        for i in 1..COUNT {
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
    let each = asked.par_iter().with_min_len(64).map(|asked| ndcg(asked, weights));
    let values: Vec<f64> = each.collect();
    let mut groups: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (asked, value) in asked.iter().zip(values) {
        let (count, sum) = groups.entry(&asked.group).or_default();
        *count += 1.0;
        *sum += value;
    }
    groups.values().map(|(count, sum)| sum / count).sum::<f64>() / groups.len().max(1) as f64
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
