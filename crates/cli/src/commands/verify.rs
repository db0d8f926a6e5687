//! `ibid verify`: is this quote in the sources, and where; or every quotation of a draft.

use std::path::Path;

use clap::ArgMatches;
use ibid::{Agreement, Limits, Verdict, VerifyOptions};

use crate::failure::Usage;
use crate::output::Output;
use crate::{FOUND, NOTHING, commands, view};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let limit = commands::limit(matches);
    if let Some(path) = matches.get_one::<std::path::PathBuf>("document") {
        return document(path, limit, matches, output);
    }
    let quote = commands::joined_or_input(matches, "quote", output.m)?;
    if quote.trim().is_empty() {
        return Err(Usage(output.m.text("usage.quote").to_owned()).into());
    }
    let mut verdict = commands::library(matches, output)?.verify(&quote, limit)?;
    let stands = verdict.stands();
    verdict.show_at_most(limit);

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
        if verdict.more > 0 {
            output.note(&output.m.count("verified.more", verdict.more, &[]));
        }
        if !verdict.parts.is_empty() {
            output.note(output.m.text("verified.parts"));
            view::parts(&mut output.out, &verdict.parts, output.m)?;
        } else if let Some(nearest) = &verdict.nearest {
            let message = output.m.text("verified.nearest");
            output.note(message);
            view::nearest(&mut output.out, nearest, output.m)?;
        }
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

/// Checks every quotation of a draft.
fn document(
    path: &Path,
    limit: usize,
    matches: &ArgMatches,
    output: &mut Output,
) -> anyhow::Result<u8> {
    let shown = commands::shown(path);
    let draft = match commands::is_input(path) {
        true => commands::input(path, &Limits::default()).map_err(ibid::Error::from)?,
        false => ibid::load_draft(path, &shown)?,
    };
    let options = VerifyOptions::default().with_limit(limit);
    let library = commands::library(matches, output)?;
    let mut report = library.verify_draft(&draft, &shown, &options)?;
    let stands = report.stands();
    report.quotes.iter_mut().for_each(|quote| quote.places.truncate(limit));

    if output.json {
        output.json(&report)?;
    } else {
        for diagnostic in &report.warnings {
            output.diagnostic(diagnostic);
        }
        view::draft(&mut output.out, &report, &shown, output.m)?;
        view::draft_summary(&report, &shown, output);
    }
    Ok(if stands { FOUND } else { NOTHING })
}
