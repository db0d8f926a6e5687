//! Quotations as they are printed: checked with what they leave out, and held against what comes
//! nearest where they are nowhere.

use ibid_core::backend::Snapshot;
use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;
use ibid_core::query::Query;

use super::VerifyOptions;
use super::session::Session;
use super::verifying::VerifyState;
use crate::cite::CiteOptions;
use crate::parse::{self, ParseOptions};
use crate::verify::{
    self, CheckedQuotation, DraftVerdict, LONGEST_COMPARED, Nearest, Pattern, Quote, nearest,
};

/// Among so many passages that have its words the nearest to a quote is looked for.
const MOST_NEAR: usize = 20;
/// A quote that is as like a passage as this is that passage, altered.
const ALTERED: f64 = 0.6;
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

        if checked.verdict == DraftVerdict::None
            && let Some(nearest) = self.nearest(&pattern, &options.cite)?
            && nearest.likeness >= ALTERED
        {
            checked.verdict = DraftVerdict::Altered;
            checked.nearest = Some(nearest);
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

    /// What comes nearest to a quotation.
    pub(super) fn nearest(
        &mut self,
        pattern: &Pattern,
        options: &CiteOptions,
    ) -> Result<Option<Nearest>, S::Error> {
        if pattern.len() > LONGEST_COMPARED {
            return Ok(None);
        }
        let words = pattern.words_alone();
        let asked = parse::parse(&words, &mut self.analyzer, &ParseOptions::default()).query;
        let asked = Query { non_speech: true, ..asked };
        let found = self.look_up(&[asked], MOST_NEAR)?;
        let hits: Vec<Hit> = found.into_iter().flat_map(|found| found.hits).collect();
        let ids: Vec<PassageId> = hits.iter().map(|hit| hit.passage.id).collect();
        let context = u32::try_from(pattern.len() / WORDS_OF_PASSAGE + 1).unwrap_or(MOST_AROUND);

        let mut best: Option<Nearest> = None;
        for around in self.around(&ids, context.min(MOST_AROUND))? {
            let near = nearest(pattern, &around, options);
            if let Some(near) = near
                && best.as_ref().is_none_or(|best| near.likeness > best.likeness)
            {
                best = Some(near);
            }
        }
        Ok(best)
    }
}
