//! Asking an index.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ibid_core::analysis::Analyzer;
use ibid_core::backend::{Counts, Search, SourceRecord};
use ibid_core::hit::{Hit, Hits};
use ibid_core::ids::PassageId;
use ibid_core::query::{Filter, Query, Request};
use ibid_index::{Manifest, Reader};
use ibid_query::answer::PassageView;
use ibid_query::verify::{self, Agreement, Place, Quote, Verdict};
use ibid_query::{AnswerOptions, ParseOptions, Response};
use serde::Serialize;

use crate::error::Result;

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

/// A question of fewer words is no quote.
const QUOTE: usize = 5;
/// Nor is one of more.
const LONGEST_QUOTE: usize = 200;
/// Among so many of the best hits a quote is looked for.
const LOOKED_AT: usize = 10;
/// So many of them are looked at together with the passages before and after.
const MOST_EDGES: usize = 5;

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
    pub suspect: bool,
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
            suspect: false,
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
        parsed.query.suspect = options.suspect;
        let mut request = Request {
            query: parsed.query,
            limit: options.limit,
            offset: options.offset,
            total: options.total,
        };
        let hits = match Quote::new(words).filter(|q| (QUOTE..=LONGEST_QUOTE).contains(&q.len())) {
            Some(quote) if options.limit > 0 => self.quoted(&quote, &mut request)?,
            _ => self.reader.search(&request)?,
        };
        parsed.query = request.query;
        let response = ibid_query::respond(&parsed, &hits, start, &mut analyzer, &options.answer);
        self.analyzers().push(analyzer);
        Ok(response)
    }

    /// Answers a question that may be a pasted quote: where a passage holds it word by word, it
    /// comes first and is cited where the quote begins.
    ///
    /// Always the same best hits are looked at, so that pages agree.
    fn quoted(&self, quote: &Quote, request: &mut Request) -> Result<Hits> {
        let (offset, limit) = (request.offset, request.limit);
        request.offset = 0;
        request.limit = offset.saturating_add(limit).max(LOOKED_AT).saturating_add(1);
        let mut found = self.reader.search(request)?;
        (request.offset, request.limit) = (offset, limit);
        for hit in &mut found.hits {
            let place = quote.find_in(&hit.passage.text).into_iter().next();
            hit.quoted = place.map(|(_, bytes)| bytes);
        }
        let hits = &mut found.hits;
        let whole = hits.iter().take(LOOKED_AT).position(|hit| hit.quoted.is_some());
        let mut first = whole.map(|at| hits.remove(at));
        if first.is_none() {
            first = self.quoted_whole(quote, request)?;
        }
        if first.is_none() {
            first = self.quoted_across(quote, hits)?;
        }
        if first.is_none() && quote.has_inner_end() {
            first = self.quoted_over_ends(quote, request)?;
        }
        // it may be among the others, farther down
        hits.retain(|hit| first.as_ref().is_none_or(|f| f.passage.id != hit.passage.id));
        if let Some(mut first) = first {
            first.score = hits.first().map_or(first.score, |best| best.score.max(first.score));
            hits.insert(0, first);
        }
        found.hits = found.hits.into_iter().skip(offset).take(limit).collect();
        Ok(found)
    }

    /// A passage that holds a quote whole, wherever its words rank: those of a short one may be in
    /// many others.
    fn quoted_whole(&self, quote: &Quote, request: &Request) -> Result<Option<Hit>> {
        let row = self.asked(|analyzer| quote.whole(analyzer));
        let hits = self.reader.search(&Request { query: like(row, request), ..best() })?.hits;
        Ok(hits.into_iter().find_map(|hit| {
            let (_, place) = quote.find_in(&hit.passage.text).into_iter().next()?;
            Some(Hit { quoted: Some(place), ..hit })
        }))
    }

    /// The passage in which a quote begins that ends in the next one, if one of the best hits is
    /// either of them.
    fn quoted_across(&self, quote: &Quote, hits: &[Hit]) -> Result<Option<Hit>> {
        let touching = hits.iter().take(LOOKED_AT).map(|hit| &hit.passage);
        let touching = touching.filter(|passage| quote.touches_edge(&passage.text));
        let touching: Vec<PassageId> = touching.take(MOST_EDGES).map(|p| p.id).collect();
        for id in touching {
            let around = self.reader.around(id, quote.reach())?;
            for i in 0..around.len() {
                let Some(range) = verify::across(quote, &around[i..]) else { continue };
                return Ok(Some(Hit { quoted: Some(range), ..around[i].clone() }));
            }
        }
        Ok(None)
    }

    /// The passage in which a quote begins that holds the end of a sentence, found by its halves: of
    /// these only one is crossed.
    fn quoted_over_ends(&self, quote: &Quote, request: &Request) -> Result<Option<Hit>> {
        for half in self.asked(|analyzer| quote.halves(analyzer)) {
            let hits = self.reader.search(&Request { query: like(half, request), ..best() })?.hits;
            let found = self.quoted_across(quote, &hits)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// What is made of a question with an analyser at rest.
    fn asked<T>(&self, make: impl FnOnce(&mut Analyzer) -> T) -> T {
        let mut analyzer = self.analyzers().pop().unwrap_or_default();
        let made = make(&mut analyzer);
        self.analyzers().push(analyzer);
        made
    }

    /// The analysers at rest. A thread that died while it held them left them whole.
    fn analyzers(&self) -> MutexGuard<'_, Vec<Analyzer>> {
        self.analyzers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a quote is in the sources, to the letter or but for case, accents, apostrophes,
    /// punctuation and white space, and where; also among what nobody said. At most `limit` places.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn verify(&self, quote: &str, limit: usize) -> Result<Verdict> {
        let none = Verdict { found: Agreement::None, places: Vec::new() };
        let Some(quote) = Quote::new(quote) else { return Ok(none) };
        let queries = self.asked(|analyzer| quote.queries(analyzer));
        let mut places: Vec<Place> = Vec::new();
        // where the quote crosses no edge the first question tells, and the others need not be asked
        for (query, limit) in queries {
            let request = Request { query, limit, offset: 0, total: false };
            for hit in &self.reader.search(&request)?.hits {
                for place in self.places(&quote, hit)? {
                    let known = places.iter().any(|p| (p.id, p.bytes) == (place.id, place.bytes));
                    if !known {
                        places.push(place);
                    }
                }
            }
            if !places.is_empty() {
                break;
            }
        }
        places.sort_by(|a, b| {
            (b.found.cmp(&a.found)).then_with(|| (&a.source, a.bytes).cmp(&(&b.source, b.bytes)))
        });
        places.truncate(limit);
        Ok(Verdict { found: places.first().map_or(Agreement::None, |p| p.found), places })
    }

    /// Where a quote begins in a passage that holds some of its words, or in those before it.
    fn places(&self, quote: &Quote, hit: &Hit) -> Result<Vec<Place>> {
        let options = AnswerOptions::default().cite;
        let alone = verify::places(quote, std::slice::from_ref(hit), &options);
        if !alone.is_empty() {
            return Ok(alone);
        }
        let mut around = self.reader.around(hit.passage.id, quote.reach())?;
        around.retain(|other| other.passage.suspect == hit.passage.suspect);
        let begins = |i| verify::places(quote, &around[i..], &options);
        Ok((0..around.len()).flat_map(begins).collect())
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

/// A query with the filters of a request.
fn like(query: Query, request: &Request) -> Query {
    let (filters, suspect) = (request.query.filters.clone(), request.query.suspect);
    Query { filters, suspect, ..query }
}

/// A request for a few of the best hits, with a query still to come.
fn best() -> Request {
    Request { query: Query::default(), limit: LOOKED_AT, offset: 0, total: false }
}
