//! `ibid check`: whether an index is as it was written, and its sources as they were read.

use std::path::Path;

use clap::ArgMatches;
use ibid::{CheckReport, CheckStage, ErrorKind, IndexOptions};

use crate::messages::{Messages, visible};
use crate::output::Output;
use crate::{FOUND, INDEX, building, commands};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let index = commands::index_dir(matches);
    let m = output.m;
    let mut report = watched(&index, output);
    if matches.get_flag("repair") && is_broken(&report) {
        repair(&index, &report, output)?;
        report = watched(&index, output);
    }
    let report = report?;
    let code = if report.trusted { FOUND } else { INDEX };
    if output.json {
        output.json(&report)?;
        return Ok(code);
    }

    if !report.trusted {
        for fault in &report.index.faults {
            output.diagnostic(fault);
        }
        let path = index.display().to_string();
        let count = m.number(report.index.faults.len() as u64);
        let fields = [("path", visible(&path)), ("count", count.into())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_ref()));
        output.error(&m.say("check.wrong", &fields));
        return Ok(code);
    }

    for (key, paths) in [("check.changed", &report.changed), ("check.gone", &report.gone)] {
        for path in paths {
            let said = m.say(key, &[("path", &visible(path))]);
            output.alert(&said);
        }
    }
    if report.changed.len() + report.gone.len() > 0 {
        output.note(m.text("check.stale"));
    }
    let checked = &report.index;
    let right = [
        ("files", m.number(checked.files)),
        ("bytes", m.number(checked.bytes)),
        ("passages", m.number(checked.passages)),
    ];
    let sources = [
        ("same", m.number(report.same)),
        ("changed", m.number(report.changed.len() as u64)),
        ("gone", m.number(report.gone.len() as u64)),
        ("elsewhere", m.number(report.elsewhere)),
    ];
    let right = right.each_ref().map(|(name, value)| (*name, value.as_str()));
    let sources = sources.each_ref().map(|(name, value)| (*name, value.as_str()));
    output.line(&m.say("check.right", &right))?;
    output.line(&m.say("check.sources", &sources))?;

    Ok(code)
}

/// Whether an index is there and cannot be trusted.
fn is_broken(report: &ibid::Result<CheckReport>) -> bool {
    match report {
        Ok(report) => !report.trusted,
        Err(error) => matches!(error.kind(), ErrorKind::Damaged | ErrorKind::Incompatible),
    }
}

/// Says what is wrong, and makes the index anew.
fn repair(
    index: &Path,
    report: &ibid::Result<CheckReport>,
    output: &mut Output,
) -> anyhow::Result<()> {
    match report {
        Ok(report) => report.index.faults.iter().for_each(|fault| output.diagnostic(fault)),
        Err(error) => output.diagnostic(&error.diagnostic()),
    }
    let summary = building::reindex(index, &IndexOptions::default(), output)?;
    for failure in &summary.failed {
        output.failed(failure);
    }
    for warned in &summary.warnings {
        output.warned(warned);
    }
    output.warning(output.m.text("check.repaired"));
    Ok(())
}

/// Checks an index while somebody watches.
fn watched(index: &Path, output: &Output) -> ibid::Result<CheckReport> {
    let (progress, m) = (output.progress(), output.m);
    let report = ibid::check(index, &mut |stage, done, of| {
        let said = |rate: f64| self::progress(stage, done, of, rate, m);
        progress.tell(stage as usize, done, of, said);
    });
    progress.clear();
    report
}

fn progress(stage: CheckStage, done: u64, of: u64, rate: f64, m: Messages) -> String {
    let (key, number): (_, fn(Messages, u64) -> String) = match stage {
        CheckStage::Passages => ("check.progress-passages", Messages::number),
        CheckStage::Sources => ("check.progress-sources", Messages::size),
        _ => ("check.progress-files", Messages::size),
    };
    let [done, of, rate] = [done, of, rate as u64].map(|n| number(m, n));
    m.say(key, &[("done", &done), ("of", &of), ("rate", &rate)])
}
