//! The rows of a table, as people and their programs leave them: with a sign in the last cell that
//! parts nothing, a line that an editor wrapped, a cell that goes on below, or no time.

use ibid_core::lang::Lang;

use super::Body;
use super::columns::Columns;
use super::elan;
use super::hours;
use crate::clean::{clean, words};
use crate::formats::is_long;
use crate::formats::speech::recognisers::names::Unit;
use crate::formats::speech::recognisers::time::{Time, parted};

/// A row as the table has it.
pub(super) struct Row {
    pub(super) line: u32,
    pub(super) start: Option<Time>,
    pub(super) end: Option<Time>,
    pub(super) text: String,
    /// What further columns say of it in other languages.
    pub(super) others: Vec<(Option<Lang>, String)>,
    pub(super) speaker: Option<String>,
    /// How many words stand in each column that is not read.
    pub(super) unread: Vec<usize>,
    /// All its cells.
    pub(super) whole: String,
    /// Nothing stands where its start would.
    pub(super) is_untimed: bool,
    /// Nothing stands in it but words.
    pub(super) is_only_text: bool,
    /// It is the end of the line above, which was wrapped.
    pub(super) is_wrapped: bool,
    /// Its start is written as an hour of the day may be, late or not.
    pub(super) is_hour: bool,
    /// Its start may be the hour of the day, as far as the row tells.
    pub(super) may_be_hour: bool,
    /// Its times are clocks of two numbers.
    pub(super) is_pair: bool,
    /// Its times are clocks with seconds, and those are none.
    pub(super) is_on_the_minute: bool,
}

pub(super) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        // Tabs part what programs write without quotes, and a quote is then a sign like others.
        .quoting(delimiter != b'\t' && delimiter != b'|')
        .from_reader(text.as_bytes())
}

/// The rows below the head, one by one.
pub(super) fn rows<'t>(
    body: Body<'t>,
    delimiter: u8,
    columns: &Columns,
) -> impl Iterator<Item = Row> + 't {
    let columns = columns.clone();
    let tiers = columns.of_each_tier();
    let skipped = usize::from(!columns.is_headless);
    let records = reader(body.text, delimiter).into_records().skip(skipped);
    // Dashes part the head of a table of Markdown from its rows.
    let is_rule = move |record: &csv::StringRecord| {
        delimiter == b'|' && record.iter().all(|cell| cell.chars().all(|c| "-: ".contains(c)))
    };
    records.filter_map(Result::ok).filter(move |record| !is_rule(record)).flat_map(move |record| {
        of_record(&joined(record, delimiter, &columns), delimiter, &tiers, body)
    })
}

/// A row for each tier that says something in a record; one where none does.
fn of_record(
    record: &csv::StringRecord,
    delimiter: u8,
    tiers: &[(Columns, Option<String>)],
    body: Body<'_>,
) -> Vec<Row> {
    let is_filled =
        |columns: &Columns| record.get(columns.text).is_some_and(|c| !c.trim().is_empty());
    let filled = tiers.iter().filter(|(columns, _)| is_filled(columns));
    let read = |(columns, speaker): &(Columns, Option<String>)| {
        let row = row(record, delimiter, columns, body);
        let speaker = row.speaker.clone().or_else(|| speaker.clone());
        Row { speaker, ..row }
    };
    let rows: Vec<Row> = filled.map(read).collect();
    if rows.is_empty() { tiers.first().map(read).into_iter().collect() } else { rows }
}

/// All rows: a sentence that goes on below is put where it belongs. Where few rows tell a time, what
/// stands below one may be said minutes later.
pub(super) fn all(body: Body<'_>, delimiter: u8, columns: &Columns) -> Vec<Row> {
    let mut below = Vec::new();
    let all = unwrapped(rows(body, delimiter, columns));
    let said = || all.iter().filter(|row| !row.text.is_empty() && !row.is_only_text);
    let timed = said().filter(|row| row.start.is_some()).count();
    let are_mostly_timed = timed * 3 >= said().count() * 2;
    for row in all {
        let above = below.last_mut().filter(|above: &&mut Row| {
            let is_near = above.start.is_some() && (are_mostly_timed || above.end.is_some());
            let goes_on = row.text.starts_with(char::is_lowercase) && !above.ends_sentence();
            row.is_only_text && is_near && goes_on
        });
        match above {
            Some(above) => above.go_on(&row.text),
            None => below.push(row),
        }
    }
    below
}

