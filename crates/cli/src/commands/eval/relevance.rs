//! `ibid eval BEIR_FOLDER`: relevance on judgements.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use ibid::Lang;
use ibid::eval::beir::{Judged, Options, Report};
use ibid::eval::compare::{Against, against};
use ibid::eval::run::Run;
use serde::Serialize;

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
}

pub(super) fn run(folder: &Path, matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let text = |id: &str| matches.get_one::<String>(id).cloned();
    let options = Options {
        lang: text("lang").as_deref().and_then(Lang::from_tag),
        qrels: text("qrels").unwrap_or_else(|| "test".to_owned()),
        macro_field: text("macro"),
    };

    let judged = Judged::read(folder, &options)?;
    let index = match matches.get_one::<PathBuf>("index-dir") {
        Some(_) => commands::index_dir(matches),
        None => cache::refresh(&folder.join("corpus.jsonl"), output)?,
    };

    let answers = judged.ask(&ibid::open(index)?)?;
    if let Some(path) = matches.get_one::<PathBuf>("run") {
        answers.write(path)?;
    }

    let report = judged.score(&answers);
    let other = matches.get_one::<PathBuf>("against").map(|path| Run::read(path)).transpose()?;
    let compared = other.map(|other| against(&report, &judged.score(&other), MOST));
    if output.json {
        output.json(&Shown { report: &report, against: compared.as_ref() })?;
    } else {
        show(&report, compared.as_ref(), matches.get_flag("per-query"), output)?;
    }

    Ok(if report.mean.n > 0 { FOUND } else { NOTHING })
}

fn show(
    report: &Report,
    compared: Option<&Against>,
    per_query: bool,
    output: &mut Output,
) -> anyhow::Result<()> {
    let m = output.m;
    let out = &mut output.out;
    let four = |value: f64| m.decimal(value, 4);
    if per_query {
        for query in &report.queries {
            let text = view::plain(&query.text);
            writeln!(out, "{}\t{}\t{text}", query.id, four(query.measures.ndcg_10))?;
        }
        writeln!(out)?;
    }
    let mean = &report.mean;
    let rows = [
        [
            "eval.queries",
            "eval.ndcg",
            "eval.margin",
            "eval.mrr",
            "eval.recall-10",
            "eval.recall-100",
        ]
        .map(|key| m.text(key).to_owned()),
        [
            m.number(mean.n as u64),
            four(mean.mean.ndcg_10),
            four(mean.ndcg_10_margin),
            four(mean.mean.mrr_10),
            four(mean.mean.recall_10),
            four(mean.mean.recall_100),
        ],
    ];
    view::table(out, &rows)?;
    let Some(compared) = compared else { return Ok(()) };
    let (difference, margin) = (four(compared.difference), four(compared.margin));
    writeln!(
        out,
        "\n{}",
        m.say("eval.against", &[("difference", &difference), ("margin", &margin)])
    )?;
    for (key, queries) in [("eval.won", &compared.won), ("eval.lost", &compared.lost)] {
        writeln!(out, "\n{}", m.text(key))?;
        for (text, difference) in queries {
            writeln!(out, "  {:>8}  {}", four(*difference), view::plain(text))?;
        }
    }
    Ok(())
}
