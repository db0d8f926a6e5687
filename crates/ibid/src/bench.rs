//! How long answers take: percentiles, throughput and opening, beside bare tantivy over the same
//! passages.
//!
//! What is measured is the whole answer: the question is parsed, searched and ranked, ten hits are
//! marked and cited, and all is written as JSON. Bare tantivy gives ten ids and nothing else. The
//! ways take turns, class by class, in another order each round; a round that is not counted comes
//! first. Nothing here prints.
//!
//! ```
//! use ibid::bench::{Asked, BenchOptions, bench};
//!
//! # let dir = std::env::temp_dir().join(format!("ibid-bench-{}", std::process::id()));
//! # std::fs::create_dir_all(dir.join("notes"))?;
//! # std::fs::write(dir.join("notes/a.txt"), "The heron waits beside the weir all day.")?;
//! # ibid::build(dir.join("notes"), dir.join("index"))?;
//! let asked = vec![Asked { class: "mine".to_owned(), text: "a heron at the weir".to_owned() }];
//! let options = BenchOptions { rounds: 3, queries: Some(asked), ..BenchOptions::default() };
//! let report = bench(&[dir.join("index")], &options, &|_| ())?.report;
//! assert_eq!(report.classes[0].ways.len(), 2, "without the other language and with it");
//! assert!(report.warm.p50_us <= report.warm.p99_us);
//! # std::fs::remove_dir_all(dir)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod clock;
mod corpus;
mod draw;
mod machine;
mod many;
mod report;
mod shots;
mod statistics;

use std::path::{Path, PathBuf};
use std::time::Duration;

use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_index::baseline::{Baseline, BaselineWriter};
use ibid_query::SearchOptions;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::library::{Library, open, open_several};
use corpus::{Seen, bytes_below, look_at};
use shots::{Shots, shots};
use statistics::percentile;

pub use clock::{Took, timed};
pub use draw::CLASSES;
pub use report::{
    BaselineView, BenchReport, ClassView, CorpusView, Machine, OneShot, Opening, QueriesView,
    Ratio, Throughput, Times, Way, WayView,
};

/// The shape of the report.
const SCHEMA: u32 = 1;
/// So many passages are looked at for each query that is wanted: not each lends itself.
const PASSAGES_A_QUERY: usize = 4;
/// How often the index is opened after the first time.
const OPENINGS: usize = 9;
/// What a folder of bare tantivy is of.
const NOTE: &str = "baseline.json";

/// A query of a benchmark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What kind of query it is: each class has percentiles of its own.
    pub class: String,
    /// The query, as somebody types it.
    pub text: String,
}

/// What is measured.
#[derive(Clone, Debug)]
pub struct BenchOptions {
    /// How often all queries are asked in each way, from 1, after a round that only warms.
    pub rounds: usize,
    /// How many queries of each class are drawn.
    pub per_class: usize,
    /// The number by which they are drawn.
    pub seed: u64,
    /// The queries, where they are not drawn.
    pub queries: Option<Vec<Asked>>,
    /// How many threads ask at most when answers a second are counted, from 1.
    pub threads: usize,
    /// A folder for bare tantivy. It is made there where there is nothing, and used where it holds the
    /// same passages. `None` leaves it out.
    pub baseline: Option<PathBuf>,
    /// What is wanted of an answer.
    pub search: SearchOptions,
}

impl Default for BenchOptions {
    /// Twenty rounds of fifty queries a class, drawn by the number 1, without bare tantivy.
    fn default() -> Self {
        BenchOptions {
            rounds: 20,
            per_class: 50,
            seed: 1,
            queries: None,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            baseline: None,
            search: SearchOptions::default(),
        }
    }
}

/// What a benchmark gives back.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// What it measured. It holds no text of the passages.
    pub report: BenchReport,
    /// The queries that it asked.
    pub queries: Vec<Asked>,
}

/// How far a benchmark has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BenchProgress {
    /// So many passages were looked at, of so many.
    Passages(u64, u64),
    /// So many answers were timed, of so many.
    Answers(u64, u64),
}

/// Measures how long answers over some indexes take, which are asked as one.
///
/// # Errors
/// When an index cannot be read, when the folder of bare tantivy holds other things or cannot be
/// written, or when the system gives no threads.
pub fn bench(
    indexes: &[PathBuf],
    options: &BenchOptions,
    progress: &dyn Fn(BenchProgress),
) -> Result<Measured> {
    let machine = machine::machine();
    let (opened, library) = timed(|| open_several(indexes));
    let library = library?;
    let (seen, bare) = prepared(&library, options, progress)?;
    let (mut bare, baseline) = bare.unzip();
    let queries = match &options.queries {
        Some(queries) => queries.clone(),
        None => draw::draw(&library, &seen.drawable, options.per_class, options.seed)?,
    };

    let opening = opening(&library, opened, &queries, options)?;
    let shots = shots(&library, bare.as_mut(), &queries, options, progress)?;
    let throughput = many::throughput(&library, &queries, options)?;

    let report = BenchReport {
        schema: SCHEMA,
        made_by: env!("CARGO_PKG_VERSION").to_owned(),
        commit: option_env!("IBID_COMMIT").map(str::to_owned),
        machine,
        load_after: machine::load(),
        corpus: seen.corpus,
        queries: QueriesView {
            seed: options.queries.is_none().then_some(options.seed),
            hash: hash_of(&queries),
        },
        rounds: options.rounds.max(1),
        limit: options.search.limit,
        baseline,
        warm: times(&shots.iter().flat_map(|class| class.walls(Way::Answer)).collect::<Vec<_>>()),
        classes: shots.iter().map(Shots::view).collect(),
        throughput,
        opening,
        one_shot: None,
    };
    Ok(Measured { report, queries })
}

