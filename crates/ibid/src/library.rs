//! Asking an index.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ibid_core::analysis::Analyzer;
use ibid_core::backend::{Counts, Search, SourceRecord};
use ibid_core::diagnostic::Diagnostic;
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::PassageId;
use ibid_core::query::{Filter, Query, Request};
use ibid_core::ranking::Features;
use ibid_index::{Manifest, Reader};
use ibid_query::answer::PassageView;
use ibid_query::{AnswerOptions, ParseOptions, Relaxation, Response};
use serde::Serialize;

use crate::error::Result;

mod checking;
mod crossing;
mod quotes;

/// An index, open for asking. Can be shared between threads.
pub struct Library {
    reader: Reader,
    manifest: Manifest,
    /// Analysers that have seen words: stemming those of ten hits anew takes longer than finding
    /// them.
    analyzers: Mutex<Vec<Analyzer>>,
}

/// Opens an index.
///
/// # Errors
/// When there is none at this path, when another version's analysis wrote it, or when it is
/// damaged.
pub fn open(index: impl AsRef<Path>) -> Result<Library> {
    let index = index.as_ref();
    let manifest = Manifest::check(index).map_err(crate::Error::from)?;
    Ok(Library { reader: Reader::open(index)?, manifest, analyzers: Mutex::default() })
}

/// What is wanted of an answer.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// How many hits at most.
    pub limit: usize,
    /// How many of the best to skip.
    pub offset: usize,
    /// Whether to count all that match.
    pub total: bool,
    /// What every passage must satisfy, beside what the query says.
    pub filter: Filter,
    /// Whether to find also what nobody said: sound marks, and the lines that speech recognition
    /// makes up.
    pub non_speech: bool,
    /// How the answer is written.
    pub answer: AnswerOptions,
}

impl Default for SearchOptions {
    fn default() -> Self {
        SearchOptions {
            limit: 10,
            offset: 0,
            total: false,
            filter: Filter::default(),
            non_speech: false,
            answer: AnswerOptions::default(),
        }
    }
}

/// What an index is and holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// How much it holds.
    #[serde(flatten)]
    pub counts: Counts,
    /// Bytes of the files that were read.
    pub source_bytes: u64,
    /// What made it.
    #[serde(flatten)]
    pub manifest: Manifest,
}

