//! `ibid show`: a passage in its context.

use clap::ArgMatches;
use ibid::{Diagnostic, PassageId, PassageView};
use serde::Serialize;

use crate::failure::Usage;
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
    let typed = matches.get_one::<String>("id").map(String::as_str).unwrap_or_default();
    let Ok(id) = typed.trim().parse::<PassageId>() else {
        return Err(Usage(output.m.say("not-an-id", &[("id", typed)])).into());
    };

    let context = matches.get_one::<u32>("context").copied().unwrap_or(1);
    let passages = ibid::open_several(&commands::index_dirs(matches))?.show(id, context)?;
    if passages.is_empty() {
        let message = output.m.say("no-such-passage", &[("id", typed)]);
        output.note(&message);
        return Ok(NOTHING);
    }

    let warnings = ibid::stale(&passages);
    if output.json {
        output.json(&Shown { id, passages: &passages, warnings: &warnings })?;
    } else {
        warnings.iter().for_each(|warning| output.diagnostic(warning));
        view::passages(&mut output.out, &passages, &id.to_string())?;
    }

    Ok(FOUND)
}
