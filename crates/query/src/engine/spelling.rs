//! Words that nothing holds, and the words of the vocabulary that may be meant.

use std::collections::HashMap;

use ibid_core::analysis::elision::without_elision;
use ibid_core::backend::{KnownWord, Snapshot};
use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::lang::Lang;
use ibid_core::query::{Clause, Group, Query, Word};
use ibid_core::ranking::Plan;

use super::SearchOptions;
use super::session::Session;
use super::typing::likeliest_first;
use crate::parse::{self, ParseOptions, Parsed};

/// Shorter words have too many neighbours.
const SHORTEST: usize = 5;
/// From this number of letters on, two edits may lie between a word and what is meant.
const TWO_EDITS_FROM: usize = 8;
/// How many words of a question are looked for in the vocabulary at most.
const MOST_WORDS: usize = 8;
/// How many words are put beside one.
const MOST_NEAR: usize = 3;
/// How many words are suggested for one.
const MOST_SUGGESTED: usize = 5;
/// The number of the most frequent near words among which they are chosen.
const CHOSEN_AMONG: usize = 64;

/// For a word, by its surface form, the words of the vocabulary near it, the likeliest first.
pub(super) type NearWords = HashMap<String, Vec<KnownWord>>;

impl<S: Snapshot> Session<S> {
    /// The plan of a query, with words of the same families beside its own. A word of it that no
    /// passage holds gets the nearest words of the vocabulary beside it; where there is no such word,
    /// none are asked for.
    pub(super) fn plan(&mut self, query: &mut Query) -> Result<Plan, S::Error> {
        self.put_relatives(query)?;
        let plan = Plan::new(query, &self.snapshot)?;
        let found = self.near_words(query, &plan)?;
        if found.is_empty() {
            return Ok(plan);
        }
        self.plan_with(query, &found)
    }

    /// A question as it is understood, its plan, and the words near those that nothing holds: as
    /// [`Session::plan`].
    ///
    /// Misspelt words hide the language of a question. So where nobody says which it is, it is
    /// guessed again with near words in their places, and the question is read in that one.
    pub(super) fn plan_question(
        &mut self,
        text: &str,
        options: &SearchOptions,
    ) -> Result<(Parsed, Plan, NearWords), S::Error> {
        let said = options.question_lang;
        let mut parsed = self.read(text, said, options);
        self.put_relatives(&mut parsed.query)?;
        let plan = Plan::new(&parsed.query, &self.snapshot)?;
        let found = self.near_words(&parsed.query, &plan)?;
        if found.is_empty() {
            return Ok((parsed, plan, found));
        }

        let meant = if said.is_none() { meant_lang(&parsed.query, &found) } else { None };
        if meant.is_some() && meant != parsed.query.lang {
            parsed = self.read(text, meant, options);
            self.put_relatives(&mut parsed.query)?;
        }
        let plan = self.plan_with(&mut parsed.query, &found)?;
        Ok((parsed, plan, found))
    }

    /// A question as it is understood in a language.
    fn read(&mut self, text: &str, lang: Option<Lang>, options: &SearchOptions) -> Parsed {
        let mut parsed = parse::parse(text, &mut self.analyzer, &ParseOptions { lang });
        if !options.filter.is_empty() {
            parsed.query.filters.push(options.filter.clone());
        }
        if parsed.query.is_listing() {
            parsed.warnings.retain(|warning| !is_moot(warning, text));
        }
        parsed.query.non_speech = options.non_speech;
        parsed
    }

    /// The plan of a query with near words beside those of its words that may be misspelt.
    fn plan_with(&mut self, query: &mut Query, found: &NearWords) -> Result<Plan, S::Error> {
        let mut near: HashMap<&str, Vec<Word>> = HashMap::new();
        for (word, known) in found {
            let known = known.get(..MOST_NEAR).unwrap_or(known);
            near.insert(word, self.content_words(known, query.lang));
        }
        put_beside(&mut query.root, &near);
        Plan::new(query, &self.snapshot)
    }

    /// The words that are searched beside a misspelt one, without those that were taken out. None
    /// where the likeliest is a function word: that is what was meant.
    fn content_words(&mut self, known: &[KnownWord], lang: Option<Lang>) -> Vec<Word> {
        let word = |known: &KnownWord| parse::single_word(&known.word, lang, &mut self.analyzer);
        let mut words: Vec<Word> = known.iter().filter_map(word).collect();
        if words.first().is_some_and(|first| first.stop) {
            return Vec::new();
        }
        words.retain(|word| !word.stop && !self.removed.takes(&word.text, &mut self.analyzer));
        words
    }

    /// For the words of a query that no passage holds, those of the vocabulary within one edit, or
    /// within two of a long word where there are none.
    fn near_words(&mut self, query: &Query, plan: &Plan) -> Result<NearWords, S::Error> {
        let unknown = misspelt(query, plan);
        let mut near = NearWords::new();
        let mut farther = Vec::new();
        for (word, found) in self.words_within(1, &unknown)? {
            if found.is_empty() && word.chars().count() >= TWO_EDITS_FROM {
                farther.push(word.clone());
            }
            self.choose(word, found, &mut near);
        }

        for (word, found) in self.words_within(2, &farther)? {
            self.choose(word, found, &mut near);
        }
        Ok(near)
    }

