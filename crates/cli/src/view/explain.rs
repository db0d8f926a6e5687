//! Why a passage stands where it does: a line for each word, with what its features gave.

use std::io::Write;

use ibid::{Explanation, PartView, Place};

use super::{DIM, INDENT, hanging};
use crate::messages::Messages;

/// The parts of one word, or of what is no word.
struct Row<'a> {
    first: &'a PartView,
    parts: Vec<&'a PartView>,
}

impl Row<'_> {
    fn gives(&self) -> f64 {
        self.parts.iter().map(|part| part.gives).sum()
    }

    /// How much of it the parts with a place there gave.
    fn of_place(&self, place: Place) -> f64 {
        let there = self.parts.iter().filter(|part| part.field == Some(place));
        there.map(|part| part.gives).sum()
    }
}

/// Prints what gave a passage its score.
pub(crate) fn explanation(
    out: &mut impl Write,
    explanation: &Explanation,
    m: Messages,
) -> std::io::Result<()> {
    for row in rows(&explanation.parts) {
        line(out, &m.decimal(row.gives(), 4), &label(&row, m))?;
    }
    line(out, &m.decimal(explanation.score, 4), m.text("explain.score"))
}

fn line(out: &mut impl Write, gives: &str, label: &str) -> std::io::Result<()> {
    hanging(out, &format!("{INDENT}{gives:>9}  "), label, DIM)
}

/// The parts by words, in their order; what stands near another word has a row of its own.
fn rows(parts: &[PartView]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for part in parts {
        let same = |row: &&mut Row<'_>| {
            let (a, b) = (row.first, part);
            part.word.is_some() && (&a.word, &a.term, &a.with) == (&b.word, &b.term, &b.with)
        };
        match rows.iter_mut().find(same) {
            Some(row) => row.parts.push(part),
            None => rows.push(Row { first: part, parts: vec![part] }),
        }
    }
    rows
}

fn label(row: &Row<'_>, m: Messages) -> String {
    let PartView { word, with, term, factor, rules, rule, .. } = row.first;
    let mut said = Vec::new();
    match (word, with) {
        (Some(word), Some(with)) => said.push(format!("{word} + {with}")),
        (Some(word), None) => said.push(word.clone()),
        (None, _) => {}
    }
    said.extend(term.clone().filter(|_| with.is_none()));

    said.extend(rule.map(|rule| m.score_rule(rule).to_owned()));
    let mut features: Vec<(&str, f64)> = Vec::new();
    for part in &row.parts {
        let Some(feature) = part.feature.map(|feature| m.feature(feature)) else { continue };
        match features.iter_mut().find(|(name, _)| *name == feature) {
            Some((_, gives)) => *gives += part.gives,
            None => features.push((feature, part.gives)),
        }
    }
    match &features[..] {
        [(only, _)] => said.push((*only).to_owned()),
        several => said
            .extend(several.iter().map(|(name, gives)| format!("{name} {}", m.decimal(*gives, 4)))),
    }

    let headings = row.of_place(Place::Headings);
    if headings > 0.0 {
        said.push(format!("{} {}", m.text("explain.headings"), m.decimal(headings, 4)));
    }
    if let Some(factor) = factor {
        let rules: Vec<&str> = rules.iter().map(|rule| m.score_rule(*rule)).collect();
        said.push(format!("× {} ({})", m.decimal(*factor, 2), rules.join(", ")));
    }
    said.join(" · ")
}
