//! The languages of parts of a text that is read once: to look at its words takes most of the time of
//! telling them.

use std::ops::Range;

use super::cache::WordScore;
use super::foreign::FunctionWord;
use super::ngrams::{self, Reader, Word};
use super::{Guess, SAMPLE_BYTES, Tally, identify, said};

/// A text whose parts are to be told apart.
pub struct Parts<'t> {
    text: &'t str,
    /// None where the text is longer than what is looked at of it.
    words: Vec<Scored>,
    /// Of the word that is being read.
    score: WordScore,
}

/// A word, and what it says.
struct Scored {
    word: Word,
    function_word: FunctionWord,
    score: i32,
}

impl<'t> Parts<'t> {
    /// Reads a text. One that is long is not kept in mind: each of its parts is read when it is asked
    /// for, so that memory is bounded.
    pub fn of(text: &'t str) -> Self {
        let mut parts = Parts { text, words: Vec::new(), score: WordScore::default() };
        if text.len() <= SAMPLE_BYTES {
            // few words have less than four letters on the average
            parts.words.reserve(text.len() / 5);
            ngrams::read(text, &mut parts);
        }
        parts
    }

    /// What [`identify`] says of a part: of bytes of the text that begin and end where no word and no
    /// apostrophe stands on both sides, as sentences do.
    pub fn guess(&self, part: Range<usize>) -> Guess {
        let text = self.text.get(part.clone()).unwrap_or_default();
        if self.text.len() > SAMPLE_BYTES {
            return identify(text);
        }
        let before = |at: usize| self.words.partition_point(|scored| scored.word.start < at);
        let words = self.words.get(before(part.start)..before(part.end)).unwrap_or_default();
        let mut tally = Tally::default();
        for Scored { word, function_word, score } in words {
            tally.count(word, *function_word, *score);
        }
        tally.guess(text)
    }
}

impl Reader for Parts<'_> {
    fn is_known(&mut self, key: u64) -> bool {
        self.score.is_known(key)
    }

    fn feature(&mut self, bucket: u16) {
        self.score.add(bucket);
    }

    fn word(&mut self, word: Word) -> bool {
        let evidence = self.score.take(word.key);
        let score = said(evidence.score, &word);
        self.words.push(Scored { word, function_word: evidence.function_word, score });
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sentences::sentences;

    proptest! {
        #[test]
        fn sentences_are_told_as_if_each_stood_alone(
            text in "((l['’]|qu['’])?([A-Z]?[a-zé]{1,6}|the|les|and|de|der|und|だ|e\u{301})[ ,'’.!?»…。\n\u{a0}\u{301}]{1,3}|\\PC){0,40}",
            times in 1usize..6,
        ) {
            // some are longer than what is looked at
            let text = text.repeat(times);
            let parts = Parts::of(&text);
            prop_assert_eq!(parts.guess(0..text.len()), identify(&text));
            for sentence in sentences(&text) {
                prop_assert_eq!(parts.guess(sentence.clone()), identify(&text[sentence]));
            }
        }
    }
}
