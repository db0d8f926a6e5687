//! How long an answer takes, on one thread, over an index that is built once for each process.
//!
//! - `answer`: [`ibid::Library::search`] with a limit of 10, from the words typed to the response:
//!   parse, search, fetch, highlight, snippet, cite;
//! - `engine`: the backend's part of the same, from the parsed request to ten fetched passages.
//!
//! Both for each language and each way of asking: a word, several words, a phrase, a question, a
//! pasted sentence; twenty queries of each, taken from the made corpus in turn. Since criterion
//! shows means and nobody waits for a mean, a table of medians and 99th percentiles comes first,
//! with the median of each step: parsing, the engine, and writing the answer.
//!
//! ```text
//! cargo bench --bench search
//! cargo bench --bench search -- --save-baseline before
//! cargo bench --bench search -- --baseline before answer/fr
//! IBID_BENCH_PASSAGES=200000 cargo bench --bench search
//! ```
//!
//! `benches/common/mod.rs` says what the index is made of.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark that cannot start should stop, and its figures are read on a terminal"
)]

mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use common::{Corpus, LANGS, SplitMix64, is_content, runs};
use criterion::{Criterion, criterion_group, criterion_main};
use ibid::ask::{AnswerOptions, ParseOptions, parse, respond};
use ibid::core::analysis::Analyzer;
use ibid::core::backend::Search;
use ibid::core::lang::Lang;
use ibid::core::query::{Query, Request};
use ibid::store::Reader;
use ibid::{BuildOptions, Library};
use tempfile::TempDir;

const LIMIT: usize = 10;

/// Queries of each kind in each language: 200 in all.
const QUERIES: usize = 20;

/// How often the table asks each of them.
const ROUNDS: usize = 10;

/// A way of asking.
#[derive(Clone, Copy)]
enum Kind {
    Word,
    Words,
    Phrase,
    Question,
    Sentence,
}

const KINDS: [(Kind, &str); 5] = [
    (Kind::Word, "word"),
    (Kind::Words, "words"),
    (Kind::Phrase, "phrase"),
    (Kind::Question, "question"),
    (Kind::Sentence, "sentence"),
];

/// Queries of one kind in one language.
struct Asked {
    name: String,
    queries: Vec<String>,
}

/// An index of the made corpus, and what to ask it.
struct Bench {
    library: Library,
    reader: Reader,
    asked: Vec<Asked>,
    _folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (files, index) = (folder.path().join("files"), folder.path().join("index"));
        std::fs::create_dir(&files).expect("the temporary folder can be written");
        let corpus = Corpus::make(common::passages());
        let bytes = corpus.write(&files);
        let built = ibid::build_with(&[files], &index, &BuildOptions::default());
        let passages = built.expect("the made corpus can be indexed").passages;
        println!("{bytes} bytes: {passages} passages");
        let library = ibid::open(&index).expect("the index can be opened");
        let reader = Reader::open(&index).expect("the index can be opened");
        Bench { library, reader, asked: asked(&corpus), _folder: folder }
    }

    fn answer(&self, query: &str) {
        black_box(self.library.search(black_box(query), LIMIT).expect("the index can be read"));
    }

    fn engine(&self, request: &Request) {
        black_box(self.reader.search(black_box(request)).expect("the index can be read"));
    }

    /// How long the whole takes, and each of its steps.
    fn steps(&self, text: &str) -> [Duration; 4] {
        let whole = timed(|| self.answer(text)).0;
        // like the library: an analyser for each question
        let mut analyzer = Analyzer::new();
        let (parsing, parsed) = timed(|| parse(text, &mut analyzer, &ParseOptions::default()));
        let request = request(parsed.query.clone());
        let (engine, hits) = timed(|| self.reader.search(&request).expect("the index can be read"));
        let options = AnswerOptions::default();
        let writing = timed(|| respond(&parsed, &hits, Instant::now(), &mut analyzer, &options)).0;
        [whole, parsing, engine, writing]
    }
}

fn timed<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = black_box(run());
    (start.elapsed(), done)
}

fn request(query: Query) -> Request {
    Request { query, limit: LIMIT, offset: 0, total: false }
}

