//! Columns that were drawn across: line beside line, and not one column after the other.

use super::glyphs::Placed;
use super::lines::Line;

/// So many rows in a row are two columns, and no table.
const FEWEST_ROWS: usize = 4;
/// So many words stand on a line of a column at least, on average.
const WORDS_OF_LINE: usize = 3;

/// Puts the lines of two columns that were drawn across into the order in which they are read: the
/// left one, then the right one. Tables have few words in each cell, and stay as they are.
pub(super) fn of_rows(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut rows: Vec<(Line, Line)> = Vec::new();
    let mut rest = lines.into_iter().peekable();
    while let Some(left) = rest.next() {
        let Some(right) = rest.next_if(|right| left.is_left_of(right)) else {
            settle(&mut rows, &mut out);
            out.push(left);
            continue;
        };

        let begins_level = |a: &Line, b: &Line, share: f64| (a.x - b.x).abs() < b.size * share;
        let goes_on = rows.last().is_none_or(|(above, beside)| {
            begins_level(above, &left, 1.0) && begins_level(beside, &right, 0.5)
        });
        if !goes_on {
            settle(&mut rows, &mut out);
        }
        rows.push((left, right));
    }
    settle(&mut rows, &mut out);
    out
}

/// Hands over rows of two parts: as two columns where they are such.
fn settle(rows: &mut Vec<(Line, Line)>, out: &mut Vec<Line>) {
    let rows = std::mem::take(rows);
    let left: usize = rows.iter().map(|(left, _)| left.words()).sum();
    let right: usize = rows.iter().map(|(_, right)| right.words()).sum();
    let is_text = left.min(right) >= rows.len() * WORDS_OF_LINE;
    if rows.len() >= FEWEST_ROWS && is_text {
        let (left, right): (Vec<Line>, Vec<Line>) = rows.into_iter().unzip();
        out.extend(left);
        out.extend(right);
    } else {
        out.extend(rows.into_iter().flat_map(|(left, right)| [left, right]));
    }
}

/// The strips of a page, from top to bottom, where nearly nothing stands: columns are parted by them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gutters {
    /// Where each begins and ends, in points from the left.
    strips: Vec<(f64, f64)>,
    /// What parts two lines beside each other is no narrower.
    least: f64,
    /// How far the page is turned to read its columns.
    turn: u16,
}

/// Fewer lines are no column.
const FEWEST_LINES: usize = 6;
/// No column is narrower, in sizes of the font.
const NARROWEST: f64 = 4.0;
/// A gutter has at least this share of the size of the font…
const GUTTER: f64 = 0.7;
/// …and no more than one in so many lines goes across it.
const CROSSING_ONE_IN: usize = 5;

impl Gutters {
    /// Those of two columns or more.
    pub(super) fn of(glyphs: &[Placed]) -> Option<Self> {
        /// No page is wider, in points.
        const WIDEST: usize = 8192;
        let turn = glyphs.first()?.turn;
        let shown = || {
            let is_shown = |glyph: &&Placed| glyph.turn == turn && !glyph.text.trim().is_empty();
            glyphs.iter().filter(is_shown)
        };
        // The bounds make the casts exact.
        let at = |x: f64| x.clamp(0.0, WIDEST as f64) as usize;
        let mut covered = vec![0_i64; WIDEST + 2];
        for glyph in shown() {
            covered[at(glyph.x.floor())] += 1;
            covered[at(glyph.end.ceil()).max(at(glyph.x.floor()) + 1)] -= 1;
        }
        let mut open = 0;
        for count in &mut covered {
            open += *count;
            *count = open;
        }

        let first = covered.iter().position(|count| *count > 0)?;
        let last = covered.iter().rposition(|count| *count > 0)?;
        let mut counts: Vec<i64> =
            covered[first..=last].iter().copied().filter(|count| *count > 0).collect();
        counts.sort_unstable();
        let most = (counts[counts.len() / 2] / CROSSING_ONE_IN as i64).max(1);
        let mut sizes: Vec<f64> = shown().map(|glyph| glyph.size).collect();
        sizes.sort_by(f64::total_cmp);
        let size = sizes[sizes.len() / 2];
        let least = size * GUTTER;

        let mut strips = Vec::new();
        let mut begin = None;
        for (x, count) in covered.iter().enumerate().take(last + 1).skip(first) {
            match begin {
                None if *count <= most => begin = Some(x),
                Some(from) if *count > most => {
                    if (x - from) as f64 >= least {
                        strips.push((from as f64, x as f64));
                    }
                    begin = None;
                }
                _ => {}
            }
        }
        strips.dedup_by(|next, last| {
            let is_narrow = next.0 - last.1 < size * NARROWEST;
            if is_narrow {
                last.1 = next.1;
            }
            is_narrow
        });
        (!strips.is_empty()).then_some(Gutters { strips, least, turn })
    }

