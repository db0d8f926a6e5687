//! `ibid sources` and `ibid speakers`: what an index holds, by name, with counts.

use std::collections::BTreeMap;

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

/// What is listed by its name, with how many passages it has.
trait Named: Serialize {
    /// What JSON calls a list of them.
    const LIST: &'static str;
    /// The heading of their names, and what is said where there is none.
    const TEXTS: [&'static str; 2];

    fn name(&self) -> &str;
    fn passages(&self) -> u64;
}

impl Named for Source {
    const LIST: &'static str = "sources";
    const TEXTS: [&'static str; 2] = ["facet.source", "sources.none"];

    fn name(&self) -> &str {
        &self.source
    }

    fn passages(&self) -> u64 {
        self.passages.into()
    }
}

impl Named for Speaker {
    const LIST: &'static str = "speakers";
    const TEXTS: [&'static str; 2] = ["facet.speaker", "speakers.none"];

    fn name(&self) -> &str {
        &self.speaker
    }

    fn passages(&self) -> u64 {
        self.passages
    }
}

pub(super) fn sources(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
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

    list(&sources, matches, output)
}

pub(super) fn speakers(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let named = ibid::open_several(&commands::index_dirs(matches))?.speakers()?;
    let speakers: Vec<Speaker> =
        named.into_iter().map(|(speaker, passages)| Speaker { speaker, passages }).collect();

    list(&speakers, matches, output)
}

fn list<T: Named>(all: &[T], matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let (m, [head, none]) = (output.m, T::TEXTS);
    if matches.get_flag("jsonl") {
        all.iter().try_for_each(|one| output.json(one))?;
    } else if output.json {
        output.json(&BTreeMap::from([(T::LIST, all)]))?;
    } else if all.is_empty() {
        output.note(m.text(none));
    } else {
        let mut rows = vec![[m.text(head).to_owned(), m.text("facet.passages").to_owned()]];
        rows.extend(all.iter().map(|one| [one.name().to_owned(), m.number(one.passages())]));
        view::table(&mut output.out, &rows)?;
    }
    Ok(if all.is_empty() { NOTHING } else { FOUND })
}
