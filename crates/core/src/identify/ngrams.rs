//! From text to words, and from a word to what the model weighs: hashed runs of its letters.
//!
//! Each word is read between two marks, `_` where it stands free and `'` where it is joined by an
//! apostrophe: `l'État` is `_l'` and `'état_`. Its features are all runs of one to five signs, and
//! the whole word, each hashed to one of [`BUCKETS`] places of a table (the hashing trick:
//! Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009). Six bits
//! hold a sign, so that a run fits in a register and nothing is allocated. Case does not matter.

use rustc_hash::FxHashSet;
use unicode_normalization::char::compose;

use crate::analysis::fold::is_apostrophe;

/// How many places the features are hashed to.
pub const BUCKETS: usize = 1 << 16;

/// The longest run of signs that is a feature.
const LONGEST: usize = 5;

/// A multiplier with well-mixed bits (Steele and Vigna, "Computationally easy, spectrally good
/// multipliers", 2022).
const MULTIPLIER: u64 = 0xf135_7aea_2e62_a9c5;

/// The mark at an end of a word that stands free; the letters `a` to `z` come before it.
const FREE: u8 = 27;
/// The mark at an end that an apostrophe joins to another word.
const JOINED: u8 = 28;
const LIGATURE_OE: u8 = 29;
/// Any other letter of the Latin script.
const OTHER_LATIN: u8 = 30;
/// Any letter of another script.
const OTHER_SCRIPT: u8 = 31;
/// `à`; the rest of Latin-1 follows in its order.
const FIRST_ACCENTED: u8 = 32;

/// A word that was read.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// How many letters it has; at least one.
    pub letters: u32,
    /// How many of them are not of the Latin script.
    pub other_script: u32,
    /// It begins with a capital and goes on in small letters, as names do.
    pub capital: bool,
    /// An apostrophe joins it to the next.
    pub joined: bool,
    /// A hash of its signs and marks, the same for the same word in any text.
    pub key: u64,
}

/// What takes the words of a text, one after the other.
pub trait Reader {
    /// Whether the features of the word with this key, which comes next, are not wanted again.
    fn is_known(&mut self, _key: u64) -> bool {
        false
    }

    /// A feature of the word that is being read, by its place in the table.
    fn feature(&mut self, bucket: u16);
    /// The word whose features have all been given. `false` stops the reading.
    fn word(&mut self, word: Word) -> bool;
}

/// Reads the words of a text, whatever is in it. Time is linear in the text.
pub fn read(text: &str, reader: &mut impl Reader) {
    let mut scan = Scan::new(text);
    let mut apostrophe = false;
    let mut at = 0;
    while let Some((c, end)) = composed_at(text, at) {
        let (start, code) = (at, code(c));
        at = end;
        if code != 0 {
            if apostrophe {
                apostrophe = false;
                if !scan.close(JOINED, reader) {
                    return;
                }
                scan.begin(JOINED, start);
            } else if scan.letters == 0 {
                scan.begin(FREE, start);
            }
            scan.letter(code, c);
            at = scan.plain_letters(at);
            scan.end = at;
        } else if scan.letters > 0 {
            if !apostrophe && is_apostrophe(c) {
                apostrophe = true;
                continue;
            }
            apostrophe = false;
            if !scan.close(FREE, reader) {
                return;
            }
            scan.letters = 0;
        }
    }

    if scan.letters > 0 {
        scan.close(FREE, reader);
    }
}

/// The character at a byte, with the accents that stand behind it, and the byte behind them: a
/// decomposed accent says as much as a composed one.
#[inline]
fn composed_at(text: &str, at: usize) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    match (bytes.get(at)?, bytes.get(at + 1)) {
        (byte @ 0..0x80, Some(0..0x80) | None) => Some((char::from(*byte), at + 1)),
        _ => composed(text.get(at..)?).map(|(c, length)| (c, at + length)),
    }
}

/// The first character, with the accents that stand behind it, and the number of their bytes.
fn composed(text: &str) -> Option<(char, usize)> {
    let mut chars = text.chars();
    let mut c = chars.next()?;
    // its first byte gives it away
    while let Some(0xcc | 0xcd) = chars.as_str().as_bytes().first() {
        let Some(mark) = chars.as_str().chars().next().filter(|m| is_combining(*m)) else { break };
        c = compose(c, mark).unwrap_or(c);
        chars.next();
    }
    Some((c, text.len() - chars.as_str().len()))
}

