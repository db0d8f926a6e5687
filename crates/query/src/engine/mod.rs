//! The engine: a question, and its answer with citations, over any store.
//!
//! Each answer is made from one snapshot of the store, within a budget. The engine knows no store:
//! what it asks for is in [`ibid_core::backend`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ibid_core::analysis::Analyzer;
use ibid_core::backend::{Backend, Counts, DocumentRecord, Search, Snapshot, SourceRecord};
use ibid_core::facets::{Facet, FacetCounts};
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::{DocumentId, PassageId, SourceId};
use ibid_core::lang::Lang;
use ibid_core::lexicon::terms::TermList;
use ibid_core::query::{Budget, Filter, Order, Request};
use ibid_core::ranking::{Features, Plan};

use crate::answer::{
    self, AnswerOptions, Completion, Expansion, PassageView, Response, Suggestion,
};
use crate::cite::CiteOptions;
use crate::explain::Explanation;
use crate::facets;
use crate::parse::Parsed;
use crate::reference::Reference;
use crate::verify::{Agreement, CheckedQuotation, Pattern, Quote, Verdict};
pub(crate) use across::Across;
use across::{Own, Scope};
use arranged::Arrangement;
use beside::{add_context, without_dates};
use fallbacks::Answered;
use removed::Removed;
use session::Session;
use verifying::VerifyState;

mod across;
mod arranged;
mod beside;
mod crossing;
mod explaining;
mod fallbacks;
mod families;
mod names;
mod nothing;
mod pairs;
mod pasted;
mod quotations;
mod removed;
mod session;
mod similar;
mod spelling;
mod suggesting;
mod translate;
mod verifying;

#[cfg(test)]
mod tests;

/// What is wanted of an answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SearchOptions {
    /// The language that the question is in, instead of a guess. It filters nothing.
    pub question_lang: Option<Lang>,
    /// How many hits at most.
    pub limit: usize,
    /// How many of the best to skip.
    pub offset: usize,
    /// Whether to count all that match.
    pub total: bool,
    /// What comes first.
    pub order: Order,
    /// What the passages that match are counted by; then they are counted all.
    pub facets: Vec<Facet>,
    /// How many passages of each source at most; `None` for any number, or for three where they are
    /// grouped.
    pub per_source: Option<usize>,
    /// Whether the passages of one source stand together, the source with the best passage first.
    pub grouped: bool,
    /// How many passages of the document are shown before and after each hit.
    pub context: u32,
    /// Whether to say of each hit what gave it its score.
    pub explain: bool,
    /// What every passage must satisfy, beside what the question says.
    pub filter: Filter,
    /// Whether to find also what nobody said: sound marks, and the lines that speech recognition
    /// makes up.
    pub non_speech: bool,
    /// How many passages of the other language at most, in a block of their own; 0 to leave that
    /// language alone, also where a filter lets no other through.
    pub across: usize,
    /// Lists of terms of one's own, which come before what the program knows.
    pub terms: Vec<Arc<TermList>>,
    /// Words that are not to be searched beside those that were typed; a word that was typed stands
    /// for all that is searched beside it.
    pub without: Vec<String>,
    /// How much work the answer may cost.
    pub budget: Budget,
    /// How the answer is written.
    pub answer: AnswerOptions,
}

/// How many passages of the other language come where nothing else is said.
const ACROSS: usize = 3;

impl Default for SearchOptions {
    /// The ten best passages, not counted, and three of the other language.
    fn default() -> Self {
        SearchOptions {
            question_lang: None,
            limit: 10,
            offset: 0,
            total: false,
            order: Order::default(),
            facets: Vec::new(),
            per_source: None,
            grouped: false,
            context: 0,
            explain: false,
            filter: Filter::default(),
            non_speech: false,
            across: ACROSS,
            terms: Vec::new(),
            without: Vec::new(),
            budget: Budget::default(),
            answer: AnswerOptions::default(),
        }
    }
}

impl SearchOptions {
    /// The same with at most `limit` hits.
    #[must_use]
    pub fn with_limit(self, limit: usize) -> Self {
        SearchOptions { limit, ..self }
    }

