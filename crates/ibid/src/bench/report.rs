//! What a benchmark measured.

use serde::{Deserialize, Serialize};

/// All that a benchmark measured. Times are in microseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BenchReport {
    /// The version of this shape: 1.
    pub schema: u32,
    /// The version of ibid that measured.
    pub made_by: String,
    /// The commit that it was built from, where that was told when it was built.
    pub commit: Option<String>,
    /// What it ran on.
    pub machine: Machine,
    /// The load of the machine when all was measured, where the system tells it.
    pub load_after: Option<f64>,
    /// What was asked.
    pub corpus: CorpusView,
    /// The queries.
    pub queries: QueriesView,
    /// How often all queries were asked in each way, after one round more that only warmed.
    pub rounds: usize,
    /// How many hits each answer may have.
    pub limit: usize,
    /// What the ratios are to; absent where it was left out.
    pub baseline: Option<BaselineView>,
    /// The default answer, warm, over the queries of all classes.
    pub warm: Times,
    /// How long each way takes, class by class.
    pub classes: Vec<ClassView>,
    /// How many default answers a second, over the queries of all classes.
    pub throughput: Vec<Throughput>,
    /// Opening the index.
    pub opening: Opening,
    /// A process for one question each, where that was measured.
    pub one_shot: Option<OneShot>,
}

/// What a benchmark ran on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Machine {
    /// The system and the kind of processor it was built for.
    pub system: String,
    /// How many threads it may run at once.
    pub cores: usize,
    /// The name of the processor, where the system tells it.
    pub cpu: Option<String>,
    /// Bytes of memory, where the system tells it.
    pub memory_bytes: Option<u64>,
    /// Its load at the start: how many threads wanted a processor in the last minute.
    pub load: Option<f64>,
}

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CorpusView {
    /// How many passages.
    pub passages: u64,
    /// Those in French.
    pub french: u64,
    /// Those in English.
    pub english: u64,
    /// Bytes of titles and texts, the title counted with each passage.
    pub text_bytes: u64,
    /// Bytes of the files of the index.
    pub index_bytes: u64,
    /// A hash of the ids, languages, titles and texts of the passages, in whatever order these are
    /// stored: the sum of the hashes of each.
    pub hash: String,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueriesView {
    /// The number that they were drawn by; `None` where they were given.
    pub seed: Option<u64>,
    /// A hash of their classes and texts, in their order.
    pub hash: String,
}

/// Bare tantivy over the same passages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BaselineView {
    /// The language that it takes all passages for.
    pub lang: String,
    /// Bytes of its files. It stores no texts.
    pub bytes: u64,
    /// How long it took to make, in milliseconds; `None` where it was there already.
    pub made_ms: Option<u64>,
}

/// A way to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The whole default answer: parsed, searched, ranked, ten marked and cited hits, the block in the
    /// other language, written as JSON.
    Answer,
    /// The same without the other language.
    OwnLanguage,
    /// Bare tantivy: ten ids.
    Tantivy,
}

impl Way {
    /// All of them, in the order in which they are measured in the first round.
    pub const ALL: [Way; 3] = [Way::Tantivy, Way::OwnLanguage, Way::Answer];
}

/// The times of the queries of one class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClassView {
    /// Its name.
    pub class: String,
    /// How many queries.
    pub queries: usize,
    /// Each way that was measured.
    pub ways: Vec<WayView>,
}

/// The times of one way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WayView {
    /// The way.
    pub way: Way,
    /// By the clock on the wall, over all queries and rounds.
    pub wall: Times,
    /// What the thread had of a processor, where the system tells it.
    pub cpu: Option<Times>,
    /// The median over that of bare tantivy, by the clock on the wall.
    pub ratio: Option<Ratio>,
    /// The same by the time of the processor.
    pub cpu_ratio: Option<Ratio>,
    /// The median of each round, by the clock on the wall.
    pub rounds_us: Vec<f64>,
    /// The percentiles 0 to 100, by the clock on the wall.
    pub distribution_us: Vec<f64>,
}

/// Percentiles of times, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Times {
    /// The median.
    pub p50_us: f64,
    /// Nine of ten take no longer.
    pub p90_us: f64,
    /// Ninety-nine of a hundred take no longer.
    pub p99_us: f64,
    /// The longest.
    pub max_us: f64,
}

/// A ratio of medians.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ratio {
    /// The ratio.
    pub ratio: f64,
    /// Where its interval of 95 % begins, by drawing whole rounds anew.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

/// Answers a second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Throughput {
    /// Threads that ask.
    pub threads: usize,
    /// How many answers a second they get together.
    pub per_second: f64,
}

/// Opening the index.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Opening {
    /// The first time in this process. What of its files the system held in memory is not known.
    pub first_us: f64,
    /// The median of the times after it.
    pub again_us: f64,
    /// The first answer after the first opening: it finds nothing open and nothing in a cache of ours.
    pub first_answer_us: f64,
}

/// A process for one question each.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneShot {
    /// How many processes were started.
    pub processes: usize,
    /// From the start of the process to its end, with its answer read.
    pub whole: Times,
    /// The same for a process that only says its version.
    pub idle: Times,
}
