//! French stems: tables of irregulars and of verbs, then Snowball's French stemmer, with and
//! without accents.
//!
//! Folding before the stemmer and folding after it give different stems for some three words in a
//! hundred; both are kept, so that a word typed without accents meets the accented one.

use std::sync::OnceLock;

use rust_stemmers::Algorithm;

use super::fold::fold;
use super::tables::{self, Pairs, pairs, pairs_and_verbs};

/// Makes French stems.
pub(super) struct Stemmer {
    snowball: rust_stemmers::Stemmer,
    irregulars: &'static Pairs,
    exceptions: &'static Pairs,
}

impl Default for Stemmer {
    fn default() -> Self {
        static IRREGULARS: OnceLock<Pairs> = OnceLock::new();
        static EXCEPTIONS: OnceLock<Pairs> = OnceLock::new();
        Stemmer {
            snowball: rust_stemmers::Stemmer::create(Algorithm::French),
            irregulars: IRREGULARS
                .get_or_init(|| pairs_and_verbs(tables::FRENCH_IRREGULARS, tables::FRENCH_VERBS)),
            exceptions: EXCEPTIONS.get_or_init(|| pairs(tables::FRENCH_EXCEPTIONS)),
        }
    }
}

impl Stemmer {
    /// The stems of a word in lower case and of its folded form: one, or two that differ.
    pub(super) fn stems(&self, lower: &str, exact: &str) -> Vec<String> {
        if let Some(stem) = self.exceptions.get(lower) {
            return vec![(*stem).to_owned()];
        }
        let (mut word, mut folded) = (lower, exact.to_owned());
        if let Some(lemma) = self.irregulars.get(lower) {
            word = lemma;
            fold(lemma, &mut folded);
            if let Some(stem) = self.exceptions.get(word) {
                return vec![(*stem).to_owned()];
            }
        }

        let mut accented = String::new();
        fold(&self.snowball.stem(word), &mut accented);
        let plain = self.snowball.stem(&folded).into_owned();

        if accented == plain { vec![accented] } else { vec![accented, plain] }
    }
}
