//! `ibid verify`: is this quote in the sources, and where.

use clap::ArgMatches;
use ibid::{Agreement, Verdict};

use crate::output::Output;
use crate::{FOUND, NOTHING, commands, view};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let quote = commands::joined(matches, "quote");
    let limit = matches.get_one::<u32>("limit").map_or(10, |limit| *limit as usize);
    let mut verdict = commands::library(matches, output)?.verify(&quote, limit)?;
    let stands = verdict.stands();
    verdict.places.truncate(limit);

    if output.json {
        output.json(&verdict)?;
    } else {
        let key = key(&verdict, stands);
        let message = output.m.say(key, &[("quote", quote.trim())]);
        output.note(&message);
        for diagnostic in &verdict.warnings {
            output.diagnostic(diagnostic);
        }
        view::places(&mut output.out, &verdict.places, output.m)?;
    }
    Ok(if stands { FOUND } else { NOTHING })
}

/// What is said of a quote: nothing vouches for it where its sources are not as they were.
fn key(verdict: &Verdict, stands: bool) -> &'static str {
    match (verdict.found, stands) {
        (Agreement::Exact, true) => "verified.exact",
        (Agreement::Normalised, true) => "verified.normalised",
        (Agreement::Exact, false) => "verified.exact-then",
        (Agreement::Normalised, false) => "verified.normalised-then",
        (Agreement::None, _) => "verified.none",
    }
}