    /// The same without the best `offset` hits.
    #[must_use]
    pub fn with_offset(self, offset: usize) -> Self {
        SearchOptions { offset, ..self }
    }

    /// The same with or without the number of all that match.
    #[must_use]
    pub fn with_total(self, total: bool) -> Self {
        SearchOptions { total, ..self }
    }

    /// The same in another order.
    #[must_use]
    pub fn with_order(self, order: Order) -> Self {
        SearchOptions { order, ..self }
    }

    /// The same with counts of all that match.
    #[must_use]
    pub fn with_facets(self, facets: Vec<Facet>) -> Self {
        SearchOptions { facets, ..self }
    }

    /// The same with at most this number of passages of each source.
    #[must_use]
    pub fn with_per_source(self, per_source: Option<usize>) -> Self {
        SearchOptions { per_source, ..self }
    }

    /// The same with the passages of one source together, or not.
    #[must_use]
    pub fn with_grouped(self, grouped: bool) -> Self {
        SearchOptions { grouped, ..self }
    }

    /// The same with this number of passages before and after each hit.
    #[must_use]
    pub fn with_context(self, context: u32) -> Self {
        SearchOptions { context, ..self }
    }

    /// The same with or without what gave each hit its score.
    #[must_use]
    pub fn with_explain(self, explain: bool) -> Self {
        SearchOptions { explain, ..self }
    }

    /// The same with another filter.
    #[must_use]
    pub fn with_filter(self, filter: Filter) -> Self {
        SearchOptions { filter, ..self }
    }

    /// The same with or without what nobody said.
    #[must_use]
    pub fn with_non_speech(self, non_speech: bool) -> Self {
        SearchOptions { non_speech, ..self }
    }

    /// The same with at most this number of passages of the other language.
    #[must_use]
    pub fn with_across(self, across: usize) -> Self {
        SearchOptions { across, ..self }
    }

    /// The same with other lists of terms.
    #[must_use]
    pub fn with_terms(self, terms: Vec<Arc<TermList>>) -> Self {
        SearchOptions { terms, ..self }
    }

    /// The same without some of what is searched beside the words that were typed.
    #[must_use]
    pub fn with_without(self, without: Vec<String>) -> Self {
        SearchOptions { without, ..self }
    }

    /// The same with another budget.
    #[must_use]
    pub fn with_budget(self, budget: Budget) -> Self {
        SearchOptions { budget, ..self }
    }

    /// The same with an answer that is written otherwise.
    #[must_use]
    pub fn with_answer(self, answer: AnswerOptions) -> Self {
        SearchOptions { answer, ..self }
    }
}

/// How a quote is checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VerifyOptions {
    /// How many places are shown at most.
    pub limit: usize,
    /// How much work the check may cost.
    pub budget: Budget,
    /// How citations are written.
    pub cite: CiteOptions,
}

impl Default for VerifyOptions {
    /// Ten places; a hundred times the look-ups of a search, since a check looks everywhere.
    fn default() -> Self {
        let search = Budget::default();
        let lookups = search.lookups.saturating_mul(100);
        let postings = search.postings.saturating_mul(100);
        let budget = Budget { lookups, postings, ..search };
        VerifyOptions { limit: 10, budget, cite: CiteOptions::default() }
    }
}

impl VerifyOptions {
    /// The same with at most `limit` places.
    #[must_use]
    pub fn with_limit(self, limit: usize) -> Self {
        VerifyOptions { limit, ..self }
    }

    /// The same with another budget.
    #[must_use]
    pub fn with_budget(self, budget: Budget) -> Self {
        VerifyOptions { budget, ..self }
    }

    /// The same with citations that are written otherwise.
    #[must_use]
    pub fn with_cite(self, cite: CiteOptions) -> Self {
        VerifyOptions { cite, ..self }
    }
}

/// Answers questions over a store. Can be shared between threads.
pub struct Engine<B> {
    backend: B,
    /// Analysers that have seen words: stemming those of ten hits anew takes longer than finding
    /// them.
    analyzers: Mutex<Vec<Analyzer>>,
}

impl<B: Backend> Engine<B> {
    /// An engine over a store.
    pub fn new(backend: B) -> Self {
        Engine { backend, analyzers: Mutex::default() }
    }

