//! Times, names and words in cells, written as the plainest shape: `0:07 | Jane Roe | yes` as
//! `[0:07] Jane Roe: yes`. No time reaches a row of a table that has none.

use std::borrow::Cow;

use super::light::Line;
use super::{habits, shape, stamp};

/// Longer lines are not looked at for cells.
const LONGEST_ROW: usize = 4000;
/// The time of a row stands within so many bytes of its start, behind a name at most.
const NEAR: usize = 100;
/// What parts a time, a name and words from each other.
const SEPARATORS: [&str; 8] = ["|", "\t", " / ", " – ", " - ", " — ", ";", ","];

/// A line in cells.
struct Row<'a> {
    times: Vec<&'a str>,
    name: &'a str,
    words: Cow<'a, str>,
}

/// Writes `time | name | words` as words that open with a label, where most times of the text have a
/// name beside them so, and names come back.
pub(super) fn rewrite(lines: &mut [Line<'_>]) {
    let may_be_row = |line: &Line<'_>| {
        let mut near = line.text.bytes().take(NEAR);
        line.text.len() <= LONGEST_ROW && line.heading.is_none() && near.any(|b| b.is_ascii_digit())
    };
    let near: Vec<usize> = (0..lines.len()).filter(|at| may_be_row(&lines[*at])).collect();
    if near.len() < 2 {
        return;
    }
    let timed = lines.iter().filter(|line| shape::shape(&line.text).stamp().is_some()).count();
    let kinds = SEPARATORS.iter().map(|separator| Some(*separator)).chain([None]);
    for kind in kinds {
        let row = |at: &usize| Some((*at, row(&lines[*at].text, kind)?));
        let rows: Vec<(usize, Row<'_>)> = near.iter().filter_map(row).collect();
        let names: Vec<&str> = rows.iter().map(|(_, row)| row.name).collect();
        let most = rows.len() >= 2 && rows.len() * 10 >= timed.max(rows.len()) * 7;
        if !most || !habits::come_back(&names) {
            continue;
        }

        let written =
            |row: &Row<'_>| format!("[{}] {}: {}", row.times.join(" - "), row.name, row.words);
        let new: Vec<(usize, String)> = rows.iter().map(|(at, row)| (*at, written(row))).collect();
        if kind == Some("|") {
            let is_ruled =
                lines.iter().any(|line| line.text.starts_with('|') && is_rule(&line.text));
            without_head(lines);
            if is_ruled {
                set_apart(lines, &new);
            }
        }
        for (at, text) in new {
            lines[at].text = Cow::Owned(text);
            lines[at].bold_label = true;
        }
        return;
    }
}

/// Sets apart the rows of tables of Markdown that have no time, and the first words below a table;
/// `timed` are the rows that have one.
fn set_apart(lines: &mut [Line<'_>], timed: &[(usize, String)]) {
    let first = timed.first().map_or(0, |(first, _)| *first);
    let mut is_table = false;
    for (at, line) in lines.iter_mut().enumerate().skip(first) {
        if timed.binary_search_by_key(&at, |(row, _)| *row).is_ok() {
            is_table = true;
        } else if line.text.starts_with('|') {
            line.text = Cow::Owned(without_bars(&line.text));
            (line.apart, is_table) = (true, true);
        } else if !line.text.is_empty() {
            line.apart = std::mem::take(&mut is_table);
        }
    }
}

/// The cells of a row that has no time, as words behind a label.
fn without_bars(row: &str) -> String {
    let cells = row.replace("\\|", "\u{0}");
    let mut cells = cells.split('|').map(str::trim).filter(|cell| !cell.is_empty());
    let first = cells.next().unwrap_or_default();
    let rest: Vec<&str> = cells.collect();
    let sign = if !rest.is_empty() && shape::name(first).is_some() { ": " } else { " " };
    [first, &rest.join(" ")].join(sign).trim().replace('\u{0}', "|")
}

/// Dashes that part the head of a table of Markdown from its rows.
fn is_rule(text: &str) -> bool {
    text.contains("--") && text.chars().all(|c| matches!(c, '-' | ':' | '|' | ' '))
}

/// Empties the line of dashes of a table of Markdown, and the head above it.
fn without_head(lines: &mut [Line<'_>]) {
    if let Some(at) = lines.iter().position(|line| is_rule(&line.text)) {
        for line in &mut lines[at.saturating_sub(1)..=at] {
            if line.text.contains('|') {
                line.text = Cow::Borrowed("");
            }
        }
    }
}

/// The cells of a line; without a separator, those in brackets: `[0:07] [Jane Roe] yes`.
fn row<'a>(text: &'a str, separator: Option<&str>) -> Option<Row<'a>> {
    let (mut times, mut name) = (Vec::new(), None);
    let mut rest = if separator == Some("|") { text.trim_matches(['|', ' ']) } else { text };
    while name.is_none() || times.is_empty() {
        let (cell, after) = match separator {
            Some(separator) => rest.split_once(separator)?,
            None => bracketed(rest)?,
        };
        let cell = unquoted(cell);
        let is_time = times.len() < 2 && stamp::whole(cell).is_some();
        if is_time {
            times.push(cell.trim_matches(['[', ']', '(', ')']));
        } else if name.is_none() {
            name = Some(shape::name(cell)?);
        } else {
            return None;
        }
        rest = after.trim_start();
    }

    let words = unquoted(rest.trim_start_matches([':', ' ', '\u{a0}']));
    let words = match separator {
        Some(";" | ",") => Cow::Owned(words.replace("\"\"", "\"")),
        Some("|") => Cow::Owned(words.replace("\\|", "|")),
        _ => Cow::Borrowed(words),
    };
    (!words.is_empty()).then_some(Row { times, name: name?, words })
}

/// What stands in the brackets that a text begins with, and what follows them.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let close = if text.starts_with('[') { ']' } else { ')' };
    let end = text.strip_prefix(['[', '('])?.find(close)?;
    text.split_at_checked(end + 2)
}

fn unquoted(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell)
}
