//! `ibid similar`: passages like another one.

use clap::ArgMatches;
use ibid::SearchOptions;

use crate::output::Output;
use crate::view::Listing;
use crate::{FOUND, NOTHING, commands, view};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let library = commands::library(matches, output)?;
    let Some(id) = commands::passage_id(matches, &library, output)? else { return Ok(NOTHING) };
    let limit = commands::limit(matches);
    // whether there is any is told also where none is to be shown
    let options = SearchOptions::default().with_limit(limit.max(1));
    let Some(mut response) = library.similar(id, &options)? else { return Ok(NOTHING) };
    let found = !response.hits.is_empty() || response.across.is_some();
    response.hits.truncate(limit);

    if output.json {
        output.json(&response)?;
    } else {
        response.query.warnings.iter().for_each(|warning| output.diagnostic(warning));
        if !found {
            let message = output.m.say("similar.none", &[("id", &id.to_string())]);
            output.note(&message);
        }
        view::response(&mut output.out, &response, Listing { first: 0, ids: true }, output.m)?;
    }
    Ok(if found { FOUND } else { NOTHING })
}
