//! The words of a text, by which it is compared with a quote.

use std::ops::Range;

use ibid_core::analysis::fold::{fold, lower};
use ibid_core::analysis::numbers;

/// A stretch of letters and digits, or a sign that says what a number counts: `50 €` is not `50 $`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) folded: String,
    pub(super) bytes: Range<usize>,
}

/// The words of a text, folded.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut low = String::new();
    let word = |bytes: Range<usize>| {
        let mut folded = String::new();
        fold_word(text.get(bytes.clone()).unwrap_or_default(), &mut low, &mut folded);
        Word { folded, bytes }
    };
    spans(text).0.into_iter().map(word).collect()
}

/// Folds a word; `low` is for it to write in.
fn fold_word(word: &str, low: &mut String, folded: &mut String) {
    lower(word, low);
    fold(low, folded);
}

/// What a byte is to the words of a text.
#[derive(Clone, Copy, PartialEq)]
enum Byte {
    Letter,
    Digit,
    /// A sign that is a word.
    Unit,
    /// What parts words.
    Other,
    /// A part of a character that is not of ASCII.
    Wide,
}

/// Of each byte what it is: most texts are little else than letters of ASCII, told by one look.
const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Wide; 256];
    let mut byte = 0;
    while byte < 128 {
        bytes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Byte::Letter,
            b'0'..=b'9' => Byte::Digit,
            b'%' | b'$' => Byte::Unit,
            _ => Byte::Other,
        };
        byte += 1;
    }
    bytes
};

/// Where the words of a text stand, and whether any character of them is a number.
fn spans(text: &str) -> (Vec<Range<usize>>, bool) {
    // a word and what parts it from the next have six bytes as a rule, and seldom less than four
    let mut spans = Vec::with_capacity(text.len() / 4 + 1);
    let (mut start, mut at, mut has_numbers) = (None, 0, false);
    while let Some(byte) = text.as_bytes().get(at) {
        let (inside, is_unit, end) = match BYTES[usize::from(*byte)] {
            Byte::Letter => (true, false, at + 1),
            Byte::Digit => {
                has_numbers = true;
                (true, false, at + 1)
            }
            Byte::Unit => (false, true, at + 1),
            Byte::Other => (false, false, at + 1),
            Byte::Wide => {
                let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
                has_numbers |= c.is_numeric();
                // A combining accent and a soft hyphen are part of the word around them.
                let inside = c.is_alphanumeric() || start.is_some() && is_inside(c);
                (inside, is_unit(c), at + c.len_utf8())
            }
        };

        match start {
            None if inside => start = Some(at),
            Some(from) if !inside => {
                spans.push(from..at);
                start = None;
            }
            _ => {}
        }
        if is_unit {
            spans.push(at..end);
        }
        at = end;
        let letters = text.as_bytes().get(at..).unwrap_or_default().iter();
        if inside {
            at += letters.take_while(|byte| BYTES[usize::from(**byte)] == Byte::Letter).count();
        }
    }

    spans.extend(start.map(|from| from..text.len()));
    (spans, has_numbers)
}

/// What in a text may be several words and be read as one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Joins {
    /// Initials with points.
    pub(super) initials: bool,
    /// The groups of a number.
    pub(super) numbers: bool,
}

/// The words of a text, of which each is folded only when it is compared: most texts are looked
/// through for a quote that is not there.
pub(super) struct UnfoldedWords<'t> {
    text: &'t str,
    spans: Vec<Range<usize>>,
    has_numbers: bool,
    low: String,
    folded: String,
}

