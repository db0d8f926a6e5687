//! The forms of single words, remembered: most words of a text have been seen before.

use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::elision::{elided_prefix, possessive_suffix};
use super::fold::{fold, is_apostrophe, lower};
use super::tokens::{Kind, stem_tag};
use super::{english, french, stopwords};
use crate::lang::Lang;

/// What one word becomes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form<'f> {
    kept: &'f KeptForm,
    terms: &'f str,
}

/// One term of a form.
#[derive(Clone, Copy, Debug)]
pub(super) struct FormTerm {
    pub(super) kind: Kind,
    /// Its number among the terms of all forms.
    pub(super) number: u32,
    /// Its bytes in [`Form::text`].
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A form as it is kept: where its terms end in the text of all forms, one after the other. To find
/// them side by side takes one look into memory, and not one for each.
#[derive(Clone, Copy, Debug)]
struct KeptForm {
    /// That of its first term. Forms of the same terms have the same numbers.
    first_number: u32,
    start: u32,
    /// Of the word in lower case without elided prefix, possessive and apostrophes, with accents and
    /// ligatures folded.
    exact_end: u32,
    /// Of one stem or two, all different, with the tag of the language; the second may be empty.
    stem_ends: [u32; 2],
    /// Of the same word with its accents and ligatures, if that differs; otherwise it is not here.
    lower_end: u32,
    /// Bytes of the word that an elided prefix takes.
    skipped: u32,
    stop: bool,
    question: bool,
}

/// The numbers of the terms of a form, from the first one on.
const EXACT: u32 = 0;
const ACCENTED: u32 = 1;
const STEMS: [u32; 2] = [2, 3];

/// So many terms a form has at most: each has as many numbers.
const MOST_TERMS: u32 = 4;

impl<'f> Form<'f> {
    /// Bytes of the word that an elided prefix takes.
    pub(super) fn skipped(self) -> usize {
        self.kept.skipped as usize
    }

    /// Whether the word is a function word.
    pub(super) fn stop(self) -> bool {
        self.kept.stop
    }

    /// Whether the word only carries a question.
    pub(super) fn question(self) -> bool {
        self.kept.question
    }

    /// The text of all its terms.
    pub(super) fn text(self) -> &'f str {
        &self.terms[self.kept.start as usize..self.kept.lower_end as usize]
    }

    /// The folded word.
    pub(super) fn exact(self) -> &'f str {
        &self.terms[self.kept.start as usize..self.kept.exact_end as usize]
    }

    /// The word in lower case, with its accents.
    pub(super) fn lower(self) -> &'f str {
        match self.is_accented() {
            true => &self.terms[self.kept.stem_ends[1] as usize..self.kept.lower_end as usize],
            false => self.exact(),
        }
    }

    fn is_accented(self) -> bool {
        self.kept.lower_end > self.kept.stem_ends[1]
    }

    /// The terms of the form: the folded word, the one with accents if that differs, its stems.
    pub(super) fn terms(self) -> impl Iterator<Item = FormTerm> {
        let KeptForm { start, exact_end, stem_ends, lower_end, first_number, .. } = *self.kept;
        let [first, second] = stem_ends;
        let term = move |kind, number, from: u32, to: u32| FormTerm {
            kind,
            number: first_number + number,
            start: from - start,
            end: to - start,
        };
        let terms = [
            term(Kind::Exact, EXACT, start, exact_end),
            term(Kind::Accented, ACCENTED, second, lower_end),
            term(Kind::Stem, STEMS[0], exact_end, first),
            term(Kind::Stem, STEMS[1], first, second),
        ];
        terms.into_iter().filter(|term| term.start < term.end)
    }
}