    /// The store.
    pub fn backend(&self) -> &B {
        &self.backend
    }

    /// The passages that answer best, best first.
    ///
    /// Nothing that is asked is an error; what could not be honoured is in the response's warnings.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn search(&self, text: &str, options: &SearchOptions) -> Result<Response, B::Error> {
        let start = Instant::now();
        self.with_session(&options.budget, |session| {
            let asked = session.ask(text, options, Wanted::All)?;
            session.answer(asked, options, start)
        })
    }

    /// What [`Engine::search`] answers with, before it is written, without the block in the other
    /// language: for measuring.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn hits(&self, text: &str, options: &SearchOptions) -> Result<Hits, B::Error> {
        self.with_session(&options.budget, |session| {
            Ok(session.ask(text, options, Wanted::Own)?.hits)
        })
    }

    /// The passages of the block in the other language, best first: for measuring. Empty where the
    /// answer has no block.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn hits_across(&self, text: &str, options: &SearchOptions) -> Result<Vec<Hit>, B::Error> {
        self.with_session(&options.budget, |session| {
            let across = session.ask(text, options, Wanted::All)?.across.unwrap_or_default();
            Ok(across.hits.into_iter().map(|(_, hit)| hit).collect())
        })
    }

    /// The best passages with the features by which they are ranked: for tuning.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn explain(&self, text: &str) -> Result<Vec<(Hit, Features)>, B::Error> {
        self.with_session(&Budget::default(), |session| {
            // what is asked in the end: with near words, and less than was typed if nothing answers
            let one = SearchOptions::default().with_limit(1);
            let query = &session.ask(text, &one, Wanted::Own)?.parsed.query;
            let snapshot = &session.snapshot;
            let plan = Plan::new(query, snapshot)?;
            let (among, limit, offset, total) = (None, 1, 0, false);
            let order = Order::Relevance;
            snapshot.explain(&Search { query, plan: &plan, among, limit, offset, total, order })
        })
    }

    /// What was typed with its last word completed, by the words of the passages, the most frequent
    /// first; at most `limit`. Empty where it ends in no word.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn complete(&self, typed: &str, limit: usize) -> Result<Vec<Completion>, B::Error> {
        self.with_session(&Budget::default(), |session| session.complete(typed, limit))
    }

    /// Who speaks in the passages, with the number of passages of each; the most frequent first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn speakers(&self) -> Result<Vec<(String, u64)>, B::Error> {
        self.with_session(&Budget::default(), |session| session.speakers())
    }

    /// Whether a quote is in the sources, to the letter or but for case, accents, apostrophes,
    /// punctuation and white space, and where; also among what nobody said.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn verify(&self, quote: &str, options: &VerifyOptions) -> Result<Verdict, B::Error> {
        self.with_session(&options.budget, |session| {
            let state = match Quote::new(quote) {
                Some(quote) => session.verify(&quote)?,
                None => VerifyState::default(),
            };
            let generation = session.snapshot.generation();
            let mut verdict = state.verdict(options.limit, generation, &options.cite);
            if verdict.found == Agreement::None
                && let Some(pattern) = Pattern::new(quote)
            {
                verdict.nearest = session.nearest(&pattern, &options.cite)?;
            }
            Ok(verdict)
        })
    }

    /// Holds a quotation against the sources as it is printed in a draft: words may be left out with
    /// `[…]`, and others stand in brackets; the stop at its end may be another. What comes nearest
    /// is told where it is altered.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn check_quotation(
        &self,
        quotation: &str,
        options: &VerifyOptions,
    ) -> Result<CheckedQuotation, B::Error> {
        self.with_session(&options.budget, |session| session.check(quotation, options))
    }

    /// A passage among its neighbours, `context` each way, in the order of the document; empty when
    /// no passage has this id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn show(
        &self,
        id: PassageId,
        context: u32,
        options: &CiteOptions,
    ) -> Result<Vec<PassageView>, B::Error> {
        let around = self.backend.snapshot()?.around_many(&[id], context)?;
        let hits = around.iter().flatten();
        Ok(hits.map(|hit| answer::passage(hit, options)).collect())
    }

    /// Passages like another one, best first, in the place of a question's: never the passage itself,
    /// nor the same words elsewhere. `None` where no passage has this id.
    ///
    /// It is asked for by the words that tell it from others; these are the question of the response.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn similar(
        &self,
        id: PassageId,
        options: &SearchOptions,
    ) -> Result<Option<Response>, B::Error> {
        let start = Instant::now();
        self.with_session(&options.budget, |session| {
            let Some(model) = session.model(id)? else { return Ok(None) };
            let most = options.limit.saturating_add(options.offset).saturating_add(similar::SPARE);
            let mut wider = options.clone().with_limit(most).with_offset(0);
            wider.question_lang = model.lang;
            // they would count the passage itself
            wider.facets.clear();
            wider.total = false;
            let mut asked = session.ask(&model.question, &wider, Wanted::All)?;
            asked.hits.hits.retain(|hit| !model.is_itself(hit));
            asked.hits.hits = page(std::mem::take(&mut asked.hits.hits), options);
            asked.hits.total = None;
            session.answer(asked, &wider, start).map(Some)
        })
    }

    /// A passage as a reference, to be written in a style; `None` where no passage has this id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reference(
        &self,
        id: PassageId,
        options: &CiteOptions,
    ) -> Result<Option<Reference>, B::Error> {
        let found = self.backend.snapshot()?.fetch(&[id])?;
        Ok(found.into_iter().flatten().next().map(|hit| Reference::new(&hit, options)))
    }

    /// The ids that begin with `prefix`, in their order, at most `limit`; none where no id can begin
    /// so.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn ids_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<PassageId>, B::Error> {
        match PassageId::beginning_with(prefix) {
            Ok((first, last)) => self.backend.snapshot()?.ids_between(first, last, limit),
            Err(_) => Ok(Vec::new()),
        }
    }

    /// The record of a source; `None` where the store does not hold it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn source(&self, id: SourceId) -> Result<Option<SourceRecord>, B::Error> {
        let found = self.backend.snapshot()?.sources(id.before(), 1)?;
        Ok(found.into_iter().next().filter(|record| record.id == id))
    }

    /// The sources after `after` in the order of their ids, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sources(
        &self,
        after: Option<SourceId>,
        limit: usize,
    ) -> Result<Vec<SourceRecord>, B::Error> {
        self.backend.snapshot()?.sources(after, limit)
    }

    /// The documents after `after` in the order of their ids, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn documents(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentRecord>, B::Error> {
        self.backend.snapshot()?.documents(after, limit)
    }

    /// How much the store holds.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn counts(&self) -> Result<Counts, B::Error> {
        self.backend.snapshot()?.counts()
    }

    /// Which state of the store answers: a number that grows with each commit.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn generation(&self) -> Result<u64, B::Error> {
        Ok(self.backend.snapshot()?.generation())
    }

    /// Sees what has been committed since.
    ///
    /// # Errors
    /// When the store cannot be read any more.
    pub fn reload(&self) -> Result<(), B::Error> {
        self.backend.reload()
    }

    /// Answers from one state of the store, with an analyser that has seen words.
    fn with_session<T>(
        &self,
        budget: &Budget,
        answer: impl FnOnce(&mut Session<B::Snapshot>) -> Result<T, B::Error>,
    ) -> Result<T, B::Error> {
        let snapshot = self.backend.snapshot()?;
        let analyzer = self.analyzers().pop().unwrap_or_default();
        let mut session = Session::new(snapshot, analyzer, budget);

        let answered = answer(&mut session);

        self.analyzers().push(session.analyzer);
        answered
    }

    /// The analysers at rest. A thread that died while it held them left them whole.
    fn analyzers(&self) -> MutexGuard<'_, Vec<Analyzer>> {
        self.analyzers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which parts of an answer are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// The hits alone.
    Own,
    /// The block in the other language too, and words that may be meant.
    All,
}

