//! Whether a text is in neither language.
//!
//! Nearly every text of ours gives itself away by its function words, and most of the rest by words
//! that the model is sure of. Where neither speaks, `whatlang` is asked, whose trigrams know 69
//! languages: we have no open text of these to learn from.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use whatlang::Lang as Known;

use super::model::UNIT;
use super::ngrams::{self, Word};

/// With fewer words than these no text is taken for foreign.
const TELLING: u32 = 8;

/// In a French or English text at least one word in this number is a function word.
const ONE_IN: u32 = 20;

/// In nats of log-odds a word: with so much on one side, a text is ours. Of foreign texts without
/// function words of ours one in a hundred has as much, of our own nine in ten.
const SURELY_OURS: i64 = 2;

/// The function words that are looked for before the looking stops: enough for a whole sample.
const ENOUGH: u32 = super::SAMPLE_BYTES as u32 / 2 / ONE_IN;

/// Function words of ours alone: neighbours share `de`, `la`, `in`, `an` with us.
pub(super) const OWN_WORDS: &str = include_str!("../../tables/language_own_words.txt");

static OWN: LazyLock<FxHashSet<u64>> = LazyLock::new(|| {
    let lines = OWN_WORDS.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(ngrams::keys).collect()
});

/// What speaks for and against a text being ours.
#[derive(Default)]
pub(super) struct Census {
    words: u32,
    own: u32,
    letters: u32,
    other_script: u32,
}

impl Census {
    pub(super) fn count(&mut self, word: &Word) {
        self.words += 1;
        self.letters += word.letters;
        self.other_script += word.other_script;
        if self.own < ENOUGH && OWN.contains(&word.key) {
            self.own += 1;
        }
    }
}

/// Whether the text, of which the words were counted, is long enough and in neither language.
/// `lead` is what one of ours has before the other, in units of the model.
pub(super) fn is_foreign(text: &str, census: &Census, lead: i64) -> bool {
    let Census { words, own, letters, other_script } = *census;
    if other_script >= TELLING && other_script * 2 > letters {
        return true;
    }
    if words < TELLING || own * ONE_IN >= words {
        return false;
    }
    let surely = i64::from(UNIT) * SURELY_OURS * i64::from(words);
    lead < surely && is_known_elsewhere(text)
}

fn is_known_elsewhere(text: &str) -> bool {
    whatlang::detect(text)
        .is_some_and(|info| info.is_reliable() && !matches!(info.lang(), Known::Fra | Known::Eng))
}
