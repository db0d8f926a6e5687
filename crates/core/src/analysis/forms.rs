//! The forms of single words, remembered: most words of a text have been seen before.

use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::elision::{elided_prefix, possessive_suffix};
use super::fold::{fold, is_apostrophe, lower};
use super::{english, french, stopwords};
use crate::lang::Lang;

/// What one word becomes.
#[derive(Debug)]
pub(super) struct Form {
    /// Bytes of the word that an elided prefix takes.
    pub(super) skipped: usize,
    /// In lower case, without elided prefix, possessive and apostrophes.
    pub(super) lower: Box<str>,
    /// `lower`, accents and ligatures folded.
    pub(super) exact: Box<str>,
    /// Whether these two differ.
    pub(super) is_accented: bool,
    /// One stem or two, all different.
    pub(super) stems: Vec<Box<str>>,
    /// The number of `exact` among the terms of all forms; the others follow it, see
    /// [`Form::accented_number`] and [`Form::stem_numbers`].
    pub(super) number: u32,
    pub(super) stop: bool,
    pub(super) question: bool,
}

impl Form {
    /// The number of `lower`, where it is a term.
    pub(super) fn accented_number(&self) -> u32 {
        self.number + 1
    }

    /// The numbers of the stems.
    pub(super) fn stem_numbers(&self) -> std::ops::RangeFrom<u32> {
        self.number + 2..
    }
}

/// Forms by word, for each language.
pub(super) struct Forms {
    /// Those of short words, which most are: a key in the table itself is found with one look into
    /// memory.
    short: [FxHashMap<u128, u32>; 3],
    long: [FxHashMap<Box<str>, u32>; 3],
    forms: Vec<Form>,
    /// The number of the first term of the next form.
    next_number: u32,
    /// Names the terms that have numbers now: no other ones have this name in the process.
    vocabulary: u64,
    low: String,
    stemmers: Stemmers,
}

impl Default for Forms {
    fn default() -> Self {
        Forms {
            short: Default::default(),
            long: Default::default(),
            forms: Vec::new(),
            next_number: 0,
            vocabulary: new_vocabulary(),
            low: String::new(),
            stemmers: Stemmers::default(),
        }
    }
}

fn new_vocabulary() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[derive(Default)]
struct Stemmers {
    french: french::Stemmer,
    english: english::Stemmer,
}

/// More words than a language uses, fewer than would matter in memory (some 10 MB).
const MAX_WORDS: usize = 1 << 17;

/// A word of at most 15 bytes and its length as one number, which no other word has; `None` for a
/// longer one.
fn short_key(word: &str) -> Option<u128> {
    let (word, length) = (word.as_bytes(), word.len());
    // the first bytes and the last ones, which may be the same: to copy so many as there are takes
    // longer than all the rest of the look-up
    let bytes = match (word.first_chunk(), word.last_chunk()) {
        (Some(first), Some(last)) if length < 16 => {
            let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
            u128::from(first) | u128::from(last) << (8 * (length - 8))
        }
        (Some(_), Some(_)) => return None,
        _ => match (word.first_chunk(), word.last_chunk()) {
            (Some(first), Some(last)) => {
                let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
                u128::from(first) | u128::from(last) << (8 * (length - 4))
            }
            _ => word.iter().rev().fold(0, |bytes, byte| bytes << 8 | u128::from(*byte)),
        },
    };
    Some(bytes | (length as u128) << 120)
}

impl Forms {
    /// Forgets all when too much has been seen; call between texts only.
    pub(super) fn make_room(&mut self) {
        if self.forms.len() > MAX_WORDS {
            self.short.iter_mut().for_each(FxHashMap::clear);
            self.long.iter_mut().for_each(FxHashMap::clear);
            self.forms.clear();
            (self.next_number, self.vocabulary) = (0, new_vocabulary());
        }
    }

    /// Names the terms that have numbers until room is made.
    pub(super) fn vocabulary(&self) -> u64 {
        self.vocabulary
    }

    pub(super) fn get(&self, id: u32) -> &Form {
        &self.forms[id as usize]
    }

    /// The form of a word as it stands in a text.
    pub(super) fn of(&mut self, raw: &str, lang: Option<Lang>) -> u32 {
        let (table, key) = (Lang::slot(lang), short_key(raw));
        let known = match key {
            Some(key) => self.short[table].get(&key),
            None => self.long[table].get(raw),
        };
        if let Some(id) = known {
            return *id;
        }

        let form = self.make(raw, lang);
        let id = self.forms.len() as u32;
        self.next_number = form.stem_numbers().start + form.stems.len() as u32;
        self.forms.push(form);
        match key {
            Some(key) => self.short[table].insert(key, id),
            None => self.long[table].insert(raw.into(), id),
        };
        id
    }

    fn make(&mut self, raw: &str, lang: Option<Lang>) -> Form {
        lower(raw, &mut self.low);
        let elided = elided_prefix(&self.low, lang);
        let rest = &self.low[elided..];
        let rest = &rest[..rest.len() - possessive_suffix(rest)];
        let word: String = rest.chars().filter(|c| *c != '\'').collect();
        let mut exact = String::new();
        fold(&word, &mut exact);
        let skipped = raw.char_indices().find(|(_, c)| is_apostrophe(*c));
        let skipped = skipped.filter(|_| elided > 0).map_or(0, |(at, c)| at + c.len_utf8());
        let stems = if word.chars().any(char::is_alphabetic) {
            match lang {
                Some(Lang::Fr) => self.stemmers.french.stems(&word, &exact),
                Some(Lang::En) => vec![self.stemmers.english.stem(&word, &exact)],
                None => vec![exact.clone()],
            }
        } else {
            vec![exact.clone()]
        };

        Form {
            skipped,
            stop: lang.is_some_and(|lang| stopwords::is_stop(&word, lang)),
            question: lang.is_some_and(|lang| stopwords::is_question(&word, lang)),
            is_accented: word != exact,
            number: self.next_number,
            lower: word.into(),
            exact: exact.into(),
            stems: stems.into_iter().map(Into::into).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_short_key_has_the_bytes_of_the_word_and_their_number(word in "\\PC{0,18}|[a-zé]{0,18}") {
            let mut key = [0; 16];
            let expected = (word.len() < key.len()).then(|| {
                key[..word.len()].copy_from_slice(word.as_bytes());
                key[15] = word.len() as u8;
                u128::from_le_bytes(key)
            });
            prop_assert_eq!(short_key(&word), expected);
        }
    }

    #[test]
    fn words_of_any_length_are_told_apart() {
        let words = ["", "\0", "a", "a\0", "é", "e\u{301}", "quinze-lettres-", "quinze-lettres"];
        let keys: std::collections::HashSet<_> = words.iter().map(|word| short_key(word)).collect();
        assert_eq!(keys.len(), words.len());
        assert!(!keys.contains(&None) && short_key("seize lettres...").is_none());

        let mut forms = Forms::default();
        for word in words.iter().chain(&["seize lettres...", "seize lettres..!"]) {
            let id = forms.of(word, Some(Lang::Fr));
            assert_eq!(id, forms.of(word, Some(Lang::Fr)));
            assert_ne!(id, forms.of(word, Some(Lang::En)));
        }
        assert_eq!(forms.forms.len(), 20);
    }
}