/// A question with what was found.
struct Asked {
    /// What was understood. Its query is what was searched: in the other language where a filter
    /// lets no other through.
    parsed: Parsed,
    /// The language of the question.
    lang: Option<Lang>,
    hits: Hits,
    /// What matches, counted.
    facets: Vec<FacetCounts>,
    /// What may be meant by words that nothing holds.
    suggestions: Vec<Suggestion>,
    /// What was searched in the place of words that were typed.
    expansions: Vec<Expansion>,
    across: Option<Across>,
}

/// Puts to each hit what gave it its score.
fn explain_each(response: &mut Response, own: Vec<Explanation>, across: Vec<Explanation>) {
    let of_block = response.across.iter_mut().flat_map(|across| &mut across.hits);
    let hits = response.hits.iter_mut().zip(own).chain(of_block.zip(across));
    hits.for_each(|(hit, explanation)| hit.explain = Some(explanation));
}

/// The page of some hits that is asked for.
fn page(hits: Vec<Hit>, options: &SearchOptions) -> Vec<Hit> {
    hits.into_iter().skip(options.offset).take(options.limit).collect()
}

impl<S: Snapshot> Session<S> {
    /// Writes an answer to a question that was asked at `start`.
    fn answer(
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
    fn ask(
        &mut self,
        text: &str,
        options: &SearchOptions,
        wanted: Wanted,
    ) -> Result<Asked, S::Error> {
        self.removed = Removed::new(&options.without, &mut self.analyzer);
        let (mut parsed, mut plan, suggestions) = self.plan_question(text, options, wanted)?;
        let lang = parsed.query.lang;
        let scope = Scope::of(&parsed.query, options);

        let mut expansions = Vec::new();
        if let Scope::Translated(direction) = scope {
            let translated = self.translated(&parsed.query, direction, &plan.collection, options);
            if let Some(translated) = translated {
                parsed.query = translated.query;
                parsed.warnings.extend(translated.warnings);
                expansions = translated.expansions;
                plan = self.plan(&mut parsed.query)?;
            }
        }
        let mut request = Request {
            query: parsed.query,
            limit: options.limit,
            offset: options.offset,
            total: options.total || !options.facets.is_empty(),
            order: options.order,
            budget: options.budget,
        };

        let typed = request.query.clone();
        let pasted = parsed.pasted.as_ref();
        let arrangement = Arrangement::of(options);
        let answered = self.arranged(arrangement, pasted, &mut request, &plan)?;
        let Answered { mut hits, warnings, instead } = answered;
        let over_two = instead.as_ref().map_or(0, |all| all.len() as u64);
        let facets = self.facets(&options.facets, &request, instead)?;
        let twins = self.snapshot.twins(&request.query, &hits.hits)?;
        hits.hits.iter_mut().zip(twins).for_each(|(hit, twins)| hit.also = twins);
        parsed.warnings.extend(spelling::warnings(&request.query));
        parsed.warnings.extend(warnings);
        parsed.warnings.extend(without_dates(&hits, &request));

        let pairs = wanted == Wanted::All && options.across > 0;
        let pairs = pairs && Lang::ALL.iter().all(|lang| plan.collection.has(*lang));
        let counterparts = if pairs {
            self.counterparts(&hits.hits.iter().collect::<Vec<_>>())?
        } else {
            Vec::new()
        };
        let mut across = None;
        if let (Scope::Block(other), Wanted::All) = (scope, wanted) {
            let own = Own { hits: &hits.hits, counterparts: &counterparts };
            let found = self.across(&typed, other, &own, &plan.collection, options)?;
            if let Some((block, warnings)) = found {
                expansions.extend(block.expansions.iter().cloned());
                parsed.warnings.extend(warnings);
                across = Some(block);
            }
        }

        let best = counterparts.into_iter().map(|found| found.into_iter().next().map(Box::new));
        hits.hits.iter_mut().zip(best).for_each(|(hit, pair)| hit.pair = pair);
        if hits.hits.is_empty() && across.as_ref().is_none_or(|block| block.hits.is_empty()) {
            parsed.warnings.extend(self.why_nothing(&request, &plan, over_two)?);
        }
        parsed.warnings.extend(self.not_removed());
        parsed.warnings.extend(self.given_up());
        parsed.query = request.query;
        Ok(Asked { parsed, lang, hits, facets, suggestions, expansions, across })
    }
}
