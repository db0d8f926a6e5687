//! Tables whose clocks are hours of the day: programmes, shifts, tides, minutes of a meeting. Their
//! words are kept, and no second is given.

use ibid_core::diagnostic::Code;
use ibid_core::document::{Block, BlockKind, Document};
use ibid_core::ids::SourceId;

use super::columns::Columns;
use super::rows::Row;
use crate::Format;
use crate::clean::words;
use crate::formats::speech::recognisers::time::Time;
use crate::formats::{counted, empty};

/// How many milliseconds a word takes where one word is said in them, and no other.
const SLOWEST: u64 = 8_000;

/// What the clocks of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Seconds of a medium, as far as can be told.
    OfMedium,
    /// Hours of the day.
    OfDay,
    /// Hours of the day may be written alike, and nobody says so little in such a time.
    Doubtful,
}

/// What the clocks of a table are, by its first rows: those of the day are of a log, a programme or a
/// list of messages.
pub(super) fn kind(rows: &[Row], columns: &Columns) -> Kind {
    // `9:30 am`, `9h30`
    let of_day = rows.iter().filter(|row| row.is_hour && row.start.is_none()).count();
    if columns.is_of_day || of_day * 2 > rows.len() {
        return Kind::OfDay;
    }
    // A column for ends may be empty.
    let lasts = rows.iter().any(|row| row.end.is_some()) || columns.is_span;
    let first = rows.iter().find(|row| row.start.is_some());
    let late = first.is_some_and(|row| row.may_be_hour)
        && rows.iter().all(|row| row.may_be_hour || row.start.is_none());
    if (!lasts || columns.lists_markers) && late {
        return Kind::OfDay;
    }
    let doubtful =
        if lasts { are_slots(rows, late) || are_too_short(rows) } else { are_far_apart(rows) };
    if doubtful { Kind::Doubtful } else { Kind::OfMedium }
}

/// Whether times of hours and minutes, or of minutes and seconds, begin late, with so few words each
/// that nobody speaks as slowly: a table of tides or of trains.
fn are_far_apart(rows: &[Row]) -> bool {
    const LATE: u64 = 60_000;
    let first = rows.first().and_then(|row| millis(row.start));
    first.is_some_and(|first| first >= LATE) && are_slow(rows, SLOWEST)
}

/// Where times that are taken for those of a medium begin that may as well be hours or minutes of
/// something else, and how many there are: nothing but they says so, and people say more in that time.
pub(super) fn in_doubt(rows: &[Row]) -> Option<(u32, usize)> {
    const FEWEST: usize = 3;
    const SLOW: u64 = 4_000;
    let first = rows.first().filter(|row| millis(row.start).is_some_and(|start| start > 0))?;
    let lasts = rows.iter().any(|row| row.end.is_some());
    (!lasts && rows.len() >= FEWEST && are_slow(rows, SLOW)).then_some((first.line, rows.len()))
}

/// Whether times of two numbers have so few words each that nobody speaks as slowly: one in so many
/// milliseconds.
fn are_slow(rows: &[Row], slowest: u64) -> bool {
    let timed: Vec<(u64, u64)> = rows
        .iter()
        .filter(|row| row.is_pair)
        .filter_map(|row| Some((millis(row.start)?, words(&row.text) as u64)))
        .collect();
    let slow = |pair: &[(u64, u64)]| pair[0].1 * slowest < pair[1].0.saturating_sub(pair[0].0);
    let steps = timed.len().saturating_sub(1);
    timed.len() == rows.len()
        && steps > 0
        && timed.windows(2).filter(|pair| slow(pair)).count() * 3 > steps * 2
}

/// A stretch of time of a row, in milliseconds, and the words of the row.
struct Slot {
    start: u64,
    end: u64,
    words: u64,
}

/// Whether starts and ends that may be hours and minutes are those of appointments or shifts: all are
/// as round as people make appointments, and late or much too long for what would be said in them; or
/// they begin late, and are longer still.
fn are_slots(rows: &[Row], late: bool) -> bool {
    /// A medium begins before this.
    const LATE: u64 = 5 * 60_000;
    /// Whoever speaks says more than a word in so many milliseconds.
    const SLOW: u64 = 3_000;
    /// The hours of a day, read as minutes.
    const DAY: u64 = 24 * 60_000;

    let told = || rows.iter().filter(|row| !row.text.is_empty());
    let slots: Vec<Slot> = told()
        .filter_map(|row| {
            let (start, end) = (millis(row.start)?, millis(row.end)?);
            Some(Slot { start, end, words: words(&row.text) as u64 })
        })
        .collect();
    let Some(first) = slots.first().filter(|_| slots.len() == told().count()) else {
        return false;
    };
    let pairs = told().all(|row| row.is_pair);
    let may_be = pairs && slots.iter().all(|slot| slot.start < DAY && slot.end <= DAY)
        || told().all(|row| row.may_be_hour || row.is_on_the_minute);
    let is_round = |slot: &Slot| {
        let unit = if pairs { 5_000 } else { 60_000 };
        slot.start.is_multiple_of(unit) && slot.end.is_multiple_of(unit)
    };
    let slower = |than: u64| {
        let (said, lasts) = slots.iter().fold((0, 0), |(said, lasts), slot| {
            (said + slot.words, lasts + slot.end.saturating_sub(slot.start))
        });
        said * than < lasts
    };
    let late = late || pairs && first.start >= LATE;
    let round = slots.iter().all(is_round);
    may_be && (round && (late && slots.len() > 1 || slower(SLOW)) || late && slower(SLOWEST))
}