    /// Each of some words with those within some edits of it, as many as the budget allows.
    fn words_within<'w>(
        &mut self,
        edits: u8,
        words: &'w [String],
    ) -> Result<Vec<(&'w String, Vec<KnownWord>)>, S::Error> {
        let words = words.get(..self.take_words(words.len(), MOST_WORDS)).unwrap_or_default();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let asked: Vec<&str> = words.iter().map(String::as_str).collect();
        let found = self.snapshot.words_near(&asked, edits, CHOSEN_AMONG)?;
        Ok(words.iter().zip(found).collect())
    }

    /// Keeps the best of the words that were found near one, if there are any and nobody took them
    /// out.
    fn choose(&mut self, word: &str, mut found: Vec<KnownWord>, near: &mut NearWords) {
        found.retain(|known| !has_digit(&known.word));
        if found.is_empty() || self.removed.takes(word, &mut self.analyzer) {
            return;
        }
        likeliest_first(word, &mut found);
        found.truncate(MOST_SUGGESTED);
        near.insert(word.to_owned(), found);
    }
}

/// Whether a warning about missing words says nothing to somebody who asked for a list: all that was
/// typed is filters, or filters and exclusions.
fn is_moot(warning: &Diagnostic, text: &str) -> bool {
    match warning.code {
        Code::OnlyExclusions => true,
        Code::NoWords => parse::is_fields_alone(text),
        _ => false,
    }
}

/// The language that a query seems to be in with the likeliest near words in the places of those
/// that may be misspelt.
fn meant_lang(query: &Query, found: &NearWords) -> Option<Lang> {
    let mut words = query.root.words();
    words.sort_by_key(|word| word.query_position);
    let meant = words.iter().map(|word| {
        let form = word.exact.first().filter(|_| may_be_misspelt(word));
        let near = form.and_then(|form| found.get(form)?.first());
        near.map_or(word.text.as_str(), |known| known.word.as_str())
    });
    parse::guess_lang(&meant.collect::<Vec<_>>().join(" "))
}

/// The words of a query, by their surface forms, that no passage holds and that may be misspelt.
fn misspelt(query: &Query, plan: &Plan) -> Vec<String> {
    let unknown: Vec<&str> = plan.unknown().collect();
    if unknown.is_empty() {
        return Vec::new();
    }

    let mut words = Vec::new();
    query.root.each_positive(&mut |clause| match clause {
        Clause::Word(word) if may_be_misspelt(word) => words.extend(word.exact.first()),
        _ => {}
    });
    let is_meant = |form: &&str| words.iter().any(|word| word == form);
    unknown.into_iter().filter(is_meant).map(str::to_owned).collect()
}

/// Whether a word may be a misspelt one: it is long enough, holds no digit, and is not typed in
/// capitals, as acronyms are.
fn may_be_misspelt(word: &Word) -> bool {
    let Some(form) = word.exact.first() else { return false };
    word.near.is_empty()
        && form.chars().count() >= SHORTEST
        && !has_digit(form)
        && !is_in_capitals(&word.text)
}

fn has_digit(word: &str) -> bool {
    word.chars().any(char::is_numeric)
}

/// Whether all letters are capitals, but for those that an apostrophe cuts off: `l’ARCEP`, `NASA’s`.
fn is_in_capitals(text: &str) -> bool {
    let word = without_elision(text);
    word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

/// Puts near words beside the words of a query that rank, but for those of phrases.
fn put_beside(group: &mut Group, near: &HashMap<&str, Vec<Word>>) {
    for clause in group.must.iter_mut().chain(&mut group.should) {
        match clause {
            Clause::Word(word) if may_be_misspelt(word) => {
                let found = word.exact.first().and_then(|form| near.get(form.as_str()));
                found.into_iter().flatten().for_each(|other| add(word, other));
            }
            Clause::Group(inner) => put_beside(inner, near),
            Clause::Word(_) | Clause::Phrase(_) | Clause::Prefix(_) => {}
        }
    }
}

/// Puts one word beside another: it is found by what stands for either.
fn add(word: &mut Word, other: &Word) {
    for stem in &other.stems {
        if !word.stems.iter().any(|own| own.term == stem.term) {
            word.stems.push(stem.clone());
        }
    }
    for form in &other.exact {
        if !word.exact.contains(form) {
            word.exact.push(form.clone());
        }
    }
    word.near.push(other.text.clone());
}

/// What to tell of the words that were put beside those of a query.
pub(super) fn warnings(query: &Query) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    tell(&query.root, &mut warnings);
    warnings
}

fn tell(group: &Group, warnings: &mut Vec<Diagnostic>) {
    let must = group.must.iter().map(|clause| (clause, Code::NearWordsRequired));
    let should = group.should.iter().map(|clause| (clause, Code::NearWords));
    for (clause, code) in must.chain(should) {
        match clause {
            Clause::Word(word) if !word.near.is_empty() => {
                let fields = [("word", word.text.as_str()), ("near", &word.near.join(", "))];
                let warning = Diagnostic::new(code, &fields);
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
            Clause::Group(inner) => tell(inner, warnings),
            Clause::Word(_) | Clause::Phrase(_) | Clause::Prefix(_) => {}
        }
    }
}
