//! `ibid check`: whether an index is as it was written, and its sources as they were read.

use std::io::Write;
use std::path::Path;

use clap::ArgMatches;
use ibid::{CheckReport, ErrorKind, IndexOptions};

use crate::messages::{Messages, visible};
use crate::output::Output;
use crate::{FOUND, INDEX, commands};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let index = commands::index_dir(matches);
    let (shows, m) = (output.shows_progress(), output.m);
    let mut told = None;
    let mut progress = |done: u64, of: u64| {
        let percent = done * 100 / of.max(1);
        if shows && told.replace(percent) != Some(percent) {
            show_progress(percent, m);
        }
    };
    let mut report = ibid::check(&index, &mut progress);
    if matches.get_flag("repair") && is_broken(&report) {
        repair(&index, &report, output)?;
        report = ibid::check(&index, &mut progress);
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
            output.warning(&said);
        }
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
    let summary = ibid::reindex(index, &IndexOptions::default())?;
    for failure in &summary.failed {
        output.diagnostic(&failure.diagnostic);
    }
    output.warning(output.m.text("check.repaired"));
    Ok(())
}

/// Written over from one percent to the next, and gone with the last.
fn show_progress(percent: u64, m: Messages) {
    let text = m.say("check.progress", &[("done", &percent.to_string())]);
    let mut err = std::io::stderr();
    // a check goes on whether or not its progress can be shown
    let _ = if percent == 100 { write!(err, "\r\x1b[K") } else { write!(err, "\r{text}\x1b[K") };
    let _ = err.flush();
}
