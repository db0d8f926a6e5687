//! How fast files become an index that can be asked, with one thread and with two: from the walk
//! through the folder to the commit on disk, merges included. The files are in the page cache.
//!
//! "One thread" is one that reads and analyses and one that writes segments, as `--threads 1` has
//! it; the memory for each is the default.
//!
//! ```text
//! cargo bench --bench indexing
//! cargo bench --bench indexing -- --save-baseline before
//! cargo bench --bench indexing -- --baseline before
//! IBID_BENCH_PASSAGES=200000 cargo bench --bench indexing
//! ```
//!
//! `benches/common/mod.rs` says what the files are made of. The index is written where
//! temporary files go (`TMPDIR`): a RAM disk there flatters the figures.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark that cannot start should stop, and its figures are read on a terminal"
)]

mod common;

use std::path::{Path, PathBuf};
use std::time::Duration;

use common::Corpus;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ibid::{IndexOptions, Summary};
use ibid_index::WriterOptions;
use tempfile::TempDir;

const MEMORY: usize = 64 << 20;

fn temporary() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

fn build(files: &Path, index: &Path, threads: usize) -> Summary {
    let writer = WriterOptions { threads, memory: threads * MEMORY };
    let options = IndexOptions::default().with_writer(writer);
    let files: [PathBuf; 1] = [files.to_owned()];
    ibid::build_with(&files, index, &options).expect("the made corpus can be indexed")
}

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("the index is a folder").flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|found| found.len()).sum()
}

fn indexing(criterion: &mut Criterion) {
    let files = temporary();
    let bytes = Corpus::make(common::passages()).write(files.path());
    let first = temporary();
    let built = build(files.path(), first.path(), 2);
    let index = size(first.path());
    println!(
        "{} files, {bytes} bytes: {} passages, {index} bytes of index",
        built.indexed, built.passages
    );

    let mut group = criterion.benchmark_group("indexing");
    group.throughput(Throughput::ElementsAndBytes { elements: built.passages, bytes });
    for threads in [1, 2] {
        group.bench_function(format!("threads/{threads}"), |b| {
            let run = |index: TempDir| {
                build(files.path(), index.path(), threads);
                // given back, so that removing it is not measured
                index
            };
            b.iter_batched(temporary, run, BatchSize::PerIteration);
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(10));
    targets = indexing
}
criterion_main!(benches);
