//! Relevance on judgements in BEIR layout: `corpus.jsonl`, `queries.jsonl`, `qrels/NAME.tsv`.
//!
//! The measures are those of `trec_eval` (`ndcg_cut.10` with linear gain, `recip_rank` cut at 10,
//! `recall.10` and `recall.100`). A judged query that finds nothing counts with zero; queries
//! without a relevant document are left out. What is ranked are documents: each with the score of
//! its best passage and a share of its next ones, in the order of these scores, ties in the order in
//! which their best passages came.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use ibid_core::hit::Hit;
use ibid_core::lang::Lang;
use ibid_core::query::Filter;
use ibid_ingest::Problem;
use ibid_query::SearchOptions;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::measures::{Mean, Measures, Unit, mean_of};
use super::progress::{Counter, EvalProgress};
use super::run::Run;
use crate::error::{Error, Result};
use crate::library::Library;

/// The number of documents that are ranked for a query.
pub const DEPTH: usize = 100;
/// What the next best passages of a document add to its score, beside 1 for the best.
pub const NEXT_PASSAGES: [f64; 2] = [0.02, 0.05];

/// What is to be measured.
#[derive(Clone, Debug)]
pub struct Options {
    /// Queries in this language only; the index holds the whole corpus.
    pub lang: Option<Lang>,
    /// The name of the judgements: `test` for `qrels/test.tsv`.
    pub qrels: String,
    /// Queries with the same value of this field count as one, by their mean.
    pub macro_field: Option<String>,
    /// Only passages in this language answer.
    pub answers: Option<Lang>,
    /// What is measured is the block in the other language, of at most this number of passages.
    pub across: Option<usize>,
    /// Whether a question is translated where only passages in the other language answer.
    pub translate: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            lang: None,
            qrels: "test".to_owned(),
            macro_field: None,
            answers: None,
            across: None,
            translate: true,
        }
    }
}

/// How one query was answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scored {
    /// Its id.
    pub id: String,
    /// As it is asked.
    pub text: String,
    /// What it is averaged with: itself, or the value of the field.
    #[serde(skip)]
    pub group: String,
    /// How well.
    #[serde(flatten)]
    pub measures: Measures,
}

/// How well all of them were answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Means with their intervals.
    #[serde(flatten)]
    pub mean: Mean,
    /// Each query.
    pub queries: Vec<Scored>,
}

#[derive(Deserialize)]
struct QueryLine {
    #[serde(rename = "_id")]
    id: String,
    text: String,
    #[serde(default)]
    lang: Option<String>,
    #[serde(flatten)]
    rest: HashMap<String, serde_json::Value>,
}

/// The judged queries of a BEIR folder.
pub struct Judged {
    queries: Vec<(QueryLine, String)>,
    relevant: HashMap<String, HashMap<String, f64>>,
    options: Options,
}

impl Judged {
    /// Reads the queries and judgements of a folder.
    ///
    /// # Errors
    /// When `queries.jsonl` or the judgements are missing or cannot be read.
    pub fn read(folder: &Path, options: &Options) -> Result<Self> {
        let relevant = qrels(&folder.join("qrels").join(format!("{}.tsv", options.qrels)))?;
        let path = folder.join("queries.jsonl");
        let mut queries = Vec::new();
        for (number, line) in (1..).zip(read(&path)?.lines()) {
            let query: QueryLine =
                serde_json::from_str(line).map_err(|source| Error::Judgements {
                    path: path.clone(),
                    line: number,
                    problem: Problem::of_json(&source),
                })?;
            let lang = query.lang.as_deref().and_then(Lang::from_tag);
            let wanted = options.lang.is_none_or(|wanted| lang == Some(wanted));
            let judged = relevant.get(&query.id).is_some_and(|of| of.values().any(|g| *g > 0.0));
            if wanted && judged {
                let field = options.macro_field.as_ref().and_then(|name| query.rest.get(name));
                let group = field.map_or_else(|| query.id.clone(), ToString::to_string);
                queries.push((query, group));
            }
        }

        Ok(Judged { queries, relevant, options: options.clone() })
    }

    /// The queries: each with what it is averaged with, and the grades of its documents.
    pub fn queries(&self) -> impl Iterator<Item = (&str, &str, &HashMap<String, f64>)> {
        self.queries.iter().filter_map(|(query, group)| {
            Some((query.text.as_str(), group.as_str(), self.relevant.get(&query.id)?))
        })
    }

    /// The id, the text and the declared language of each query.
    pub(super) fn questions(&self) -> impl Iterator<Item = (&str, &str, Option<Lang>)> {
        self.queries.iter().map(|(query, _)| {
            let lang = query.lang.as_deref().and_then(Lang::from_tag);
            (query.id.as_str(), query.text.as_str(), lang)
        })
    }

