//! Rows in columns.

use std::io::Write;

use anstyle::Style;

use super::DIM;
use super::plain;
use super::width::{columns_of, lines, text_columns};
use crate::messages::visible;

/// The first column is not folded into fewer columns than this.
const LEAST: usize = 12;

/// Prints rows in columns as wide as they need: the first at the left, the others at the right; the
/// first row is the heads. Where the terminal is too narrow, the first column is folded.
pub(crate) fn table<const N: usize>(
    out: &mut impl Write,
    rows: &[[String; N]],
) -> std::io::Result<()> {
    // a line feed in the name of a file would part its row
    let rows: Vec<[String; N]> = rows.iter().map(one_line).collect();
    let width = |column: usize| rows.iter().map(|row| columns_of(&row[column])).max();
    let mut widths: [usize; N] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let others: usize = widths.iter().skip(1).map(|width| width + 2).sum();
    widths[0] = widths[0].min(text_columns().saturating_sub(others).max(LEAST));

    for (i, row) in rows.iter().enumerate() {
        let style = if i == 0 { DIM } else { Style::new() };
        let mut name = lines(&row[0], widths[0]);
        let last = name.pop().unwrap_or_default();
        let cut = |line| plain(row[0].get(line).unwrap_or_default()).into_owned();
        for line in name {
            writeln!(out, "{style}{}{style:#}", cut(line))?;
        }
        let last = cut(last);
        write!(out, "{style}{last}{}", blank(widths[0], &last))?;
        for (cell, width) in row.iter().zip(widths).skip(1) {
            write!(out, "  {}{cell}", blank(width, cell))?;
        }
        writeln!(out, "{style:#}")?;
    }

    Ok(())
}

/// Prints rows in columns as wide as they need, all at the left; the first row is the heads.
pub(crate) fn left_table<const N: usize>(
    out: &mut impl Write,
    rows: &[[String; N]],
) -> std::io::Result<()> {
    let width = |column: usize| rows.iter().map(|row| columns_of(&row[column])).max();
    let widths: [usize; N] = std::array::from_fn(|column| width(column).unwrap_or(0));
    for (i, row) in rows.iter().enumerate() {
        let style = if i == 0 { DIM } else { Style::new() };
        let cells = row.iter().zip(widths).map(|(cell, width)| cell.clone() + &blank(width, cell));
        let line = cells.collect::<Vec<_>>().join("  ");
        writeln!(out, "{style}{}{style:#}", plain(line.trim_end()))?;
    }

    Ok(())
}

/// A row whose first cell is one line.
fn one_line<const N: usize>(row: &[String; N]) -> [String; N] {
    let mut row = row.clone();
    row[0] = visible(&row[0]).into_owned();
    row
}

/// The spaces that make a text as wide as its column.
fn blank(width: usize, text: &str) -> String {
    " ".repeat(width.saturating_sub(columns_of(text)))
}
