//! `ibid stats`: what an index holds.

use std::io::Write;

use clap::ArgMatches;

use crate::output::Output;
use crate::{FOUND, commands};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let stats = ibid::open_several(&commands::index_dirs(matches))?.stats()?;
    if output.json {
        output.json(&stats)?;
        return Ok(FOUND);
    }

    let m = output.m;
    let rows = [
        (m.text("stats.sources"), m.number(stats.counts.sources)),
        (m.text("stats.source-bytes"), m.number(stats.source_bytes)),
        (m.text("stats.passages"), m.number(stats.counts.passages)),
        (m.text("stats.french"), m.number(stats.counts.french)),
        (m.text("stats.english"), m.number(stats.counts.english)),
        (m.text("stats.neither"), m.number(stats.counts.neither)),
        (m.text("stats.made-by"), stats.manifest.made_by.clone()),
        (m.text("stats.layout"), stats.manifest.layout.to_string()),
        (m.text("stats.analysis"), stats.manifest.analysis.clone()),
    ];
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    for (label, value) in rows {
        writeln!(output.out, "{label:<width$} {value}")?;
    }

    Ok(FOUND)
}
