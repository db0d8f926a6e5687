//! Whether a text is in neither language.
//!
//! Nearly every text of ours gives itself away by its function words, and most of the rest by words
//! that the model is sure of. A text of a language around ours does by its own function words, or by
//! how its words end. Where none of these speaks, `whatlang` is asked, whose trigrams know 69
//! languages.

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

/// Function words of the languages around ours, which ours do not have.
pub(super) const FOREIGN_WORDS: &str = include_str!("../../tables/language_foreign_words.txt");

/// So many of these make a text foreign, where they are more than those of ours.
const FOREIGN: u32 = 2;

/// In Spanish, Italian and Portuguese every third word or so ends with one of a few vowels; so many
/// words that do, for one function word of ours, make a text foreign.
const ENDINGS: u32 = 6;
/// How many of these outweigh one function word of ours.
const FOR_ONE: u32 = 4;

static FOREIGN_KEYS: LazyLock<FxHashSet<u64>> = LazyLock::new(|| {
    let lines = FOREIGN_WORDS.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(ngrams::keys).collect()
});

static OWN: LazyLock<FxHashSet<u64>> = LazyLock::new(|| {
    let lines = OWN_WORDS.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(ngrams::keys).collect()
});

/// Whose function word a word is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FunctionWord {
    own: bool,
    foreign: bool,
}

impl FunctionWord {
    /// By the key of the word.
    pub(super) fn of(key: u64) -> Self {
        FunctionWord { own: OWN.contains(&key), foreign: FOREIGN_KEYS.contains(&key) }
    }
}

/// What speaks for and against a text being ours.
#[derive(Default)]
pub(super) struct Census {
    words: u32,
    own: u32,
    foreign: u32,
    letters: u32,
    other_script: u32,
}

impl Census {
    pub(super) fn count(&mut self, word: &Word, function_word: FunctionWord) {
        self.words += 1;
        self.letters += word.letters;
        self.other_script += word.other_script;
        if self.own < ENOUGH && function_word.own {
            self.own += 1;
        } else if self.foreign < ENOUGH && function_word.foreign {
            self.foreign += 1;
        }
    }
}

/// Whether the text, of which the words were counted, is long enough and in neither language.
/// `lead` is what one of ours has before the other, in units of the model.
pub(super) fn is_foreign(text: &str, census: &Census, lead: i64) -> bool {
    let Census { words, own, foreign, letters, other_script } = *census;
    if other_script >= TELLING && other_script * 2 > letters {
        return true;
    }
    if words < TELLING {
        return false;
    }
    if foreign >= FOREIGN && foreign > own {
        return true;
    }

    let surely = i64::from(UNIT) * SURELY_OURS * i64::from(words);
    if lead >= surely {
        return false;
    }
    let is_neighbour = foreign > 0 && own == 0 || ends_like_neighbours(text, words, foreign, own);
    is_neighbour || own * ONE_IN < words && is_known_elsewhere(text)
}

/// Whether words end as those of the Romance languages around French do.
fn ends_like_neighbours(text: &str, words: u32, foreign: u32, own: u32) -> bool {
    if own.saturating_mul(FOR_ONE) >= words {
        return false;
    }
    let all = text.split(|c: char| !c.is_alphabetic());
    let ends = |word: &str| {
        let few = word.chars().nth(3).is_none();
        let vowel = |word: &str| word.ends_with(['a', 'o']);
        let plural = word.strip_suffix('s').is_some_and(vowel);
        let noun = ["ción", "ção", "ções", "ões", "ão", "dad", "dade"];
        !few && (plural
            || vowel(word)
            || word.ends_with('i')
            || noun.iter().any(|n| word.ends_with(n)))
    };
    let count = u32::try_from(all.filter(|word| ends(word)).count()).unwrap_or(u32::MAX);
    count >= ENDINGS && count.saturating_add(foreign) > own.saturating_mul(FOR_ONE)
}

fn is_known_elsewhere(text: &str) -> bool {
    whatlang::detect(text)
        .is_some_and(|info| info.is_reliable() && !matches!(info.lang(), Known::Fra | Known::Eng))
}
