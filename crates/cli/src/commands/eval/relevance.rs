//! `ibid eval BEIR_FOLDER`: relevance on judgements.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;
use ibid::Lang;
use ibid::eval::baseline::baseline;
use ibid::eval::beir::{Judged, Options, Report};
use ibid::eval::compare::{Against, against};
use ibid::eval::measures::Mean;
use ibid::eval::run::Run;
use serde::Serialize;

use crate::messages::Messages;
use crate::output::Output;
use crate::{FOUND, NOTHING, cache, commands, view};

/// The number of queries that won, and of those that lost, that are shown.
const MOST: usize = 10;

/// What is printed as JSON.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<&'a Against>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a Baselines>,
}

/// How plain BM25 answers the same queries.
#[derive(Serialize)]
struct Baselines {
    documents: Beside,
    passages: Beside,
}

/// The figures of another ranking, and by how much ours is better.
#[derive(Serialize)]
struct Beside {
    #[serde(flatten)]
    mean: Mean,
    difference: f64,
    margin: f64,
    p: f64,
}

pub(super) fn run(folder: &Path, matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let text = |id: &str| matches.get_one::<String>(id).cloned();
    let options = Options {
        lang: text("lang").as_deref().and_then(Lang::from_tag),
        qrels: text("qrels").unwrap_or_else(|| "test".to_owned()),
        macro_field: text("macro"),
        answers: text("answers").as_deref().and_then(Lang::from_tag),
        across: matches.get_one::<u32>("across").map(|across| *across as usize),
        translate: !matches.get_flag("no-cross"),
    };

    let judged = Judged::read(folder, &options)?;
    // the index that a setting names is not one to read judged collections from
    let index = match matches.value_source("index-dir") {
        Some(ValueSource::CommandLine) => commands::index_dir(matches),
        _ => cache::refresh(&[folder.join("corpus.jsonl")], false, output)?,
    };

    let (library, progress, m) = (ibid::open(index)?, output.progress(), output.m);
    let tell = |done: usize, of: usize| super::asked(&progress, done, of, m);
    let answers = judged.ask_with(&library, &tell);
    progress.clear();
    let answers = answers?;
    if let Some(path) = matches.get_one::<PathBuf>("run") {
        answers.write(path)?;
    }

    let report = judged.score(&answers);
    let other = matches.get_one::<PathBuf>("against").map(|path| Run::read(path)).transpose()?;
    let compared = other.map(|other| against(&report, &judged.score(&other), MOST));
    let wanted = matches.get_flag("baseline");
    let plain = wanted.then(|| baselines(folder, &judged, &report)).transpose()?;

    if output.json {
        let (against, baseline) = (compared.as_ref(), plain.as_ref());
        output.json(&Shown { report: &report, against, baseline })?;
    } else {
        if matches.get_flag("per-query") {
            per_query(&report, output)?;
        }
        match &plain {
            Some(plain) => show_beside(&report.mean, plain, output)?,
            None => show(&report.mean, output)?,
        }
        if let Some(compared) = &compared {
            show_against(compared, output)?;
        }
    }

    Ok(if report.mean.n > 0 { FOUND } else { NOTHING })
}

fn baselines(folder: &Path, judged: &Judged, report: &Report) -> anyhow::Result<Baselines> {
    let plain = baseline(folder, judged)?;
    Ok(Baselines {
        documents: beside(report, &judged.score(&plain.documents)),
        passages: beside(report, &judged.score(&plain.passages)),
    })
}

fn beside(report: &Report, other: &Report) -> Beside {
    let Against { difference, margin, p, .. } = against(report, other, 0);
    Beside { mean: other.mean, difference, margin, p }
}

fn per_query(report: &Report, output: &mut Output) -> anyhow::Result<()> {
    let m = output.m;
    for query in &report.queries {
        let text = view::plain(&query.text);
        let ndcg = m.decimal(query.measures.ndcg_10, 4);
        writeln!(output.out, "{}\t{ndcg}\t{text}", query.id)?;
    }
    writeln!(output.out)?;

    Ok(())
}

fn heads(m: Messages) -> [String; 6] {
    ["eval.queries", "eval.ndcg", "eval.margin", "eval.mrr", "eval.recall-10", "eval.recall-100"]
        .map(|key| m.text(key).to_owned())
}

fn cells(mean: &Mean, m: Messages) -> [String; 6] {
    let four = |value: f64| m.decimal(value, 4);
    [
        m.number(mean.n as u64),
        four(mean.mean.ndcg_10),
        four(mean.ndcg_10_margin),
        four(mean.mean.mrr_10),
        four(mean.mean.recall_10),
        four(mean.mean.recall_100),
    ]
}

fn show(mean: &Mean, output: &mut Output) -> anyhow::Result<()> {
    let m = output.m;
    view::table(&mut output.out, &[heads(m), cells(mean, m)])?;

    Ok(())
}

/// One row for each ranking, with its name before it, and after it by how much ours is better.
fn show_beside(mean: &Mean, plain: &Baselines, output: &mut Output) -> anyhow::Result<()> {
    let m = output.m;
    let compared = |other: &Beside| [m.decimal(other.difference, 4), m.decimal(other.p, 4)];
    let row = |key: &'static str, other: &Beside| {
        widened(m.text(key), cells(&other.mean, m), compared(other))
    };
    let ends = ["eval.difference", "eval.p"].map(|key| m.text(key).to_owned());
    let rows = [
        widened(m.text("eval.ranking"), heads(m), ends),
        widened("ibid", cells(mean, m), [String::new(), String::new()]),
        row("eval.baseline-documents", &plain.documents),
        row("eval.baseline-passages", &plain.passages),
    ];
    view::table(&mut output.out, &rows)?;

    Ok(())
}

/// The cells of a row with a name before and two more cells after.
fn widened(name: &str, cells: [String; 6], ends: [String; 2]) -> [String; 9] {
    let ([a, b, c, d, e, f], [g, h]) = (cells, ends);
    [name.to_owned(), a, b, c, d, e, f, g, h]
}

fn show_against(compared: &Against, output: &mut Output) -> anyhow::Result<()> {
    let m = output.m;
    let out = &mut output.out;
    let [difference, margin, p] =
        [compared.difference, compared.margin, compared.p].map(|value| m.decimal(value, 4));
    let fields = [("difference", &*difference), ("margin", &*margin), ("p", &*p)];
    let text = m.say("eval.against", &fields);
    writeln!(out, "\n{text}")?;

    for (key, queries) in [("eval.won", &compared.won), ("eval.lost", &compared.lost)] {
        writeln!(out, "\n{}", m.text(key))?;
        for (text, difference) in queries {
            writeln!(out, "  {:>8}  {}", m.decimal(*difference, 4), view::plain(text))?;
        }
    }
    Ok(())
}
