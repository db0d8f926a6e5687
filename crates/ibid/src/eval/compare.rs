//! Two runs side by side, query by query.

use std::collections::BTreeMap;

use serde::Serialize;

use super::beir::Report;
use super::measures::margin;
use super::randomisation::p_value;

/// One run beside another, query by query.
#[derive(Clone, Debug, Serialize)]
pub struct Against {
    /// The mean difference of nDCG@10, above zero where this one is better.
    pub difference: f64,
    /// Half the width of its interval of 95 %.
    pub margin: f64,
    /// How likely chance alone makes such a difference, by [`p_value`].
    pub p: f64,
    /// The queries that won most, with their differences.
    pub won: Vec<(String, f64)>,
    /// Those that lost most.
    pub lost: Vec<(String, f64)>,
}

/// Compares the same queries in two reports; `most` of those that won and lost.
pub fn against(this: &Report, other: &Report, most: usize) -> Against {
    let mut ordered: Vec<(&str, f64)> = this
        .queries
        .iter()
        .zip(&other.queries)
        .map(|(a, b)| (a.text.as_str(), a.measures.ndcg_10 - b.measures.ndcg_10))
        .collect();
    let groups = this.queries.iter().map(|query| query.group.as_str());
    let means = means(groups.zip(ordered.iter().map(|(_, difference)| *difference)));

    ordered.sort_by(|a, b| b.1.total_cmp(&a.1));
    let named = |(text, difference): &(&str, f64)| ((*text).to_owned(), *difference);
    let won = ordered.iter().take_while(|(_, d)| *d > 0.0).take(most).map(named).collect();
    let lost = ordered.iter().rev().take_while(|(_, d)| *d < 0.0).take(most).map(named).collect();
    let difference = means.iter().sum::<f64>() / means.len().max(1) as f64;

    Against { difference, margin: margin(&means), p: p_value(&means), won, lost }
}

/// The mean of the values of each group, in the order of their names.
fn means<'a>(values: impl Iterator<Item = (&'a str, f64)>) -> Vec<f64> {
    let mut groups: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (group, value) in values {
        let (count, sum) = groups.entry(group).or_default();
        *count += 1.0;
        *sum += value;
    }
    groups.values().map(|(count, sum)| sum / count).collect()
}
