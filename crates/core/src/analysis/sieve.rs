//! Which terms may be wanted of a text, told by a few of their bytes: marking looks for a handful of
//! terms among hundreds, and puts out only those that may be among them.

use super::tokens::{Kind, stem_tag};

/// How many bits there are.
const BITS: u32 = 10;

/// Lets all terms through that are wanted, and few others.
#[derive(Clone, Debug, Default)]
pub struct Sieve([u64; (1 << BITS) / 64]);

impl Sieve {
    /// Lets a term through from now on; a stem with the tag of its language.
    pub fn want(&mut self, kind: Kind, term: &str) {
        let tag = if kind == Kind::Stem { stem_tag(None).len() } else { 0 };
        let bit = bit(term.as_bytes().get(tag..).unwrap_or_default());
        if let Some(word) = self.0.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }

    /// Whether a term may be wanted; a stem without its tag.
    pub(super) fn passes(&self, term: &str) -> bool {
        let bit = bit(term.as_bytes());
        self.0.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
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
            text in "([a-zé]{1,6}|[A-Z]{2}|[ .,'’·(-]|\\PC){0,24}", every in 1usize..5
        ) {
            let mut analyzer = Analyzer::new();
            let mut all = Tokens::new();
            analyzer.analyze(&text, Some(Lang::Fr), &mut all);
            let all = terms(&all);
            let wanted: Vec<_> = all.iter().step_by(every).cloned().collect();

            let mut sieve = Sieve::default();
            let words = |kind: &Kind| *kind != Kind::Accented;
            for (kind, term, ..) in wanted.iter().filter(|(kind, ..)| words(kind)) {
                sieve.want(*kind, term);
            }
            let mut sieved = Tokens::sieved(sieve);
            analyzer.analyze(&text, Some(Lang::Fr), &mut sieved);
            let sieved = terms(&sieved);
            prop_assert!(sieved.iter().all(|term| all.contains(term)));
            prop_assert!(wanted.iter().filter(|(kind, ..)| words(kind)).all(|t| sieved.contains(t)));
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