/// A hash of classes and texts, in their order.
fn hash_of(queries: &[Asked]) -> String {
    let lines: Vec<String> =
        queries.iter().map(|asked| format!("{}\0{}\0", asked.class, asked.text)).collect();
    SourceId::from_bytes(lines.concat().as_bytes()).to_string()
}

/// Looks at all passages, and fills bare tantivy with them or opens it.
fn prepared(
    library: &Library,
    options: &BenchOptions,
    progress: &dyn Fn(BenchProgress),
) -> Result<(Seen, Option<(Baseline, BaselineView)>)> {
    let counts = library.stats()?.counts;
    let lang = if counts.french >= counts.english { Lang::Fr } else { Lang::En };
    let most = match options.queries {
        Some(_) => 0,
        None => options.per_class * CLASSES.len() * PASSAGES_A_QUERY,
    };
    let tell = |done, of| progress(BenchProgress::Passages(done, of));
    let look = |bare: &mut Option<BaselineWriter>| {
        let (drawn_by, told) = ((options.seed, most), (counts.passages, &tell as corpus::Look<'_>));
        look_at(library.paths(), drawn_by, bare, told)
    };
    let Some(folder) = &options.baseline else { return Ok((look(&mut None)?, None)) };

    if folder.join(NOTE).exists() {
        let seen = look(&mut None)?;
        if note(folder).is_some_and(|note| note == (seen.corpus.hash.clone(), lang)) {
            let view = baseline_view(folder, lang, None);
            return Ok((seen, Some((Baseline::open(folder, lang)?, view))));
        }
    }
    if !ibid_index::is_empty_folder(folder)? {
        return Err(ibid_index::Error::NotABaseline { path: folder.clone() }.into());
    }

    let mut bare = Some(BaselineWriter::new(folder, lang, options.threads)?);
    let (took, made) = timed(|| {
        let seen = look(&mut bare)?;
        Ok::<_, Error>((seen, bare.take().map(BaselineWriter::finish).transpose()?))
    });
    let (seen, bare) = made?;
    write_note(folder, &seen.corpus.hash, lang)?;
    let view = baseline_view(folder, lang, Some(took.wall));
    Ok((seen, bare.map(|bare| (bare, view))))
}

fn baseline_view(folder: &Path, lang: Lang, made: Option<Duration>) -> BaselineView {
    BaselineView {
        lang: lang.code().to_owned(),
        bytes: bytes_below(folder),
        made_ms: made.map(|made| made.as_millis() as u64),
    }
}

/// Of which passages a folder of bare tantivy is, and in which language.
fn note(folder: &Path) -> Option<(String, Lang)> {
    serde_json::from_slice(&std::fs::read(folder.join(NOTE)).ok()?).ok()
}

fn write_note(folder: &Path, hash: &str, lang: Lang) -> Result<()> {
    let path = folder.join(NOTE);
    let bytes = serde_json::to_vec(&(hash, lang)).unwrap_or_default();
    std::fs::write(&path, bytes).map_err(|source| Error::File { path, source })
}

/// Opens the index again and again.
fn opening(
    library: &Library,
    first: Took,
    queries: &[Asked],
    options: &BenchOptions,
) -> Result<Opening> {
    let mut again = Vec::new();
    for _ in 0..OPENINGS {
        let (took, opened) = timed(|| open_several(library.paths()));
        opened?;
        again.push(nanos(took.wall));
    }
    again.sort_unstable();

    let fresh = open(library.path())?;
    let text = queries.first().map_or("", |asked| &asked.text);
    let (took, answered) = timed(|| answer(&fresh, text, &options.search));
    answered?;
    Ok(Opening {
        first_us: micros(nanos(first.wall)),
        again_us: micros(percentile(&again, 50)),
        first_answer_us: micros(nanos(took.wall)),
    })
}

/// A whole answer, written as JSON: how many bytes it has.
fn answer(library: &Library, text: &str, options: &SearchOptions) -> Result<usize> {
    let response = library.search_with(text, options)?;
    let bytes = serde_json::to_vec(&response);
    Ok(bytes.map_err(|error| Error::Output { source: error.into() })?.len())
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Nanoseconds as microseconds, to the tenth.
fn micros(nanos: u64) -> f64 {
    (nanos as f64 / 100.0).round() / 10.0
}

/// The percentiles of some times in nanoseconds.
fn times(nanos: &[u64]) -> Times {
    let mut sorted = nanos.to_vec();
    sorted.sort_unstable();
    let at = |percent| micros(percentile(&sorted, percent));
    Times { p50_us: at(50), p90_us: at(90), p99_us: at(99), max_us: at(100) }
}

/// The percentiles of some durations.
pub fn times_of(durations: &[Duration]) -> Times {
    times(&durations.iter().map(|duration| nanos(*duration)).collect::<Vec<u64>>())
}
