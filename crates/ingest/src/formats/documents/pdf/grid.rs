//! Transcripts that are set as a table with a head: `Time | Speaker | Text`. Word and `LibreOffice` draw
//! the lines of each cell below each other, and the cells of a row one after the other; a clock stands
//! beside any line of the words of its row.

use super::layout::{Text, Words};
use super::lines::Line;
use crate::formats::speech::table;

/// A cell begins within this share of the size beside its column.
const ASIDE: f64 = 0.8;

/// The columns of a table whose head was seen.
pub(super) struct Grid {
    head: Vec<String>,
    /// Where each column begins, in points from the left.
    columns: Vec<f64>,
    /// Those of the times and of the words.
    times: usize,
    words: usize,
    /// The column of the last line.
    at: usize,
}

impl Grid {
    /// The table whose head the first of some lines are, and how many of them.
    pub(super) fn begin(lines: &[&Line]) -> Option<(Self, usize)> {
        /// No transcript has more columns; each line of a page may have to name all of them.
        const MOST: usize = 32;
        let pairs = lines.iter().zip(lines.iter().skip(1));
        let count = 1 + pairs.take_while(|(left, right)| left.is_left_of(right)).count();
        let cells = lines.get(..count).filter(|_| (2..=MOST).contains(&count))?;
        let head: Vec<String> = cells.iter().map(|cell| cell.text.trim().to_owned()).collect();
        let columns: Vec<f64> = cells.iter().map(|cell| cell.x).collect();
        let (times, words) = table::times_and_words(head.iter().map(String::as_str))?;
        Some((Grid { head, columns, times, words, at: count - 1 }, count))
    }

    /// The head, as the first row.
    pub(super) fn row(&self) -> String {
        self.head.join("\t")
    }

    /// Whether some lines are the head once more, as on each page.
    pub(super) fn repeats(&self, lines: &[&Line]) -> bool {
        let own = self.head.iter().map(String::as_str);
        lines.len() >= self.head.len()
            && lines.iter().zip(own).all(|(line, own)| line.text.trim() == own)
    }

    /// How many lines the head has.
    pub(super) fn width(&self) -> usize {
        self.head.len()
    }

    /// The column that a line begins, or goes on with; `None` where it stands in none.
    fn column(&self, line: &Line) -> Option<usize> {
        let is_begun = |begin: &&f64| line.x >= **begin - line.size * ASIDE;
        let at = self.columns.iter().take_while(is_begun).count().checked_sub(1)?;
        let begins = (line.x - self.columns.get(at)?).abs() <= line.size * ASIDE;
        begins.then_some(at)
    }

    /// Adds a line to the rows. What stands in no column, or is no time in theirs, goes beside the
    /// table, in a row of its own.
    pub(super) fn add(&mut self, line: &Line, page: u32, rows: &mut Vec<Text>, known: &Words) {
        let text = line.text.trim().replace('\t', " ");
        let is_cell =
            |column: &usize| *column != self.times || text.contains(|c: char| c.is_ascii_digit());
        let Some(column) = self.column(line).filter(is_cell) else {
            rows.push(Text::line(page, "\t".repeat(self.words) + &text));
            self.at = self.width();
            return;
        };
        let row = rows.last_mut().filter(|_| column >= self.at);
        let Some(row) = row.map(|row| &mut row.paragraph.text) else {
            rows.push(Text::line(page, "\t".repeat(column) + &text));
            self.at = column;
            return;
        };

        if column > self.at {
            row.push_str(&"\t".repeat(column - self.at));
            row.push_str(&text);
        } else if let Some(joined) = known.put_together(row, &text) {
            *row = joined;
        } else {
            row.push(' ');
            row.push_str(&text);
        }
        self.at = column;
    }
}