/// The keys of the words of a list.
pub(super) fn keys(text: &str) -> FxHashSet<u64> {
    let mut keys = Keys::default();
    read(text, &mut keys);
    keys.0
}

#[derive(Default)]
struct Keys(FxHashSet<u64>);

impl Reader for Keys {
    fn feature(&mut self, _: u16) {}

    fn word(&mut self, word: Word) -> bool {
        self.0.insert(word.key);
        true
    }
}

/// A word that is being read. Most have been read before, so its letters are not kept: where they are
/// wanted they are read again.
struct Scan<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    letters: u32,
    other_script: u32,
    /// The first letter is a capital, and the second is not.
    capital: bool,
    /// The mark before it.
    mark: u8,
    key: u64,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Scan {
            text,
            start: 0,
            end: 0,
            letters: 0,
            other_script: 0,
            capital: false,
            mark: FREE,
            key: 0,
        }
    }

    fn begin(&mut self, mark: u8, start: usize) {
        (self.start, self.end, self.mark) = (start, start, mark);
        (self.letters, self.other_script, self.capital) = (0, 0, false);
        self.key = u64::from(mark);
    }

    fn letter(&mut self, code: u8, c: char) {
        self.letters += 1;
        self.other_script += u32::from(code == OTHER_SCRIPT);
        self.key = with_sign(self.key, code);
        match self.letters {
            1 => self.capital = c.is_uppercase(),
            2 => self.capital &= !c.is_uppercase(),
            _ => {}
        }
    }

    /// Takes the letters of ASCII that go on the word, as nearly all do, and gives the byte behind them.
    /// One that an accent may stand behind is left.
    fn plain_letters(&mut self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let (mut at, mut key) = (from, self.key);
        while let Some([byte, next]) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
            let code = CODES[usize::from(*byte)];
            if code == 0 || *byte >= 0x80 || *next >= 0x80 {
                break;
            }
            key = with_sign(key, code);
            at += 1;
        }

        if self.letters == 1 && at > from {
            self.capital &= !bytes[from].is_ascii_uppercase();
        }
        // no text has more letters than a number of 32 bits counts
        self.letters += (at - from) as u32;
        self.key = key;
        at
    }

    /// The last mark; then the features, where they are wanted, and the word.
    fn close(&mut self, mark: u8, reader: &mut impl Reader) -> bool {
        self.key = with_sign(self.key, mark);
        if !reader.is_known(self.key) {
            self.features(mark, reader);
        }
        let Scan { start, end, letters, other_script, capital, key, .. } = *self;
        let joined = mark == JOINED;
        reader.word(Word { start, end, letters, other_script, capital, joined, key })
    }

    /// Each letter, all runs of two signs and more, and the whole word where no run holds it.
    fn features(&self, last: u8, reader: &mut impl Reader) {
        let (word, mut at) = (self.text.get(self.start..self.end).unwrap_or_default(), 0);
        let letters = std::iter::from_fn(|| {
            let (c, end) = composed_at(word, at)?;
            at = end;
            Some(code(c))
        });
        let mut window = u32::from(self.mark);
        for (letter, before) in letters.zip(1..) {
            window = (window << 6) | u32::from(letter);
            reader.feature(bucket(window & mask(1)));
            runs(window, before, reader);
        }
        window = (window << 6) | u32::from(last);
        runs(window, self.letters as usize + 1, reader);

        if self.letters as usize > LONGEST - 2 {
            reader.feature((self.key >> 48) as u16);
        }
    }
}

/// The runs of two signs and more that end with the last of a window, where so many stand before it.
fn runs(window: u32, before: usize, reader: &mut impl Reader) {
    for order in 2..=(before + 1).min(LONGEST) {
        reader.feature(bucket(window & mask(order)));
    }
}

/// The hash of some signs with one more.
fn with_sign(key: u64, code: u8) -> u64 {
    (key.rotate_left(7) ^ u64::from(code)).wrapping_mul(MULTIPLIER)
}

/// The bits that a row of this many signs takes.
const fn mask(signs: usize) -> u32 {
    (1 << (6 * signs)) - 1
}

/// Runs of different lengths are different numbers, since no sign is zero.
fn bucket(run: u32) -> u16 {
    (u64::from(run).wrapping_mul(MULTIPLIER) >> 48) as u16
}