    /// Asks every query of an index that holds the corpus.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ask(&self, library: &Library) -> Result<Run> {
        self.ask_with(library, &|_, _| ())
    }

    /// The same; `progress` is told after each query how many of how many were asked.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ask_with(&self, library: &Library, progress: EvalProgress<'_>) -> Result<Run> {
        let options = &self.options;
        let langs = options.answers.into_iter().collect();
        let filter = Filter { langs, ..Filter::default() };
        let mut asking = SearchOptions::default().with_filter(filter);
        if !options.translate {
            asking = asking.with_across(0);
        }

        let answer = |text: &str| match options.across {
            Some(most) => across(library, text, &asking.clone().with_across(most)),
            None => documents(library, text, &asking),
        };
        let counter = Counter::new(self.queries.len(), progress);
        let answers = self.queries.par_iter();
        let answers: Vec<(String, Vec<(String, f64)>)> = answers
            .map(|(query, _)| Ok((query.id.clone(), counter.after(answer(&query.text)?))))
            .collect::<Result<_>>()?;
        Ok(Run { answers: answers.into_iter().collect() })
    }

    /// Scores a run.
    pub fn score(&self, run: &Run) -> Report {
        let nothing = HashMap::new();
        let mut queries = Vec::with_capacity(self.queries.len());
        for (query, group) in &self.queries {
            let judged = self.relevant.get(&query.id).unwrap_or(&nothing);
            let found = run.answers.get(&query.id).map(Vec::as_slice).unwrap_or_default();
            let measures = Measures::of(found.iter().map(|(id, _)| id.as_str()), judged);
            queries.push(Scored {
                id: query.id.clone(),
                text: query.text.clone(),
                group: group.clone(),
                measures,
            });
        }

        let units: Vec<Unit<'_>> =
            queries.iter().map(|query| (query.group.as_str(), query.measures)).collect();

        Report { mean: mean_of(&units), queries }
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })
}

/// `query-id`, `corpus-id`, `score`, one a line.
fn qrels(path: &Path) -> Result<HashMap<String, HashMap<String, f64>>> {
    let mut all: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for (number, line) in (1..).zip(read(path)?.lines()) {
        let mut columns = line.split('\t');
        let (Some(query), Some(document), Some(grade)) =
            (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        match grade.trim().parse::<f64>() {
            Ok(grade) => {
                all.entry(query.to_owned()).or_default().insert(document.to_owned(), grade);
            }
            // the names of the columns
            Err(_) if number == 1 => {}
            Err(_) => {
                let (path, problem) = (path.to_owned(), Problem::NotANumber);
                return Err(Error::Judgements { path, line: number, problem });
            }
        }
    }

    Ok(all)
}

/// The best documents for a question, best first, with their scores: passages are drawn until there
/// are [`DEPTH`] documents, whatever the limit of the options.
///
/// # Errors
/// When the index cannot be read.
pub fn documents(
    library: &Library,
    text: &str,
    options: &SearchOptions,
) -> Result<Vec<(String, f64)>> {
    let mut limit = DEPTH * 2;
    loop {
        let hits = library.hits(text, &options.clone().with_limit(limit))?.hits;
        let passages = with_twins(&hits);
        let (drawn, distinct) = (hits.len(), distinct(&passages));
        if drawn < limit || distinct >= DEPTH {
            return Ok(by_document(passages));
        }
        limit *= 2;
    }
}

/// The documents of the block in the other language, best first, with their scores.
///
/// # Errors
/// When the index cannot be read.
pub fn across(
    library: &Library,
    text: &str,
    options: &SearchOptions,
) -> Result<Vec<(String, f64)>> {
    Ok(by_document(with_twins(&library.engine().hits_across(text, options)?)))
}

/// The names of the documents of some hits, with their scores: a document that holds the same
/// passage is found as well, right after.
fn with_twins(hits: &[Hit]) -> Vec<(String, f64)> {
    let mut passages = Vec::with_capacity(hits.len());
    for hit in hits {
        let places = std::iter::once(hit).chain(&hit.also.hits);
        passages.extend(places.map(|place| (place.document_name().to_owned(), hit.score)));
    }
    passages
}

fn distinct(passages: &[(String, f64)]) -> usize {
    passages.iter().map(|(name, _)| name.as_str()).collect::<HashSet<_>>().len()
}

/// Documents by their best passages and a share of their next ones.
fn by_document(passages: Vec<(String, f64)>) -> Vec<(String, f64)> {
    let mut seen: BTreeMap<String, (usize, usize, f64)> = BTreeMap::new();
    for (place, (name, score)) in passages.into_iter().enumerate() {
        let (_, count, sum) = seen.entry(name).or_insert((place, 0, 0.0));
        let weight = match *count {
            0 => 1.0,
            n => NEXT_PASSAGES.get(n - 1).copied().unwrap_or(0.0),
        };
        *sum += weight * score;
        *count += 1;
    }

    let mut documents: Vec<(usize, String, f64)> =
        seen.into_iter().map(|(name, (place, _, score))| (place, name, score)).collect();
    documents.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    documents.truncate(DEPTH);

    documents.into_iter().map(|(_, name, score)| (name, score)).collect()
}
