//! What the letters of words say, kept for words that come again: a few hundred words make up half of
//! any text, and adding up a word's features takes most of the time of reading it.

use std::cell::RefCell;

use super::model::weight;

/// How many words a thread keeps, each in the one place that its key gives it.
const PLACES: usize = 1 << 11;

thread_local! {
    static KNOWN: RefCell<Vec<(u64, i64)>> = const { RefCell::new(Vec::new()) };
}

/// The evidence of the word that is being read, in units of the model.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordScore {
    score: i64,
    /// Its features were added up, and not found here.
    new: bool,
}

impl WordScore {
    /// Adds a feature.
    pub(super) fn add(&mut self, bucket: u16) {
        self.score += i64::from(weight(bucket));
    }

    /// Whether a word with this key is known; its features need then not be added.
    pub(super) fn is_known(&mut self, key: u64) -> bool {
        let known = |words: &RefCell<Vec<(u64, i64)>>| {
            let words = words.try_borrow().ok()?;
            words.get(place(key)).filter(|(known, _)| *known == key).map(|(_, score)| *score)
        };
        let known = KNOWN.try_with(known).ok().flatten();
        *self = WordScore { score: known.unwrap_or(0), new: known.is_none() };
        known.is_some()
    }

    /// What the word says, which is kept; the next one is then to be read.
    pub(super) fn take(&mut self, key: u64) -> i64 {
        let WordScore { score, new } = std::mem::take(self);

        if new {
            // A thread that ends keeps nothing.
            let _ = KNOWN.try_with(|words| keep(words, key, score));
        }
        score
    }
}

fn keep(words: &RefCell<Vec<(u64, i64)>>, key: u64, score: i64) {
    let Ok(mut words) = words.try_borrow_mut() else { return };
    if words.is_empty() {
        // The key of no word: that of one would need 2^64 tries.
        words.resize(PLACES, (u64::MAX, 0));
    }
    if let Some(known) = words.get_mut(place(key)) {
        *known = (key, score);
    }
}

fn place(key: u64) -> usize {
    (key >> 32) as usize % PLACES
}
