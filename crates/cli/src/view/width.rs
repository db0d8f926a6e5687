//! How wide the terminal is, and where lines end that must fit into it.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;
use console::Term;
use unicode_width::UnicodeWidthStr;

use super::plain;

/// Results are folded at this many columns where no terminal says how many there are.
const OTHERWISE: usize = 88;

/// No line is made shorter than this, however narrow the terminal is.
const LEAST: usize = 20;

/// What a line does not begin with: French and tables put a space before these.
const NEVER_FIRST: &[char] =
    &['»', '”', '›', ':', ';', '?', '!', '.', ',', ')', ']', '%', '…', '·', '€', '$', '°'];

/// What a line does not end with.
const NEVER_LAST: &[char] = &['«', '“', '(', '['];

/// The number of columns that `COLUMNS` says, which beats the terminal.
fn asked() -> Option<usize> {
    let columns: usize = std::env::var("COLUMNS").ok()?.trim().parse().ok()?;
    (columns > 0).then(|| columns.max(LEAST))
}

/// The number of columns of a terminal; `None` where there is none and none was said.
fn columns(terminal: &Term) -> Option<usize> {
    let told = || terminal.size_checked().map(|(_, columns)| usize::from(columns));
    asked().or_else(|| Some(told().filter(|columns| *columns > 0)?.max(LEAST)))
}

/// The number of columns of standard output; `None` where no terminal is there and none was said.
pub(crate) fn out_columns() -> Option<usize> {
    columns(&Term::stdout())
}

/// The number of columns of standard error, as [`out_columns`].
pub(crate) fn err_columns() -> Option<usize> {
    columns(&Term::stderr())
}

/// Whether the terminal says that it understands no escapes.
pub(crate) fn terminal_is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The number of columns that results are folded to.
pub(crate) fn text_columns() -> usize {
    out_columns().unwrap_or(OTHERWISE)
}

/// The number of columns that a text takes when it is shown.
pub(crate) fn columns_of(text: &str) -> usize {
    plain(text).width()
}

/// A text, folded into so many columns, or as it is where none are given.
pub(crate) fn fold(text: &str, columns: Option<usize>) -> String {
    let Some(columns) = columns else { return text.to_owned() };
    let lines = lines(text, columns).into_iter();
    lines.map(|line| text.get(line).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Prints a text in lines, all as far from the edge as `lead` is wide, which stands before the
/// first.
pub(crate) fn hanging(
    out: &mut (impl Write + ?Sized),
    lead: &str,
    text: &str,
    style: Style,
) -> io::Result<()> {
    let (mut lead, indent) = (lead, columns_of(lead));
    let blank = " ".repeat(indent);
    for line in lines(text, text_columns().saturating_sub(indent)) {
        let line = plain(text.get(line).unwrap_or_default());
        writeln!(out, "{lead}{style}{line}{style:#}")?;
        lead = &blank;
    }
    Ok(())
}

/// Where the lines of a text are when it is broken at line feeds and folded at plain spaces.
///
/// A word that is wider than a line has a line of its own and is never broken. No line begins with a
/// sign that closes or ends with one that opens, as in `« mot »`, where the words around such signs
/// fit into a line.
pub(crate) fn lines(text: &str, width: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut at = 0;
    for block in text.split('\n') {
        let (mut start, mut end, mut columns) = (at, at, None);
        for unit in units(text, at..at + block.len(), width) {
            let wide = columns_of(text.get(unit.clone()).unwrap_or_default());
            columns = match columns {
                Some(columns) if columns + 1 + wide > width => {
                    lines.push(start..end);
                    start = unit.start;
                    Some(wide)
                }
                Some(columns) => Some(columns + 1 + wide),
                None => Some(wide),
            };
            end = unit.end;
        }
        lines.push(start..end);
        at += block.len() + 1;
    }

    lines
}

/// The words of a block, those together that no line parts; words that together are wider than a
/// line are units of their own.
fn units(text: &str, block: Range<usize>, width: usize) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::new();
    let mut at = block.start;
    for word in text.get(block).unwrap_or_default().split(' ') {
        let here = at..at + word.len();
        at = here.end + 1;
        let first = word.starts_with(NEVER_FIRST) && is_sign(word);
        if let Some(last) = units.last_mut() {
            let before = text.get(last.clone()).unwrap_or_default();
            let joined = text.get(last.start..here.end).unwrap_or_default();
            if (first || before.ends_with(NEVER_LAST)) && columns_of(joined) <= width {
                last.end = here.end;
                continue;
            }
        }
        units.push(here);
    }
    units
}

/// Whether a word is a sign that closes, and perhaps others after it: `».` and not `…mais`.
fn is_sign(word: &str) -> bool {
    !word.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str, width: usize) -> Vec<&str> {
        lines(text, width).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn lines_fold_at_spaces_and_lose_nothing() {
        assert_eq!(folded("un deux trois\nquatre cinq", 8), ["un deux", "trois", "quatre", "cinq"]);
        assert_eq!(folded("", 8), [""]);
        assert_eq!(folded("anticonstitutionnellement", 8), ["anticonstitutionnellement"]);
    }

    #[test]
    fn signs_stay_with_their_words() {
        assert_eq!(folded("il dit « oui » hier", 12), ["il dit", "« oui » hier"]);
        assert_eq!(folded("elle dit « oui »", 14), ["elle dit", "« oui »"]);
        assert_eq!(folded("qui vient là ?", 12), ["qui vient", "là ?"]);
        assert_eq!(folded("qui vient là\u{a0}?", 12), ["qui vient", "là\u{a0}?"]);
        assert_eq!(folded("titre · anglais", 9), ["titre ·", "anglais"]);
        assert_eq!(folded("environ 20 %", 10), ["environ", "20 %"]);
        assert_eq!(folded("et puis …mais non", 8), ["et puis", "…mais", "non"]);
    }

    #[test]
    fn columns_are_those_of_the_terminal_and_not_letters() {
        assert_eq!(columns_of("é"), 1);
        assert_eq!(columns_of("e\u{301}"), 1);
        assert_eq!(columns_of("東京"), 4);
        assert_eq!(folded("東京 東京", 8), ["東京", "東京"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_word_is_broken(
            text in "([a-zéà東]{1,9}|[«»?!:·%…]{1,2}| |\n){0,40}",
            width in 1usize..30,
        ) {
            let lines = folded(&text, width);
            for line in &lines {
                prop_assert!(columns_of(line) <= width || !line.contains(' '), "{:?}", line);
            }
            let words = |text: &str| -> Vec<String> {
                text.split([' ', '\n']).filter(|w| !w.is_empty()).map(str::to_owned).collect()
            };
            let after: Vec<String> = lines.iter().flat_map(|line| words(line)).collect();
            prop_assert_eq!(after, words(&text));
        }
    }
}
