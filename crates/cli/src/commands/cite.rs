//! `ibid cite`: a passage as a reference to paste.

use std::io::Write;

use clap::ArgMatches;
use ibid::{CiteOptions, Diagnostic, PassageId, ReferenceOptions, ReferenceStyle, SourceState};
use serde::Serialize;

use crate::output::Output;
use crate::{FOUND, NOTHING, commands};

#[derive(Serialize)]
struct Cited<'a> {
    id: PassageId,
    style: &'static str,
    /// The reference, ready to paste.
    text: &'a str,
    url: Option<&'a str>,
    t: Option<f64>,
    t_end: Option<f64>,
    quote: &'a str,
    source_state: Option<SourceState>,
    #[serde(skip_serializing_if = "<[Diagnostic]>::is_empty")]
    warnings: &'a [Diagnostic],
}

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let library = commands::library(matches, output)?;
    let Some(id) = commands::passage_id(matches, &library, output)? else { return Ok(NOTHING) };
    let lead_in = matches.get_one::<u32>("lead-in").copied().unwrap_or(0);
    let cite = CiteOptions::default().with_lead_in(u64::from(lead_in));
    let Some(reference) = library.reference(id, &cite)? else { return Ok(NOTHING) };

    let style = matches.get_one::<String>("style").and_then(|name| ReferenceStyle::from_name(name));
    let style = style.unwrap_or_default();
    let options = ReferenceOptions::new(style, output.m.lang()).with_accessed(ibid::today());
    let text = reference.write(&options);
    let warnings = ibid::stale([&reference]);
    if output.json {
        output.json(&Cited {
            id,
            style: style.name(),
            text: &text,
            url: reference.url.as_deref(),
            t: reference.start.map(ibid::Timecode::seconds),
            t_end: reference.end.map(ibid::Timecode::seconds),
            quote: &reference.quote,
            source_state: reference.source_state,
            warnings: &warnings,
        })?;
    } else {
        warnings.iter().for_each(|warning| output.diagnostic(warning));
        // a reference is pasted as it is, and never folded
        for line in text.lines() {
            writeln!(output.out, "{}", crate::view::plain(line))?;
        }
    }
    Ok(FOUND)
}
