//! Where sentences, clauses and words end, for quoting.
//!
//! An answer may be cut only where a reader would pause: at a sentence or a block first, at a
//! clause where one sentence is too long, at a word at worst.

use std::ops::Range;

use ibid_core::sentences;

/// The sentences of a passage's text as byte ranges, trimmed, in order; a line feed ends one too.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for block in text.split('\n') {
        let moved = sentences::sentences(block).into_iter().map(|s| s.start + start..s.end + start);
        found.extend(moved);
        start += block.len() + 1;
    }
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

/// Whether a range has more than `max_chars` characters.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_stops() {
        let text = "Titre\nIl dit « non ! » et part. « Oui. » Fin\n\nM. Roy répond.";
        let cut: Vec<&str> = sentences(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(
            cut,
            ["Titre", "Il dit « non ! » et part.", "« Oui. »", "Fin", "M. Roy répond."]
        );
        assert!(sentences(" \n ").is_empty());
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
