//! A question from the words that were typed to the answer that is written.

use std::time::Instant;

use ibid_core::backend::Snapshot;
use ibid_core::diagnostic::Diagnostic;
use ibid_core::facets::FacetCounts;
use ibid_core::hit::{Hit, Hits};
use ibid_core::lang::Lang;
use ibid_core::query::{Query, Request};
use ibid_core::ranking::Plan;

use super::SearchOptions;
use super::across::{Across, Own, Scope};
use super::arranged::Arrangement;
use super::beside::{add_context, without_dates};
use super::fallbacks::Answered;
use super::removed::Removed;
use super::session::Session;
use super::spelling;
use super::translate::Direction;
use crate::answer::{self, Expansion, Response, Suggestion};
use crate::explain::Explanation;
use crate::facets;
use crate::parse::Parsed;

/// Which parts of an answer are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The hits alone.
    Own,
    /// The block in the other language too, and words that may be meant.
    All,
}

/// A question with what was found.
pub(super) struct Asked {
    /// What was understood. Its query is what was searched: in the other language where a filter
    /// lets no other through.
    pub(super) parsed: Parsed,
    /// The language of the question.
    pub(super) lang: Option<Lang>,
    pub(super) hits: Hits,
    /// What matches, counted.
    pub(super) facets: Vec<FacetCounts>,
    /// What may be meant by words that nothing holds.
    pub(super) suggestions: Vec<Suggestion>,
    /// What was searched in the place of words that were typed.
    pub(super) expansions: Vec<Expansion>,
    pub(super) across: Option<Across>,
}

/// Puts to each hit what gave it its score.
fn explain_each(response: &mut Response, own: Vec<Explanation>, across: Vec<Explanation>) {
    let of_block = response.across.iter_mut().flat_map(|across| &mut across.hits);
    let hits = response.hits.iter_mut().zip(own).chain(of_block.zip(across));
    hits.for_each(|(hit, explanation)| hit.explain = Some(explanation));
}

impl<S: Snapshot> Session<S> {
    /// Writes an answer to a question that was asked at `start`.
    pub(super) fn answer(
        &mut self,
        asked: Asked,
        options: &SearchOptions,
        start: Instant,
    ) -> Result<Response, S::Error> {
        let generation = self.snapshot.generation();
        let (explanations, of_block) = self.explanations(&asked, options)?;
        let analyzer = &mut self.analyzer;
        let Asked { parsed, lang, hits, facets, suggestions, expansions, across } = asked;
        let mut response = answer::respond(&parsed, &hits, analyzer, &options.answer);
        response.facets = (!facets.is_empty()).then(|| facets::view(facets));
        response.suggestions = suggestions;
        response.query.lang = lang;
        response.query.expansions.extend(expansions);
        response.across = across.map(|across| across.view(analyzer, &options.answer));
        explain_each(&mut response, explanations, of_block);
        response.across = response.across.filter(|across| !across.hits.is_empty());
        response.generation = generation;
        if options.context > 0 {
            let snapshot = &self.snapshot;
            add_context(&mut response, snapshot, options.context, &options.answer.cite)?;
        }
        response.took_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(response)
    }

    /// What gave each hit its score, and each of the block in the other language, if that is asked.
    fn explanations(
        &self,
        asked: &Asked,
        options: &SearchOptions,
    ) -> Result<(Vec<Explanation>, Vec<Explanation>), S::Error> {
        if !options.explain {
            return Ok(Default::default());
        }
        let hits: Vec<&Hit> = asked.hits.hits.iter().collect();
        let own = self.explained(&asked.parsed.query, &hits, options)?;
        let across = asked.across.as_ref();
        let across = across.map(|across| self.across_explained(across, options)).transpose()?;
        Ok((own, across.unwrap_or_default()))
    }

