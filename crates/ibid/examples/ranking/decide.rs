//! Whether a change of the ranking stays: one rule, on figures of sets that it was not chosen on.

use std::collections::BTreeMap;

use ibid::Lang;
use ibid::eval::randomisation::p_value;

/// A set may lose so much, whatever the test says.
const NOISE: f64 = 0.002;

/// A set may lose more than that where chance alone does it so often.
const CHANCE: f64 = 0.1;

/// No set may lose more than this.
const MOST_LOSS: f64 = 0.008;

/// nDCG@10 of the groups of a row.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Figures {
    pub(crate) label: String,
    pub(crate) lang: Option<Lang>,
    /// Whether it is part of the means and of the verdict.
    pub(crate) counts: bool,
    pub(crate) groups: BTreeMap<String, f64>,
}

/// A row before and after a change.
struct Compared<'a> {
    after: &'a Figures,
    means: [f64; 2],
    difference: f64,
    p: f64,
}

/// Prints rows before and after a change, and what the rule says of it.
pub(crate) fn show(before: &[Figures], after: &[Figures], titles: [&str; 2]) {
    let all: Vec<Compared<'_>> = after.iter().filter_map(|after| compare(before, after)).collect();
    let (counted, others): (Vec<_>, Vec<_>) = all.iter().partition(|row| row.after.counts);

    let [first, second] = titles;
    println!("{:<28} {first:>8} {second:>8} {:>10} {:>7}", "nDCG@10", "difference", "p");
    counted.iter().for_each(|row| line(row));
    for lang in Lang::ALL {
        mean_line(&format!("mean ({})", lang.code()), &counted, lang);
    }
    others.iter().for_each(|row| line(row));

    println!(
        "\nA change stays only if the mean of both languages gains, no set loses more than \
         {NOISE} unless its p is above {CHANCE}, and none loses more than {MOST_LOSS}."
    );
    let reasons = reasons(&counted);
    if reasons.is_empty() {
        println!("stays");
    } else {
        println!("goes: {}", reasons.join("; "));
    }
}

/// A row in both, if it is in both: only the groups that both have are compared.
fn compare<'a>(before: &[Figures], after: &'a Figures) -> Option<Compared<'a>> {
    let before = before.iter().find(|before| before.label == after.label)?;
    let pairs: Vec<(f64, f64)> = after
        .groups
        .iter()
        .filter_map(|(group, value)| Some((*before.groups.get(group)?, *value)))
        .collect();

    let count = pairs.len().max(1) as f64;
    let differences: Vec<f64> = pairs.iter().map(|(before, after)| after - before).collect();
    let first = pairs.iter().map(|(before, _)| before).sum::<f64>() / count;
    let second = pairs.iter().map(|(_, after)| after).sum::<f64>() / count;
    Some(Compared {
        after,
        means: [first, second],
        difference: second - first,
        p: p_value(&differences),
    })
}

fn line(row: &Compared<'_>) {
    let [before, after] = row.means;
    let Compared { difference, p, .. } = row;
    println!("{:<28} {before:>8.4} {after:>8.4} {difference:>+10.4} {p:>7.4}", row.after.label);
}

fn mean_line(title: &str, rows: &[&Compared<'_>], lang: Lang) {
    let [before, after] = [0, 1].map(|i| mean(rows, lang, |row| row.means[i]));
    println!("{title:<28} {before:>8.4} {after:>8.4} {:>+10.4}", after - before);
}

/// The mean of a value over the rows of a language.
fn mean(rows: &[&Compared<'_>], lang: Lang, value: impl Fn(&Compared<'_>) -> f64) -> f64 {
    let of: Vec<f64> =
        rows.iter().filter(|row| row.after.lang == Some(lang)).map(|row| value(row)).collect();
    of.iter().sum::<f64>() / of.len().max(1) as f64
}

/// Why a change must go: none where it may stay.
fn reasons(rows: &[&Compared<'_>]) -> Vec<String> {
    let gain: f64 = Lang::ALL.iter().map(|lang| mean(rows, *lang, |row| row.difference)).sum();
    let mut reasons = Vec::new();
    if gain <= 0.0 {
        reasons.push(format!("the mean of both languages gains {:+.4}", gain / 2.0));
    }

    for row in rows {
        let (label, loss, p) = (&row.after.label, -row.difference, row.p);
        if loss > MOST_LOSS || (loss > NOISE && p <= CHANCE) {
            reasons.push(format!("{label} loses {loss:.4} (p {p:.4})"));
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(label: &str, lang: Lang, values: &[f64]) -> Figures {
        let groups = values.iter().enumerate().map(|(i, value)| (i.to_string(), *value)).collect();
        Figures { label: label.to_owned(), lang: Some(lang), counts: true, groups }
    }

    /// What is said of a French set that changes by these amounts, beside an English one that gains.
    fn said(changes: &[f64]) -> Vec<String> {
        let zeros = vec![0.5; changes.len()];
        let before = [figures("a", Lang::Fr, &zeros), figures("b", Lang::En, &[0.5; 9])];
        let changed: Vec<f64> = changes.iter().map(|change| 0.5 + change).collect();
        let after = [figures("a", Lang::Fr, &changed), figures("b", Lang::En, &[0.6; 9])];
        let rows: Vec<Compared<'_>> =
            after.iter().filter_map(|after| compare(&before, after)).collect();
        reasons(&rows.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_set_may_lose_a_little_and_more_by_chance() {
        assert!(said(&[-0.001; 40]).is_empty(), "within the noise");
        assert_eq!(said(&[-0.004; 40]), ["a loses 0.0040 (p 0.0001)"]);

        let scattered: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 0.1 } else { -0.108 }).collect();
        assert!(said(&scattered).is_empty(), "chance does as much");
        let more: Vec<f64> = scattered.iter().map(|change| change - 0.006).collect();
        assert_eq!(said(&more).len(), 1, "whatever chance does");
    }

    #[test]
    fn the_mean_must_gain() {
        let reasons = said(&[-0.2; 40]);
        assert_eq!(reasons[0], "the mean of both languages gains -0.0500");
    }
}
