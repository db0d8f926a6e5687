//! `ibid sources` and `ibid speakers`: what an index holds, by name, with counts.

use clap::ArgMatches;
use ibid::Date;
use serde::Serialize;

use crate::output::Output;
use crate::{FOUND, NOTHING, commands, view};

/// A place where a source was found.
#[derive(Serialize)]
struct Source {
    source: String,
    format: String,
    passages: u32,
    bytes: u64,
    indexed_on: Option<Date>,
}

/// Somebody who speaks.
#[derive(Serialize)]
struct Speaker {
    speaker: String,
    passages: u64,
}

pub(super) fn sources(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    #[derive(Serialize)]
    struct Sources<'a> {
        sources: &'a [Source],
    }

    let mut sources = Vec::new();
    for record in ibid::open_several(&commands::index_dirs(matches))?.sources()? {
        for path in record.paths {
            sources.push(Source {
                source: path.shown,
                format: record.format.to_string(),
                passages: record.passages,
                bytes: record.bytes,
                indexed_on: record.indexed_on,
            });
        }
    }
    sources.sort_by(|a, b| a.source.cmp(&b.source));

    if matches.get_flag("jsonl") {
        sources.iter().try_for_each(|source| output.json(source))?;
    } else if output.json {
        output.json(&Sources { sources: &sources })?;
    } else if sources.is_empty() {
        output.note(output.m.text("sources.none"));
    } else {
        let m = output.m;
        let mut rows =
            vec![[m.text("facet.source").to_owned(), m.text("facet.passages").to_owned()]];
        let row = |one: &Source| [one.source.clone(), m.number(u64::from(one.passages))];
        rows.extend(sources.iter().map(row));
        view::table(&mut output.out, &rows)?;
    }
    Ok(if sources.is_empty() { NOTHING } else { FOUND })
}

pub(super) fn speakers(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    #[derive(Serialize)]
    struct Speakers<'a> {
        speakers: &'a [Speaker],
    }

    let named = ibid::open_several(&commands::index_dirs(matches))?.speakers()?;
    let speakers: Vec<Speaker> =
        named.into_iter().map(|(speaker, passages)| Speaker { speaker, passages }).collect();

    if matches.get_flag("jsonl") {
        speakers.iter().try_for_each(|speaker| output.json(speaker))?;
    } else if output.json {
        output.json(&Speakers { speakers: &speakers })?;
    } else if speakers.is_empty() {
        output.note(output.m.text("speakers.none"));
    } else {
        let m = output.m;
        let mut rows =
            vec![[m.text("facet.speaker").to_owned(), m.text("facet.passages").to_owned()]];
        rows.extend(speakers.iter().map(|one| [one.speaker.clone(), m.number(one.passages)]));
        view::table(&mut output.out, &rows)?;
    }
    Ok(if speakers.is_empty() { NOTHING } else { FOUND })
}
