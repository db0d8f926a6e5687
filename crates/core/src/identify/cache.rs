//! What the letters of words say, kept for words that come again: a few hundred words make up half of
//! any text, and adding up a word's features takes most of the time of reading it.

use std::cell::Cell;

use super::foreign::FunctionWord;
use super::model::weight;

/// How many words a thread keeps, each in the one place that its key gives it: 128 KB.
const PLACES: usize = 1 << 13;

thread_local! {
    static KEPT: Cell<Vec<KeptWord>> = const { Cell::new(Vec::new()) };
}

/// What is kept of a word.
#[derive(Clone, Copy)]
struct KeptWord {
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

/// The evidence of words that are read one after the other.
pub(super) struct WordScores {
    /// Those that the thread keeps, which are its own again when this is dropped.
    kept: Vec<KeptWord>,
    /// What the word that is being read says, where that is kept.
    known: Option<Evidence>,
    /// What its features add up to so far, in units of the model.
    sum: i64,
}

impl WordScores {
    /// Without any word. Of two in one thread at a time the second finds nothing kept.
    pub(super) fn new() -> Self {
        // a thread that ends keeps nothing
        let mut kept = KEPT.try_with(Cell::take).unwrap_or_default();
        if kept.is_empty() {
            // The key of no word: that of one would need 2^64 tries.
            kept.resize(PLACES, KeptWord { key: u64::MAX, evidence: Evidence::default() });
        }
        WordScores { kept, known: None, sum: 0 }
    }

    /// Adds a feature.
    pub(super) fn add(&mut self, bucket: u16) {
        self.sum += i64::from(weight(bucket));
    }

    /// Whether a word with this key is known; its features need then not be added.
    pub(super) fn is_known(&mut self, key: u64) -> bool {
        let kept = self.kept.get(place(key)).filter(|kept| kept.key == key);
        self.known = kept.map(|kept| kept.evidence);
        self.known.is_some()
    }

    /// What the word says, which is kept; the next one is then to be read.
    pub(super) fn take(&mut self, key: u64) -> Evidence {
        let sum = std::mem::take(&mut self.sum);
        self.known.take().unwrap_or_else(|| {
            // no word counts for as much as that
            let score = sum.clamp(i32::MIN.into(), i32::MAX.into()) as i32;
            let evidence = Evidence { score, function_word: FunctionWord::of(key) };
            if let Some(kept) = self.kept.get_mut(place(key)) {
                *kept = KeptWord { key, evidence };
            }
            evidence
        })
    }
}

impl Drop for WordScores {
    fn drop(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        let _ = KEPT.try_with(|own| own.set(kept));
    }
}

fn place(key: u64) -> usize {
    (key >> 32) as usize % PLACES
}
