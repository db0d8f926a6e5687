//! What says how good a ranking is, as `trec_eval` computes it.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

/// How well one query was answered; each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Measures {
    /// Normalised discounted cumulative gain of the first ten, with linear gain (Järvelin and
    /// Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002).
    pub ndcg_10: f64,
    /// One by the rank of the first relevant one, if it is among the first ten.
    pub mrr_10: f64,
    /// The share of the relevant ones that is among the first ten.
    pub recall_10: f64,
    /// The share of the relevant ones that is among the first hundred.
    pub recall_100: f64,
}

impl Measures {
    /// Measures a ranking of documents against their grades; those not graded are not relevant.
    pub fn of<'a>(ranking: impl Iterator<Item = &'a str>, grades: &HashMap<String, f64>) -> Self {
        let gains: Vec<f64> =
            ranking.take(100).map(|id| grades.get(id).copied().unwrap_or(0.0)).collect();
        let mut ideal: Vec<f64> = grades.values().copied().filter(|grade| *grade > 0.0).collect();
        ideal.sort_by(|a, b| b.total_cmp(a));
        let relevant = ideal.len().max(1) as f64;
        let among = |k: usize| gains.iter().take(k).filter(|gain| **gain > 0.0).count() as f64;
        let first = gains.iter().take(10).position(|gain| *gain > 0.0);
        let best = discounted(&ideal);

        Measures {
            ndcg_10: if best > 0.0 { discounted(&gains) / best } else { 0.0 },
            mrr_10: first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64),
            recall_10: among(10) / relevant,
            recall_100: among(100) / relevant,
        }
    }

    fn values(self) -> [f64; 4] {
        [self.ndcg_10, self.mrr_10, self.recall_10, self.recall_100]
    }

    fn from_values([ndcg_10, mrr_10, recall_10, recall_100]: [f64; 4]) -> Self {
        Measures { ndcg_10, mrr_10, recall_10, recall_100 }
    }
}

/// The discounted gain of the first ten.
fn discounted(gains: &[f64]) -> f64 {
    let ten = gains.iter().take(10).enumerate();
    ten.map(|(i, gain)| gain / ((i + 2) as f64).log2()).sum()
}

/// A query with the group in which it counts.
pub type Unit<'a> = (&'a str, Measures);

/// Means, and how far off they may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Mean {
    /// How many were averaged: groups, or queries where each is its own.
    pub n: usize,
    /// The means.
    #[serde(flatten)]
    pub mean: Measures,
    /// Half the width of the interval that holds the mean of nDCG with 95 %: 1.96 standard errors.
    pub ndcg_10_margin: f64,
}

/// The mean over groups of the means of their queries.
pub fn mean_of(units: &[Unit<'_>]) -> Mean {
    let mut groups: BTreeMap<&str, (usize, [f64; 4])> = BTreeMap::new();
    for (group, measures) in units {
        let (count, sums) = groups.entry(group).or_insert((0, [0.0; 4]));
        *count += 1;
        for (sum, value) in sums.iter_mut().zip(measures.values()) {
            *sum += value;
        }
    }

    let means: Vec<[f64; 4]> =
        groups.values().map(|(count, sums)| sums.map(|sum| sum / *count as f64)).collect();
    let n = means.len();
    let count = n.max(1) as f64;
    let mean: [f64; 4] =
        std::array::from_fn(|i| means.iter().map(|values| values[i]).sum::<f64>() / count);
    let ndcg: Vec<f64> = means.iter().map(|values| values[0]).collect();

    Mean { n, mean: Measures::from_values(mean), ndcg_10_margin: margin(&ndcg) }
}

/// 1.96 standard errors of the mean of some values; 0 for fewer than two.
pub fn margin(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    if n < 2.0 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    1.96 * (squares / (n - 1.0) / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(pairs: &[(&str, f64)]) -> HashMap<String, f64> {
        pairs.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect()
    }

    #[test]
    fn measures_are_those_of_trec_eval() {
        let judged = grades(&[("a", 2.0), ("b", 1.0), ("c", 1.0), ("d", 0.0)]);
        let got = Measures::of(["d", "b", "x", "a"].into_iter(), &judged);
        // gains 0 1 0 2 against the ideal 2 1 1
        let dcg = 1.0 / 3f64.log2() + 2.0 / 5f64.log2();
        let ideal = 2.0 + 1.0 / 3f64.log2() + 1.0 / 2.0;
        assert!((got.ndcg_10 - dcg / ideal).abs() < 1e-12);
        assert!((got.mrr_10 - 0.5).abs() < 1e-12);
        assert!((got.recall_10 - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(Measures::of(std::iter::empty(), &judged), Measures::default());
        let far: Vec<String> = (0..10).map(|i| format!("x{i}")).chain(["a".to_owned()]).collect();
        let got = Measures::of(far.iter().map(String::as_str), &judged);
        assert_eq!((got.mrr_10, got.recall_10), (0.0, 0.0));
        assert!((got.recall_100 - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn groups_count_once() {
        let one = Measures { ndcg_10: 1.0, ..Measures::default() };
        let mean = mean_of(&[("a", one), ("a", Measures::default()), ("b", one)]);
        assert_eq!(mean.n, 2);
        assert!((mean.mean.ndcg_10 - 0.75).abs() < 1e-12);
        assert!((margin(&[0.0, 1.0]) - 1.96 * 0.5).abs() < 1e-12);
    }
}
