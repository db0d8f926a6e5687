//! Terms of one's own: a list that somebody gives, and what it says for the words of a question.
//!
//! Terms are kept as a tree of words. A word is the set of its stems, and a word of a question is
//! that word if they share one; so `politiques publiques` meets `politique publique`, with or without
//! capitals. What a list gives is never looked up again: terms that translate each other in a circle
//! do no harm.

mod builder;
mod warnings;

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::{MAX_TRANSLATIONS, Match, Translation};
use crate::lang::Lang;
use crate::query::Word;

pub use builder::Builder;
pub use warnings::LeftOut;

/// A term has at most this number of words: a longer one is a sentence, which nobody types.
pub const MAX_TERM_WORDS: usize = 16;

/// An entry has at most this number of terms in one language.
pub const MAX_SIDE_TERMS: usize = 64;

/// Where the tree starts.
const ROOT: u32 = 0;

/// So many beginnings of terms are followed at once: a word has one stem or two, so that few terms
/// share a beginning and are still different words.
const MAX_REACHED: usize = 64;

/// Which of its languages an entry may be asked in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Either.
    #[default]
    Both,
    /// This one: the other side is what it says.
    From(Lang),
}

/// Terms that say the same in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The French ones, each of one word or several.
    pub fr: Vec<String>,
    /// The English ones.
    pub en: Vec<String>,
    /// Which way they may be read.
    pub direction: Direction,
    /// The line of the list where the entry begins, from 1.
    pub line: u32,
}

impl Entry {
    /// The terms in one of the languages.
    pub fn side(&self, lang: Lang) -> &[String] {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }

    /// The terms in one of the languages, to be added to.
    pub fn side_mut(&mut self, lang: Lang) -> &mut Vec<String> {
        match lang {
            Lang::Fr => &mut self.fr,
            Lang::En => &mut self.en,
        }
    }
}

/// A list of terms, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct TermList {
    name: String,
    /// By `Lang::slot` of the language that is asked in.
    sides: [Side; Lang::ALL.len()],
    entries: usize,
}

/// The terms that may be asked in one language.
#[derive(Clone, Debug, Default)]
struct Side {
    stems: FxHashMap<Box<str>, u32>,
    /// From a node, by a stem, to the nodes one word further.
    edges: FxHashMap<(u32, u32), Vec<u32>>,
    /// The terms that end at a node: those that differ in their endings and accents only.
    ends: FxHashMap<u32, Vec<Term>>,
}

/// What a term says.
#[derive(Clone, Debug, Default)]
struct Term {
    /// Its words in small letters, one space between them.
    written: Box<str>,
    /// Whether it is meant only where it is written in capitals: `WHO`, which is `who` otherwise.
    capitals: bool,
    /// As people write them, each with how often the list gives it; the most frequent first.
    targets: Vec<(Box<str>, u32)>,
}

impl TermList {
    /// What a translation says of where it comes from: `terms:` and the name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many entries it was made of.
    pub fn len(&self) -> usize {
        self.entries
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// The longest term at the beginning of `words`, which are in the language `from`.
    ///
    /// Any stem of a word will do. Of the terms that fit, those count that are written most like the
    /// words: `pêche` is not `péché`, and `peche` is both.
    pub fn longest(&self, words: &[&Word], from: Lang) -> Option<Match> {
        let side = self.sides.get(Lang::slot(Some(from)))?;
        let mut reached = vec![ROOT];
        let mut longest = None;
        for (at, word) in words.iter().enumerate().take(MAX_TERM_WORDS) {
            reached = side.step(&reached, word, from);
            if reached.is_empty() {
                break;
            }
            let terms = side.terms(&reached, words.get(..=at).unwrap_or_default());
            if !terms.is_empty() {
                longest = Some((at + 1, terms));
            }
        }

        let (words, terms) = longest?;
        Some(Match { words, translations: self.translations(&terms) })
    }

    fn translations(&self, terms: &[&Term]) -> Vec<Translation> {
        let mut targets: Vec<(&str, u32)> = Vec::new();
        for (text, count) in terms.iter().flat_map(|term| &term.targets) {
            match targets.iter_mut().find(|(known, _)| **known == **text) {
                Some((_, sum)) => *sum = sum.saturating_add(*count),
                None => targets.push((text, *count)),
            }
        }

        targets.sort_by_key(|(_, count)| Reverse(*count));
        targets.truncate(MAX_TRANSLATIONS);
        let total: f64 = targets.iter().map(|(_, count)| f64::from(*count)).sum();
        let share = |count: u32| f64::from(count) / total;
        let translation = |(text, count): (&str, u32)| Translation {
            text: text.to_owned(),
            weight: share(count),
            list: self.name.clone(),
        };

        targets.into_iter().map(translation).collect()
    }
}

/// The longest term of several lists at the beginning of `words`; of two that are as long, that of
/// the list that comes first.
pub fn longest<'l>(
    lists: impl IntoIterator<Item = &'l TermList>,
    words: &[&Word],
    from: Lang,
) -> Option<Match> {
    let found = lists.into_iter().filter_map(|list| list.longest(words, from));
    found.reduce(|first, later| if later.words > first.words { later } else { first })
}

impl Side {
    /// The nodes one word further, in the order of the list.
    fn step(&self, reached: &[u32], word: &Word, from: Lang) -> Vec<u32> {
        let stems = word.stems.iter().filter(|stem| stem.lang == Some(from));
        let stems: Vec<u32> =
            stems.filter_map(|stem| self.stems.get(stem.term.as_str()).copied()).collect();
        let edges = reached.iter().flat_map(|node| stems.iter().map(move |stem| (*node, *stem)));
        let further = edges.filter_map(|edge| self.edges.get(&edge));
        let mut further: Vec<u32> = further.flatten().copied().collect();

        further.sort_unstable();
        further.dedup();
        further.truncate(MAX_REACHED);
        further
    }

    /// Of the terms that end at the nodes, those that are written most like the words.
    fn terms(&self, nodes: &[u32], words: &[&Word]) -> Vec<&Term> {
        let fits = |term: &&Term| !term.capitals || words.iter().any(|w| is_capitals(&w.text));
        let terms = nodes.iter().filter_map(|node| self.ends.get(node)).flatten().filter(fits);
        let likeness = |term| (likeness(term, words), term);
        let mut terms: Vec<_> = terms.map(likeness).collect();
        let most = terms.iter().map(|(likeness, _)| *likeness).max();

        terms.retain(|(likeness, _)| Some(*likeness) == most);
        terms.into_iter().map(|(_, term)| term).collect()
    }
}

/// How alike a term and the words of a question are written: how many letters are the same at the
/// beginning of each word, and how many fewer there are beyond these.
fn likeness(term: &Term, words: &[&Word]) -> (usize, Reverse<usize>) {
    let (mut same, mut others) = (0, 0);
    for (written, word) in term.written.split(' ').zip(words) {
        let asked = word.text.to_lowercase();
        let alike = written.chars().zip(asked.chars()).take_while(|(a, b)| a == b).count();
        same += alike;
        others += written.chars().count().abs_diff(asked.chars().count());
    }

    (same, Reverse(others))
}

/// Whether a word or term is written in capitals, as acronyms are.
fn is_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() > 1 && !letters.any(char::is_lowercase)
}

#[cfg(test)]
mod tests;
