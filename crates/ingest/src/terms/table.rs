//! Tables, CSV (RFC 4180) and its kin: a column for each language, parted by commas, semicolons or
//! tabs.

mod columns;
mod rows;

use ibid_core::diagnostic::{Code, ProblemKind};
use ibid_core::lang::Lang;
use ibid_core::lexicon::terms::{Direction, Entry, LeftOut};

use super::Sink;
use crate::clean::clean;
use columns::Columns;
use rows::{Row, Rows};

/// What may part the cells, the surest first.
const DELIMITERS: [u8; 3] = [b'\t', b';', b','];

/// So many rows say how a table is written.
const SAMPLE_ROWS: usize = 100;

/// Reads a table.
pub(super) fn read(text: &str, sink: &mut Sink) {
    let (text, named, before) = delimiter_line(text);
    let delimiter = named.unwrap_or_else(|| delimiter(text));
    let sample: Vec<Row> = Rows::new(text, delimiter, before).flatten().take(SAMPLE_ROWS).collect();
    let columns = match Columns::new(&sample) {
        Ok(columns) => columns,
        Err(left_out) => return sink.leave_out(left_out),
    };
    if columns.told_english_first {
        sink.builder.warn(Code::TermColumnsTold, &[]);
    }

    let mut at_head = columns.has_head;
    for row in Rows::new(text, delimiter, before) {
        if at_head && row.is_ok() {
            at_head = false;
            continue;
        }
        match row.and_then(|row| entry(&row, &columns, delimiter)) {
            Ok(entry) => {
                if !sink.add(&entry) {
                    return;
                }
            }
            Err(left_out) => sink.leave_out(left_out),
        }
    }
}

/// The line `sep=;` that some spreadsheets write first, the sign that it names, and how many lines
/// come before what remains.
fn delimiter_line(text: &str) -> (&str, Option<u8>, u32) {
    let after = text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n'));
    match after.map(|(sign, rest)| (sign.trim_end_matches('\r').as_bytes(), rest)) {
        Some(([sign], rest)) => (rest, Some(*sign), 1),
        _ => (text, None, 0),
    }
}

/// The sign that parts the cells: one by which the first line names both languages, or else the one
/// by which the most lines have as many cells as the first.
fn delimiter(text: &str) -> u8 {
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let sample = Rows::new(text, delimiter, 0).flatten().take(SAMPLE_ROWS);
        let sample: Vec<Row> = sample.collect();
        let Some(first) = sample.first() else { continue };
        if columns::is_head(first) {
            return delimiter;
        }
        let cells = first.cells.len();
        let alike = sample.iter().filter(|row| cells > 1 && row.cells.len() == cells).count();
        if alike > best.0 {
            best = (alike, delimiter);
        }
    }

    best.1
}

/// What a row says.
fn entry(row: &Row, columns: &Columns, delimiter: u8) -> Result<Entry, LeftOut> {
    // a sign that parts cells and is not quoted has parted a term
    if row.cells.iter().skip(columns.count).any(|cell| !cell.trim().is_empty()) {
        return Err(LeftOut::new(row.line, ProblemKind::ManyCells));
    }

    let mut entry = Entry { line: row.line, ..Entry::default() };
    for lang in Lang::ALL {
        let cells = columns.of(lang).iter().filter_map(|at| row.cells.get(*at));
        for cell in cells {
            terms(cell, delimiter, entry.side_mut(lang));
        }
    }
    entry.direction = match columns.direction.and_then(|at| row.cells.get(at)) {
        Some(text) => direction(text).ok_or_else(|| no_direction(row.line, text))?,
        None => Direction::Both,
    };

    Ok(entry)
}

fn no_direction(line: u32, text: &str) -> LeftOut {
    let shown = text.trim().chars().take(40).collect();
    LeftOut::about(line, ProblemKind::NoDirection, "value", shown)
}

/// The terms of a cell.
fn terms(cell: &str, delimiter: u8, into: &mut Vec<String>) {
    let parts = |c: char| matches!(c, '|' | '\n') || (c == ';' && delimiter != b';');
    let terms = cell.split(parts).map(clean).filter(|term| !term.is_empty());
    into.extend(terms);
}

/// `fr>en`, `fr → en`, `en-fr`; `<>`, `both`, or nothing for both ways.
pub(super) fn direction(text: &str) -> Option<Direction> {
    let text = text.trim().to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let langs: Vec<Option<Lang>> = words.map(columns::language).collect();
    let (left, right) = (text.contains(['<', '←', '↔']), text.contains(['>', '→', '↔']));
    match langs.as_slice() {
        _ if ["", "both", "les deux", "deux", "=", "<>", "<->", "↔"].contains(&text.as_str()) => {
            Some(Direction::Both)
        }
        [Some(from), Some(to)] if from != to => Some(match (left, right) {
            (true, true) => Direction::Both,
            (true, false) => Direction::From(*to),
            (false, _) => Direction::From(*from),
        }),
        _ => None,
    }
}
