//! The languages of parts of a text that is read once: to look at its words takes most of the time of
//! telling them.

use std::ops::Range;

use super::scored::{ScoredWord, scored_words};
use super::stretches::{Stretch, stretches, stretches_of_part};
use super::{Guess, SAMPLE_BYTES, Tally, identify};

/// A text whose parts are to be told apart.
pub struct Parts<'t> {
    text: &'t str,
    /// None where the text is longer than what is looked at of it.
    words: Vec<ScoredWord>,
}

impl<'t> Parts<'t> {
    /// Reads a text. One that is long is not kept in mind: each of its parts is read when it is asked
    /// for, so that memory is bounded.
    // ingest, which calls it, is compiled to be small: inlined there this would be, too
    #[inline(never)]
    pub fn of(text: &'t str) -> Self {
        let mut words = Vec::new();
        if text.len() <= SAMPLE_BYTES {
            // few texts have words of less than four letters on the average
            words.reserve(text.len() / 5);
            scored_words(text, |word| words.push(word));
        }
        Parts { text, words }
    }

    /// What [`identify`] says of a part: of bytes of the text that begin and end where no word and no
    /// apostrophe stands on both sides, as sentences do.
    pub fn guess(&self, part: Range<usize>) -> Guess {
        let text = self.text.get(part.clone()).unwrap_or_default();
        match self.words(part) {
            Some(words) => Tally::of(words).guess(text),
            None => identify(text),
        }
    }

    /// What [`stretches`] says of such a part.
    pub fn stretches(&self, part: Range<usize>) -> Vec<Stretch> {
        match self.words(part.clone()) {
            Some(words) => stretches_of_part(self.text, part, words),
            None => stretches(self.text.get(part).unwrap_or_default()),
        }
    }

    /// The words of a part, where they were kept.
    fn words(&self, part: Range<usize>) -> Option<&[ScoredWord]> {
        let before = |at: usize| self.words.partition_point(|scored| scored.word.start < at);
        let is_kept = self.text.len() <= SAMPLE_BYTES;
        is_kept.then(|| self.words.get(before(part.start)..before(part.end)).unwrap_or_default())
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
                prop_assert_eq!(parts.guess(sentence.clone()), identify(&text[sentence.clone()]));
                let alone = stretches(&text[sentence.clone()]);
                prop_assert_eq!(parts.stretches(sentence), alone);
            }
        }
    }
}
