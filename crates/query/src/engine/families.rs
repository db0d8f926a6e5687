//! Words of one family: those of the vocabulary that a word of a question is related to, though
//! their stems differ.

use std::collections::{HashMap, HashSet};

use ibid_core::analysis::Kind;
use ibid_core::analysis::families::relatives;
use ibid_core::backend::{Snapshot, Term};
use ibid_core::lang::Lang;
use ibid_core::query::{Clause, Group, Query, Stem, Word};
use ibid_core::ranking::weights::RELATIVE;

use super::session::Session;
use crate::parse;

/// How many words of a question get relatives at most: those that come first.
const MOST_WORDS: usize = 16;

/// How many relatives are put beside a word at most: the most frequent ones.
const MOST_RELATIVES: usize = 4;

/// For words by their forms, their relatives in the vocabulary, the most frequent first.
type Relatives = HashMap<String, Vec<String>>;

/// A query with the words that were typed alone: a lexicon says what these mean.
pub(super) fn without_relatives(query: &Query) -> Query {
    let mut query = query.clone();
    remove_relatives(&mut query.root);
    query
}

impl<S: Snapshot> Session<S> {
    /// Puts words of the vocabulary beside those of a query that are of their family. What is quoted
    /// or required is meant as it stands, and where the language of the query is not known, nothing
    /// is put.
    pub(super) fn put_relatives(&mut self, query: &mut Query) -> Result<(), S::Error> {
        let Some(lang) = query.lang else { return Ok(()) };
        let known = self.known_relatives(&ranking_words(&mut query.root), lang)?;
        if known.is_empty() {
            return Ok(());
        }
        let words = query.root.words();
        let stems = words.iter().flat_map(|word| &word.stems).map(|stem| stem.term.clone());
        let asked: HashSet<String> = stems.collect();
        for word in ranking_words(&mut query.root) {
            let forms = word.exact.first().and_then(|form| known.get(form));
            for form in forms.into_iter().flatten() {
                let other = parse::single_word(form, Some(lang), &mut self.analyzer);
                if let Some(other) = other.filter(|other| !other.stop) {
                    self.put_relative(word, &other, &asked);
                }
            }
        }
        Ok(())
    }

    /// Puts the stems of one word beside those of another, lighter, but for those that the query
    /// asks for already; nothing of what was taken out.
    fn put_relative(&mut self, word: &mut Word, other: &Word, asked: &HashSet<String>) {
        let is_new = |stem: &&Stem| {
            !asked.contains(&stem.term) && word.stems.iter().all(|known| known.term != stem.term)
        };
        let new: Vec<Stem> = other.stems.iter().filter(is_new).cloned().collect();
        let (removed, analyzer) = (&mut self.removed, &mut self.analyzer);
        if new.is_empty()
            || word.relatives.len() >= MOST_RELATIVES
            || removed.takes(&word.text, analyzer)
            || removed.takes(&other.text, analyzer)
        {
            return;
        }
        let relative = |stem| Stem { weight: RELATIVE, relative: true, ..stem };
        word.stems.extend(new.into_iter().map(relative));
        word.relatives.push(other.text.clone());
    }

    /// The relatives of some words that some passage holds.
    fn known_relatives(&self, words: &[&mut Word], lang: Lang) -> Result<Relatives, S::Error> {
        let forms = words.iter().filter_map(|word| word.exact.first());
        let pairs: Vec<(&String, Term)> = forms
            .flat_map(|form| relatives(form, lang).into_iter().map(move |text| (form, text)))
            .map(|(form, text)| (form, Term { kind: Kind::Exact, text }))
            .collect();
        if pairs.is_empty() {
            return Ok(Relatives::new());
        }

        let terms: Vec<Term> = pairs.iter().map(|(_, term)| term.clone()).collect();
        let passages = self.snapshot.frequencies(&terms)?;
        let mut held: Vec<(&String, Term, u64)> = Vec::new();
        for ((form, term), passages) in pairs.into_iter().zip(passages) {
            if passages > 0 {
                held.push((form, term, passages));
            }
        }
        held.sort_by(|(_, a, in_a), (_, b, in_b)| in_b.cmp(in_a).then(a.text.cmp(&b.text)));

        let mut known = Relatives::new();
        for (form, term, _) in held {
            let of_form = known.entry(form.clone()).or_default();
            if !of_form.contains(&term.text) {
                of_form.push(term.text);
            }
        }
        Ok(known)
    }
}

/// The first words of a query that rank and are neither quoted nor required.
fn ranking_words(group: &mut Group) -> Vec<&mut Word> {
    let mut words = Vec::new();
    add_ranking_words(group, &mut words);
    words.truncate(MOST_WORDS);
    words
}

fn add_ranking_words<'q>(group: &'q mut Group, words: &mut Vec<&'q mut Word>) {
    for clause in &mut group.should {
        match clause {
            Clause::Word(word) if !word.stop && !word.quoted && word.near.is_empty() => {
                words.push(word);
            }
            Clause::Group(inner) => add_ranking_words(inner, words),
            Clause::Word(_) | Clause::Phrase(_) | Clause::Prefix(_) => {}
        }
    }
}

fn remove_relatives(group: &mut Group) {
    for clause in group.must.iter_mut().chain(&mut group.should) {
        match clause {
            Clause::Word(word) => {
                word.stems.retain(|stem| !stem.relative);
                word.relatives.clear();
            }
            Clause::Group(inner) => remove_relatives(inner),
            Clause::Phrase(_) | Clause::Prefix(_) => {}
        }
    }
}