    /// What was understood of a question, and what was found.
    pub(super) fn ask(
        &mut self,
        text: &str,
        options: &SearchOptions,
        wanted: Wanted,
    ) -> Result<Asked, S::Error> {
        self.removed = Removed::new(&options.without, &mut self.analyzer);
        let (mut parsed, mut plan, near) = self.plan_question(text, options)?;
        let typed = parsed.query.clone();
        let scope = Scope::of(&typed, options);
        let mut expansions = match scope {
            Scope::Translated(direction) => {
                self.translate(&mut parsed, &mut plan, direction, options)?
            }
            Scope::Own | Scope::Block(_) => Vec::new(),
        };

        let mut request = request(parsed.query, options);
        let pasted = parsed.pasted.as_ref();
        let arrangement = Arrangement::of(options);
        let answered = self.arranged(arrangement, pasted, &mut request, &plan)?;
        let Answered { mut hits, warnings, instead, most } = answered;
        let (facets, total) = self.facets(&options.facets, &request, instead)?;
        hits.total = total.or(hits.total);
        let twins = self.snapshot.twins(&request.query, &hits.hits)?;
        hits.hits.iter_mut().zip(twins).for_each(|(hit, twins)| hit.also = twins);
        let undated = without_dates(&hits, &request);

        let (mut across, mut suggestions, mut of_block) = (None, Vec::new(), Vec::new());
        if wanted == Wanted::All {
            let block = self.add_block(&typed, scope, &mut hits, &plan, options)?;
            if let Some((block, warnings)) = block {
                expansions.extend(block.expansions.iter().cloned());
                of_block = warnings;
                across = Some(block);
            }
            suggestions = self.suggestions(&typed, &near)?;
            self.write_near(&mut request.query.root, &suggestions);
        }
        parsed.warnings.extend(spelling::warnings(&request.query));
        parsed.warnings.extend(warnings.into_iter().chain(undated).chain(of_block));

        if hits.hits.is_empty() && across.as_ref().is_none_or(|block| block.hits.is_empty()) {
            parsed.warnings.extend(self.why_nothing(&request, &plan, most)?);
        }
        parsed.warnings.extend(self.not_removed());
        parsed.warnings.extend(self.given_up());
        parsed.query = request.query;
        let lang = typed.lang;
        Ok(Asked { parsed, lang, hits, facets, suggestions, expansions, across })
    }

    /// Puts the words of the other language in the place of those of a question; what stands for
    /// which.
    fn translate(
        &mut self,
        parsed: &mut Parsed,
        plan: &mut Plan,
        direction: Direction,
        options: &SearchOptions,
    ) -> Result<Vec<Expansion>, S::Error> {
        let translated = self.translated(&parsed.query, direction, &plan.collection, options);
        let Some(translated) = translated else { return Ok(Vec::new()) };
        parsed.query = translated.query;
        parsed.warnings.extend(translated.warnings);
        *plan = self.plan(&mut parsed.query)?;
        Ok(translated.expansions)
    }

    /// Puts to each hit the passage that says the same in the other language, and finds the block of
    /// that language, with what to say of it.
    fn add_block(
        &mut self,
        typed: &Query,
        scope: Scope,
        hits: &mut Hits,
        plan: &Plan,
        options: &SearchOptions,
    ) -> Result<Option<(Across, Vec<Diagnostic>)>, S::Error> {
        let both = Lang::ALL.iter().all(|lang| plan.collection.has(*lang));
        let counterparts = match options.across > 0 && both {
            true => self.counterparts(&hits.hits.iter().collect::<Vec<_>>())?,
            false => Vec::new(),
        };
        let mut block = None;
        if let Scope::Block(other) = scope {
            let own = Own { hits: &hits.hits, counterparts: &counterparts };
            block = self.across(typed, other, &own, &plan.collection, options)?;
        }

        let best = counterparts.into_iter().map(|found| found.into_iter().next().map(Box::new));
        hits.hits.iter_mut().zip(best).for_each(|(hit, pair)| hit.pair = pair);
        Ok(block)
    }
}

/// What is asked of a store.
fn request(query: Query, options: &SearchOptions) -> Request {
    // whatever is counted by facets is not counted twice; without a page the total tells whether
    // anything was found
    let counted = !options.facets.is_empty();
    let total = if counted { options.limit == 0 } else { options.total };
    let (limit, offset) = (options.limit, options.offset);
    Request { query, limit, offset, total, order: options.order, budget: options.budget }
}
