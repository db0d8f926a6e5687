//! Transcripts as tables: a row of names, then a line or a word a row, parted by tabs, commas or
//! semicolons (RFC 4180 where there are quotes).
//!
//! Whisper and whisper.cpp write `start`, `end` and `text` in milliseconds (`whisper/utils.py`,
//! `WriteTSV`; `examples/cli`, `--output-csv`). Others write seconds or clocks, in an order and under
//! names of their own; [`columns`] lists those. A unit that the head does not tell is told by the
//! pace of what is said, as with recognisers. The labels of Audacity ("Importing and Exporting
//! Labels" in its manual) have no head: start and end in seconds, and words.

mod columns;
mod headless;

use ibid_core::document::{Document, Evidence};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use super::recognisers::names::Unit;
use super::recognisers::time::{Pace, Time};
use crate::Format;
use crate::clean::{clean, words};
use crate::formats::is_long;
use crate::timed::{Cue, CueProblem, Transcript};
use columns::Columns;

/// How many rows tell whether a table is a transcript.
const LOOKED_AT: usize = 20;
/// No head is longer, in bytes.
const LONGEST_HEAD: usize = 4096;

/// A row as the table has it.
struct Row {
    line: u32,
    start: Option<Time>,
    end: Option<Time>,
    text: String,
    /// What further columns say of it in other languages.
    others: Vec<(Option<Lang>, String)>,
    speaker: Option<String>,
    /// Its start may be the hour of the day, as far as the row tells.
    may_be_hour: bool,
    /// Its start is a clock of two numbers.
    is_pair: bool,
}

/// Whether a text is such a table: its head names times and words, and most rows have a time.
pub(crate) fn sniff(text: &str) -> bool {
    let Some((columns, delimiter, body)) = head(text) else { return false };
    let looked_at: Vec<Row> = rows(body, delimiter, &columns).take(LOOKED_AT).collect();
    // Whole numbers beside notes may be days or pages.
    let counts = |row: &Row| matches!(row.start, Some(Time::Number(_, false)));
    let are_numbers = columns.lists_markers && looked_at.iter().any(counts);
    if are_numbers || are_hours(&looked_at, &columns) {
        return false;
    }
    let (mut all, mut timed) = (0, 0);
    for row in looked_at.iter().filter(|row| !row.text.is_empty()) {
        all += 1;
        timed += usize::from(row.start.is_some());
    }
    timed > 0 && timed * 2 > all
}

/// Whether the times of a table are those of the day, as in a log, a programme or a list of messages:
/// no end or length says otherwise, all are written as hours are, and the first is late.
fn are_hours(rows: &[Row], columns: &Columns) -> bool {
    // A column for ends may be empty.
    let lasts = rows.iter().any(|row| row.end.is_some()) || columns.is_span;
    let first = rows.iter().find(|row| row.start.is_some());
    let late = first.is_some_and(|row| row.may_be_hour)
        && rows.iter().all(|row| row.may_be_hour || row.start.is_none());
    (!lasts || columns.lists_markers) && late || !lasts && are_far_apart(rows)
}

/// Whether times of hours and minutes, or of minutes and seconds, begin late, with so few words each
/// that nobody speaks as slowly: a table of tides or of trains.
fn are_far_apart(rows: &[Row]) -> bool {
    const LATE: f64 = 60_000.0;
    const SLOWEST: f64 = 8_000.0;
    let timed: Vec<(f64, usize)> = rows
        .iter()
        .filter_map(|row| match row.start? {
            Time::Millis(millis) if row.is_pair => Some((millis, words(&row.text))),
            _ => None,
        })
        .collect();
    let slow = |pair: &[(f64, usize)]| pair[0].1 as f64 * SLOWEST < pair[1].0 - pair[0].0;
    let steps = timed.len().saturating_sub(1);
    timed.len() == rows.len()
        && timed.first().is_some_and(|(first, _)| *first >= LATE)
        && timed.windows(2).filter(|pair| slow(pair)).count() * 3 > steps * 2
}

/// Whether a cell is a clock that may be the hour of the day and is late for a medium to begin:
/// `9:14`, `09:14:02`.
fn may_be_hour(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split(':').collect();
    let numbers: Option<Vec<u64>> = parts.iter().map(|part| part.parse().ok()).collect();
    match numbers.as_deref() {
        Some([hours, _]) => (5..24).contains(hours),
        Some([hours, _, _]) => (6..24).contains(hours),
        _ => false,
    }
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::Table);
    if let Some((columns, delimiter, body)) = head(text) {
        let all: Vec<Row> = rows(body, delimiter, &columns).collect();
        let scale = pace(&all).scale(None);
        let whole = all.iter().all(|row| matches!(row.start, Some(Time::Number(_, false)) | None));
        // Nothing but the programs of the family writes these names and whole milliseconds.
        let of_whisper = columns.is_plain && whole && scale < super::recognisers::time::SECONDS;
        let machine = of_whisper || columns.confidence.is_some();
        file.about.evidence = machine.then_some(Evidence::Machine);
        let others = all.iter().map(|row| row.others.len()).max().unwrap_or(0);
        for row in &all {
            add(row, &row.text, columns.lang, scale, &mut file);
        }
        // Another language goes through the whole medium again.
        for nth in 0..others {
            for row in &all {
                let Some((lang, text)) = row.others.get(nth) else { continue };
                add(row, text, *lang, scale, &mut file);
            }
        }
    }

    let mut document = file.into_document(source);
    crate::formats::bound(&mut document, 1);
    document
}

