//! Where translations come from: term lists of one's own, then what the program knows.

use std::sync::Arc;

use ibid_core::lang::Lang;
use ibid_core::lexicon::terms::{self, TermList};
use ibid_core::lexicon::{Lexicon, Match};
use ibid_core::query::Word;

use super::Direction;

/// What translations are looked up in.
pub(crate) struct Dictionaries {
    pub(crate) terms: Vec<Arc<TermList>>,
    pub(crate) lexicon: Lexicon,
}

/// An entry that was found in a run of words.
struct Candidate {
    /// Where it begins.
    at: usize,
    /// Whether it is of a list of one's own.
    own: bool,
    /// How many of its words are more than function words.
    content: usize,
    found: Match,
}

impl Candidate {
    fn end(&self) -> usize {
        self.at.saturating_add(self.found.words)
    }
}

impl Dictionaries {
    /// The entries of a run of words, in their order, none over another: terms of one's own first,
    /// then the longest.
    pub(super) fn in_run(&self, run: &[&Word], direction: Direction) -> Vec<(usize, Match)> {
        let mut candidates = Vec::new();
        for at in 0..run.len() {
            let rest = run.get(at..).unwrap_or_default();
            candidates.extend(self.own(rest, direction).map(|found| (at, true, found)));
            candidates.extend(self.known(rest, direction).map(|found| (at, false, found)));
        }
        let content = |(at, own, found): (usize, bool, Match)| {
            let words = run.get(at..at.saturating_add(found.words))?;
            let content = words.iter().filter(|word| !word.stop).count();
            (content > 0).then_some(Candidate { at, own, content, found })
        };
        let mut candidates: Vec<Candidate> = candidates.into_iter().filter_map(content).collect();
        candidates.sort_by(|a, b| {
            let size = |c: &Candidate| (c.own, c.content, c.found.words);
            size(b).cmp(&size(a)).then(a.at.cmp(&b.at))
        });

        let mut taken = vec![false; run.len()];
        let mut chosen: Vec<(usize, Match)> = Vec::new();
        for candidate in candidates {
            let Some(words) = taken.get_mut(candidate.at..candidate.end()) else { continue };
            if !words.iter().any(|word| *word) {
                words.fill(true);
                chosen.push((candidate.at, candidate.found));
            }
        }
        self.fill(run, direction, &mut taken, &mut chosen);

        chosen.sort_by_key(|(at, _)| *at);
        chosen
    }

    /// Adds shorter entries where the longest reached into another.
    fn fill(
        &self,
        run: &[&Word],
        direction: Direction,
        taken: &mut [bool],
        chosen: &mut Vec<(usize, Match)>,
    ) {
        let mut at = 0;
        while at < run.len() {
            let free = taken.iter().skip(at).take_while(|word| !**word).count();
            let stretch = run.get(at..at.saturating_add(free)).unwrap_or_default();
            let is_content = stretch.first().is_some_and(|word| !word.stop);
            let found = if is_content {
                self.own(stretch, direction).or_else(|| self.known(stretch, direction))
            } else {
                None
            };
            let words = found.as_ref().map_or(1, |found| found.words.max(1));
            chosen.extend(found.map(|found| (at, found)));
            at += words;
        }
    }

    /// What the term lists say: the longest term, and of two as long that of the first list.
    fn own(&self, words: &[&Word], direction: Direction) -> Option<Match> {
        let from = direction.to.other();
        terms::longest(self.terms.iter().map(Arc::as_ref), words, from)
    }

    /// What the program knows.
    fn known(&self, words: &[&Word], direction: Direction) -> Option<Match> {
        let from: Lang = direction.to.other();
        let found = self.lexicon.longest(words, from)?;
        if direction.keep_known && found.words == 1 {
            let first = words.get(..1).unwrap_or_default();
            if self.lexicon.longest(first, direction.to).is_some() {
                return None;
            }
        }
        Some(found)
    }
}
