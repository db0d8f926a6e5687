//! How long an answer takes, on one thread, over an index that is built once for each process.
//!
//! - `answer`: [`ibid::Library::search`] with a limit of 10, from the words typed to the response:
//!   parse, search, fetch, highlight, snippet, cite;
//! - `engine`: the backend's part of the same, from the parsed request to ten fetched passages.
//!
//! Both for each language and each way of asking: a word, several words, a phrase, a question, a
//! pasted sentence (`benches/common/asking.rs`), twenty queries of each. Since criterion
//! shows means and nobody waits for a mean, a table of medians and 99th percentiles comes first,
//! with the median of each step: parsing, the engine, making the answer (marks, snippets and citations),
//! and writing it as JSON. What the engine does, `ranking` times step by step.
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

use std::time::Duration;

use common::asking::{Asking, percentile, request, timed};
use criterion::{Criterion, criterion_group, criterion_main};
use ibid_core::analysis::Analyzer;
use ibid_core::query::Request;
use ibid_query::answer::respond;
use ibid_query::{AnswerOptions, ParseOptions, parse};

/// How often the table asks each of them.
const ROUNDS: usize = 10;

/// The whole, and its steps.
const STEPS: usize = 5;

/// How long the whole takes, and each of its steps.
fn steps(bench: &Asking, text: &str) -> [Duration; STEPS] {
    let whole = timed(|| bench.answer(text)).0;
    // like the library: an analyser for each question
    let mut analyzer = Analyzer::new();
    let (parsing, parsed) = timed(|| parse(text, &mut analyzer, &ParseOptions::default()));
    let request = request(parsed.query.clone());
    let (engine, hits) = timed(|| bench.engine(&request));
    let options = AnswerOptions::default();
    let (making, response) = timed(|| respond(&parsed, &hits, &mut analyzer, &options));
    let json = timed(|| serde_json::to_vec(&response).map(|bytes| bytes.len())).0;
    [whole, parsing, engine, making, json]
}

fn table(bench: &Asking) {
    println!(
        "microseconds      answer p50     p99   parse p50  engine p50    make p50    json p50"
    );
    let mut all: [Vec<Duration>; STEPS] = Default::default();
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
fn durations(bench: &Asking, queries: &[String]) -> [Vec<Duration>; STEPS] {
    let mut durations: [Vec<Duration>; STEPS] = Default::default();
    let rounds = if common::is_test() { 1 } else { ROUNDS };
    queries.iter().for_each(|query| drop(bench.answer(query)));
    for query in (0..rounds).flat_map(|_| queries) {
        for (durations, step) in durations.iter_mut().zip(steps(bench, query)) {
            durations.push(step);
        }
    }
    durations
}

fn print_row(name: &str, mut steps: [Vec<Duration>; STEPS]) {
    steps.iter_mut().for_each(|step| step.sort_unstable());
    let [whole, parsing, engine, making, json] = steps.each_ref().map(|step| percentile(step, 50));
    let slow = percentile(&steps[0], 99);
    println!("{name:<16} {whole:>11} {slow:>7} {parsing:>11} {engine:>11} {making:>11} {json:>11}");
}

fn search(criterion: &mut Criterion) {
    let bench = Asking::new();
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
