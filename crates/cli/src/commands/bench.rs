//! `ibid bench`: how long answers take, beside bare tantivy.

mod one_shot;
mod svg;
mod table;

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use ibid::bench::{Asked, BenchOptions, BenchProgress, BenchReport, Measured, bench};
use ibid::{Error, Limits};

use crate::messages::Messages;
use crate::output::Output;
use crate::progress::Progress;
use crate::{FOUND, NOTHING, cache, commands};

/// The class of queries of which a file does not say it.
const GIVEN: &str = "given";

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let number = |id: &str| matches.get_one::<u32>(id).map_or(1, |number| *number);
    let mut options = BenchOptions {
        rounds: number("rounds") as usize,
        per_class: number("per-class") as usize,
        seed: u64::from(number("seed")),
        queries: matches
            .get_one::<PathBuf>("queries")
            .map(|path| asked(path, output.m))
            .transpose()?,
        ..BenchOptions::default()
    };
    if let Some(threads) = matches.get_one::<u16>("threads") {
        options.threads = usize::from(*threads);
    }
    // gone with the run, where nobody wants it kept
    let folder = tempfile::tempdir()?;
    let kept = matches.get_one::<PathBuf>("baseline").cloned();
    let beside = !matches.get_flag("no-baseline");
    options.baseline = beside.then(|| kept.unwrap_or_else(|| folder.path().join("tantivy")));

    let indexes = indexes(matches, output)?;
    let report = measured(&indexes, &options, output)?;
    if let Some(path) = matches.get_one::<PathBuf>("report") {
        write(path, &(serde_json::to_string(&report)? + "\n"))?;
    }
    if let Some(path) = matches.get_one::<PathBuf>("svg") {
        write(path, &svg::draw(&report, output.m))?;
    }
    if output.json {
        output.json(&report)?;
    } else {
        table::show(&report, output)?;
    }
    if report.classes.is_empty() {
        output.note(output.m.text("bench.nothing"));
        return Ok(NOTHING);
    }
    Ok(FOUND)
}

fn write(path: &Path, text: &str) -> ibid::Result<()> {
    let written = std::fs::write(path, text);
    written.map_err(|source| Error::File { path: path.to_owned(), source })
}

/// The indexes that are asked as one.
fn indexes(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<Vec<PathBuf>> {
    let Some(paths) = matches.get_many::<PathBuf>("in") else {
        return Ok(commands::index_dirs(matches));
    };
    let paths: Vec<PathBuf> = paths.cloned().collect();
    Ok(vec![cache::refresh(&paths, matches.get_flag("allow-empty"), output)?])
}

/// The queries of a file, each in its class.
fn asked(path: &Path, m: Messages) -> anyhow::Result<Vec<Asked>> {
    let bytes = commands::input(path, &Limits::default()).map_err(Error::from)?;
    let questions = super::search::queries::questions(&bytes, &commands::shown(path), m)?;
    let classed = |question: super::search::queries::Question| Asked {
        class: question.class.unwrap_or_else(|| GIVEN.to_owned()),
        text: question.text,
    };
    Ok(questions.into_iter().map(classed).collect())
}

fn measured(
    indexes: &[PathBuf],
    options: &BenchOptions,
    output: &Output,
) -> anyhow::Result<BenchReport> {
    let (m, progress) = (output.m, output.progress());
    let measured = bench(indexes, options, &|now| told(now, &progress, m));
    progress.clear();
    let Measured { mut report, queries } = measured?;
    let texts: Vec<&str> = queries.iter().map(|asked| asked.text.as_str()).collect();
    report.one_shot = one_shot::measured(indexes, &texts, options.rounds)?;
    Ok(report)
}

/// Shows how far the benchmark has come.
fn told(now: BenchProgress, progress: &Progress, m: Messages) {
    let (stage, key, done, of) = match now {
        BenchProgress::Passages(done, of) => (0, "bench.passages", done, of),
        BenchProgress::Answers(done, of) => (1, "bench.answers", done, of),
        _ => return,
    };
    progress.tell(stage, done, of, |rate| {
        let [done, of, rate] = [done, of, rate as u64].map(|n| m.number(n));
        m.say(key, &[("done", &done), ("of", &of), ("rate", &rate)])
    });
}