impl<'t> UnfoldedWords<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let (spans, has_numbers) = spans(text);
        UnfoldedWords { text, spans, has_numbers, low: String::new(), folded: String::new() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether a word is another, folded.
    fn is(&mut self, at: usize, folded: &str) -> bool {
        let Some(word) = self.spans.get(at).and_then(|bytes| self.text.get(bytes.clone())) else {
            return false;
        };
        // folded, a letter of ASCII is its small one still
        let first = word.bytes().next().filter(u8::is_ascii).map(|byte| byte.to_ascii_lowercase());
        if first.is_some() && first != folded.bytes().next() {
            return false;
        }
        if word.is_ascii() {
            return word.eq_ignore_ascii_case(folded);
        }
        fold_word(word, &mut self.low, &mut self.folded);
        self.folded == folded
    }

    /// Whether words stand here from a place on.
    pub(super) fn stand_at(&mut self, from: usize, words: &[Word]) -> bool {
        words.iter().enumerate().all(|(i, word)| self.is(from + i, &word.folded))
    }

    /// Whether words stand here in a row.
    pub(super) fn hold(&mut self, words: &[Word]) -> bool {
        // the longest word is the rarest, as a rule
        let longest = (0..words.len()).max_by_key(|i| words[*i].folded.len());
        let Some((lead, last)) = longest.zip(self.len().checked_sub(words.len())) else {
            return false;
        };
        let lead_word = &words[lead].folded;
        (0..=last).any(|from| self.is(from + lead, lead_word) && self.stand_at(from, words))
    }

    /// Whether a word is among them.
    pub(super) fn contain(&mut self, word: &Word) -> bool {
        (0..self.len()).any(|at| self.is(at, &word.folded))
    }

    /// What of them may be one word, as [`joined`] reads them.
    pub(super) fn may_join(&self) -> Joins {
        let mut joins = Joins::default();
        for pair in self.spans.windows(2) {
            let word = |bytes: &Range<usize>| self.text.get(bytes.clone()).unwrap_or_default();
            let (first, next) = (&pair[0], &pair[1]);
            let between = word(&(first.end..next.start));
            // of what is not ASCII some may be folded away
            let letter = || first.len() == 1 || !word(first).is_ascii();
            let numeric = |bytes| word(bytes).chars().any(char::is_numeric);
            let are_numbers = || self.has_numbers && numeric(first) && numeric(next);
            joins.initials |= between == "." && letter();
            joins.numbers |= between.chars().nth(1).is_none() && are_numbers();
        }
        joins
    }
}

fn is_unit(c: char) -> bool {
    matches!(c, '%' | '‰' | '€' | '$' | '£' | '¥')
}

