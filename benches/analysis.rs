//! How fast text is told apart and analysed, on one thread, in bytes of text a second.
//!
//! - `analyze`: passages of one language to tokens, by an analyser that has seen their words before
//!   (`warm`, as through nearly all of a build) or by a new one for every passage (`cold`, as every
//!   query and highlight begins);
//! - `identify`: the language of sentences.
//!
//! ```text
//! cargo bench --bench analysis
//! cargo bench --bench analysis -- --save-baseline before
//! cargo bench --bench analysis -- --baseline before analyze
//! ```
//!
//! `benches/common/mod.rs` says what the text is made of.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark that cannot start should stop, and nobody links to it"
)]

mod common;

use std::hint::black_box;
use std::time::Duration;

use common::{Corpus, LANGS};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ibid_core::analysis::{Analyzer, Tokens};
use ibid_core::identify::identify;
use ibid_core::lang::Lang;

/// Enough that words repeat as in a collection, and little enough to stay in the cache.
const PASSAGES: usize = 1000;

fn bytes(texts: &[impl AsRef<str>]) -> Throughput {
    Throughput::BytesDecimal(texts.iter().map(|text| text.as_ref().len() as u64).sum())
}

fn analyze_all(analyzer: &mut Analyzer, texts: &[String], lang: Lang, tokens: &mut Tokens) {
    for text in texts {
        tokens.clear();
        analyzer.analyze(black_box(text), Some(lang), tokens);
        black_box(&tokens);
    }
}

fn analyze(criterion: &mut Criterion) {
    let corpus = Corpus::make(PASSAGES.min(common::passages()));
    let mut group = criterion.benchmark_group("analyze");
    for lang in LANGS {
        let texts = corpus.texts(lang);
        let (mut analyzer, mut tokens) = (Analyzer::new(), Tokens::new());
        analyze_all(&mut analyzer, &texts, lang, &mut tokens);
        group.throughput(bytes(&texts));
        group.bench_function(format!("warm/{}", lang.code()), |b| {
            b.iter(|| analyze_all(&mut analyzer, &texts, lang, &mut tokens));
        });
        let few = &texts[..texts.len().min(50)];
        group.throughput(bytes(few));
        group.bench_function(format!("cold/{}", lang.code()), |b| {
            b.iter(|| {
                for text in few {
                    let one = std::slice::from_ref(text);
                    analyze_all(&mut Analyzer::new(), one, lang, &mut Tokens::new());
                }
            });
        });
    }
}

fn identification(criterion: &mut Criterion) {
    let corpus = Corpus::make(PASSAGES.min(common::passages()));
    let mut group = criterion.benchmark_group("identify");
    for lang in LANGS {
        let sentences = corpus.sentences(lang);
        let few = &sentences[..sentences.len().min(500)];
        group.throughput(bytes(few));
        group.bench_function(lang.code(), |b| {
            b.iter(|| few.iter().filter(|s| identify(s).lang == Some(lang)).count());
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    targets = analyze, identification
}
criterion_main!(benches);
