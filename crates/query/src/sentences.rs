//! Where sentences, clauses and words end, for quoting.
//!
//! An answer may be cut only where a reader would pause: at a sentence or a block first, at a
//! clause where one sentence is too long, at a word at worst.

use std::ops::Range;

/// Short words whose point ends no sentence, in either language.
const ABBREVIATIONS: &[&str] = &[
    "al", "art", "av", "bd", "cf", "chap", "col", "dr", "ed", "env", "etc", "ex", "fig", "inc",
    "jr", "ltd", "m", "mgr", "mm", "mr", "mrs", "ms", "no", "nos", "p", "pp", "prof", "rev", "sr",
    "st", "ste", "tel", "tél", "vol", "vs", "éd",
];

/// The sentences of a text as byte ranges, trimmed, in order; a line feed ends one too. Linear.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        if c != '\n' {
            if !is_stop(c) {
                continue;
            }
            while let Some((i, next)) = chars.next_if(|(_, c)| is_stop(*c) || is_closer(*c)) {
                end = i + next.len_utf8();
            }
            end += guillemet(text.get(end..).unwrap_or_default());
            while chars.next_if(|(i, _)| *i < end).is_some() {}
            if !ends_sentence(text, start, at, end) {
                continue;
            }
        }
        push_trimmed(text, start..end, &mut found);
        start = end;
    }
    push_trimmed(text, start..text.len(), &mut found);
    found
}

/// Cuts a range that is longer than `max_chars` after clauses, and those after words; `whole` says
/// where a cut would part what belongs together.
pub(crate) fn pieces(
    text: &str,
    range: &Range<usize>,
    max_chars: usize,
    whole: &dyn Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let clauses = cut_after(text, range, &|c| matches!(c, ',' | ';' | ':' | '—' | '–'), whole);
    let mut found = Vec::new();
    for clause in clauses {
        if is_longer(text, &clause, max_chars) {
            found.extend(cut_after(text, &clause, &|_| true, whole));
        } else {
            found.push(clause);
        }
    }
    found
}

/// Whether a range has more than so many characters.
pub(crate) fn is_longer(text: &str, range: &Range<usize>, max_chars: usize) -> bool {
    text.get(range.clone()).unwrap_or_default().chars().nth(max_chars).is_some()
}

/// The parts of a range that white space parts after a sign.
fn cut_after(
    text: &str,
    range: &Range<usize>,
    sign: &dyn Fn(char) -> bool,
    whole: &dyn Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = range.start;
    let mut before = ' ';
    for (i, c) in text.get(range.clone()).unwrap_or_default().char_indices() {
        let at = range.start + i;
        if c.is_whitespace() && !before.is_whitespace() && sign(before) && !whole(at) {
            push_trimmed(text, start..at, &mut found);
            start = at;
        }
        before = c;
    }
    push_trimmed(text, start..range.end, &mut found);
    found
}

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = text.get(range.clone()).unwrap_or_default();
    let trimmed = part.trim_start();
    let start = range.start + part.len() - trimmed.len();
    let end = start + trimmed.trim_end().len();
    if start < end {
        found.push(start..end);
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

fn is_closer(c: char) -> bool {
    matches!(c, '»' | '”' | '"' | '’' | '\'' | ')' | ']')
}

/// The bytes of a closing guillemet after one space, as French sets it.
fn guillemet(rest: &str) -> usize {
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some(space @ (' ' | '\u{a0}' | '\u{202f}')), Some(sign @ '»')) => {
            space.len_utf8() + sign.len_utf8()
        }
        _ => 0,
    }
}

/// Whether the stop at `at`, with what closes it up to `end`, ends what began at `start`.
fn ends_sentence(text: &str, start: usize, at: usize, end: usize) -> bool {
    let mut rest = text.get(end..).unwrap_or_default().chars().take(8);
    let Some(next) = rest.next() else { return true };
    if !next.is_whitespace() {
        return false;
    }
    let begins = if next == '\n' { None } else { rest.find(|c| !c.is_whitespace()) };
    if begins
        .is_some_and(|c| c.is_lowercase() || matches!(c, '!' | '?' | ':' | ';' | ',' | '»' | '%'))
    {
        return false;
    }
    let single = end == at + 1 && text.get(at..end) == Some(".");
    !(single && begins.is_some() && is_abbreviation(text.get(start..at).unwrap_or_default()))
}

/// Whether a text ends in an abbreviation or an initial.
fn is_abbreviation(before: &str) -> bool {
    let mut chars = before.chars().rev();
    let word: Vec<char> = chars.by_ref().take(6).take_while(|c| c.is_alphabetic()).collect();
    let word: String = word.into_iter().rev().collect();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_stops() {
        assert_eq!(cut("Un. Deux !  Trois ?"), ["Un.", "Deux !", "Trois ?"]);
        assert_eq!(
            cut("M. Martin parle. Mme J. Roy répond."),
            ["M. Martin parle.", "Mme J. Roy répond."]
        );
        assert_eq!(
            cut("It grew by 2.5 %. See p. 12 for more."),
            ["It grew by 2.5 %.", "See p. 12 for more."]
        );
        assert_eq!(
            cut("Titre\nIl dit « non ! » et part. « Oui. » Fin"),
            ["Titre", "Il dit « non ! » et part.", "« Oui. »", "Fin"]
        );
        assert_eq!(
            cut("Wait… what? (Yes.) \"No.\" End"),
            ["Wait… what?", "(Yes.)", "\"No.\"", "End"]
        );
        assert!(cut(" \n ").is_empty());
    }

    #[test]
    fn long_sentences_are_cut_after_clauses_then_words() {
        let text = "un deux trois, quatre cinq, six";
        let all = 0..text.len();
        let cut = |max| {
            pieces(text, &all, max, &|_| false).into_iter().map(|r| &text[r]).collect::<Vec<_>>()
        };
        assert_eq!(cut(14), ["un deux trois,", "quatre cinq,", "six"]);
        assert_eq!(cut(12), ["un", "deux", "trois,", "quatre cinq,", "six"]);
    }
}