fn is_inside(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

/// The words of a text with the groups of a number as one, and dotted initials: `250 000` as
/// `250000`, `É.D.F.` as `EDF`.
pub(super) fn joined(text: &str, words: &[Word]) -> Vec<Word> {
    let mut joined = Vec::with_capacity(words.len());
    let mut rest = words;
    while let Some(first) = rest.first() {
        let taken = initials(text, rest).max(groups(text, rest)).max(1);
        let (own, after) = rest.split_at(taken);
        let end = own.last().map_or(first.bytes.end, |last| last.bytes.end);
        let folded = own.iter().map(|word| word.folded.as_str()).collect();
        joined.push(Word { folded, bytes: first.bytes.start..end });
        rest = after;
    }

    joined
}

/// No initials are more.
const MOST_INITIALS: usize = 16;

/// How many words at the start of some are initials with a point after each; 0 for one letter.
fn initials(text: &str, words: &[Word]) -> usize {
    let letter = |word: &Word| {
        let mut chars = word.folded.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    };
    let pointed = |pair: &&[Word]| letter(&pair[0]) && sign(text, pair) == Some('.');
    let pairs = words.windows(2).take(MOST_INITIALS).take_while(pointed).count();
    // `S.G.MAP` is none
    if pairs > 0 && words.get(pairs).is_some_and(letter) { pairs + 1 } else { 0 }
}

/// How many words at the start of some are the groups of three digits of one number, parted by the
/// same sign; a single point stands before decimals.
fn groups(text: &str, words: &[Word]) -> usize {
    // of a mark alone nothing is left when it is folded
    let digits =
        |word: &Word| !word.folded.is_empty() && word.folded.bytes().all(|b| b.is_ascii_digit());
    let head = |word: &Word| word.folded.len() <= 3 && !word.folded.starts_with('0');
    if !words.first().is_some_and(|word| digits(word) && head(word)) {
        return 0;
    }

    let groups = |c: &char| numbers::is_group_space(*c) || matches!(c, ',' | '.');
    let parting = words.get(..2).and_then(|pair| sign(text, pair)).filter(groups);
    let Some(parting) = parting else { return 0 };
    let next = |pair: &&[Word]| {
        pair[1].folded.len() == 3 && digits(&pair[1]) && sign(text, pair) == Some(parting)
    };

    let pairs = words.windows(2).take_while(next).count();
    if pairs > usize::from(parting == '.') { pairs + 1 } else { 0 }
}

/// The one sign that parts two words.
fn sign(text: &str, pair: &[Word]) -> Option<char> {
    let mut between = text.get(pair.first()?.bytes.end..pair.last()?.bytes.start)?.chars();
    between.next().filter(|_| between.next().is_none())
}

/// Whether two texts are the same, where a run of spaces and line breaks counts as one space.
pub(super) fn same_but_space(a: &str, b: &str) -> bool {
    let plain = |c: char| matches!(c, ' ' | '\t'..='\r');
    a.split(plain)
        .filter(|part| !part.is_empty())
        .eq(b.split(plain).filter(|part| !part.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_compared_as_if_they_were_folded(
            text in "([a-zA-Zé]{1,3}|[0-9]{1,4}|[ .,'’·%\u{301}\u{ad}\u{a0}\u{202f}א\u{5b0}]|\\PC){0,24}",
            from in 0usize..12,
            many in 1usize..4,
            other in "[a-z]{1,2}",
        ) {
            let here = words(&text);
            let mut unfolded = UnfoldedWords::new(&text);
            prop_assert_eq!(unfolded.len(), here.len());
            let Joins { initials, numbers } = unfolded.may_join();
            let is_joined = |word: &&Word| !here.contains(*word);
            for word in joined(&text, &here).iter().filter(is_joined) {
                let is_number = word.folded.bytes().all(|byte| byte.is_ascii_digit());
                prop_assert!(if is_number { numbers } else { initials }, "{word:?}");
            }
            let part = here.get(from..(from + many).min(here.len())).unwrap_or_default();
            prop_assert!(part.is_empty() || unfolded.stand_at(from, part) && unfolded.hold(part));
            let other = words(&other);
            prop_assert_eq!(unfolded.hold(&other), here.iter().any(|w| w.folded == other[0].folded));
        }
    }

    /// Where the words of a text stand, a character after the other.
    fn spans_by_characters(text: &str) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut is_open = false;
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let goes_on = is_open && (c.is_alphanumeric() || is_inside(c));
            match spans.last_mut().filter(|_| goes_on) {
                Some(word) => word.end = end,
                None if c.is_alphanumeric() || is_unit(c) => spans.push(at..end),
                None => {}
            }
            is_open = goes_on || c.is_alphanumeric();
        }
        spans
    }

    proptest! {
        #[test]
        fn words_stand_where_their_characters_do(
            text in "([a-zA-Zé]{1,3}|[0-9½]{1,4}|[ .,'’%$€\u{301}\u{ad}\u{a0}א]|\\PC){0,24}",
        ) {
            let (spans, has_numbers) = spans(&text);
            prop_assert_eq!(spans, spans_by_characters(&text));
            prop_assert_eq!(has_numbers, text.chars().any(char::is_numeric));
        }
    }

    #[test]
    fn numbers_and_initials_are_one_word_each() {
        let joined = |text: &str| -> Vec<String> {
            joined(text, &words(text)).into_iter().map(|word| word.folded).collect()
        };
        for (text, want) in [
            ("250 000 €", &["250000", "€"][..]),
            ("50% d’USD $5", &["50", "%", "d", "usd", "$", "5"]),
            ("1\u{202f}250\u{202f}000,5", &["1250000", "5"]),
            ("1,000,000 or 1.000.000", &["1000000", "or", "1000000"]),
            ("2.500 2,5 2019 000", &["2", "500", "2", "5", "2019", "000"]),
            ("0,250 12,34; 250,,000", &["0", "250", "12", "34", "250", "000"]),
            ("d’É.D.F. et S.G.MAP", &["d", "edf", "et", "s", "g", "map"]),
            ("plan B. C’est J. K.", &["plan", "b", "c", "est", "j", "k"]),
            ("\u{d46} 000", &["", "000"]),
        ] {
            assert_eq!(joined(text), want, "{text}");
        }
    }
}
