//! Quotations as they are printed: checked with what they leave out, and held against what comes
//! nearest where they are nowhere.

use std::collections::HashSet;

use ibid_core::backend::Snapshot;
use ibid_core::ids::PassageId;
use ibid_core::query::Query;

use super::session::Session;
use super::verifying::VerifyState;
use super::{SearchOptions, VerifyOptions};
use crate::cite::CiteOptions;
use crate::verify::{
    self, CheckedQuotation, DraftVerdict, LONGEST_COMPARED, Nearest, Pattern, Quote, QuotePart,
    nearest, parts,
};

/// Among so many passages that have its words the nearest to a quote is looked for.
const MOST_NEAR: usize = 20;
/// A quote that is as like a passage as this is that passage, altered.
const ALTERED: f64 = 0.6;
/// The halves of a quote of so many words are looked for too.
const FEWEST_HALVED: usize = 8;
/// A passage has at least so many words, as a rule.
const WORDS_OF_PASSAGE: usize = 40;
/// No nearest passage is looked for farther away, in passages each way.
const MOST_AROUND: u32 = 12;

impl<S: Snapshot> Session<S> {
    /// Holds a quotation of a draft against the sources.
    pub(super) fn check(
        &mut self,
        quotation: &str,
        options: &VerifyOptions,
    ) -> Result<CheckedQuotation, S::Error> {
        let Some(pattern) = Pattern::new(quotation) else {
            return Ok(CheckedQuotation::found(verify::Agreement::None, Vec::new()));
        };
        let state = self.matches_of_pattern(&pattern)?;
        let generation = self.snapshot.generation();
        let found = state.verdict(options.limit, generation, &options.cite);
        let mut checked = CheckedQuotation::found(found.found, found.places);

        if checked.verdict == DraftVerdict::None {
            let near = self.near(&pattern, &options.cite)?;
            checked.nearest = near.nearest.filter(|nearest| nearest.likeness >= ALTERED);
            checked.parts = near.parts;
            if checked.nearest.is_some() || !checked.parts.is_empty() {
                checked.verdict = DraftVerdict::Altered;
            }
        }
        checked.abridged = !pattern.is_whole();
        checked.warnings.extend(self.given_up());
        Ok(checked)
    }

    /// Where a quotation stands: as a quote, or part by part.
    fn matches_of_pattern(&mut self, pattern: &Pattern) -> Result<VerifyState, S::Error> {
        if pattern.is_whole()
            && let Some(quote) = Quote::new(&pattern.words_alone())
        {
            let mut state = self.matches_of(&quote, false)?;
            state.allow_any_space(&pattern.words_alone());
            return Ok(state);
        }

        // its longest part leads to the passages, and the others stand around it
        let mut quotes = pattern.quotes();
        quotes.sort_by_key(|quote| std::cmp::Reverse(quote.len()));
        let Some(longest) = quotes.first() else { return Ok(VerifyState::default()) };
        let led = self.matches_of(longest, true)?;
        let ids = led.begun();
        let reach = longest.reach().max(MOST_AROUND);
        let mut state = VerifyState::default();
        for around in self.around(&ids, reach)? {
            state.add(verify::spots_of_pattern(pattern, &around), &around);
        }
        if state.is_empty() { self.matches_of_parts(&pattern.quotes()) } else { Ok(state) }
    }

    /// What comes nearest to a quotation, and where its parts stand if these are in several places.
    pub(super) fn near(
        &mut self,
        pattern: &Pattern,
        options: &CiteOptions,
    ) -> Result<Near, S::Error> {
        if pattern.len() > LONGEST_COMPARED {
            return Ok(Near::default());
        }
        let ids = self.passages_with(pattern)?;
        let context = u32::try_from(pattern.len() / WORDS_OF_PASSAGE + 1).unwrap_or(MOST_AROUND);
        let groups = self.around(&ids, context.min(MOST_AROUND))?;

        let mut best: Option<Nearest> = None;
        for near in groups.iter().filter_map(|around| nearest(pattern, around, options)) {
            if best.as_ref().is_none_or(|best| near.likeness > best.likeness) {
                best = Some(near);
            }
        }
        let likeness = best.as_ref().map_or(0.0, |best| best.likeness);
        let parts = parts(pattern, &groups, likeness, options);
        Ok(Near { nearest: best, parts })
    }

    /// The passages that have the words of a quotation, those of its first half, and those of its
    /// second: where two are put together, each half leads to its own.
    fn passages_with(&mut self, pattern: &Pattern) -> Result<Vec<PassageId>, S::Error> {
        let words = pattern.words_alone();
        let mut texts = vec![words.as_str()];
        if pattern.len() >= FEWEST_HALVED {
            texts.extend(pattern.halves());
        }

        let mut ids = Vec::new();
        for text in texts {
            // words that nothing holds lead to those near them
            let (parsed, ..) = self.plan_question(text, &SearchOptions::default())?;
            let asked = Query { non_speech: true, ..parsed.query };
            for found in self.look_up(&[asked], MOST_NEAR)? {
                ids.extend(found.hits.iter().map(|hit| hit.passage.id));
            }
        }
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(*id));
        Ok(ids)
    }
}

/// What is near a quotation that is nowhere.
#[derive(Default)]
pub(super) struct Near {
    /// The passage that is most like it.
    pub(super) nearest: Option<Nearest>,
    /// Its parts, where they stand in several places.
    pub(super) parts: Vec<QuotePart>,
}
