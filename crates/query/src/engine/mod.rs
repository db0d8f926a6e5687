//! The engine: a question, and its answer with citations, over any store.
//!
//! Each answer is made from one snapshot of the store, within a budget. The engine knows no store:
//! what it asks for is in [`ibid_core::backend`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ibid_core::analysis::Analyzer;
use ibid_core::backend::{
    Backend, Counts, DocumentRecord, OneState, Search, Snapshot, SourceRecord,
};
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::{DocumentId, PassageId, SourceId};
use ibid_core::query::{Budget, Order};
use ibid_core::ranking::{Features, Plan};

use crate::answer::{self, Completion, PassageView, Response};
use crate::cite::CiteOptions;
use crate::reference::Reference;
use crate::verify::{Agreement, CheckedQuotation, Pattern, Quote, Verdict};
pub(crate) use across::Across;
use asking::Wanted;
pub use options::{SearchOptions, VerifyOptions};
use session::Session;
use verifying::VerifyState;

mod across;
mod arranged;
mod asking;
mod beside;
mod crossing;
mod explaining;
mod fallbacks;
mod families;
mod names;
mod nothing;
mod options;
mod pairs;
mod pasted;
mod quotations;
mod removed;
mod session;
mod similar;
mod spelling;
mod suggesting;
mod translate;
mod typing;
mod verifying;

#[cfg(test)]
mod tests;

/// Answers questions over a store. Can be shared between threads.
pub struct Engine<B> {
    backend: B,
    /// Analysers that have seen words: stemming those of ten hits anew takes longer than finding
    /// them.
    analyzers: Arc<Mutex<Vec<Analyzer>>>,
}

impl<B: Backend> Engine<B> {
    /// An engine over a store.
    pub fn new(backend: B) -> Self {
        Engine { backend, analyzers: Arc::default() }
    }

    /// The store.
    pub fn backend(&self) -> &B {
        &self.backend
    }

    /// The same engine over the state of the store that would answer now: whatever is reloaded
    /// meanwhile, all that is asked of it is of one state. Cheap.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn at_one_state(&self) -> Result<Engine<OneState<B::Snapshot>>, B::Error>
    where
        B::Snapshot: Clone + Send + Sync,
        B::Error: std::error::Error + Send + Sync + 'static,
    {
        let backend = OneState::new(self.backend.snapshot()?);
        Ok(Engine { backend, analyzers: Arc::clone(&self.analyzers) })
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
            let plan = &plan;
            snapshot.explain(&Search {
                query,
                plan,
                among,
                limit,
                offset,
                total,
                order,
                spread: None,
            })
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
                let near = session.near(&pattern, &options.cite)?;
                (verdict.nearest, verdict.parts) = (near.nearest, near.parts);
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

/// The page of some hits that is asked for.
fn page(hits: Vec<Hit>, options: &SearchOptions) -> Vec<Hit> {
    hits.into_iter().skip(options.offset).take(options.limit).collect()
}
