//! Which terms may be wanted of a text, told by a few of their bytes: marking looks for a handful of
//! terms among hundreds, and puts out only those that may be among them.

use super::tables::initials_of_stems;
use super::tokens::{Kind, stem_tag};

/// How many bits there are.
const BITS: u32 = 10;

/// Lets all terms through that are wanted, and few others.
#[derive(Clone, Debug, Default)]
pub struct Sieve {
    terms: [u64; (1 << BITS) / 64],
    /// A bit for each letter with which a word begins that makes a wanted term.
    initials: u32,
}

impl Sieve {
    /// Lets a term through from now on; a stem with the tag of its language.
    pub fn want(&mut self, kind: Kind, term: &str) {
        let tag = if kind == Kind::Stem { stem_tag(None).len() } else { 0 };
        let term = term.as_bytes().get(tag..).unwrap_or_default();
        let bit = bit(term);
        if let Some(word) = self.terms.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }

        self.initials |= match term.first() {
            Some(letter @ b'a'..=b'z') if kind == Kind::Stem => initials_of_stems(*letter),
            Some(letter @ b'a'..=b'z') => initial(*letter),
            // a tag is made of any word behind its sign
            Some(b'#') => u32::MAX,
            // no word that begins with a letter of ASCII makes a term that begins otherwise
            _ => 0,
        };
    }

    /// Whether a term may be wanted; a stem without its tag.
    pub(super) fn passes(&self, term: &str) -> bool {
        let bit = bit(term.as_bytes());
        self.terms.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// Whether a word, as it stands in a text, may make a wanted term: told by its first letter, of
    /// which no other comes unless a table says so. To know this takes less than to make the terms.
    pub(super) fn may_make(&self, word: &str) -> bool {
        // letters up to ÿ, none of which is an apostrophe: what it cuts off would stand before
        let is_letter = |byte: &u8| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | 0x80..=0xbf | 0xc3);
        match word.as_bytes() {
            [first, rest @ ..] if first.is_ascii_alphabetic() && rest.iter().all(is_letter) => {
                self.initials & initial(first.to_ascii_lowercase()) != 0
            }
            _ => true,
        }
    }
}

/// The bit of a letter from a to z.
pub(super) fn initial(letter: u8) -> u32 {
    1 << (letter.wrapping_sub(b'a') % 32)
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
            text in "([a-zé]{1,6}|[A-Z]{2}|yeux|suis|went|[ .,'’·(#-]|\\PC){0,24}", every in 1usize..5,
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
                assert!(sieve.may_make(word), "{word}");
            }
        }
    }

    #[test]
    fn words_that_begin_otherwise_make_nothing() {
        let mut sieve = Sieve::default();
        sieve.want(Kind::Stem, "fr:oeil");
        for word in ["yeux", "Œil", "œillade", "OEIL", "l’autre", "d'ici", "élan", "3e", "o"] {
            assert!(sieve.may_make(word), "{word}");
        }
        for word in ["bonjour", "té", "Paris", "zéro"] {
            assert!(!sieve.may_make(word), "{word}");
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
