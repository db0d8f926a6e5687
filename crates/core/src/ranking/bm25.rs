//! BM25 and the numbers of a collection that it needs, for each language by itself.

use std::ops::Add;

use crate::analysis::Kind;
use crate::lang::Lang;

/// Term frequency saturation of BM25.
pub(crate) const K1: f64 = 1.2;

/// Length normalisation of BM25.
pub(crate) const B: f64 = 0.75;

/// What an index knows of its passages in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LanguageStats {
    /// How many passages there are.
    pub passages: u64,
    /// How many stem terms they hold together.
    pub stem_terms: u64,
    /// How many surface terms they hold together.
    pub exact_terms: u64,
    /// How many words the windows round them have together, see
    /// [`PassageStats::window_words`](super::PassageStats::window_words).
    pub window_words: u64,
}

impl LanguageStats {
    /// The mean length of a passage in terms of one kind; 1 where there is none.
    pub fn average_length(&self, kind: Kind) -> f64 {
        let terms = match kind {
            Kind::Stem => self.stem_terms,
            Kind::Exact | Kind::Accented => self.exact_terms,
        };
        self.mean(terms)
    }

    /// The mean length of the window round a passage, in words; 1 where there is none.
    pub(super) fn average_window(&self) -> f64 {
        self.mean(self.window_words)
    }

    fn mean(&self, sum: u64) -> f64 {
        if self.passages == 0 || sum == 0 { 1.0 } else { sum as f64 / self.passages as f64 }
    }
}

/// What two stores know together.
impl Add for LanguageStats {
    type Output = LanguageStats;

    fn add(self, other: LanguageStats) -> LanguageStats {
        LanguageStats {
            passages: self.passages + other.passages,
            stem_terms: self.stem_terms + other.stem_terms,
            exact_terms: self.exact_terms + other.exact_terms,
            window_words: self.window_words + other.window_words,
        }
    }
}

/// What an index knows of all its passages, by their languages: each language ranks as if it stood
/// alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CollectionStats {
    /// In the order of [`Lang::slot`].
    pub portions: [LanguageStats; Lang::SLOTS],
}

impl CollectionStats {
    /// The passages in one language, or in neither.
    pub fn in_lang(&self, lang: Option<Lang>) -> LanguageStats {
        self.portions[Lang::slot(lang)]
    }

    /// Whether any passage is in a language.
    pub fn has(&self, lang: Lang) -> bool {
        self.in_lang(Some(lang)).passages > 0
    }

    /// All of them together.
    pub fn whole(&self) -> LanguageStats {
        self.portions.iter().fold(LanguageStats::default(), |sum, portion| sum + *portion)
    }
}

/// The weight of a term that `df` of `passages` hold.
pub fn idf(df: u64, passages: u64) -> f64 {
    let (df, passages) = (df as f64, passages.max(df) as f64);
    (1.0 + (passages - df + 0.5) / (df + 0.5)).ln()
}

/// BM25 of a term that stands `tf` times in a passage of `length` terms.
pub fn bm25(tf: u32, length: u32, average: f64, idf: f64) -> f64 {
    idf * saturated(tf, length, average)
}

/// BM25 without the weight of the term: from 0 to `K1 + 1`.
pub(crate) fn saturated(tf: u32, length: u32, average: f64) -> f64 {
    saturated_at(tf, norm(length, average))
}

/// How much a passage of `length` terms holds down how often a term stands there.
pub(super) fn norm(length: u32, average: f64) -> f64 {
    K1 * (1.0 - B + B * f64::from(length) / average)
}

/// [`saturated`], where the norm of the passage is known.
pub(super) fn saturated_at(tf: u32, norm: f64) -> f64 {
    if tf == 0 {
        return 0.0;
    }
    let tf = f64::from(tf);
    (K1 + 1.0) * tf / (tf + norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarer_words_and_more_of_them_weigh_more() {
        assert!(idf(1, 100) > idf(10, 100));
        assert!(idf(100, 100) > 0.0);
        assert!(bm25(2, 50, 50.0, 1.0) > bm25(1, 50, 50.0, 1.0));
        assert!(bm25(1, 20, 50.0, 1.0) > bm25(1, 80, 50.0, 1.0));
        assert!(bm25(0, 20, 50.0, 1.0).abs() < f64::EPSILON);
    }
}
