//! The words of a text, with what each says of its language.

use super::cache::WordScores;
use super::foreign::FunctionWord;
use super::ngrams::{self, Reader, Word};
use super::said;

/// A word, and what it says.
pub(super) struct ScoredWord {
    pub(super) word: Word,
    pub(super) function_word: FunctionWord,
    /// In units of the model; above zero it speaks for French.
    pub(super) score: i32,
}

/// Gives each word of a text, in its order.
pub(super) fn scored_words(text: &str, each: impl FnMut(ScoredWord)) {
    ngrams::read(text, &mut Scoring { letters: WordScores::new(), each });
}

struct Scoring<F> {
    /// What the letters of each word say.
    letters: WordScores,
    each: F,
}

impl<F: FnMut(ScoredWord)> Reader for Scoring<F> {
    fn is_known(&mut self, key: u64) -> bool {
        self.letters.is_known(key)
    }

    fn feature(&mut self, bucket: u16) {
        self.letters.add(bucket);
    }

    fn word(&mut self, word: Word) -> bool {
        let evidence = self.letters.take(word.key);
        let score = said(evidence.score, &word);
        (self.each)(ScoredWord { word, function_word: evidence.function_word, score });
        true
    }
}