/// The sign that a letter is read as; 0 for what is not a letter.
fn code(c: char) -> u8 {
    match CODES.get(c as usize) {
        Some(code) => *code,
        // quotation marks, dashes and spaces
        None if matches!(c, '\u{2000}'..='\u{206f}') || !c.is_alphabetic() => 0,
        None if matches!(c, '\u{180}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}') => {
            OTHER_LATIN
        }
        None => OTHER_SCRIPT,
    }
}

/// The signs of the first letters of Unicode, which are nearly all that there is.
static CODES: [u8; 0x180] = {
    let mut codes = [0; 0x180];
    let mut at = 0;
    while at < codes.len() {
        codes[at] = match at {
            0x41..=0x5a => at as u8 - 0x40,
            0x61..=0x7a => at as u8 - 0x60,
            0xd7 | 0xf7 => 0,
            0xc0..=0xde => at as u8 - 0xc0 + FIRST_ACCENTED,
            0xe0..=0xff => at as u8 - 0xe0 + FIRST_ACCENTED,
            0x152 | 0x153 => LIGATURE_OE,
            0xaa | 0xb5 | 0xba | 0xdf | 0x100..=0x17f => OTHER_LATIN,
            _ => 0,
        };
        at += 1;
    }
    codes
};

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Default)]
    struct Seen(Vec<Word>, usize, Vec<u16>);

    impl Reader for Seen {
        fn feature(&mut self, bucket: u16) {
            self.1 += 1;
            self.2.push(bucket);
        }

        fn word(&mut self, word: Word) -> bool {
            self.0.push(word);
            true
        }
    }

    /// The features of some words, from the signs of each as a whole.
    fn features(text: &str, words: &[Word]) -> Vec<u16> {
        let mut all = Vec::new();
        let mut mark = FREE;
        for word in words {
            let last = if word.joined { JOINED } else { FREE };
            let mut letters: Vec<char> = Vec::new();
            for c in text[word.start..word.end].chars() {
                match letters.last_mut() {
                    Some(letter) if is_combining(c) => {
                        *letter = compose(*letter, c).unwrap_or(*letter);
                    }
                    _ => letters.push(c),
                }
            }
            let letters = letters.into_iter().map(code);
            let signs: Vec<u8> = [mark].into_iter().chain(letters).chain([last]).collect();
            for order in 1..=LONGEST {
                let inner = if order == 1 { &signs[1..signs.len() - 1] } else { &signs[..] };
                let run = |run: &[u8]| run.iter().fold(0, |run, sign| run << 6 | u32::from(*sign));
                all.extend(inner.windows(order).map(|signs| bucket(run(signs))));
            }
            let key =
                signs[1..].iter().fold(u64::from(signs[0]), |key, sign| with_sign(key, *sign));
            assert_eq!(word.key, key);
            if word.letters as usize > LONGEST - 2 {
                all.push((key >> 48) as u16);
            }
            mark = last;
        }
        all
    }

    fn seen(text: &str) -> Seen {
        let mut seen = Seen::default();
        read(text, &mut seen);
        seen
    }

    #[test]
    fn words_part_at_apostrophes_and_at_all_that_is_no_letter() {
        let text = "L’État, c'est 'moi' (2e).";
        let words: Vec<_> = seen(text).0.iter().map(|w| &text[w.start..w.end]).collect();
        assert_eq!(words, ["L", "État", "c", "est", "moi", "e"]);
        let joined: Vec<_> = seen(text).0.iter().map(|w| w.joined).collect();
        assert_eq!(joined, [true, false, true, false, false, false]);
    }

    #[test]
    fn a_word_has_its_letters_its_runs_and_itself_as_features() {
        // `_a_`: the letter, two pairs, one of three
        assert_eq!(seen("a").1, 4);
        // six signs: four letters, and 5 + 4 + 3 + 2 runs, and the word
        assert_eq!(seen("abcd").1, 4 + 14 + 1);
    }

    proptest! {
        #[test]
        fn features_are_runs_of_the_signs_of_a_word(text in "[a-cA-Zé'’ .œŁя\u{300}\u{301}]{0,40}") {
            let seen = seen(&text);
            let (mut own, mut expected) = (seen.2, features(&text, &seen.0));
            own.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(own, expected);
        }

        #[test]
        fn words_of_any_text_lie_in_it_in_order(text in "(?s)(.|é|'|\u{301}|a){0,40}") {
            let words = seen(&text).0;
            for word in &words {
                prop_assert!(word.letters > 0 && text.get(word.start..word.end).is_some());
            }
            prop_assert!(words.windows(2).all(|w| w[0].end <= w[1].start));
        }
    }
}
