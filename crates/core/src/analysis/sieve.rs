//! Which terms may be wanted of a text, told by a few of their bytes: marking looks for a handful of
//! terms among hundreds, and puts out only those that may be among them.

use super::tables::beginnings_of_stem;
use super::tokens::{Kind, TAG};

/// How many bits there are.
const BITS: u32 = 10;

/// Lets all terms through that are wanted, and few others.
#[derive(Clone, Debug, Default)]
pub struct Sieve {
    terms: [u64; (1 << BITS) / 64],
    /// How words begin that make a wanted term.
    beginnings: Beginnings,
}

/// The first letters of words: for each first one from a to z, and each second one or none, the third
/// ones.
#[derive(Clone, Copy, Debug, Default)]
struct Beginnings([[u32; LETTERS + 1]; LETTERS]);

/// How some words begin: with one letter from a to z, by its number, then with any of some second and
/// any of some third ones, a bit for each and one for words that have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Beginning {
    first: usize,
    seconds: u32,
    thirds: u32,
}

/// By so many letters it is told at most how a word begins.
pub(super) const TOLD_BY: usize = 3;

/// How many letters there are.
const LETTERS: usize = 26;
/// The bit of a word that has no such letter.
const NONE: u32 = 1 << LETTERS;
/// The bits of all letters and of none.
const ANY: u32 = (1 << (LETTERS + 1)) - 1;

/// A stem of fewer letters may have another third one than its words: of `using` it is `use`.
const SURE_THIRD: usize = 4;

impl Beginning {
    /// That of a word in any case; `None` where its first letter is not of ASCII. Of other letters that
    /// are not, and of those behind them, nothing is told.
    pub(super) fn of(word: &[u8]) -> Option<Self> {
        let bit = |byte: Option<&u8>| byte.map_or(NONE, |b| letter(*b).map_or(ANY, |l| 1 << l));
        let (first, seconds) = (letter(*word.first()?)?, bit(word.get(1)));
        let thirds = match seconds {
            ANY => ANY,
            // `payer` and `paie`
            _ if word.get(2).is_some_and(|third| third.eq_ignore_ascii_case(&b'y')) => {
                bit(Some(&b'i'))
            }
            _ => bit(word.get(2)),
        };
        Some(Beginning { first, seconds, thirds })
    }

    /// That of the words that no table names, by their stem: where only the first letter is left, the
    /// second one may have been any.
    pub(super) fn of_stem(stem: &[u8]) -> Option<Self> {
        let Beginning { first, seconds, thirds } = Beginning::of(stem)?;
        let seconds = if stem.len() == 1 { ANY } else { seconds };
        let thirds = if stem.len() < SURE_THIRD { ANY } else { thirds };
        Some(Beginning { first, seconds, thirds })
    }

    /// Whether a word may begin as both say.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let have_common = self.seconds & other.seconds != 0 && self.thirds & other.thirds != 0;
        self.first == other.first && have_common
    }
}

impl Beginnings {
    /// All words.
    const ALL: Self = Beginnings([[ANY; LETTERS + 1]; LETTERS]);

    fn add(&mut self, Beginning { first, seconds, thirds }: Beginning) {
        for second in ones(seconds) {
            self.0[first][second] |= thirds;
        }
    }

    fn hold(&self, Beginning { first, seconds, thirds }: Beginning) -> bool {
        ones(seconds).any(|second| self.0[first][second] & thirds != 0)
    }
}

/// The numbers of the bits that are set.
fn ones(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        next
    })
}

/// The number of a letter from a to z or A to Z.
fn letter(byte: u8) -> Option<usize> {
    byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_lowercase() - b'a'))
}

impl Sieve {
    /// Lets a term through from now on; a stem with the tag of its language.
    pub fn want(&mut self, kind: Kind, term: &str) {
        let tag = if kind == Kind::Stem { TAG } else { 0 };
        let term = term.as_bytes().get(tag..).unwrap_or_default();
        let bit = bit(term);
        if let Some(word) = self.terms.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }

        match term.first() {
            // no word that begins with a letter of ASCII makes a term that begins otherwise
            Some(b'a'..=b'z') if kind == Kind::Stem => {
                beginnings_of_stem(term, &mut |beginning| self.beginnings.add(beginning));
            }
            Some(b'a'..=b'z') => {
                Beginning::of(term).into_iter().for_each(|b| self.beginnings.add(b));
            }
            // a tag is made of any word behind its sign
            Some(b'#') => self.beginnings = Beginnings::ALL,
            _ => {}
        }
    }

    /// Whether a term may be wanted; a stem without its tag.
    pub(super) fn passes(&self, term: &str) -> bool {
        let bit = bit(term.as_bytes());
        self.terms.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// Whether a word of nothing but letters up to ÿ may make a wanted term: told by its first three
    /// letters, with which its stem begins too unless it is short or a table says otherwise. To know
    /// this takes less than to make the terms.
    pub(super) fn may_make(&self, letters: &str) -> bool {
        Beginning::of(letters.as_bytes()).is_none_or(|beginning| self.beginnings.hold(beginning))
    }
}

