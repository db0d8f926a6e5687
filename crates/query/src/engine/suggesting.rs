//! Words that may be meant or wanted, as people write them.

use ibid_core::analysis::elision::without_elision;
use ibid_core::analysis::{Kind, Tokens};
use ibid_core::backend::{KnownWord, Snapshot, Term};
use ibid_core::hit::Hit;
use ibid_core::lang::Lang;
use ibid_core::query::{Clause, Group, Query};

use super::session::Session;
use super::spelling::NearWords;
use crate::answer::{Completion, Suggestion};
use crate::parse;

/// How many passages are looked at for how a word is written: the first may have it in a heading, in
/// capitals.
const MOST_LOOKED_AT: usize = 3;

impl<S: Snapshot> Session<S> {
    /// For each word of a query that nothing holds, in their order, those of the vocabulary that were
    /// found near it, as passages write them.
    pub(super) fn suggestions(
        &mut self,
        query: &Query,
        found: &NearWords,
    ) -> Result<Vec<Suggestion>, S::Error> {
        let mut suggestions: Vec<Suggestion> = Vec::new();
        for word in query.root.words() {
            let near = word.exact.first().and_then(|form| found.get(form));
            let Some(near) = near else { continue };
            if suggestions.iter().any(|known| known.word == word.text) {
                continue;
            }
            let near = self.of_language(near.clone(), query.lang)?;
            let forms: Vec<&str> = near.iter().map(|known| known.word.as_str()).collect();
            let near = self.as_written(&forms, query.lang)?;
            suggestions.push(Suggestion { word: word.text.clone(), near });
        }
        Ok(suggestions)
    }

    /// Those of some words that passages in a language hold; all of them where none does, or where
    /// the language is not known.
    fn of_language(
        &mut self,
        words: Vec<KnownWord>,
        lang: Option<Lang>,
    ) -> Result<Vec<KnownWord>, S::Error> {
        let Some(lang) = lang else { return Ok(words) };
        let mut terms = Vec::new();
        for known in &words {
            let word = parse::single_word(&known.word, Some(lang), &mut self.analyzer);
            let stems = word.map(|word| word.stems).unwrap_or_default();
            let stem = stems.into_iter().find(|stem| stem.lang == Some(lang));
            let text = stem.map(|stem| stem.term).unwrap_or_default();
            terms.push(Term { kind: Kind::Stem, text });
        }
        let often = self.snapshot.frequencies(&terms)?;

        let of_it = words.iter().zip(&often).filter(|(_, often)| **often > 0);
        let of_it: Vec<KnownWord> = of_it.map(|(known, _)| known.clone()).collect();
        Ok(if of_it.is_empty() { words } else { of_it })
    }

    /// Folded words as a passage writes them, with their accents: a folded word stays as it is where
    /// the budget allows no look, or where no passage has it by itself.
    fn as_written(&mut self, forms: &[&str], lang: Option<Lang>) -> Result<Vec<String>, S::Error> {
        let mut queries = Vec::new();
        for form in forms {
            let word = parse::single_word(form, lang, &mut self.analyzer);
            let should = word.map(Clause::Word).into_iter().collect();
            let root = Group { should, ..Group::default() };
            queries.push(Query { root, lang, ..Query::default() });
        }
        let found = self.look_up(&queries, MOST_LOOKED_AT)?;

        let mut written: Vec<String> = Vec::with_capacity(forms.len());
        for (i, form) in forms.iter().enumerate() {
            let hits = found.get(i).map(|hits| &hits.hits[..]).unwrap_or_default();
            let mut ways = hits.iter().filter_map(|hit| self.written_in(hit, form));
            let first = ways.next();
            let small = first.iter().cloned().chain(ways).find(|word| !has_capitals(word));
            let word = small.or(first).unwrap_or_else(|| (*form).to_owned());
            if !written.contains(&word) {
                written.push(word);
            }
        }
        Ok(written)
    }

    /// A folded word as a passage writes it: without capitals where it does so anywhere.
    fn written_in(&mut self, hit: &Hit, form: &str) -> Option<String> {
        let text = &hit.passage.text;
        let mut tokens = Tokens::new();
        self.analyzer.analyze(text, hit.passage.lang, &mut tokens);
        let same = tokens.iter().filter(|token| token.kind == Kind::Exact && token.term == form);
        let ranges = same.map(|token| token.start as usize..token.end as usize);
        let mut words = ranges.filter_map(|range| text.get(range)).peekable();
        let first = words.peek().copied();
        let word = words.find(|word| !has_capitals(word)).or(first)?;
        Some(without_elision(word).to_owned())
    }

    /// Writes the near words of a query as passages write them, as far as they are suggested.
    pub(super) fn write_near(&mut self, group: &mut Group, suggestions: &[Suggestion]) {
        if suggestions.is_empty() {
            return;
        }
        for clause in group.must.iter_mut().chain(&mut group.should) {
            match clause {
                Clause::Word(word) => {
                    let suggested = suggestions.iter().filter(|known| known.word == word.text);
                    for written in suggested.flat_map(|known| &known.near) {
                        let form = self.analyzer.surface_words(written, None);
                        let same = |near: &&mut String| form.first() == Some(&**near);
                        word.near.iter_mut().filter(same).for_each(|near| near.clone_from(written));
                    }
                }
                Clause::Group(inner) => self.write_near(inner, suggestions),
                Clause::Phrase(_) | Clause::Prefix(_) => {}
            }
        }
    }

    /// What was typed with its last word completed.
    pub(super) fn complete(
        &mut self,
        typed: &str,
        limit: usize,
    ) -> Result<Vec<Completion>, S::Error> {
        let breaks = |c: char| c.is_whitespace() || "'’\"“«(+-:".contains(c);
        let from = typed.rfind(breaks).map_or(0, |at| {
            at + typed.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
        });
        let (before, last) = typed.split_at_checked(from).unwrap_or_default();
        let Some(prefix) = self.analyzer.surface_words(last, None).pop() else {
            return Ok(Vec::new());
        };

        let known = self.snapshot.words_with_prefix(&prefix, limit)?;
        let lang = parse::guess_lang(typed);
        let mut completions = Vec::new();
        for KnownWord { word, passages } in known {
            let written = self.as_written(&[&word], lang)?.pop().unwrap_or(word);
            completions.push(Completion { text: format!("{before}{written}"), passages });
        }
        Ok(completions)
    }
}

fn has_capitals(word: &str) -> bool {
    word.contains(char::is_uppercase)
}
