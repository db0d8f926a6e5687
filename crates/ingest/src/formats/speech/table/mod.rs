//! Transcripts as tables: a row of names, then a line or a word a row, parted by tabs, commas or
//! semicolons (RFC 4180 where there are quotes).
//!
//! Whisper and whisper.cpp write `start`, `end` and `text` in milliseconds (`whisper/utils.py`,
//! `WriteTSV`; `examples/cli`, `--output-csv`). Others write seconds or clocks, in an order and under
//! names of their own; [`columns`] lists those. A unit that the head does not tell is told by the
//! pace of what is said, as with recognisers. The labels of Audacity ("Importing and Exporting
//! Labels" in its manual) have no head: start and end in seconds, and words.

mod columns;
mod counts;
mod drawn;
mod elan;
mod headless;
mod hours;
mod rows;

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::{Document, Evidence};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use super::recognisers::time::{Pace, Time};
use crate::Format;
use crate::formats::counted;
use crate::formats::json::LostFields;
use crate::timed::{Cue, CueProblem, Transcript};
use columns::Columns;
pub(crate) use drawn::heads_of_hours;
use hours::Kind;
use rows::{Row, reader, rows};

/// How many rows tell whether a table is a transcript.
const LOOKED_AT: usize = 20;
/// No head is longer, in bytes.
const LONGEST_HEAD: usize = 4096;

/// Whether a text is such a table: its head names times and words, and most rows have a time.
pub(crate) fn sniff(text: &str) -> bool {
    let Some((columns, delimiter, body)) = head(text) else { return false };
    let looked_at: Vec<Row> = rows(body, delimiter, &columns).take(LOOKED_AT).collect();
    // Whole numbers beside notes may be days or pages.
    let counts = |row: &Row| matches!(row.start, Some(Time::Number(_, false)));
    let are_numbers = columns.lists_markers && looked_at.iter().any(counts);
    if are_numbers {
        return false;
    }
    let (mut all, mut timed) = (0, 0);
    for row in looked_at.iter().filter(|row| !row.text.is_empty()) {
        all += 1;
        timed += usize::from(row.is_hour || row.start.is_some() && !columns.is_of_day);
    }
    timed > 0 && timed * 2 > all || is_timed_here_and_there(&looked_at, body, delimiter, &columns)
}

/// Whether a table tells a clock in some rows, and no other row has anything there.
fn is_timed_here_and_there(
    looked_at: &[Row],
    body: Body<'_>,
    delimiter: u8,
    columns: &Columns,
) -> bool {
    let is_clock = |row: &Row| matches!(row.start, Some(Time::Millis(_)));
    let is_sound = |row: &Row| row.is_untimed || is_clock(row) || row.is_wrapped;
    // The first may stand far down.
    let first = || rows(body, delimiter, columns).find(|row| !row.is_untimed && !row.is_wrapped);

    !columns.lists_markers
        && !columns.is_of_day
        && looked_at.iter().all(is_sound)
        && first().is_some_and(|row| is_clock(&row))
}

/// The columns of the times and of the words, where cells are the head of such a table.
#[cfg(feature = "pdf")]
pub(crate) fn times_and_words<'h>(cells: impl Iterator<Item = &'h str>) -> Option<(usize, usize)> {
    // The cells are not looked at here.
    let columns = Columns::from_head(cells).filter(|columns| !columns.wants_clocks)?;
    Some((columns.start.0, columns.text))
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::Table);
    let mut warnings = Vec::new();
    if let Some((columns, delimiter, body)) = head(text) {
        let all = rows::all(body, delimiter, &columns);
        let first = all.get(..LOOKED_AT).unwrap_or(&all);
        let kind = match counts::are_of_something_else(first, &columns) {
            true => Kind::Doubtful,
            false => hours::kind(first, &columns),
        };
        let unread = unread_columns(&columns, &all, body.skipped + 1);
        if kind != Kind::OfMedium {
            // What nobody said keeps all its cells.
            let is_said = all.iter().any(|row| row.speaker.is_some());
            let mut document = hours::read(all, kind, source);
            document.warnings.extend(unread.filter(|_| is_said));
            return document;
        }
        warnings.extend(unread);
        let doubt = hours::in_doubt(&all);
        warnings.extend(doubt.map(|(line, count)| counted(Code::ClocksInDoubt, line, count)));
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
    document.warnings.append(&mut warnings);
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
        let mut names: Vec<&str> = record.iter().map(str::trim).collect();
        // Behind the last bar is nothing.
        names.pop_if(|name| name.is_empty());
        return Some((named(names.into_iter(), b'|', body)?, b'|', body));
    }
    const DELIMITERS: [u8; 3] = [b'\t', b',', b';'];
    let known = DELIMITERS.into_iter().find_map(|delimiter| {
        let record = reader(line, delimiter).into_records().next()?.ok()?;
        Some((named(record.iter(), delimiter, body)?, delimiter, body))
    });
    known.or_else(|| {
        DELIMITERS.into_iter().find_map(|delimiter| {
            // Cheap to refuse.
            let is_parted = line.bytes().any(|b| b == delimiter);
            if !is_parted {
                return None;
            }
            let below = body.text.get(line.len() + 1..).unwrap_or_default();
            let headed = || {
                let mut columns = headless::columns(below, delimiter)?;
                columns.is_headless = false;
                let head = reader(line, delimiter).into_records().next()?.ok()?;
                for (at, name) in &mut columns.unread {
                    *name = head.get(*at).unwrap_or_default().trim().to_owned();
                }
                Some(columns)
            };
            Some((headless::columns(body.text, delimiter).or_else(headed)?, delimiter, body))
        })
    })
}

/// The columns that a head names, where its first rows bear out what it says.
fn named<'h>(
    names: impl Iterator<Item = &'h str>,
    delimiter: u8,
    body: Body<'_>,
) -> Option<Columns> {
    let columns = Columns::from_head(names)?;
    (!columns.wants_clocks || tells_clocks(body, delimiter, &columns)).then_some(columns)
}

/// Whether the starts of a table are clocks, by its first rows.
fn tells_clocks(body: Body<'_>, delimiter: u8, columns: &Columns) -> bool {
    let first = rows(body, delimiter, columns).take(LOOKED_AT);
    let mut starts = first.filter_map(|row| row.start).peekable();
    starts.peek().is_some() && starts.all(|start| matches!(start, Time::Millis(_)))
}

/// The text of a table from its head on, and how many lines stand above.
#[derive(Clone, Copy)]
struct Body<'a> {
    text: &'a str,
    skipped: u32,
}

/// What there is to say of columns with texts that are not read.
fn unread_columns(columns: &Columns, rows: &[Row], line: u32) -> Option<Diagnostic> {
    /// In a text there are so many words a cell; fewer are a number, a kind or a party.
    const FEWEST: usize = 2;
    let mut lost = LostFields::default();
    for (nth, (_, name)) in columns.unread.iter().enumerate() {
        let cells = rows.iter().filter_map(|row| row.unread.get(nth)).filter(|count| **count > 0);
        let (filled, said) = cells.fold((0, 0), |(filled, said), count| (filled + 1, said + count));
        if filled > 0 && said >= filled * FEWEST {
            lost.add(|| line, name, 1);
        }
    }
    lost.diagnostic(Code::UnreadText)
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
        let why = match row.is_untimed {
            true => CueProblem::KeptUntimed,
            false => CueProblem::UnreadableTime,
        };
        file.keep_untimed_for(why, row.speaker.clone(), text, row.line);
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
