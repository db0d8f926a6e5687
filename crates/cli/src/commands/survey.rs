//! `ibid parse FOLDER`: what is read of each format, and what goes wrong.

use std::io::Write;
use std::path::Path;

use ibid::survey::{FormatStats, Survey, survey};
use ibid::{Failure, Limits};

use crate::messages::Messages;
use crate::output::Output;
use crate::{FOUND, INPUT, view};

pub(super) fn run(folder: &Path, limits: &Limits, output: &mut Output) -> anyhow::Result<u8> {
    let survey = survey(folder, limits);
    if survey.formats.is_empty() {
        return Err(ibid::Error::NothingToRead { path: folder.display().to_string() }.into());
    }

    for failure in &survey.failed {
        output.failed(failure);
    }
    if output.json {
        output.json(&survey)?;
    } else {
        show(&survey, output)?;
    }

    let all_failed = survey.all().files == survey.all().failures;
    let refused = survey.failed.iter().any(Failure::is_refused);
    Ok(if all_failed || refused { INPUT } else { FOUND })
}

fn show(survey: &Survey, output: &mut Output) -> anyhow::Result<()> {
    for warned in &survey.warnings {
        output.warned(warned);
    }
    let m = output.m;
    let heads = [
        "survey.format",
        "survey.files",
        "survey.cues",
        "survey.words",
        "survey.passages",
        "survey.with-speaker",
        "survey.with-link",
        "survey.warnings",
        "survey.failures",
    ];
    let mut rows = vec![heads.map(|key| m.text(key).to_owned())];
    rows.extend(survey.formats.iter().map(|(name, row)| cells(name, row, m)));
    rows.push(cells(m.text("survey.all"), &survey.all(), m));
    // eighty columns do not hold the documents too: they are in the JSON
    view::table(&mut output.out, &rows)?;
    if !survey.passed_over.is_empty() {
        writeln!(output.out)?;
    }
    view::passed_over(&mut output.out, &survey.passed_over, m)
}

fn cells(name: &str, row: &FormatStats, m: Messages) -> [String; 9] {
    let n = |n: u64| m.number(n);
    [
        name.to_owned(),
        n(row.files),
        n(row.cues),
        n(row.words),
        n(row.passages),
        n(row.with_speaker),
        n(row.with_link),
        n(row.warnings),
        n(row.failures),
    ]
}
