//! What weights are worth on sets that they were not chosen on.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use ibid::Lang;

use crate::data::Loaded;
use crate::decide::{self, Figures};
use crate::tune::{COUNT, Limits, Weights, by_group, name, search, shipped};

/// For each set that is left out, the weights that the others ask for.
type Unseen = Vec<(&'static str, Weights)>;

/// The weights in use beside those that never saw the set; the latter are kept in `saved`.
pub(crate) fn run(sets: &[Loaded], saved: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let weights = leave_out(sets, None);
    let unseen = figures(sets, &weights);
    if let Some(path) = saved {
        save(&unseen, path)?;
    }

    println!("Weights in use, and weights found without the set:\n");
    decide::show(&in_use(sets), &unseen, ["in use", "unseen"]);
    show_weights(&weights);
    Ok(())
}

/// A feature: the search with it and without it, on sets that neither saw.
pub(crate) fn judge(sets: &[Loaded], feature: usize) {
    let (without, with) = (leave_out(sets, Some(feature)), leave_out(sets, None));

    println!("Weights found without the set, without {} and with it:\n", name(feature));
    decide::show(&figures(sets, &without), &figures(sets, &with), ["without", "with"]);
    show_weights(&with);
}

/// What `cross` kept before a change, and after it.
pub(crate) fn compare(before: &Path, after: &Path) -> Result<(), Box<dyn Error>> {
    decide::show(&saved(before)?, &saved(after)?, ["before", "after"]);
    Ok(())
}

fn leave_out(sets: &[Loaded], zero: Option<usize>) -> Unseen {
    let mut found: Unseen = Vec::new();
    for row in sets.iter().map(|set| set.row).filter(|row| row.counts()) {
        if found.iter().all(|(of, _)| *of != row.of) {
            let limits = Limits { without: Some(row.of), zero };
            found.push((row.of, search(sets, limits)));
        }
    }
    found
}

/// Each row with the weights that never saw its set.
fn figures(sets: &[Loaded], weights: &Unseen) -> Vec<Figures> {
    let of = |set: &Loaded| weights.iter().find(|(of, _)| *of == set.row.of);
    sets.iter().filter_map(|set| Some(measured(set, &of(set)?.1))).collect()
}

fn in_use(sets: &[Loaded]) -> Vec<Figures> {
    sets.iter().map(|set| measured(set, &shipped())).collect()
}

fn measured(set: &Loaded, weights: &Weights) -> Figures {
    let groups = by_group(&set.asked, weights);
    Figures {
        label: set.row.label(),
        lang: Some(set.row.lang),
        counts: set.row.counts(),
        groups: groups.into_iter().map(|(group, value)| (group.to_owned(), value)).collect(),
    }
}

fn show_weights(weights: &Unseen) {
    print!("\n{:<20}", "without");
    (1..COUNT).for_each(|i| print!(" {:>10}", name(i)));
    println!();
    for (set, weights) in weights {
        print!("{set:<20}");
        weights[1..].iter().for_each(|weight| print!(" {weight:>10.3}"));
        println!();
    }
}

/// Writes figures: row, language, whether it counts, group and nDCG@10, parted by tabs.
fn save(figures: &[Figures], path: &Path) -> Result<(), Box<dyn Error>> {
    let mut lines = String::new();
    for row in figures {
        let lang = row.lang.map_or("", Lang::code);
        for (group, value) in &row.groups {
            lines.push_str(&format!("{}\t{lang}\t{}\t{group}\t{value}\n", row.label, row.counts));
        }
    }
    fs::write(path, lines)?;
    Ok(())
}

/// Reads what [`save`] wrote.
fn saved(path: &Path) -> Result<Vec<Figures>, Box<dyn Error>> {
    let mut rows: BTreeMap<String, Figures> = BTreeMap::new();
    for line in fs::read_to_string(path)?.lines() {
        let [label, lang, counts, group, value] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("{}: not a line of figures: {line}", path.display()).into());
        };
        let row = rows.entry(label.to_owned()).or_default();
        label.clone_into(&mut row.label);
        row.lang = Lang::from_tag(lang);
        row.counts = counts.parse()?;
        row.groups.insert(group.to_owned(), value.parse()?);
    }
    Ok(rows.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_that_were_saved_are_read_again() {
        let groups = [("q1".to_owned(), 0.25), ("q2".to_owned(), 1.0 / 3.0)].into();
        let row =
            Figures { label: "a (fr)".to_owned(), lang: Some(Lang::Fr), counts: true, groups };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("figures.tsv");
        save(std::slice::from_ref(&row), &path).unwrap();
        assert_eq!(saved(&path).unwrap(), [row]);

        fs::write(&path, "no figures\n").unwrap();
        assert!(saved(&path).is_err());
    }
}
