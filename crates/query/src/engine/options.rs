//! What may be wanted of an answer, and of the check of a quote.

use std::sync::Arc;

use ibid_core::facets::Facet;
use ibid_core::lang::Lang;
use ibid_core::lexicon::terms::TermList;
use ibid_core::query::{Budget, Filter, Order};

use crate::answer::AnswerOptions;
use crate::cite::CiteOptions;

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
