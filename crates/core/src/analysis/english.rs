//! English stems: tables of irregular plurals and British spellings, then Porter2.

use std::sync::OnceLock;

use rust_stemmers::Algorithm;
use rustc_hash::FxHashSet;

use super::tables::{self, Pairs, pairs, words};

/// Makes English stems.
pub(super) struct Stemmer {
    porter2: rust_stemmers::Stemmer,
    irregulars: &'static Pairs,
    exceptions: &'static Pairs,
    keeps_ise: &'static FxHashSet<&'static str>,
}

impl Default for Stemmer {
    fn default() -> Self {
        static IRREGULARS: OnceLock<Pairs> = OnceLock::new();
        static EXCEPTIONS: OnceLock<Pairs> = OnceLock::new();
        static KEEPS_ISE: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
        Stemmer {
            porter2: rust_stemmers::Stemmer::create(Algorithm::English),
            irregulars: IRREGULARS.get_or_init(|| pairs(tables::ENGLISH_IRREGULARS)),
            exceptions: EXCEPTIONS.get_or_init(|| pairs(tables::ENGLISH_EXCEPTIONS)),
            keeps_ise: KEEPS_ISE.get_or_init(|| words(tables::ENGLISH_ISE)),
        }
    }
}

impl Stemmer {
    /// The stem of a word in lower case and of its folded form.
    pub(super) fn stem(&self, lower: &str, exact: &str) -> String {
        let word = self.irregulars.get(lower).copied().unwrap_or(exact);
        let american = self.americanise(word);
        let word = american.as_deref().unwrap_or(word);
        match self.exceptions.get(word) {
            Some(stem) => (*stem).to_owned(),
            None => self.porter2.stem(word).into_owned(),
        }
    }

    /// The `-ize` spelling of a word of the `-ise` family, if it is one.
    fn americanise(&self, word: &str) -> Option<String> {
        const ENDINGS: [&str; 10] =
            ["e", "ed", "es", "er", "ers", "ing", "ation", "ations", "ational", "able"];
        for ending in ENDINGS {
            let Some(base) = word.strip_suffix(ending).and_then(|w| w.strip_suffix("is")) else {
                continue;
            };
            let keeps = self.keeps_ise.contains(format!("{base}ise").as_str());
            return (base.len() >= 3 && base.is_ascii() && !keeps)
                .then(|| format!("{base}iz{ending}"));
        }

        None
    }
}
