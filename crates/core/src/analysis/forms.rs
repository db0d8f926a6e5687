//! The forms of single words, remembered: most words of a text have been seen before.

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
    /// One stem or two, all different.
    pub(super) stems: Vec<Box<str>>,
    pub(super) stop: bool,
    pub(super) question: bool,
}

/// Forms by word, for each language.
#[derive(Default)]
pub(super) struct Forms {
    ids: [FxHashMap<Box<str>, u32>; 3],
    forms: Vec<Form>,
    low: String,
    stemmers: Stemmers,
}

#[derive(Default)]
struct Stemmers {
    french: french::Stemmer,
    english: english::Stemmer,
}

/// More words than a language uses, fewer than would matter in memory (some 10 MB).
const MAX_WORDS: usize = 1 << 17;

impl Forms {
    /// Forgets all when too much has been seen; call between texts only.
    pub(super) fn make_room(&mut self) {
        if self.forms.len() > MAX_WORDS {
            self.ids.iter_mut().for_each(FxHashMap::clear);
            self.forms.clear();
        }
    }

    pub(super) fn get(&self, id: u32) -> &Form {
        &self.forms[id as usize]
    }

    /// The form of a word as it stands in a text.
    pub(super) fn of(&mut self, raw: &str, lang: Option<Lang>) -> u32 {
        let table = Lang::slot(lang);
        if let Some(id) = self.ids[table].get(raw) {
            return *id;
        }
        let form = self.make(raw, lang);
        let id = self.forms.len() as u32;
        self.forms.push(form);
        self.ids[table].insert(raw.into(), id);
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
            lower: word.into(),
            exact: exact.into(),
            stems: stems.into_iter().map(Into::into).collect(),
        }
    }
}
