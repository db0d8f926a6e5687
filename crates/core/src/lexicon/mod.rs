//! What a word of one language says in the other: the French-English lexicon.
//!
//! A table, learned from open pairs of sentences and compiled in, is read where it lies. Keys are
//! stems, as [`crate::analysis`] makes them, so that every form of a word finds its entry. A form that
//! says something else than its word in general has an entry of its own, which comes first:
//! `enregistrement` is not said as `enregistrer` is. What an entry gives is text as people write it,
//! to be analysed in the other language.
//!
//! `cargo run --release -p ibid-core --example lexicon -- learn DATA_DIR` makes the table.

mod table;
pub mod terms;
mod write;

use crate::lang::Lang;
use crate::query::Word;

use table::Table;
pub use terms::TermList;
pub use write::{Entry, WriteError, write};

/// What some words say in the other language.
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// As people write it; one word or several: `fonction publique`.
    pub text: String,
    /// Its share: those of one match add up to 1.
    pub weight: f64,
    /// The name of the list that says so: `learned`, `terms`, `hand`, `terms:FILE`.
    pub list: String,
}

/// What the first of some words say in the other language.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// How many words it takes, from the first; at least 1.
    pub words: usize,
    /// At most four, the heaviest first. None where a word is known to mean nothing that is spelled
    /// like it, and its meaning is not known: nothing stands for it, not even its own spelling.
    pub translations: Vec<Translation>,
}

/// The longest entry has this number of words.
pub const MAX_ENTRY_WORDS: usize = 8;

/// At most so many translations stand in an entry.
pub const MAX_TRANSLATIONS: usize = 4;

/// The shipped lexicon, or another table of its kind. Cheap to make and to copy.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon {
    table: Table,
}

impl Lexicon {
    /// The lexicon that was compiled in. Nothing is built: its table is read where it lies.
    pub fn shipped() -> Lexicon {
        static TABLE: &[u8] = include_bytes!("../../tables/lexicon.bin");
        Lexicon::over(TABLE).unwrap_or_else(Lexicon::empty)
    }

    /// A lexicon without entries.
    pub fn empty() -> Lexicon {
        Lexicon { table: Table::empty() }
    }

    /// A lexicon over the bytes of a table; `None` if they do not begin as one does. Whatever the
    /// bytes, reading them never panics: what makes no sense is an entry that is not there.
    pub fn over(bytes: &'static [u8]) -> Option<Lexicon> {
        Some(Lexicon { table: Table::over(bytes)? })
    }

    /// The longest entry at the beginning of `words`, which are in the language `from` and hold the
    /// function words between the others.
    ///
    /// Any stem of a word may match. Of two entries of one length that of the first stem counts; of a
    /// single word that of its form comes before.
    pub fn longest(&self, words: &[&Word], from: Lang) -> Option<Match> {
        let side = self.table.side(from);
        let mut beginnings = vec![String::new()];
        let mut longest = None;
        for (at, word) in words.iter().take(MAX_ENTRY_WORDS).enumerate() {
            beginnings = extended(&beginnings, word, from);
            let form = if at == 0 { form_entry(word, from) } else { None };
            let found = form.as_ref().into_iter().chain(&beginnings).find_map(|key| side.get(key));
            if let Some(translations) = found {
                longest = Some(Match { words: at + 1, translations });
            }

            beginnings.retain(|key| side.goes_on(key));
            if beginnings.is_empty() {
                break;
            }
        }

        longest
    }

    /// All entries of one language in the order of their keys, which are stems parted by spaces, or
    /// [`FORM`] and a form.
    pub fn entries(&self, from: Lang) -> impl Iterator<Item = (String, Vec<Translation>)> + use<> {
        let side = self.table.side(from);
        side.keys().filter_map(move |key| side.get(&key).map(|translations| (key, translations)))
    }

    /// How many bytes the table has.
    pub fn size(&self) -> usize {
        self.table.size()
    }
}

/// The key of what a word says in the form in which it is written; `None` for a word that has no
/// stems in that language.
fn form_entry(word: &Word, from: Lang) -> Option<String> {
    let own = word.stems.iter().any(|stem| stem.lang == Some(from));
    own.then(|| format!("{FORM}{}", form_key(&word.text, from)))
}

/// How the keys of forms begin: with what no stem begins with.
pub const FORM: char = '=';

/// The key of a form, which follows [`FORM`] in a table: without capitals, without what an apostrophe
/// parts from it, and in the singular as far as the spelling says. Accents stay: `équipé` is not what
/// `équipe` is.
pub fn form_key(form: &str, lang: Lang) -> String {
    let mut parts = form.split(['\'', '’']);
    let word = match lang {
        Lang::Fr => parts.next_back(),
        Lang::En => parts.next(),
    };
    let mut key = word.unwrap_or_default().to_lowercase();
    let ends = |key: &str, end: &str, least: usize| key.len() >= least && key.ends_with(end);
    match lang {
        Lang::Fr => {
            let plural = ["s", "eux", "eaux"].iter().any(|end| ends(&key, end, 4));
            if plural {
                key.pop();
            } else if ends(&key, "aux", 5) {
                key.truncate(key.len() - 2);
                key.push('l');
            }
            if ends(&key, "ante", 7) {
                key.pop();
            }
        }
        Lang::En => {
            let kept = ["ss", "us", "is"].iter().any(|end| key.ends_with(end));
            if ends(&key, "ies", 5) {
                key.truncate(key.len() - 3);
                key.push('y');
            } else if ends(&key, "s", 4) && !kept {
                key.pop();
            }
        }
    }

    key
}

/// Each beginning with each stem of `word` in the language `from` put after it.
fn extended(beginnings: &[String], word: &Word, from: Lang) -> Vec<String> {
    let own = word.stems.iter().filter(|stem| stem.lang == Some(from));
    let stems: Vec<&str> = own.filter_map(|stem| Some(stem.term.split_once(':')?.1)).collect();
    let with = |beginning: &String| {
        let space = if beginning.is_empty() { "" } else { " " };
        stems.iter().map(|stem| format!("{beginning}{space}{stem}")).collect::<Vec<_>>()
    };

    beginnings.iter().flat_map(with).collect()
}

#[cfg(test)]
mod tests;
