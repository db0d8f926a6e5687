//! `ibid verify`: is this quote in the sources, and where.

use clap::ArgMatches;
use ibid::Agreement;

use crate::output::Output;
use crate::{FOUND, NOTHING, commands, view};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let quote = commands::joined(matches, "quote");
    let limit = matches.get_one::<u32>("limit").map_or(10, |limit| *limit as usize);
    let verdict = commands::library(matches, output)?.verify(&quote, limit)?;
    if output.json {
        output.json(&verdict)?;
    } else {
        let key = match verdict.found {
            Agreement::Exact => "verified.exact",
            Agreement::Normalised => "verified.normalised",
            Agreement::None => "verified.none",
        };
        let message = output.m.say(key, &[("quote", quote.trim())]);
        output.note(&message);
        for diagnostic in &verdict.warnings {
            output.diagnostic(diagnostic);
        }
        view::places(&mut output.out, &verdict.places, output.m)?;
    }

    Ok(if verdict.found == Agreement::None { NOTHING } else { FOUND })
}
