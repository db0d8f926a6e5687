//! `ibid show`: a passage in its context.

use clap::ArgMatches;
use ibid::{Diagnostic, PassageId, PassageView};
use serde::Serialize;

use crate::output::Output;
use crate::{FOUND, NOTHING, commands, view};

#[derive(Serialize)]
struct Shown<'a> {
    id: PassageId,
    passages: &'a [PassageView],
    #[serde(skip_serializing_if = "<[Diagnostic]>::is_empty")]
    warnings: &'a [Diagnostic],
}

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let library = commands::library(matches, output)?;
    let Some(id) = commands::passage_id(matches, &library, output)? else { return Ok(NOTHING) };
    let context = matches.get_one::<u32>("context").copied().unwrap_or(1);
    let passages = library.show(id, context)?;

    let warnings = ibid::stale(&passages);
    if output.json {
        output.json(&Shown { id, passages: &passages, warnings: &warnings })?;
    } else {
        warnings.iter().for_each(|warning| output.diagnostic(warning));
        view::passages(&mut output.out, &passages, &id.to_string(), output.m)?;
    }

    Ok(FOUND)
}