/// The rows with the ends of their lines. Below the last row of all, a line may also be the end of the
/// file: it is a row of its own where the one above ends with its sentence.
fn unwrapped(rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut all: Vec<Row> = Vec::new();
    let mut wrapped: Vec<Row> = Vec::new();
    for row in rows {
        if row.is_wrapped && !all.is_empty() {
            wrapped.push(row);
            continue;
        }
        if let Some(above) = all.last_mut() {
            wrapped.drain(..).for_each(|line| above.go_on(&line.whole));
        }
        all.push(row);
    }

    for mut row in wrapped {
        match all.last_mut().filter(|above| !above.ends_sentence()) {
            Some(above) => above.go_on(&row.whole),
            None => {
                row.text.clone_from(&row.whole);
                (row.speaker, row.is_only_text) = (None, false);
                all.push(row);
            }
        }
    }
    all
}

impl Row {
    fn ends_sentence(&self) -> bool {
        let closing = ['»', '”', '"', ')', ' ', '\u{a0}', '\u{202f}'];
        self.text.trim_end_matches(closing).ends_with(['.', '!', '?', '…'])
    }

    /// Adds what stands in a line below it.
    fn go_on(&mut self, text: &str) {
        for own in [&mut self.text, &mut self.whole] {
            let space = if own.is_empty() { "" } else { " " };
            own.push_str(space);
            own.push_str(text);
        }
    }
}

/// A row with as many cells as the head has: a bar behind a backslash parts none in Markdown, and words
/// that were written without quotation marks may hold the sign that parts cells.
fn joined(record: csv::StringRecord, delimiter: u8, columns: &Columns) -> csv::StringRecord {
    let escaped = delimiter == b'|' && record.iter().any(|cell| cell.ends_with('\\'));
    if record.len() <= columns.width && !escaped {
        return record;
    }

    let sign = char::from(delimiter);
    let mut cells: Vec<String> = Vec::with_capacity(record.len());
    for cell in &record {
        match cells.last_mut().filter(|above| escaped && above.ends_with('\\')) {
            Some(above) => {
                above.pop();
                above.push(sign);
                above.push_str(cell);
            }
            None => cells.push(cell.to_owned()),
        }
    }
    // Behind the last bar is nothing.
    if delimiter == b'|' {
        cells.pop_if(|cell| cell.trim().is_empty());
    }

    // Behind a sign in a sentence stands a space. Where several columns hold words and none does, only
    // those of the last are sure to be its own.
    let is_spaced = |at: usize| cells.get(at).is_some_and(|cell| cell.starts_with(' '));
    let is_cut = is_spaced(columns.text + 1) && !is_spaced(columns.text);
    while !is_cut && cells.len() > columns.width {
        if cells.pop_if(|cell| cell.trim().is_empty()).is_none() {
            break;
        }
    }
    let over = cells.len().saturating_sub(columns.width);
    let is_of_text = columns.holds_words_once() || is_cut;
    let at = if is_of_text { columns.text } else { columns.width.max(1) - 1 };
    if over > 0 && at + over < cells.len() {
        let parts: Vec<String> = cells.drain(at..=at + over).collect();
        cells.insert(at, parts.join(&sign.to_string()));
    }
    let mut whole = csv::StringRecord::from(cells);
    whole.set_position(record.position().cloned());
    whole
}

