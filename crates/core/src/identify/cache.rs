//! What the letters of words say, kept for words that come again: a few hundred words make up half of
//! any text, and adding up a word's features takes most of the time of reading it.

use std::cell::RefCell;

use super::foreign::FunctionWord;
use super::model::weight;

/// How many words a thread keeps, each in the one place that its key gives it: 128 KB.
const PLACES: usize = 1 << 13;

thread_local! {
    static KNOWN: RefCell<Vec<KnownWord>> = const { RefCell::new(Vec::new()) };
}

/// What is kept of a word.
#[derive(Clone, Copy)]
struct KnownWord {
    key: u64,
    evidence: Evidence,
}

/// What a word says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// What its letters say, in units of the model.
    pub(super) score: i32,
    pub(super) function_word: FunctionWord,
}

/// The evidence of the word that is being read, in units of the model.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordScore {
    /// What its features add up to so far.
    sum: i64,
    /// What it says, where that is known.
    known: Option<Evidence>,
}

impl WordScore {
    /// Adds a feature.
    pub(super) fn add(&mut self, bucket: u16) {
        self.sum += i64::from(weight(bucket));
    }

    /// Whether a word with this key is known; its features need then not be added.
    pub(super) fn is_known(&mut self, key: u64) -> bool {
        let find = |words: &RefCell<Vec<KnownWord>>| {
            let words = words.try_borrow().ok()?;
            words.get(place(key)).filter(|known| known.key == key).map(|known| known.evidence)
        };
        let known = KNOWN.try_with(find).ok().flatten();
        *self = WordScore { sum: 0, known };
        known.is_some()
    }

    /// What the word says, which is kept; the next one is then to be read.
    pub(super) fn take(&mut self, key: u64) -> Evidence {
        let WordScore { sum, known } = std::mem::take(self);
        known.unwrap_or_else(|| {
            // no word counts for as much as that
            let score = sum.clamp(i32::MIN.into(), i32::MAX.into()) as i32;
            let evidence = Evidence { score, function_word: FunctionWord::of(key) };
            // A thread that ends keeps nothing.
            let _ = KNOWN.try_with(|words| keep(words, KnownWord { key, evidence }));
            evidence
        })
    }
}

fn keep(words: &RefCell<Vec<KnownWord>>, word: KnownWord) {
    let Ok(mut words) = words.try_borrow_mut() else { return };
    if words.is_empty() {
        // The key of no word: that of one would need 2^64 tries.
        words.resize(PLACES, KnownWord { key: u64::MAX, evidence: Evidence::default() });
    }
    if let Some(known) = words.get_mut(place(word.key)) {
        *known = word;
    }
}

fn place(key: u64) -> usize {
    (key >> 32) as usize % PLACES
}
