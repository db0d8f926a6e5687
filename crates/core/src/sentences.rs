//! Where sentences end, in French and in English.
//!
//! One pass over the characters with a table of abbreviations. A sentence ends at a stop that is
//! followed by white space and by something that can begin a sentence; never before a lower-case
//! letter, never before a closing guillemet, never inside a number.

use std::ops::Range;

/// The sentences of a text as byte ranges, in order, without the white space between them.
///
/// Together they hold every character of the text that is not white space.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut from) = (past_space(text, 0), 0);
    while let Some(stop) = next_stop(text, from) {
        let rest = text[stop..].trim_start_matches(|c| is_stop(c) || is_closer(c));
        let mut end = text.len() - rest.len();
        end += closing_guillemet(rest).unwrap_or(0);

        if ends_here(&text[start..], stop - start, end - start) {
            push(text, start..end, &mut found);
            start = past_space(text, end);
        }
        from = end;
    }

    push(text, start..text.len(), &mut found);
    found
}

/// Where the next stop stands from `from` on.
fn next_stop(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes().iter().enumerate().skip(from);
    let begins_stop = |byte: u8| matches!(byte, b'.' | b'!' | b'?' | 0xe2 | 0xe3 | 0xef);
    let mut places = bytes.filter(|(_, byte)| begins_stop(**byte)).map(|(at, _)| at);
    places.find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(is_stop)))
}

/// Where the white space at `from` ends. Asked once a sentence: every stop in it would ask again, and
/// that is not linear.
fn past_space(text: &str, from: usize) -> usize {
    text.len() - text[from..].trim_start().len()
}

