//! How fast analysed passages become an index on disk, in bytes of text a second: packed, inverted,
//! stored and committed by one thread that writes. What comes before it, `reading` and `analysis`
//! measure; all of it together `indexing`.
//!
//! - `write`: all passages of the made corpus into a new index, with its commit;
//! - `add`: the same without the commit, which waits for the disk and merges.
//!
//! ```text
//! cargo bench --bench writing
//! cargo bench --bench writing -- --save-baseline before
//! ```
//!
//! The index is written where temporary files go (`TMPDIR`).

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark that cannot start should stop, and nobody links to it"
)]

mod common;

use std::path::Path;
use std::time::Duration;

use common::Corpus;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ibid_core::analysis::{AnalysedPassage, Analyzer};
use ibid_core::backend::{SourcePath, SourceRecord, Store};
use ibid_core::format::Format;
use ibid_core::ids::SourceId;
use ibid_index::{Writer, WriterOptions};
use ibid_ingest::Limits;
use tempfile::TempDir;

/// Bytes of memory of the thread that writes.
const MEMORY: usize = 64 << 20;

/// The analysed passages of each file, and bytes of their texts.
fn analysed() -> (Vec<Vec<AnalysedPassage>>, u64) {
    let folder = temporary();
    Corpus::make(common::passages()).write(folder.path());
    let (mut analyzer, mut bytes) = (Analyzer::new(), 0);
    let mut sources = Vec::new();
    for file in ibid_ingest::walk(folder.path()).files {
        let documents = file.read(&Limits::default()).expect("the made corpus can be read");
        let passages: Vec<_> = documents.iter().flat_map(ibid_ingest::split).collect();
        bytes += passages.iter().map(|passage| passage.text.len() as u64).sum::<u64>();
        sources.push(analyzer.passages(passages));
    }
    (sources, bytes)
}

fn temporary() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

fn record(id: SourceId, passages: usize) -> SourceRecord {
    let shown = id.to_string();
    SourceRecord {
        id,
        format: Format::Markdown,
        reader: 1,
        evidence: None,
        paths: vec![SourcePath { absolute: shown.clone(), shown, ..SourcePath::default() }],
        bytes: 1,
        passages: u32::try_from(passages).unwrap_or(u32::MAX),
        indexed_on: None,
    }
}

/// Adds all passages to a new index.
fn add(folder: &Path, sources: Vec<Vec<AnalysedPassage>>) -> Writer {
    let options = WriterOptions { threads: 1, memory: MEMORY };
    let mut writer = Writer::open(&folder.join("index"), &options).expect("it can be written");
    for passages in sources {
        let Some(first) = passages.first() else { continue };
        let record = record(first.passage.source, passages.len());
        writer.add(record.id, passages).expect("it can be written");
        writer.finish_source(&record).expect("it can be written");
    }
    writer
}

fn writing(criterion: &mut Criterion) {
    let (sources, bytes) = analysed();
    let mut group = criterion.benchmark_group("writing");
    group.throughput(Throughput::BytesDecimal(bytes));
    let fresh = || (temporary(), sources.clone());
    group.bench_function("add", |b| {
        // given back, so that removing it is not measured
        b.iter_batched(
            fresh,
            |(folder, sources)| (add(folder.path(), sources), folder),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("write", |b| {
        b.iter_batched(
            fresh,
            |(folder, sources)| {
                add(folder.path(), sources).commit().expect("it can be written");
                folder
            },
            BatchSize::PerIteration,
        );
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(10));
    targets = writing
}
criterion_main!(benches);
