//! `ibid complete`: what was typed with its last word completed.

use std::io::Write;

use clap::ArgMatches;
use ibid::Completion;
use serde::Serialize;

use crate::output::Output;
use crate::view::plain;
use crate::{FOUND, NOTHING, commands};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    #[derive(Serialize)]
    struct Completions<'a> {
        completions: &'a [Completion],
    }

    let prefix = commands::joined(matches, "prefix");
    let limit = commands::limit(matches);
    let library = ibid::open_several(&commands::index_dirs(matches))?;
    // whether there is any is told also where none is to be shown
    let mut completions = library.complete(&prefix, limit.max(1))?;
    let found = !completions.is_empty();
    completions.truncate(limit);
    if output.json {
        output.json(&Completions { completions: &completions })?;
    } else {
        for completion in &completions {
            writeln!(output.out, "{}", plain(&completion.text))?;
        }
        if !found {
            output.note(&output.m.say("complete.none", &[("prefix", &plain(&prefix))]));
        }
    }
    Ok(if found { FOUND } else { NOTHING })
}