fn row(record: &csv::StringRecord, delimiter: u8, columns: &Columns, body: Body<'_>) -> Row {
    let cell = |at: Option<usize>| record.get(at?).map(str::trim).filter(|c| !c.is_empty());
    let time = |column: Option<(usize, Unit)>| {
        let (at, unit) = column?;
        Time::from_text(bare(cell(Some(at))?), unit)
    };
    let start_cell = cell(Some(columns.start.0)).map(bare);
    let (first, second) = times_of(start_cell.unwrap_or_default(), columns);
    let start = Time::from_text(first, columns.start.1);
    let until = || Time::from_text(second, columns.start.1);
    let lasts = || start?.plus(time(columns.lasts)?);
    let last = match second {
        "" => columns.end.and_then(|(at, _)| cell(Some(at))),
        second => Some(second),
    };
    let tier = || cell(columns.tier).filter(|name| *name != elan::NO_NAME);
    let both = |is: fn(&str) -> bool| is(first) && last.is_none_or(is);

    let line = record.position().map_or(1, csv::Position::line);
    let is_wrapped = start.is_none() && is_wrapped(record, columns, body);
    let whole = if is_wrapped { raw(record, delimiter) } else { whole(record) };
    let text = clean(cell(Some(columns.text)).unwrap_or_default());
    let filled = record.iter().filter(|cell| !cell.trim().is_empty()).count();
    // A line that no column fits is kept as it stands, and so is one whose words stand elsewhere.
    let is_word = |part: &&str| part.chars().all(char::is_alphabetic);
    let of_start = first.split_whitespace().filter(is_word).count();
    let is_elsewhere = text.is_empty() && whole.contains(char::is_alphabetic);
    let is_prose = start.is_none() && (of_start >= FEWEST_OF_PROSE || is_elsewhere);
    Row {
        line: u32::try_from(line).unwrap_or(u32::MAX).saturating_add(body.skipped),
        start,
        end: time(columns.end).or_else(lasts).or_else(until),
        is_only_text: !text.is_empty() && filled == 1,
        text: if is_prose && !is_wrapped { raw(record, delimiter) } else { text },
        others: others(columns, record),
        speaker: cell(columns.speaker).or_else(tier).filter(|_| !is_prose).and_then(name),
        unread: unread(columns, record),
        whole,
        is_untimed: start_cell.is_none(),
        is_wrapped,
        is_hour: hours::is_hour(first),
        may_be_hour: hours::may_be_hour(first),
        is_pair: both(hours::is_pair),
        is_on_the_minute: both(hours::is_on_the_minute),
    }
}

/// The start of a row and, where it stands in the same cell, its end; else nothing.
fn times_of<'c>(cell: &'c str, columns: &Columns) -> (&'c str, &'c str) {
    let is_time =
        |text: &str| text.contains(':') && Time::from_text(text, columns.start.1).is_some();
    // Where the head does not say so, both must be clocks.
    let times =
        parted(cell).filter(|(first, second)| columns.is_span || is_time(first) && is_time(second));
    times.unwrap_or((cell, ""))
}

/// No time and no mark in its place has so many words.
const FEWEST_OF_PROSE: usize = 3;

/// Whether a row is the end of the line above: it has fewer cells than the table, and begins with
/// words where others have a time. A paragraph below the table is something else.
fn is_wrapped(record: &csv::StringRecord, columns: &Columns, body: Body<'_>) -> bool {
    const FEWEST_WORDS: usize = 2;
    let first = record.get(0).unwrap_or_default();
    let before = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
    let (above, below) = (body.text.get(..before), body.text.get(before..));
    let is_apart = below.is_some_and(|text| text.starts_with('\n'))
        || above.is_some_and(|text| text.ends_with("\n\n"));
    let begins_late = columns.start.0 > 0;
    record.len() < columns.width
        && !is_apart
        && first.contains(char::is_alphabetic)
        && (!begins_late || record.len() == 1 && words(first) >= FEWEST_WORDS)
}

/// A time without the brackets around it.
fn bare(cell: &str) -> &str {
    let inner = |open, close| cell.strip_prefix(open).and_then(|cell| cell.strip_suffix(close));
    inner('[', ']').or_else(|| inner('(', ')')).unwrap_or(cell).trim()
}

/// What stands before the colon that some write behind a name, in French behind a space.
pub(super) fn without_colon(cell: &str) -> &str {
    cell.trim_end_matches([':', ' ', '\u{a0}', '\u{202f}'])
}

/// Who speaks.
fn name(cell: &str) -> Option<String> {
    let name = clean(without_colon(cell));
    (!name.is_empty() && !is_long(&name)).then_some(name)
}

/// A row as it was written.
fn raw(record: &csv::StringRecord, delimiter: u8) -> String {
    let cells: Vec<&str> = record.iter().collect();
    clean(&cells.join(&char::from(delimiter).to_string()))
}

/// All cells of a row.
fn whole(record: &csv::StringRecord) -> String {
    let cells: Vec<String> = record.iter().map(clean).filter(|cell| !cell.is_empty()).collect();
    cells.join(" ")
}

fn others(columns: &Columns, record: &csv::StringRecord) -> Vec<(Option<Lang>, String)> {
    let cell = |at: usize| clean(record.get(at).unwrap_or_default());
    columns.others.iter().map(|(at, lang)| (*lang, cell(*at))).collect()
}

fn unread(columns: &Columns, record: &csv::StringRecord) -> Vec<usize> {
    columns.unread.iter().map(|(at, _)| words(record.get(*at).unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests;
