//! `ibid eval`: how good the answers are.

use std::io::Write;
use std::path::PathBuf;

use anstyle::Style;
use clap::ArgMatches;
use ibid::Limits;
use ibid::eval::quotes::{Miss, Report, Row, quotes_with};

use crate::messages::Messages;
use crate::output::Output;
use crate::progress::Progress;
use crate::{FOUND, NOTHING, cache, view};

const HEAD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

mod relevance;

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    if let Some(folder) = matches.get_one::<PathBuf>("folder") {
        return relevance::run(folder, matches, output);
    }
    let Some(folder) = matches.get_one::<PathBuf>("quotes") else { return Ok(NOTHING) };
    let most = matches.get_one::<u32>("per-file").map_or(100, |most| *most as usize);
    let index = cache::refresh(std::slice::from_ref(folder), false, output)?;
    let (library, progress, m) = (ibid::open(index)?, output.progress(), output.m);
    let tell = |done: usize, of: usize| asked(&progress, done, of, m);
    let report = quotes_with(&library, folder, &Limits::default(), most, &tell);
    progress.clear();
    let report = report?;
    if output.json {
        output.json(&report)?;
    } else {
        show(&report, output)?;
    }

    Ok(if report.all.once > 0 { FOUND } else { NOTHING })
}

/// Shows how many questions were asked.
fn asked(progress: &Progress, done: usize, of: usize, m: Messages) {
    let (done, of) = (done as u64, of as u64);
    progress.tell(0, done, of, |rate| {
        let [done, of, rate] = [done, of, rate as u64].map(|n| m.number(n));
        m.say("eval.progress", &[("done", &done), ("of", &of), ("rate", &rate)])
    });
}

fn show(report: &Report, output: &mut Output) -> anyhow::Result<()> {
    let m = output.m;
    let heads = [
        "eval.format",
        "eval.files",
        "eval.drawn",
        "eval.once",
        "eval.right",
        "eval.rate",
        "eval.reckoned",
        "eval.exact",
    ];
    let mut rows = vec![heads.map(|key| m.text(key).to_owned())];
    rows.extend(report.formats.iter().map(|(name, row)| cells(name, row, m)));
    rows.push(cells(m.text("eval.all"), &report.all, m));
    view::table(&mut output.out, &rows)?;
    if !report.worst.is_empty() {
        writeln!(output.out, "\n{HEAD}{}{HEAD:#}", m.text("eval.worst"))?;
        for miss in &report.worst {
            self::miss(miss, output)?;
        }
    }
    Ok(())
}

fn cells(name: &str, row: &Row, m: Messages) -> [String; 8] {
    let rate = 100.0 * row.right as f64 / row.once.max(1) as f64;
    let n = |n: u64| m.number(n);
    [
        name.to_owned(),
        n(row.files),
        n(row.drawn),
        n(row.once),
        n(row.right),
        m.percent(rate),
        n(row.interpolated),
        n(row.exact),
    ]
}

fn miss(miss: &Miss, output: &mut Output) -> anyhow::Result<()> {
    let time = |t: f64| view::clock(t);
    let cited = miss.cited.map_or_else(|| "--:--:--".to_owned(), time);
    let source = miss.source.as_deref().filter(|source| *source != miss.path).unwrap_or_default();
    writeln!(
        output.out,
        "{} → {cited}  {DIM}{} {source}{DIM:#}\n    {}",
        time(miss.t),
        view::plain(&miss.path),
        view::plain(&miss.quote),
    )?;

    Ok(())
}
