//! Which bytes of a passage answer which part of a query.
//!
//! The passage is analysed again by the chain that indexed it, so that a mark stands on every word
//! that matched, on the whole word, and never on an elided article alone.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use ibid_core::analysis::{Analyzer, Kind, Sieve, Token, Tokens};
use ibid_core::hit::TermWeight;
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use ibid_core::query::{Clause, Phrase, Query, Word};
use rustc_hash::FxHashMap;

/// What a word weighs that the search left out, when it knew the weights of others.
const UNWEIGHED: f64 = 0.01;

/// A stretch of text that answers the query.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The bytes: whole words, on character boundaries.
    pub bytes: Range<usize>,
    /// The weight of all that it answers.
    pub weight: f64,
    /// What it answers.
    pub(crate) terms: Vec<Matched>,
}

/// A word, phrase or beginning of the query that was matched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matched {
    /// Its number in the query: equal for the same word.
    pub term: u32,
    /// Its weight in this form.
    pub weight: f64,
}

#[cfg(test)]
/// The marks of a passage, in the order of the text, not overlapping.
///
/// Words are marked by their stems and surface forms; function words only when the query has
/// nothing else. A phrase is marked as a whole wherever it stands, and its words are not marked
/// elsewhere. For many passages make one [`Highlighter`].
pub(crate) fn highlight(
    passage: &Passage,
    query: &Query,
    weights: &[TermWeight],
    analyzer: &mut Analyzer,
) -> Vec<Mark> {
    Highlighter::new(query, weights).marks(passage, analyzer)
}