    /// Whether a gutter lies between two places of a line.
    pub(super) fn part(&self, end: f64, x: f64) -> bool {
        let lies = |(_, to): &(f64, f64)| end < to - 1.0 && x >= to - 1.0;
        x - end >= self.least && self.strips.iter().any(lies)
    }

    /// The column that a line stands in; `None` where it goes across a gutter.
    fn column(&self, line: &Line) -> Option<usize> {
        let column = self.strips.iter().take_while(|(_, to)| line.x >= to - 1.0).count();
        // A long one may reach into the gutter.
        let ends = self.strips.get(column).is_none_or(|(_, to)| line.end < *to);
        (ends && line.turn == self.turn).then_some(column)
    }

    /// Puts the lines of columns into the order in which they are read: between two lines that go
    /// across, one column after the other. `None` where they were drawn so, or are no text.
    pub(super) fn across(&self, lines: Vec<Line>) -> Option<Vec<Line>> {
        let columns: Vec<Option<usize>> = lines.iter().map(|line| self.column(line)).collect();
        let within: Vec<usize> = columns.iter().copied().flatten().collect();
        let changes = within.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let crossing = lines.len() - within.len();
        let is_across = changes * 5 >= within.len() * 2;
        if !is_across || crossing * CROSSING_ONE_IN > lines.len() {
            return None;
        }
        let of = |column: usize| {
            let own = lines.iter().zip(&columns).filter(move |(_, at)| **at == Some(column));
            own.map(|(line, _)| line)
        };
        let all_are_text = (0..=self.strips.len()).all(|column| is_text(of(column)));
        all_are_text.then(|| self.sorted(lines, &columns))
    }

    fn sorted(&self, lines: Vec<Line>, columns: &[Option<usize>]) -> Vec<Line> {
        let mut bounds: Vec<f64> =
            lines.iter().zip(columns).filter(|(_, at)| at.is_none()).map(|(l, _)| l.y).collect();
        bounds.sort_by(f64::total_cmp);
        let mut keyed: Vec<(usize, usize, Line)> = lines
            .into_iter()
            .zip(columns)
            .map(|(line, column)| {
                let above = bounds.partition_point(|bound| *bound < line.y);
                // A line that goes across stands below the columns above it.
                (above, column.unwrap_or(usize::MAX), line)
            })
            .collect();
        keyed.sort_by(|(above, column, line), (other_above, other_column, other)| {
            let place = (above, column).cmp(&(other_above, other_column));
            place.then(line.y.total_cmp(&other.y))
        });
        let mut lines: Vec<Line> = keyed.into_iter().map(|(_, _, line)| line).collect();
        level(&mut lines);
        lines
    }
}

/// Whether lines are those of a text: there are enough, with words, and many go on with a sentence.
fn is_text<'l>(lines: impl Iterator<Item = &'l Line>) -> bool {
    let (mut count, mut words, mut small) = (0, 0, 0);
    for line in lines {
        count += 1;
        words += line.words();
        small += usize::from(line.text.trim_start().starts_with(char::is_lowercase));
    }
    count >= FEWEST_LINES && words >= count * WORDS_OF_LINE && small * 4 >= count
}

/// Has the parts of a line that stand at one height follow from left to right.
fn level(lines: &mut [Line]) {
    let is_level = |a: &Line, b: &Line| (a.y - b.y).abs() < a.size.min(b.size) * 0.3;
    for part in lines.chunk_by_mut(is_level) {
        part.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
}
