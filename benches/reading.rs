//! How fast files are read, on one thread, in bytes of file a second.
//!
//! - `captions`: the bytes of a caption file to a document, for SRT and WebVTT: two lines a cue, a
//!   few with a voice, as people make them;
//! - `passages`: the bytes of the same files to analysed passages, ready to be written;
//! - `steps`: what the way from bytes to analysed passages is made of;
//! - `sample`: every file of `corpus/`, to passages.
//!
//! ```text
//! cargo bench --bench reading
//! cargo bench --bench reading -- --profile-time 20 passages/srt
//! ```
//!
//! `benches/common/mod.rs` says what the words are.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark that cannot start should stop, and nobody links to it"
)]

mod common;

use std::fmt::Write as _;
use std::time::Duration;

use common::{Corpus, LANGS};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ibid_core::analysis::Analyzer;
use ibid_core::document::Document;
use ibid_core::identify::identify;
use ibid_core::passage::Passage;
use ibid_ingest::{read_bytes, split};

/// Made text enough for a few hours of speech.
const PASSAGES: usize = 2000;
/// Characters of a line of captions.
const LINE: usize = 40;

/// Two lines a cue, in one of the two formats.
fn captions(texts: &[String], vtt: bool) -> Vec<u8> {
    let mut out = if vtt { "WEBVTT\n\n".to_owned() } else { String::new() };
    let mut lines: Vec<String> = vec![String::new()];
    for word in texts.iter().flat_map(|text| text.split_whitespace()) {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < LINE => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    for (i, cue) in lines.chunks(2).enumerate() {
        let (start, end) = (i as u64 * 3200, i as u64 * 3200 + 3000);
        let voice = if vtt && i % 16 < 4 { "<v Ann Lee>" } else { "" };
        let text = cue.join("\n");
        let (start, end) = (clock(start, vtt), clock(end, vtt));
        let number = if vtt { String::new() } else { format!("{}\n", i + 1) };
        let _ = write!(out, "{number}{start} --> {end}\n{voice}{text}\n\n");
    }
    out.into_bytes()
}

fn clock(ms: u64, vtt: bool) -> String {
    let point = if vtt { '.' } else { ',' };
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}{point}{:03}", ms % 1000)
}

/// Both formats, half French and half English.
fn files() -> [(&'static str, Vec<u8>); 2] {
    let corpus = Corpus::make(PASSAGES.min(common::passages()));
    let texts: Vec<String> = LANGS.iter().flat_map(|lang| corpus.texts(*lang)).collect();
    [("srt", captions(&texts, false)), ("vtt", captions(&texts, true))]
}

fn documents(bytes: &[u8]) -> Vec<Document> {
    read_bytes(bytes, "captions").expect("it can be read")
}

fn passages(documents: &[Document]) -> Vec<Passage> {
    documents.iter().flat_map(split).collect()
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("captions");
    for (name, bytes) in files() {
        group.throughput(Throughput::BytesDecimal(bytes.len() as u64));
        group.bench_function(name, |b| b.iter(|| documents(&bytes).len()));
    }
}

fn analysed(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("passages");
    for (name, bytes) in files() {
        let mut analyzer = Analyzer::new();
        group.throughput(Throughput::BytesDecimal(bytes.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| {
                let passages = passages(&documents(&bytes));
                let analysed = analyzer.passages(passages);
                analysed.iter().map(|passage| passage.tokens.len()).sum::<usize>()
            });
        });
    }
}

fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("steps");
    let [(_, bytes), _] = files();
    let documents = documents(&bytes);
    let passages = passages(&documents);
    group.throughput(Throughput::BytesDecimal(bytes.len() as u64));
    group.bench_function("read", |b| b.iter(|| self::documents(&bytes).len()));
    group.bench_function("split", |b| b.iter(|| self::passages(&documents).len()));
    group.bench_function("identify", |b| {
        b.iter(|| passages.iter().filter(|passage| identify(&passage.text).lang.is_some()).count());
    });
    let mut analyzer = Analyzer::new();
    group.bench_function("analyse", |b| {
        b.iter(|| {
            let analysed = analyzer.passages(passages.clone());
            analysed.iter().map(|passage| passage.tokens.len()).sum::<usize>()
        });
    });
}

fn sample(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sample");
    let found = ibid_ingest::walk(&common::sample());
    for file in found.files {
        let bytes = std::fs::read(&file.absolute).expect("corpus/ is complete");
        group.throughput(Throughput::BytesDecimal(bytes.len() as u64));
        group.bench_function(&file.shown, |b| b.iter(|| passages(&documents(&bytes)).len()));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    targets = reading, analysed, steps, sample
}
criterion_main!(benches);