/// Whether numbers without a unit are the hours of appointments, `9` or `9.30`: none is past the end of
/// a day, and as seconds nobody says so much in them.
fn are_too_short(rows: &[Row]) -> bool {
    const DAY: f64 = 24.0;
    const FASTEST: f64 = 5.0;
    const FEWEST_WORDS: f64 = 3.0;
    let (mut said, mut lasts, mut count) = (0.0, 0.0, 0.0);
    for row in rows.iter().filter(|row| !row.text.is_empty()) {
        let (Some(Time::Number(start, _)), Some(Time::Number(end, _))) = (row.start, row.end)
        else {
            return false;
        };
        let within = (0.0..DAY).contains(&start) && (start..=DAY).contains(&end);
        if !within || !is_quarter(start) || !is_quarter(end) {
            return false;
        }
        said += words(&row.text) as f64;
        (lasts, count) = (lasts + end - start, count + 1.0);
    }
    count > 1.0 && lasts > 0.0 && said > lasts * FASTEST && said >= count * FEWEST_WORDS
}

/// Whether a number is an hour, half of one, a quarter, or `9.30`, as appointments are made.
fn is_quarter(hour: f64) -> bool {
    const PARTS: [f64; 7] = [0.0, 15.0, 25.0, 30.0, 45.0, 50.0, 75.0];
    PARTS.contains(&(hour.fract() * 100.0).round())
}

fn millis(time: Option<Time>) -> Option<u64> {
    match time? {
        // A clock has a unit, and the scale is not asked for.
        clock @ Time::Millis(_) => clock.millis(1.0),
        Time::Number(..) | Time::Offset(_) => None,
    }
}

/// Whether a cell is a clock that may be the hour of the day and is late for a medium to begin:
/// `9:14`, `09:14:02`.
pub(super) fn may_be_hour(cell: &str) -> bool {
    match numbers(cell).as_deref() {
        Some([hours, _]) => (5..24).contains(hours),
        Some([hours, _, _]) => (6..24).contains(hours),
        _ => false,
    }
}

/// Whether a cell is an hour of the day, as one may write it: `9:14`, `9:14 pm`, `9h14`, `14 h`.
pub(super) fn is_hour(cell: &str) -> bool {
    let rest = cell.trim_start_matches(|c: char| c.is_ascii_digit());
    let hour: Option<u64> = cell[..cell.len() - rest.len()].parse().ok();
    hour.is_some_and(|hour| hour <= 24)
        && rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).starts_with([':', 'h', 'H'])
}

/// Whether a cell is a clock with seconds, and they are none: `00:30:00`.
pub(super) fn is_on_the_minute(cell: &str) -> bool {
    matches!(numbers(cell).as_deref(), Some([0..24, _, 0]))
}

/// Whether a cell is a clock of two numbers.
pub(super) fn is_pair(cell: &str) -> bool {
    cell.matches(':').count() == 1
}

fn numbers(cell: &str) -> Option<Vec<u64>> {
    cell.split(':').map(|part| part.parse().ok()).collect()
}

/// The words of a table without its seconds. What somebody said stands without the clock, as in a
/// chat; a programme keeps its hours, as a table of Markdown does.
pub(super) fn read(rows: Vec<Row>, kind: Kind, source: SourceId) -> Document {
    let mut document = empty(source, Format::Table);
    let (mut first, mut count) = (None, 0_u64);
    for row in rows {
        if row.is_hour || row.start.is_some() {
            first = first.or(Some(row.line));
            count += 1;
        }
        let text = if row.speaker.is_some() { row.text } else { row.whole };
        if !text.is_empty() {
            let block = Block::untimed(BlockKind::Paragraph, text, row.line);
            document.blocks.push(Block { speaker: row.speaker, ..block });
        }
    }

    let code = if kind == Kind::OfDay { Code::ClocksOfDay } else { Code::TimesNotUsed };
    document.warnings.push(counted(code, first.unwrap_or(1), count));
    document
}