/// Adds a sentence, which starts with no white space.
fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let end = range.start + text[range.clone()].trim_end().len();
    if range.start < end {
        found.push(range.start..end);
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

fn is_closer(c: char) -> bool {
    matches!(c, '»' | '”' | '"' | '’' | '\'' | ')' | ']' | '›')
}

/// The bytes up to and with a `»` that stands after spaces, as French has it.
fn closing_guillemet(rest: &str) -> Option<usize> {
    let trimmed = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let gap = rest.len() - trimmed.len();
    // More than two spaces is layout, and would make this slower than linear.
    (gap <= 6 && trimmed.starts_with('»')).then(|| gap + '»'.len_utf8())
}

/// Whether the stop at `stop`, with its closers up to `end`, ends the sentence that `text` starts with.
fn ends_here(text: &str, stop: usize, end: usize) -> bool {
    let rest = &text[end..];
    let Some(next) = rest.chars().next() else { return true };
    let ideographic = text[stop..].starts_with(['。', '！', '？']);
    if !next.is_whitespace() {
        return ideographic;
    }

    // Bounded, as `closing_guillemet` is.
    let Some(begin) = rest.chars().take(64).find(|c| !c.is_whitespace()) else { return true };
    if begin.is_lowercase() || matches!(begin, '»' | ',' | ';' | ':' | ')' | '!' | '?' | '.' | '%')
    {
        return false;
    }

    let only_a_point = text[stop..end].starts_with('.') && end == stop + 1;
    !(only_a_point && is_abbreviation(&text[..stop], begin))
}

/// Whether the point after `before` belongs to an abbreviation, when `next` begins what follows.
/// `before` starts where its sentence does.
fn is_abbreviation(before: &str, next: char) -> bool {
    let start = before
        .char_indices()
        .rev()
        .take(24)
        .take_while(|(_, c)| {
            !c.is_whitespace() && !matches!(c, '(' | '[' | '«' | '“' | '"' | '’' | '\'' | '/')
        })
        .last()
        .map_or(before.len(), |(i, _)| i);
    let word = &before[start..];
    let first = word.chars().next().unwrap_or(' ');
    let letters = word.chars().count();
    if word.is_empty() {
        return false;
    }

    // An enumerator, `1. Drive…`, opens a sentence and does not end one.
    if start == 0 && word.chars().all(|c| c.is_ascii_digit()) && letters <= 3 {
        return true;
    }
    // `J. Dupont`, `M. Martin`, `U.S. Government`, `J.-P. Sartre`.
    let initial = letters == 1 && first.is_uppercase();
    let dotted = letters <= 9
        && word.contains('.')
        && word.split(['.', '-']).all(|part| part.chars().count() <= 1);
    if initial || dotted || TITLES.contains(&word) {
        return true;
    }

    let lower = word.to_lowercase();
    let lower = lower.as_str();
    ALWAYS.contains(&lower)
        || (next.is_numeric() || is_roman(next)) && BEFORE_NUMBERS.contains(&lower)
}

fn is_roman(c: char) -> bool {
    matches!(c, 'I' | 'V' | 'X' | 'L')
}

/// Before a name; as they are written, for `me.` and `pr.` are also words.
const TITLES: &[&str] = &[
    "Me", "Mes", "Pr", "St", "Ste", "Gen", "Col", "Gov", "Sen", "Rep", "Lt", "Sgt", "Capt", "Hon",
    "Rev",
];
const ALWAYS: &[&str] = &[
    "m", "mm", "mme", "mmes", "mlle", "mlles", "dr", "drs", "prof", "mr", "mrs", "ms", "mgr",
    "messrs", "cf", "vs", "p", "pp", "art", "vol", "fig", "chap", "éd", "e.g", "i.e", "c.-à-d",
    "ex", "env", "approx", "dept", "av", "bd", "tél", "hab", "al", "viz",
];
const BEFORE_NUMBERS: &[&str] = &[
    "n", "no", "nos", "n°", "sec", "sect", "arts", "al", "janv", "jan", "févr", "fév", "feb",
    "mar", "avr", "apr", "juil", "jul", "jun", "aug", "sept", "sep", "oct", "nov", "déc", "dec",
    "ch", "ed", "tel", "ext", "pt",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        for whole in [
            "M. Dupont et Mme. Martin ont lu l’art. 5 de la loi.",
            "Le prix est de 2.5 euros, cf. p. 12 du vol. III.",
            "The U.S. Government spoke to Dr. Smith, e.g. about labs.",
            "Il a dit « Le moment est venu ! » en souriant.",
            "Est-ce « fini ? » ou non.",
            "Cited by J. K. Rowling in No. 7.",
            "Il hésite... puis il signe.",
            "1. Drive the change",
            "Users (individuals, etc.) and others came.",
            "Visit https://example.org/a.b?c=D now",
            "Version 3.2 of S.G.M.A.P. data",
        ] {
            assert_eq!(parts(whole), [whole]);
        }
        assert_eq!(
            parts("Fin. Début ! Quoi ? Oui… Non"),
            ["Fin.", "Début !", "Quoi ?", "Oui…", "Non"]
        );
        assert_eq!(parts("« Il vient. » Elle part."), ["« Il vient. »", "Elle part."]);
        assert_eq!(
            parts("He left (at 6.) She “stayed.” Then 12 came."),
            ["He left (at 6.)", "She “stayed.”", "Then 12 came."]
        );
        assert_eq!(parts("Signed in 2017. It began."), ["Signed in 2017.", "It began."]);
        assert_eq!(
            parts("Des achats, etc. Le reste suit."),
            ["Des achats, etc.", "Le reste suit."]
        );
        assert_eq!(parts("C’est fini.\u{a0}« Bien ! »"), ["C’est fini.", "« Bien ! »"]);
        assert_eq!(parts("公共。部門。"), ["公共。", "部門。"]);
    }

    #[test]
    fn white_space_before_a_sentence_is_passed_once() {
        assert_eq!(parts(" \u{a0}1. Un.  \u{a0}2. Deux. \u{a0}"), ["1. Un.", "2. Deux."]);
        // Minutes, were it passed at each stop.
        let many = 100_000;
        let text = "\u{a0}".repeat(many) + &"M. ".repeat(many);
        assert_eq!(parts(&text), [text.trim()]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "([a-zA-ZÀé.!?… »«\"')0-9]|\\PC){0,60}") {
            let joined: String = parts(&text).concat();
            let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&joined), bare(&text));
        }
    }
}
