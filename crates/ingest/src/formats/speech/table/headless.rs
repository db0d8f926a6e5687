//! Tables without a head: which of their columns tell times, who speaks and what is said, told from
//! the cells.

use ibid_core::time::Timecode;

use super::columns::Columns;
use super::elan;
use super::rows::{reader, without_colon};
use crate::clean::words;
use crate::formats::speech::recognisers::time::of_days;
use crate::timed::{clock, labels};

/// How many rows tell.
const LOOKED_AT: usize = 40;
/// Fewer rows tell nothing.
const FEWEST: usize = 3;
/// A medium begins before this, in milliseconds.
const EARLY: u64 = 5 * 60_000;

/// The columns of a table without a head, by its first rows.
pub(super) fn columns(text: &str, delimiter: u8) -> Option<Columns> {
    let records = reader(text, delimiter).into_records().take(LOOKED_AT);
    let rows: Vec<csv::StringRecord> =
        records.collect::<Result<_, _>>().ok().filter(|rows: &Vec<_>| rows.len() >= FEWEST)?;
    let width = rows.first()?.len();
    if width < 2 || rows.iter().any(|row| row.len() != width) {
        return None;
    }

    let column = |at: usize| rows.iter().map(move |row| row.get(at).unwrap_or_default().trim());
    let is_words = |at: &usize| {
        let all: usize = column(*at).map(words).sum();
        all >= 2 * rows.len() && times(column(*at)).is_none()
    };
    let longest = |at: &usize| column(*at).map(str::len).sum::<usize>();
    let text = (1..width).filter(is_words).max_by_key(longest)?;
    let timed = Timed::of(&rows, text)?;

    let is_said = |at: &usize| {
        let said = rows.get(*at).and_then(|row| row.get(text)).map_or(0, words) as u64;
        let lasts = timed.lasts(*at);
        lasts > 0 && said * 8000 >= lasts && said * 1000 <= lasts * 6
    };
    // A clock that begins with the medium is surer than a number.
    let are_clocks = column(timed.start).all(|cell| cell.contains(':'));
    let begins = are_clocks && timed.starts.first().is_some_and(|start| *start < EARLY);
    let all = rows.len() - 1;
    if !begins && (0..all).filter(is_said).count() * 5 < all * 4 {
        return None;
    }

    let end = timed.ends.as_ref().map(|(at, _)| *at);
    let others = |at: &usize| ![Some(text), Some(timed.start), end].contains(&Some(*at));
    let mut names = (0..width).filter(others).filter(|at| are_names(column(*at)));
    let (first, second) = (names.next(), names.next());
    // ELAN writes its tier before the participant, who may not be told.
    let (tier, speaker) = if timed.is_told_again { (first, second) } else { (None, first) };
    let known = Columns { speaker, tier, width, ..Columns::headless(timed.start, end, text) };
    let unread = (0..width).filter(|at| !known.reads(*at));
    // The first is column 1 for whoever looks.
    Some(Columns { unread: unread.map(|at| (at, (at + 1).to_string())).collect(), ..known })
}

/// The columns that tell when something starts and ends.
struct Timed {
    start: usize,
    starts: Vec<u64>,
    ends: Option<(usize, Vec<u64>)>,
    /// The starts stand there in further writings, as ELAN exports them.
    is_told_again: bool,
}

impl Timed {
    /// Those before the column of the words.
    fn of(rows: &[csv::StringRecord], text: usize) -> Option<Self> {
        let column = |at: usize| rows.iter().map(move |row| row.get(at).unwrap_or_default().trim());
        let is_again = |at: usize, from: usize, known: &[u64]| {
            at < text && column(at).ne(column(from)) && says_again(column(at), known)
        };
        let timed = |at: usize| Some((at, times(column(at))?));
        // Tiers stand one below the other, and each has times from the beginning on.
        let is_start =
            |(at, times): &(usize, Vec<u64>)| rise(times) || is_again(at + 1, *at, times);
        let (start, starts) = (0..text).filter_map(timed).find(is_start)?;
        let next = (start + 1..text).find(|at| !is_again(*at, start, &starts));
        let ends = next
            .and_then(timed)
            .filter(|(_, ends)| ends.iter().zip(&starts).all(|(end, start)| end >= start));
        let is_told_again = is_again(start + 1, start, &starts);
        Some(Timed { start, starts, ends, is_told_again })
    }

    /// How long what a row says lasts; where no end is told, what follows ends it.
    fn lasts(&self, at: usize) -> u64 {
        let end = match &self.ends {
            Some((_, ends)) => ends.get(at),
            None => self.starts.get(at + 1),
        };
        end.zip(self.starts.get(at)).map_or(0, |(to, from)| to.saturating_sub(*from))
    }
}

/// Whether a column has these times, as a clock, as seconds or as milliseconds.
fn says_again<'c>(cells: impl Iterator<Item = &'c str> + Clone, known: &[u64]) -> bool {
    let are_numbers = |scale: f64| {
        let is_known = |(cell, known): (&str, &u64)| {
            cell.parse().is_ok_and(|number: f64| (number * scale - *known as f64).abs() < 1.0)
        };
        cells.clone().zip(known).all(is_known)
    };
    are_numbers(1000.0) || are_numbers(1.0) || times(cells.clone()).is_some_and(|own| own == known)
}

/// The times of a column in milliseconds, where all its cells are clocks or numbers of seconds with a
/// fraction: whole numbers count rows.
fn times<'c>(cells: impl Iterator<Item = &'c str>) -> Option<Vec<u64>> {
    let mut fractions = 0;
    let mut all = Vec::new();
    for cell in cells {
        let number = || {
            let digits = cell.bytes().all(|b| b.is_ascii_digit() || b == b'.') && cell.len() <= 12;
            let seconds: f64 = cell.parse().ok().filter(|_| digits)?;
            // The bounds of the cell make the cast exact.
            Some((seconds * 1000.0).round() as u64)
        };
        fractions += usize::from(cell.contains(['.', ':']));
        let time = clock::time(cell).or_else(|| of_days(cell));
        all.push(time.map(Timecode::millis).or_else(number)?);
    }
    (fractions * 2 > all.len()).then_some(all)
}

/// Whether cells are names, where they are anything; some write a colon behind each.
fn are_names<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let is_told = |cell: &&str| !cell.is_empty() && *cell != elan::NO_NAME;
    let mut names = cells.map(without_colon).filter(is_told).peekable();
    names.peek().is_some() && names.all(|name| labels::named(name).is_some())
}

fn rise(times: &[u64]) -> bool {
    let steps = times.windows(2);
    steps.clone().all(|pair| pair[0] <= pair[1]) && steps.clone().any(|pair| pair[0] < pair[1])
}
