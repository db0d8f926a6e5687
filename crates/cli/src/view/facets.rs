//! Counts of what matches, as tables.

use std::io::Write;

use ibid::{FacetsView, Lang};

use super::table;
use crate::messages::Messages;

/// No more values of a facet are shown by themselves.
const SHOWN: usize = 12;

/// Prints a table for each facet: its values with their counts, and the rest together.
pub(crate) fn facets(
    out: &mut impl Write,
    facets: &FacetsView,
    m: Messages,
) -> std::io::Result<()> {
    for (i, (facet, counts)) in facets.0.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        let mut rows = vec![[heading(facet, m).to_owned(), m.text("facet.passages").to_owned()]];
        let row = |(value, count): &(String, u64)| [named(facet, value, m), m.number(*count)];
        rows.extend(counts.0.iter().take(SHOWN).map(row));

        let others = counts.0.get(SHOWN..).unwrap_or_default();
        if !others.is_empty() {
            let sum = others.iter().map(|(_, count)| count).sum();
            rows.push([m.count("facet.others", others.len() as u64, &[]), m.number(sum)]);
        }
        table(out, &rows)?;
    }
    Ok(())
}

fn heading(facet: &str, m: Messages) -> &'static str {
    match facet {
        "lang" => m.text("facet.lang"),
        "source" => m.text("facet.source"),
        "speaker" => m.text("facet.speaker"),
        _ => m.text("facet.year"),
    }
}

/// A value as it is shown; that of passages which have none is told.
fn named(facet: &str, value: &str, m: Messages) -> String {
    match (facet, value) {
        ("lang", tag) => m.language(Lang::from_tag(tag)).to_owned(),
        (_, "") => m.text("facet.none").to_owned(),
        (_, value) => value.to_owned(),
    }
}
