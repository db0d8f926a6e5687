//! The part of a passage that answers best: whole sentences, with marks.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::highlight::{Mark, distinct_weight};
use crate::pauses::{is_longer, pieces, sentences};

/// How long a snippet is at most, in characters, where the caller does not say.
pub(crate) const MAX_CHARS: usize = 320;

/// What one more occurrence of a term adds, beside a term that is not there yet.
const REPEATED: f64 = 0.1;

/// The part of a passage to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Snippet {
    /// Plain text; `…` stands where a sentence was cut.
    pub text: String,
    /// The text escaped, with `<mark>` around what matched and no other tag.
    pub html: String,
    /// Byte ranges of `text` that matched, in order.
    #[serde(skip)]
    pub marks: Vec<Range<usize>>,
}

impl Snippet {
    /// Cuts the best part out of a text.
    pub fn new(text: &str, marks: &[Mark], max_chars: usize) -> Self {
        let sentences = sentences(text);
        Snippet::of(text, &sentences, marks, best_part(text, &sentences, marks, max_chars))
    }

    /// A part of a text that has these sentences.
    pub(crate) fn of(
        text: &str,
        sentences: &[Range<usize>],
        marks: &[Mark],
        range: Range<usize>,
    ) -> Self {
        let part = text.get(range.clone()).unwrap_or_default();
        let lead = if sentences.iter().any(|s| s.start == range.start) { "" } else { "… " };
        let tail = if sentences.iter().any(|s| s.end == range.end) { "" } else { " …" };
        let (lead, tail) = if part.is_empty() { ("", "") } else { (lead, tail) };
        let shown = format!("{lead}{part}{tail}");
        let inside =
            marks.iter().filter(|m| m.bytes.start < range.end && m.bytes.end > range.start);
        let marks: Vec<Range<usize>> = inside
            .map(|m| {
                let start = m.bytes.start.max(range.start) - range.start + lead.len();
                start..m.bytes.end.min(range.end) - range.start + lead.len()
            })
            .collect();
        let html = html(&shown, &marks);

        Snippet { text: shown, html, marks }
    }
}

/// The bytes of the part that holds the greatest weight of marks within `max_chars` characters,
/// the earliest of equals.
///
/// Its edges are those of sentences or lines; where one sentence is too long, of its clauses or,
/// at worst, its words. Different terms count more than the same again. A mark is never cut, even
/// if it is longer than `max_chars`.
pub fn snippet(text: &str, marks: &[Mark], max_chars: usize) -> Range<usize> {
    best_part(text, &sentences(text), marks, max_chars)
}

/// As [`snippet`], of a text that has these sentences.
pub(crate) fn best_part(
    text: &str,
    sentences: &[Range<usize>],
    marks: &[Mark],
    max_chars: usize,
) -> Range<usize> {
    let units = units(text, sentences, marks, max_chars);
    let mut best: Option<(f64, Range<usize>)> = None;
    let mut end = 0;
    for (i, unit) in units.iter().enumerate() {
        end = end.max(i + 1);
        let window = |to: usize| unit.start..units.get(to - 1).map_or(unit.end, |last| last.end);
        while end < units.len() && !is_longer(text, &window(end + 1), max_chars) {
            end += 1;
        }
        let value = value(marks, &window(end));
        if best.as_ref().is_none_or(|(most, _)| value > *most) {
            best = Some((value, window(end)));
        }
    }

    best.map_or(0..0, |(_, range)| range)
}

/// The sentences, and the parts of those that are too long.
fn units(
    text: &str,
    sentences: &[Range<usize>],
    marks: &[Mark],
    max_chars: usize,
) -> Vec<Range<usize>> {
    let whole = |at: usize| {
        let next = marks.partition_point(|m| m.bytes.end <= at);
        marks.get(next).is_some_and(|m| m.bytes.start < at)
    };
    let mut units = Vec::new();
    for sentence in sentences {
        if is_longer(text, sentence, max_chars) {
            units.extend(pieces(text, sentence, max_chars, &whole));
        } else {
            units.push(sentence.clone());
        }
    }

    units
}

fn value(marks: &[Mark], window: &Range<usize>) -> f64 {
    let inside = inside(marks, window);
    let all: f64 = inside.iter().map(|m| m.weight).sum();
    let distinct = distinct_weight(inside.iter());
    distinct + REPEATED * (all - distinct)
}

/// The marks that lie in a range as a whole.
pub(crate) fn inside<'m>(marks: &'m [Mark], range: &Range<usize>) -> &'m [Mark] {
    let from = marks.partition_point(|m| m.bytes.start < range.start);
    let to = marks.partition_point(|m| m.bytes.end <= range.end).max(from);
    marks.get(from..to).unwrap_or_default()
}

/// Escapes a text for HTML, with `<mark>` around the ranges, which are in order and disjoint.
pub fn html(text: &str, marks: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len() + 13 * marks.len());
    let mut at = 0;
    for mark in marks {
        escape(text.get(at..mark.start).unwrap_or_default(), &mut out);
        out.push_str("<mark>");
        escape(text.get(mark.clone()).unwrap_or_default(), &mut out);
        out.push_str("</mark>");
        at = mark.end;
    }

    escape(text.get(at..).unwrap_or_default(), &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    // all of these signs are ASCII, and most text has none of them
    while let Some(at) = rest.bytes().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        let (plain, from) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(match from.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            _ => "&#39;",
        });
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests;