/// A query made ready for marking.
pub(crate) struct Highlighter<'q> {
    weights: FxHashMap<&'q str, f64>,
    /// Which words of the query a term stands for.
    words: FxHashMap<&'q str, Vec<u32>>,
    prefixes: Vec<(u32, &'q str)>,
    phrases: Vec<(u32, f64, &'q Phrase)>,
    set_phrases: Vec<SetPhrase<'q>>,
    /// For the tokens that may be marked: its memory is used again.
    tokens: Cell<Tokens>,
}

/// Words that are marked as one where they stand in a row.
struct SetPhrase<'q> {
    id: u32,
    /// What they weigh together.
    weight: f64,
    /// Their stems, each with its distance from the first.
    words: Vec<(u32, Vec<&'q str>)>,
}

type Found = (Range<usize>, Matched);

impl<'q> Highlighter<'q> {
    /// Makes a query ready; without weights all words weigh alike.
    pub(crate) fn new(query: &'q Query, weights: &'q [TermWeight]) -> Self {
        let weights = weights.iter().map(|w| (w.term.as_str(), w.weight)).collect();
        let mut highlighter = Highlighter {
            weights,
            words: FxHashMap::default(),
            prefixes: Vec::new(),
            phrases: Vec::new(),
            set_phrases: Vec::new(),
            tokens: Cell::default(),
        };
        let (content, mut sieve) = (query.root.has_content(), Sieve::default());
        let mut known: FxHashMap<(&[String], Option<&str>), u32> = FxHashMap::default();
        let mut set_phrases: BTreeMap<u32, (u32, Vec<&'q Word>)> = BTreeMap::new();
        let mut next = 0;
        query.root.each_positive(&mut |clause| {
            let is_marked = !matches!(clause, Clause::Word(word) if content && word.stop);
            if is_marked {
                want(&mut sieve, clause);
            }
            match clause {
                Clause::Word(_) if !is_marked => {}
                Clause::Word(Word { set_phrase: Some(number), .. }) => {
                    let Clause::Word(word) = clause else { return };
                    set_phrases.entry(*number).or_insert((next, Vec::new())).1.push(word);
                }
                Clause::Word(word) => {
                    // a translated word has no surface forms
                    let stem = word.stems.first().filter(|_| word.exact.is_empty());
                    let key = (&word.exact[..], stem.map(|stem| stem.term.as_str()));
                    let id = *known.entry(key).or_insert(next);
                    highlighter.add(word, id);
                }
                Clause::Prefix(prefix) => highlighter.prefixes.push((next, prefix)),
                Clause::Phrase(phrase) => {
                    let weight = phrase.words.iter().map(|w| highlighter.word_weight(w)).sum();
                    highlighter.phrases.push((next, weight, phrase));
                }
                Clause::Group(_) => {}
            }
            next += 1;
        });

        // what begins somehow is told by no sieve
        if highlighter.prefixes.is_empty() {
            highlighter.tokens = Cell::new(Tokens::sieved(sieve));
        }
        for (id, words) in set_phrases.into_values() {
            let set_phrase = highlighter.set_phrase(id, &words);
            highlighter.set_phrases.push(set_phrase);
        }
        highlighter
    }

    fn set_phrase(&self, id: u32, words: &[&'q Word]) -> SetPhrase<'q> {
        let first = words.first().map_or(0, |word| word.query_position);
        let stems = |word: &&'q Word| {
            let stems = word.stems.iter().map(|stem| stem.term.as_str()).collect();
            (word.query_position.saturating_sub(first), stems)
        };
        let weight = words.iter().map(|word| self.word_weight(word)).sum();
        SetPhrase { id, weight, words: words.iter().map(stems).collect() }
    }

    fn add(&mut self, word: &'q Word, id: u32) {
        for term in word.stems.iter().map(|s| &s.term).chain(&word.exact) {
            let ids = self.words.entry(term).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }

    fn weight(&self, term: &str) -> f64 {
        let unknown = if self.weights.is_empty() { 1.0 } else { UNWEIGHED };
        self.weights.get(term).copied().unwrap_or(unknown)
    }

    fn word_weight(&self, word: &Word) -> f64 {
        let terms = word.stems.iter().map(|s| &s.term).chain(&word.exact);
        terms.map(|term| self.weight(term)).fold(0.0, f64::max)
    }

    /// The marks of one passage.
    pub(crate) fn marks(&self, passage: &Passage, analyzer: &mut Analyzer) -> Vec<Mark> {
        self.marks_in(&passage.text, passage.lang, analyzer)
    }

    /// The marks of a title or heading, or of any other text.
    pub(crate) fn marks_in(
        &self,
        text: &str,
        lang: Option<Lang>,
        analyzer: &mut Analyzer,
    ) -> Vec<Mark> {
        let mut tokens = self.tokens.take();
        tokens.clear();
        analyzer.analyze(text, lang, &mut tokens);
        let marks = self.marks_of(&tokens, text);
        self.tokens.set(tokens);
        marks
    }

    fn marks_of(&self, tokens: &Tokens, text: &str) -> Vec<Mark> {
        let mut found: Vec<Found> = Vec::new();
        for token in tokens.iter() {
            self.token(&token, &mut found);
        }
        if !self.set_phrases.is_empty() {
            self.set_phrases_in(tokens, &mut found);
        }
        if !self.phrases.is_empty() {
            let places = Places::of(tokens, Kind::Exact);
            for (id, weight, phrase) in &self.phrases {
                let matched = Matched { term: *id, weight: *weight };
                for row in &phrase.variants {
                    match phrase.slop {
                        0 => places.in_a_row(row, matched, &mut found),
                        slop => places.near(row, slop, matched, &mut found),
                    }
                }
            }
        }
        merge(found, text)
    }

    /// Marks set phrases as one. Of one that stands nowhere in a row the single words are marked
    /// where nothing else is, since the passage was found by them.
    fn set_phrases_in(&self, tokens: &Tokens, found: &mut Vec<Found>) {
        let places = Places::of(tokens, Kind::Stem);
        let mut apart = Vec::new();
        for SetPhrase { id, weight, words } in &self.set_phrases {
            let (before, matched) = (found.len(), Matched { term: *id, weight: *weight });
            places.set_phrase(words, matched, found);
            if found.len() == before {
                for term in words.iter().flat_map(|(_, stems)| stems) {
                    let matched = Matched { term: *id, weight: self.weight(term) };
                    let at = places.of_term(term).iter();
                    apart.extend(at.map(|p| (p.start as usize..p.end as usize, matched)));
                }
            }
        }

        if found.is_empty() {
            found.append(&mut apart);
        }
    }

    fn token(&self, token: &Token<'_>, found: &mut Vec<Found>) {
        let bytes = token.start as usize..token.end as usize;
        for id in self.words.get(token.term).into_iter().flatten() {
            let weight = self.weight(token.term);
            found.push((bytes.clone(), Matched { term: *id, weight }));
        }
        if token.kind == Kind::Exact {
            for (id, _) in self.prefixes.iter().filter(|(_, prefix)| token.term.starts_with(prefix))
            {
                let weight = self.weight(token.term);
                found.push((bytes.clone(), Matched { term: *id, weight }));
            }
        }
    }
}

/// Lets the terms of a clause through a sieve.
fn want(sieve: &mut Sieve, clause: &Clause) {
    match clause {
        Clause::Word(word) => {
            word.stems.iter().for_each(|stem| sieve.want(Kind::Stem, &stem.term));
            word.exact.iter().for_each(|term| sieve.want(Kind::Exact, term));
        }
        Clause::Phrase(phrase) => {
            let terms = phrase.variants.iter().flatten();
            terms.for_each(|(_, term)| sieve.want(Kind::Exact, term));
        }
        Clause::Prefix(_) | Clause::Group(_) => {}
    }
}

/// A word at a position.
#[derive(Clone, Copy)]
struct Place {
    position: u32,
    start: u32,
    end: u32,
}

/// The terms of one kind of a passage by their positions.
struct Places<'t>(FxHashMap<&'t str, Vec<Place>>);

impl<'t> Places<'t> {
    fn of(tokens: &'t Tokens, kind: Kind) -> Self {
        let mut places: FxHashMap<&str, Vec<Place>> = FxHashMap::default();
        for token in tokens.iter().filter(|t| t.kind == kind) {
            let place = Place { position: token.position, start: token.start, end: token.end };
            places.entry(token.term).or_default().push(place);
        }
        Places(places)
    }

    fn of_term(&self, term: &str) -> &[Place] {
        self.0.get(term).map_or(&[], Vec::as_slice)
    }

    fn at(&self, term: &str, position: u32) -> Option<Place> {
        let places = self.of_term(term);
        let i = places.binary_search_by_key(&position, |p| p.position).ok()?;
        places.get(i).copied()
    }

    /// Marks each place where words stand in a row, each by any of its stems, as one.
    fn set_phrase(&self, words: &[(u32, Vec<&str>)], matched: Matched, found: &mut Vec<Found>) {
        let Some(((_, first), others)) = words.split_first() else { return };
        for place in first.iter().flat_map(|stem| self.of_term(stem)) {
            let mut end = place.end;
            let whole = others.iter().all(|(distance, stems)| {
                let position = place.position.saturating_add(*distance);
                let there = stems.iter().find_map(|stem| self.at(stem, position));
                end = there.map_or(end, |p| end.max(p.end));
                there.is_some()
            });
            if whole {
                found.push((place.start as usize..end as usize, matched));
            }
        }
    }

    /// Marks each place where the words stand side by side, as one.
    fn in_a_row(&self, row: &[(u32, String)], matched: Matched, found: &mut Vec<Found>) {
        let Some(((_, first), others)) = row.split_first() else { return };
        for place in self.of_term(first) {
            let mut end = place.end;
            let whole = others.iter().all(|(distance, term)| {
                let there = self.at(term, place.position.saturating_add(*distance));
                end = there.map_or(end, |p| end.max(p.end));
                there.is_some()
            });
            if whole {
                found.push((place.start as usize..end as usize, matched));
            }
        }
    }

    /// Marks the words wherever all of them stand in a window with at most `slop` others.
    ///
    /// The first of each window bears the weight, so that it is cited where it begins.
    fn near(&self, row: &[(u32, String)], slop: u32, matched: Matched, found: &mut Vec<Found>) {
        let mut terms: Vec<&str> = row.iter().map(|(_, term)| term.as_str()).collect();
        terms.sort_unstable();
        terms.dedup();
        let mut places: Vec<(Place, usize)> = Vec::new();
        for (i, term) in terms.iter().enumerate() {
            places.extend(self.of_term(term).iter().map(|p| (*p, i)));
        }
        places.sort_by_key(|(p, i)| (p.position, *i));
        let span = (row.len() as u32).saturating_sub(1).saturating_add(slop);
        let mut counts = vec![0usize; terms.len()];
        let (mut inside, mut from, mut marked) = (0, 0, 0);
        for (to, (last, term)) in places.iter().enumerate() {
            inside += usize::from(counts.get(*term) == Some(&0));
            if let Some(count) = counts.get_mut(*term) {
                *count += 1;
            }
            while let Some((first, gone)) =
                places.get(from).filter(|(p, _)| last.position - p.position > span)
            {
                debug_assert!(first.position <= last.position);
                if let Some(count) = counts.get_mut(*gone) {
                    *count -= 1;
                }
                inside -= usize::from(counts.get(*gone) == Some(&0));
                from += 1;
            }
            if inside < terms.len() {
                continue;
            }
            for i in marked.max(from)..=to {
                let Some((place, _)) = places.get(i) else { continue };
                // a window that goes on from one before it is the same match
                let weight = if i == from && marked <= from { matched.weight } else { 0.0 };
                found.push((
                    place.start as usize..place.end as usize,
                    Matched { weight, ..matched },
                ));
            }
            marked = to + 1;
        }
    }
}

/// Joins what overlaps; each term counts once in a mark, by its greatest weight.
fn merge(mut found: Vec<Found>, text: &str) -> Vec<Mark> {
    found.retain(|(bytes, _)| bytes.start < bytes.end && text.get(bytes.clone()).is_some());
    found.sort_by_key(|(bytes, matched)| (bytes.start, bytes.end, matched.term));
    let mut marks: Vec<Mark> = Vec::new();
    for (bytes, matched) in found {
        match marks.last_mut() {
            Some(last) if bytes.start < last.bytes.end => {
                last.bytes.end = last.bytes.end.max(bytes.end);
                keep_best(&mut last.terms, matched);
            }
            _ => marks.push(Mark { bytes, weight: 0.0, terms: vec![matched] }),
        }
    }

    for mark in &mut marks {
        mark.weight = sum(&mark.terms);
    }
    marks
}

/// Keeps each term once, by its greatest weight, in their order: they are few.
fn keep_best(terms: &mut Vec<Matched>, matched: Matched) {
    match terms.binary_search_by_key(&matched.term, |known| known.term) {
        Ok(at) => terms[at].weight = terms[at].weight.max(matched.weight),
        Err(at) => terms.insert(at, matched),
    }
}

fn sum(terms: &[Matched]) -> f64 {
    terms.iter().map(|matched| matched.weight).sum()
}

/// What marks weigh together: each term once, by its greatest weight, in a fixed order.
pub(crate) fn distinct_weight<'m>(marks: impl Iterator<Item = &'m Mark>) -> f64 {
    let mut terms = Vec::new();
    for matched in marks.flat_map(|mark| &mark.terms) {
        keep_best(&mut terms, *matched);
    }
    sum(&terms)
}

#[cfg(test)]
pub(crate) mod tests;