/// The bit of a term: of its length, its ends and its middle.
fn bit(term: &[u8]) -> usize {
    let at = |place: usize| u32::from(term.get(place).copied().unwrap_or(0));
    let (middle, last) = (term.len() / 2, term.len().saturating_sub(1));
    let mixed = at(0) | at(middle) << 8 | at(last) << 16 | (term.len() as u32) << 24;
    // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4)
    (mixed.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::super::{Analyzer, Tokens};
    use super::*;
    use crate::lang::Lang;
    use proptest::prelude::*;

    /// The terms of a text, with where they stand.
    fn terms(tokens: &Tokens) -> Vec<(Kind, String, u32, u32, u32)> {
        let token =
            |t: super::super::Token<'_>| (t.kind, t.term.to_owned(), t.position, t.start, t.end);
        tokens.iter().map(token).collect()
    }

    proptest! {
        #[test]
        fn what_is_wanted_passes_as_it_stands(
            text in "([a-zé]{1,6}| [a-cé]{1,3}-[a-cé]{1,2} |[A-Z]{2}|yeux|suis|went|dying|[ .,'’·(#-]|\\PC){0,24}", every in 1usize..5,
            lang in proptest::option::of(proptest::sample::select(&Lang::ALL[..])),
        ) {
            let mut analyzer = Analyzer::new();
            let mut all = Tokens::new();
            analyzer.analyze(&text, lang, &mut all);
            let all = terms(&all);
            let wanted: Vec<_> = all.iter().step_by(every).cloned().collect();

            let mut sieve = Sieve::default();
            let words = |kind: &Kind| *kind != Kind::Accented;
            for (kind, term, ..) in wanted.iter().filter(|(kind, ..)| words(kind)) {
                sieve.want(*kind, term);
            }
            let mut sieved = Tokens::sieved(sieve);
            analyzer.analyze(&text, lang, &mut sieved);
            let sieved = terms(&sieved);
            prop_assert!(sieved.iter().all(|term| all.contains(term)));
            prop_assert!(wanted.iter().filter(|(kind, ..)| words(kind)).all(|t| sieved.contains(t)));
        }
    }

    #[test]
    fn words_of_the_tables_pass_where_their_stems_are_wanted() {
        let mut analyzer = Analyzer::new();
        for lang in Lang::ALL {
            for word in super::super::tables::ALL.iter().flat_map(|text| text.split_whitespace()) {
                let mut all = Tokens::new();
                analyzer.analyze(word, Some(lang), &mut all);
                let mut sieve = Sieve::default();
                let stems = all.iter().filter(|token| token.kind == Kind::Stem);
                stems.for_each(|token| sieve.want(Kind::Stem, token.term));
                assert!(takes(&sieve, word), "{word}");
            }
        }
    }

    /// Whether the terms of a word are made.
    fn takes(sieve: &Sieve, word: &str) -> bool {
        !super::super::pieces::has_letters_only(word) || sieve.may_make(word)
    }

    /// Stemmers cut ends off and change what is left there: of short words little is left.
    #[test]
    fn stems_of_all_short_beginnings_with_all_endings_begin_as_their_words_do() {
        const ENDINGS: &str = "a aient ais ait ant asse able ables ably al ally ance ante ation \
                               bli e ed edly ee eed ement ence ent enci er es eur eux ez ful hood \
                               ible ic ied ier ies ing ingly ion ir irons isation ise isme ist ité \
                               ity ive ize li ly ment ness ogie ogy ons ou ous s ss sses t ting tte \
                               ue us usion y yer ying ys";
        const LETTERS: &str = "abcdeéghiïlnopqrstuvxyz";
        let letters: Vec<char> = LETTERS.chars().collect();
        let mut analyzer = Analyzer::new();
        let mut check = |word: &str| {
            for lang in Lang::ALL {
                let mut all = Tokens::new();
                analyzer.analyze(word, Some(lang), &mut all);
                for token in all.iter().filter(|token| token.kind != Kind::Accented) {
                    let mut sieve = Sieve::default();
                    sieve.want(token.kind, token.term);
                    assert!(takes(&sieve, word), "{word} {}", token.term);
                }
            }
        };
        for first in letters.iter().filter(|letter| letter.is_ascii()) {
            check(&first.to_string());
            for second in &letters {
                for middle in ["", "t", "e", "ll", "y", "oi", "c", "n", "r", "s", "ua"] {
                    for ending in ENDINGS.split_whitespace().chain([""]) {
                        check(&format!("{first}{second}{middle}{ending}"));
                    }
                }
            }
            for ending in ENDINGS.split_whitespace() {
                check(&format!("{first}{ending}"));
            }
        }
    }

    #[test]
    fn words_that_begin_otherwise_make_nothing() {
        let mut sieve = Sieve::default();
        sieve.want(Kind::Stem, "fr:oeil");
        for word in ["yeux", "Œil", "œillade", "OEIL", "l’autre", "d'ici", "élan", "3e", "oé"]
        {
            assert!(takes(&sieve, word), "{word}");
        }
        for word in ["bonjour", "té", "Paris", "zéro", "on", "yoga", "o"] {
            assert!(!takes(&sieve, word), "{word}");
        }
        // nothing but a letter may be left of a word
        sieve.want(Kind::Stem, "en:e");
        for word in ["eing", "e", "ed"] {
            assert!(takes(&sieve, word), "{word}");
        }
    }

    #[test]
    fn most_of_what_is_not_wanted_stays_out() {
        let text = include_str!("../../golden/french.tsv");
        let mut sieve = Sieve::default();
        sieve.want(Kind::Stem, "fr:innov");
        sieve.want(Kind::Exact, "innovation");
        let (mut all, mut sieved) = (Tokens::new(), Tokens::sieved(sieve));
        Analyzer::new().analyze(text, Some(Lang::Fr), &mut all);
        Analyzer::new().analyze(text, Some(Lang::Fr), &mut sieved);
        assert!(sieved.len() * 20 < all.len(), "{} of {}", sieved.len(), all.len());
    }
}