/// The columns that the head of a table names, its delimiter, and the text of all of it.
fn head(text: &str) -> Option<(Columns, u8, Body<'_>)> {
    let mut body = Body { text: text.trim_start_matches('\u{feff}'), skipped: 0 };
    // Excel says its delimiter so.
    let above = body.text.split_once('\n').filter(|(first, _)| first.starts_with("sep="));
    if let Some((_, rest)) = above {
        body = Body { text: rest, skipped: 1 };
    }

    let line = body.text.split('\n').next()?;
    if line.len() > LONGEST_HEAD {
        return None;
    }
    if columns::is_label(line) {
        return Some((Columns::of_labels(), b'\t', body));
    }
    // A table of Markdown; what stands below one would be lost here.
    if line.trim_start().starts_with('|') {
        let is_row = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('|');
        if !body.text.lines().all(is_row) {
            return None;
        }
        let record = reader(line, b'|').into_records().next()?.ok()?;
        return Some((Columns::from_head(record.iter().map(str::trim))?, b'|', body));
    }
    const DELIMITERS: [u8; 3] = [b'\t', b',', b';'];
    let named = DELIMITERS.into_iter().find_map(|delimiter| {
        let record = reader(line, delimiter).into_records().next()?.ok()?;
        Some((Columns::from_head(record.iter())?, delimiter, body))
    });
    named.or_else(|| {
        DELIMITERS.into_iter().find_map(|delimiter| {
            // Cheap to refuse.
            let is_parted = line.bytes().any(|b| b == delimiter);
            if !is_parted {
                return None;
            }
            let below = body.text.get(line.len() + 1..).unwrap_or_default();
            let headed =
                || Some(Columns { is_headless: false, ..headless::columns(below, delimiter)? });
            Some((headless::columns(body.text, delimiter).or_else(headed)?, delimiter, body))
        })
    })
}

/// The text of a table from its head on, and how many lines stand above.
#[derive(Clone, Copy)]
struct Body<'a> {
    text: &'a str,
    skipped: u32,
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        // Tabs part what programs write without quotes, and a quote is then a sign like others.
        .quoting(delimiter != b'\t' && delimiter != b'|')
        .from_reader(text.as_bytes())
}

fn rows<'t>(body: Body<'t>, delimiter: u8, columns: &Columns) -> impl Iterator<Item = Row> + 't {
    let columns = columns.clone();
    let skipped = usize::from(!columns.is_headless);
    let records = reader(body.text, delimiter).into_records().skip(skipped);
    // Dashes part the head of a table of Markdown from its rows.
    let is_rule = move |record: &csv::StringRecord| {
        delimiter == b'|' && record.iter().all(|cell| cell.chars().all(|c| "-: ".contains(c)))
    };
    records.filter_map(Result::ok).filter(move |record| !is_rule(record)).map(move |record| {
        let cell = |at: Option<usize>| record.get(at?).map(str::trim).filter(|c| !c.is_empty());
        let time = |column: Option<(usize, Unit)>| {
            let (at, unit) = column?;
            Time::from_text(cell(Some(at))?, unit)
        };
        let line = record.position().map_or(1, csv::Position::line);
        let start_cell = cell(Some(columns.start.0));
        let (first, second) = match start_cell.filter(|_| columns.is_span) {
            Some(span) => span.split_once(['-', '–']).unwrap_or((span, "")),
            None => (start_cell.unwrap_or_default(), ""),
        };
        let start = Time::from_text(first.trim(), columns.start.1);
        let until = || Time::from_text(second.trim(), columns.start.1);
        let lasts = || start?.plus(time(columns.lasts)?);

        Row {
            line: u32::try_from(line).unwrap_or(u32::MAX).saturating_add(body.skipped),
            start,
            end: time(columns.end).or_else(lasts).or_else(until),
            text: clean(cell(Some(columns.text)).unwrap_or_default()),
            others: others(&columns, &record),
            speaker: cell(columns.speaker).map(clean).filter(|name| !is_long(name)),
            may_be_hour: start_cell.is_some_and(may_be_hour),
            is_pair: start_cell.is_some_and(|cell| cell.matches(':').count() == 1),
        }
    })
}

fn others(columns: &Columns, record: &csv::StringRecord) -> Vec<(Option<Lang>, String)> {
    let cell = |at: usize| clean(record.get(at).unwrap_or_default());
    columns.others.iter().map(|(at, lang)| (*lang, cell(*at))).collect()
}

fn pace(rows: &[Row]) -> Pace {
    let mut pace = Pace::default();
    for (i, row) in rows.iter().enumerate() {
        // Where no end is told, what follows ends it.
        let end = row.end.or_else(|| rows.get(i + 1)?.start);
        pace.add(row.start, end, &row.text);
    }
    pace
}

fn add(row: &Row, text: &str, lang: Option<Lang>, scale: f64, file: &mut Transcript) {
    if text.is_empty() {
        return;
    }
    let Some(start) = row.start.and_then(|time| time.millis(scale)) else {
        file.counts.add(CueProblem::UnreadableTime, row.line);
        file.leave_untimed(text, row.line);
        return;
    };

    let end = row.end.and_then(|time| time.millis(scale));
    let from = Timecode::from_millis(start);
    let mut cue = Cue::new(from, from, text.to_owned(), row.line);
    cue.speaker.clone_from(&row.speaker);
    cue.lang = lang;
    match end {
        Some(end) => {
            cue.end = Timecode::from_millis(end);
            file.add(cue);
        }
        None => file.add_told(cue),
    }
}

#[cfg(test)]
mod tests;