/// Forms by word, for each language.
pub(super) struct Forms {
    /// Those of short words, which most are: a key in the table itself is found with one look into
    /// memory.
    short: [FxHashMap<u128, u32>; 3],
    long: [FxHashMap<Box<str>, u32>; 3],
    forms: Vec<KeptForm>,
    /// The terms of all forms.
    terms: String,
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
            terms: String::new(),
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

/// More bytes than the terms of so many words have, where these are words.
const MAX_BYTES: usize = 1 << 25;

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
        if self.forms.len() > MAX_WORDS || self.terms.len() > MAX_BYTES {
            self.short.iter_mut().for_each(FxHashMap::clear);
            self.long.iter_mut().for_each(FxHashMap::clear);
            self.forms.clear();
            self.terms.clear();
            self.vocabulary = new_vocabulary();
        }
    }

    /// Names the terms that have numbers until room is made.
    pub(super) fn vocabulary(&self) -> u64 {
        self.vocabulary
    }

    pub(super) fn get(&self, id: u32) -> Form<'_> {
        Form { kept: &self.forms[id as usize], terms: &self.terms }
    }

    /// The form of a word as it stands in a text.
    pub(super) fn of(&mut self, raw: &str, lang: Option<Lang>) -> u32 {
        let (table, key) = (Lang::slot(lang), short_key(raw));
        if let Some(id) = self.known(raw, key, table) {
            return id;
        }

        let form = self.make(raw, lang);
        let id = self.forms.len() as u32;
        self.forms.push(form);
        match key {
            Some(key) => self.short[table].insert(key, id),
            None => self.long[table].insert(raw.into(), id),
        };
        id
    }

    /// The form of a word that was seen, by its [`short_key`].
    fn known(&self, raw: &str, key: Option<u128>, table: usize) -> Option<u32> {
        match key {
            Some(key) => self.short[table].get(&key),
            None => self.long[table].get(raw),
        }
        .copied()
    }

    fn make(&mut self, raw: &str, lang: Option<Lang>) -> KeptForm {
        lower(raw, &mut self.low);
        let elided = elided_prefix(&self.low, lang);
        let rest = &self.low[elided..];
        let rest = &rest[..rest.len() - possessive_suffix(rest)];
        let word: String = rest.chars().filter(|c| *c != '\'').collect();
        let skipped = raw.char_indices().find(|(_, c)| is_apostrophe(*c));
        let skipped = skipped.filter(|_| elided > 0).map_or(0, |(at, c)| at + c.len_utf8()) as u32;
        // the terms of a word with a capital or behind an elision are those of the bare word
        let bare = self.known(&word, short_key(&word), Lang::slot(lang));
        if let Some(form) = bare.map(|id| self.get(id)).filter(|form| form.lower() == word) {
            return KeptForm { skipped, ..*form.kept };
        }

        let mut exact = String::new();
        fold(&word, &mut exact);
        let stems = if word.chars().any(char::is_alphabetic) {
            match lang {
                Some(Lang::Fr) => self.stemmers.french.stems(&word, &exact),
                Some(Lang::En) => vec![self.stemmers.english.stem(&word, &exact)],
                None => vec![exact.clone()],
            }
        } else {
            vec![exact.clone()]
        };

        let is_accented = word != exact;
        let start = self.terms.len() as u32;
        let exact_end = self.keep(&[&exact]);
        let stem_ends = [0, 1].map(|at| match stems.get(at) {
            Some(stem) => self.keep(&[stem_tag(lang), stem]),
            None => self.terms.len() as u32,
        });
        KeptForm {
            first_number: self.forms.len() as u32 * MOST_TERMS,
            start,
            exact_end,
            stem_ends,
            lower_end: if is_accented { self.keep(&[&word]) } else { stem_ends[1] },
            skipped,
            stop: lang.is_some_and(|lang| stopwords::is_stop(&word, lang)),
            question: lang.is_some_and(|lang| stopwords::is_question(&word, lang)),
        }
    }

    /// Puts the parts of a term behind those of all forms, and says where it ends.
    fn keep(&mut self, parts: &[&str]) -> u32 {
        parts.iter().for_each(|part| self.terms.push_str(part));
        self.terms.len() as u32
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

        #[test]
        fn a_word_has_the_same_form_whatever_came_before(
            words in proptest::collection::vec("([ldjLQ]'|qu’|d’l')?([Ff]orme?s?|[ÉEeé]tats?|[Œœ]uvre|aujourd'hui|Ǆ|İ|\\PC{1,4})(['’]s)?", 1..12),
            lang in proptest::option::of(proptest::sample::select(&Lang::ALL[..])),
        ) {
            let mut forms = Forms::default();
            let made = |forms: &mut Forms, word: &str| {
                let id = forms.of(word, lang);
                let form = forms.get(id);
                let term = |term: FormTerm| (term.kind, form.text()[term.start as usize..term.end as usize].to_owned());
                let terms: Vec<(Kind, String)> = form.terms().map(term).collect();
                (terms, form.lower().to_owned(), form.skipped(), form.stop(), form.question())
            };
            for word in &words {
                let alone = made(&mut Forms::default(), word);
                prop_assert_eq!(made(&mut forms, word), alone);
            }
        }
    }

    #[test]
    fn words_of_the_same_terms_have_the_same_numbers() {
        let mut forms = Forms::default();
        let mut numbers = |word| {
            let id = forms.of(word, Some(Lang::Fr));
            forms.get(id).terms().map(|term| term.number).collect::<Vec<_>>()
        };
        let bare = numbers("idée");
        assert_eq!(bare.len(), 3);
        assert_eq!([numbers("Idée"), numbers("l’idée"), numbers("IDÉE")], [&bare[..]; 3]);
        assert!(numbers("idées").iter().all(|number| !bare.contains(number)));
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