/// Every kind in every language: the same queries whenever the corpus is the same.
fn asked(corpus: &Corpus) -> Vec<Asked> {
    let mut random = SplitMix64::new(0xA5C);
    let mut all = Vec::new();
    for lang in LANGS {
        let sentences = corpus.sentences(lang);
        for (kind, name) in KINDS {
            let queries =
                (0..QUERIES).map(|_| query(kind, lang, &sentences, &mut random)).collect();
            all.push(Asked { name: format!("{}/{name}", lang.code()), queries });
        }
    }
    all
}

/// A query with words of one sentence, as of somebody who remembers it.
fn query(kind: Kind, lang: Lang, sentences: &[&str], random: &mut SplitMix64) -> String {
    loop {
        let sentence = random.pick(sentences);
        let content: Vec<&str> =
            runs(sentence).into_iter().filter(|run| is_content(run, lang)).collect();
        // a sentence of names and short words lends too little to ask for
        if content.len() >= 3 {
            return asked_of(kind, lang, sentence, &content, random);
        }
    }
}

fn asked_of(
    kind: Kind,
    lang: Lang,
    sentence: &str,
    content: &[&str],
    random: &mut SplitMix64,
) -> String {
    let from = random.below(content.len() - 2);
    let (first, second, third) = (content[from], content[from + 1], content[from + 2]);
    match (kind, lang) {
        (Kind::Word, _) => first.to_owned(),
        (Kind::Words, _) => format!("{first} {second} {third}"),
        (Kind::Phrase, _) => format!("\"{}\"", row(sentence, first)),
        (Kind::Question, Lang::Fr) => {
            format!("comment est-ce que le {first} de la {second} change le {third} ?")
        }
        (Kind::Question, Lang::En) => {
            format!("how does the {first} of the {second} change the {third}?")
        }
        (Kind::Sentence, _) => sentence.to_owned(),
    }
}

/// Three words of the sentence from `first` on, with what stands between them.
fn row(sentence: &str, first: &str) -> String {
    let all = runs(sentence);
    let from = all.iter().position(|run| *run == first).unwrap_or(0);
    all[from..].iter().take(5).copied().collect::<String>().trim().to_owned()
}

/// The value that so many percent of the sorted ones do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> u128 {
    let at = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(at).map_or(0, Duration::as_micros)
}

fn table(bench: &Bench) {
    println!("microseconds      answer p50     p99   parse p50  engine p50   write p50");
    let mut all: [Vec<Duration>; 4] = Default::default();
    for asked in &bench.asked {
        let durations = durations(bench, &asked.queries);
        for (all, durations) in all.iter_mut().zip(&durations) {
            all.extend(durations);
        }
        print_row(&asked.name, durations);
    }
    print_row("all", all);
}

/// Each step's durations over some queries, the first round left out.
fn durations(bench: &Bench, queries: &[String]) -> [Vec<Duration>; 4] {
    let mut durations: [Vec<Duration>; 4] = Default::default();
    let rounds = if common::is_test() { 1 } else { ROUNDS };
    queries.iter().for_each(|query| bench.answer(query));
    for query in (0..rounds).flat_map(|_| queries) {
        for (durations, step) in durations.iter_mut().zip(bench.steps(query)) {
            durations.push(step);
        }
    }
    durations
}

fn print_row(name: &str, mut steps: [Vec<Duration>; 4]) {
    steps.iter_mut().for_each(|step| step.sort_unstable());
    let [whole, parsing, engine, writing] = steps.each_ref().map(|step| percentile(step, 50));
    let slow = percentile(&steps[0], 99);
    println!("{name:<16} {whole:>11} {slow:>7} {parsing:>11} {engine:>11} {writing:>11}");
}

fn search(criterion: &mut Criterion) {
    let bench = Bench::new();
    table(&bench);
    let mut group = criterion.benchmark_group("answer");
    for asked in &bench.asked {
        let mut queries = asked.queries.iter().cycle();
        group.bench_function(&asked.name, |b| {
            b.iter(|| queries.next().map(|query| bench.answer(query)));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("engine");
    for asked in &bench.asked {
        let mut analyzer = Analyzer::new();
        let options = ParseOptions::default();
        let mut parsed = |text: &String| request(parse(text, &mut analyzer, &options).query);
        let requests: Vec<Request> = asked.queries.iter().map(&mut parsed).collect();
        let mut requests = requests.iter().cycle();
        group.bench_function(&asked.name, |b| {
            b.iter(|| requests.next().map(|request| bench.engine(request)));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = search
}
criterion_main!(benches);
