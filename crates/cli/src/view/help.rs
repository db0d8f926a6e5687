//! The help, folded into the terminal.
//!
//! clap would fold it too, but would let a line begin with `»`.

use std::io::{self, Write};

use clap::builder::StyledStr;

use super::width::{columns_of, lines};

/// Descriptions stand below their options where fewer columns than this are left beside them…
const LEAST: usize = 24;

/// …and this far from the edge.
const BELOW: usize = 10;

/// Prints the help in so many columns, or as it is where none are given.
pub(crate) fn help(
    out: &mut impl Write,
    text: &StyledStr,
    columns: Option<usize>,
) -> io::Result<()> {
    let text = text.ansi().to_string();
    match columns {
        Some(columns) => text.lines().try_for_each(|line| fold(out, line, columns))?,
        None => write!(out, "{text}")?,
    }
    out.flush()
}

/// Prints a line: a description goes on below where it began.
fn fold(out: &mut impl Write, line: &str, columns: usize) -> io::Result<()> {
    let bare = |text: &str| columns_of(&anstream::adapter::strip_str(text).to_string());
    if bare(line) <= columns {
        return writeln!(out, "{line}");
    }

    let (option, text) = line.split_at(description(line).unwrap_or(0));
    let mut indent = bare(option);
    if indent > 0 && columns.saturating_sub(indent) < LEAST {
        writeln!(out, "{}", option.trim_end())?;
        indent = BELOW.min(columns / 4);
        write!(out, "{:indent$}", "")?;
    } else {
        write!(out, "{option}")?;
    }

    for (i, line) in lines(text, columns.saturating_sub(indent)).into_iter().enumerate() {
        let gap = if i > 0 { indent } else { 0 };
        writeln!(out, "{:gap$}{}", "", text.get(line).unwrap_or_default())?;
    }
    Ok(())
}

/// Where the description of an option or command begins: after the last wide gap, which is not that
/// at the beginning of the line.
fn description(line: &str) -> Option<usize> {
    let text = line.trim_start();
    let start = line.len() - text.len();
    (start > 0).then(|| text.rfind("  ").map(|gap| start + gap + 2))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(line: &str, columns: usize) -> String {
        let mut out = Vec::new();
        fold(&mut out, line, columns).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_description_goes_on_below_where_it_began() {
        let line = "  -n, --limit <N>  Nombre maximal de passages par source";
        assert_eq!(
            folded(line, 45),
            "  -n, --limit <N>  Nombre maximal de passages\n                   par source\n"
        );
    }

    #[test]
    fn a_description_without_room_stands_below() {
        let line = "      --lead-in <SECONDES>  Ouvrir les liens ce nombre de secondes plus tôt";
        assert_eq!(
            folded(line, 40),
            "      --lead-in <SECONDES>\n          Ouvrir les liens ce nombre de\n          secondes plus tôt\n"
        );
    }

    #[test]
    fn escapes_take_no_room() {
        let line = "  \u{1b}[1m--json\u{1b}[0m  Print one value";
        assert_eq!(folded(line, 26), format!("{line}\n"));
    }
}
