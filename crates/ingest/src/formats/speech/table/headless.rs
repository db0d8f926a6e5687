//! Tables without a head: which of their columns tell times, who speaks and what is said, told from
//! the cells.

use ibid_core::time::Timecode;

use super::columns::Columns;
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

    let mut timed = (0..text).filter_map(|at| Some((at, times(column(at))?)));
    let (start, starts) = timed.by_ref().find(|(_, times)| rise(times))?;
    let ends = timed.next().filter(|(at, ends)| {
        *at == start + 1 && ends.iter().zip(&starts).all(|(end, start)| end >= start)
    });
    let next = |at: usize| match &ends {
        Some((_, ends)) => ends.get(at),
        None => starts.get(at + 1),
    };
    let is_said = |at: &usize| {
        let said = rows.get(*at).and_then(|row| row.get(text)).map_or(0, words) as u64;
        let lasts = next(*at).zip(starts.get(*at)).map_or(0, |(to, from)| to.saturating_sub(*from));
        lasts > 0 && said * 8000 >= lasts && said * 1000 <= lasts * 6
    };
    // A clock that begins with the medium is surer than a number.
    let are_clocks = column(start).all(|cell| cell.contains(':'));
    let begins = are_clocks && starts.first().is_some_and(|start| *start < EARLY);
    let all = rows.len() - 1;
    if !begins && (0..all).filter(is_said).count() * 5 < all * 4 {
        return None;
    }

    let speaker = (0..width).find(|at| {
        let others = *at != text && *at != start && Some(*at) != ends.as_ref().map(|(at, _)| *at);
        others && are_names(column(*at))
    });
    let columns = Columns::headless(start, ends.map(|(at, _)| at), text);
    let known = Columns { speaker, width, ..columns };
    let unread = (0..width).filter(|at| !known.reads(*at));
    // The first is column 1 for whoever looks.
    Some(Columns { unread: unread.map(|at| (at, (at + 1).to_string())).collect(), ..known })
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
    let mut names = cells.map(without_colon).filter(|cell| !cell.is_empty()).peekable();
    names.peek().is_some() && names.all(|name| labels::named(name).is_some())
}

fn rise(times: &[u64]) -> bool {
    let steps = times.windows(2);
    steps.clone().all(|pair| pair[0] <= pair[1]) && steps.clone().any(|pair| pair[0] < pair[1])
}