impl Library {
    /// The passages that answer best, at most `limit`, best first.
    ///
    /// Nothing that is asked is an error; what could not be honoured is in the response's warnings.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, words: &str, limit: usize) -> Result<Response> {
        self.search_with(words, &SearchOptions { limit, ..SearchOptions::default() })
    }

    /// As [`Library::search`], with more to say.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search_with(&self, words: &str, options: &SearchOptions) -> Result<Response> {
        let start = Instant::now();
        let mut analyzer = self.analyzers().pop().unwrap_or_default();
        let mut parsed = ibid_query::parse(words, &mut analyzer, &ParseOptions::default());
        if !options.filter.is_empty() {
            parsed.query.filters.push(options.filter.clone());
        }
        parsed.query.non_speech = options.non_speech;
        let mut request = Request {
            query: parsed.query,
            limit: options.limit,
            offset: options.offset,
            total: options.total,
        };
        let hits = match quotes::pasted(words, &request) {
            Some(quote) => self.quoted(&quote, &mut request)?,
            None => self.reader.search(&request)?,
        };
        let (hits, diagnostic) = self.with_fallbacks(hits, &mut request)?;
        parsed.warnings.extend(diagnostic);
        parsed.query = request.query;
        let response = ibid_query::respond(&parsed, &hits, start, &mut analyzer, &options.answer);
        self.analyzers().push(analyzer);
        Ok(response)
    }

    /// What was found; where that is nothing, what goes on from one passage to the next, or what is
    /// found when less is asked for, and what to say of it. Whether that is so does not depend on
    /// the page.
    fn with_fallbacks(
        &self,
        found: Hits,
        request: &mut Request,
    ) -> Result<(Hits, Option<Diagnostic>)> {
        if self.is_answered(&found, request)? {
            return Ok((found, None));
        }
        if let Some(crossing) = self.crossing(request)? {
            return Ok((crossing, None));
        }
        let relaxed = self.relaxed(request)?;
        Ok(relaxed.map_or((found, None), |(relaxed, diagnostic)| (relaxed, Some(diagnostic))))
    }

    /// What is found when less is asked for than phrases do, and what to say of it.
    fn relaxed(&self, request: &mut Request) -> Result<Option<(Hits, Diagnostic)>> {
        if request.limit == 0 {
            return Ok(None);
        }
        let strict = request.query.clone();
        for step in Relaxation::ALL {
            let Some((root, phrases)) = ibid_query::relax(&strict.root, step) else { continue };
            request.query = Query { root, ..strict.clone() };
            let found = self.reader.search(request)?;
            if self.is_answered(&found, request)? {
                return Ok(Some((found, step.diagnostic(&phrases))));
            }
        }
        request.query = strict;
        Ok(None)
    }

    /// Whether anything answers a request, be it on an earlier page than the one that was found.
    fn is_answered(&self, found: &Hits, request: &Request) -> Result<bool> {
        if request.limit == 0 {
            return Ok(found.total != Some(0));
        }
        if !found.hits.is_empty() || request.offset == 0 {
            return Ok(!found.hits.is_empty());
        }
        let first = Request { limit: 1, offset: 0, total: false, ..request.clone() };
        Ok(!self.reader.search(&first)?.hits.is_empty())
    }

    /// What is made of a question with an analyser at rest.
    fn with_analyzer<T>(&self, make: impl FnOnce(&mut Analyzer) -> T) -> T {
        let mut analyzer = self.analyzers().pop().unwrap_or_default();
        let made = make(&mut analyzer);
        self.analyzers().push(analyzer);
        made
    }

    /// The analysers at rest. A thread that died while it held them left them whole.
    fn analyzers(&self) -> MutexGuard<'_, Vec<Analyzer>> {
        self.analyzers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names of the documents that the best passages are from, with the scores of these; the
    /// path where a document has no name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ranked(&self, words: &str, limit: usize) -> Result<Vec<(String, f64)>> {
        let hits = self.reader.search(&self.request(words, limit))?.hits;
        let named = |hit: Hit| {
            let score = hit.score;
            (document(hit), score)
        };
        Ok(hits.into_iter().map(named).collect())
    }

    /// The best passages with the features by which they are ranked, each with the name of its
    /// document, or its path: for tuning.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn explain(&self, words: &str) -> Result<Vec<(String, Features)>> {
        let found = self.reader.explain(&self.request(words, 1))?;
        Ok(found.into_iter().map(|(hit, features)| (document(hit), features)).collect())
    }

    /// A question as it is, for the first so many hits.
    fn request(&self, words: &str, limit: usize) -> Request {
        let options = ParseOptions::default();
        let query =
            self.with_analyzer(|analyzer| ibid_query::parse(words, analyzer, &options).query);
        Request { query, limit, offset: 0, total: false }
    }

    /// A passage among its neighbours, `context` each way, in the order of the document; empty when
    /// no passage has this id.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn show(&self, id: PassageId, context: u32) -> Result<Vec<PassageView>> {
        let options = AnswerOptions::default().cite;
        let hits = self.reader.around(id, context)?;
        Ok(hits.iter().map(|hit| ibid_query::passage(hit, &options)).collect())
    }

    /// What the index holds.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        let source_bytes = self.sources()?.iter().map(|record| record.bytes).sum();
        Ok(Stats { counts: self.reader.counts()?, source_bytes, manifest: self.manifest.clone() })
    }

    /// The files in the index.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceRecord>> {
        Ok(self.reader.sources()?)
    }

    /// Sees what has been committed since it was opened.
    ///
    /// # Errors
    /// When the index cannot be read any more.
    pub fn reload(&self) -> Result<()> {
        Ok(self.reader.reload()?)
    }
}

/// The name of the document that a hit is from, or its path.
fn document(hit: Hit) -> String {
    hit.passage.about.name.unwrap_or(hit.path)
}
