//! `ibid search`: ranked passages with citations.

use std::io::Write;

use clap::ArgMatches;
use ibid::SearchOptions;
use ibid::ask::Response;
use ibid::core::analysis::Analyzer;
use ibid::core::document::{Date, Evidence};
use ibid::core::lang::Lang;
use ibid::core::query::Filter;

use crate::failure::Usage;
use crate::messages::Messages;
use crate::output::Output;
use crate::{FOUND, NOTHING, commands, view};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let options = options(matches, output.m)?;
    let library = commands::library(matches, output)?;
    let response = library.search_with(&commands::joined(matches, "words"), &options)?;
    let found = if matches.get_flag("count") {
        let total = response.total.unwrap_or(0);
        count(&response, total, output)?;
        total > 0
    } else {
        if matches.get_flag("jsonl") {
            for hit in &response.hits {
                output.json(hit)?;
            }
        } else if output.json {
            output.json(&response)?;
        } else {
            show(&response, options.offset, output)?;
        }
        !response.hits.is_empty()
    };
    Ok(if found { FOUND } else { NOTHING })
}

fn count(response: &Response, total: u64, output: &mut Output) -> anyhow::Result<()> {
    if output.json {
        return output.json(response);
    }
    warn(response, output);
    writeln!(output.out, "{total}")?;
    Ok(())
}

fn warn(response: &Response, output: &mut Output) {
    for diagnostic in &response.query.warnings {
        output.diagnostic(diagnostic);
    }
}

fn show(response: &Response, offset: usize, output: &mut Output) -> anyhow::Result<()> {
    warn(response, output);
    let m = output.m;
    if response.hits.is_empty() {
        output.note(&m.say("found.none", &[("query", response.query.text.trim())]));
        return Ok(());
    }
    view::response(&mut output.out, response, offset, m)?;
    output.out.flush()?;
    let time = m.time(response.took_us);
    let shown = response.hits.len() as u64;
    output.note("");
    let line = match response.total {
        Some(total) => {
            m.count("found.total", shown, &[("total", &m.number(total)), ("time", &time)])
        }
        None => m.count("found", shown, &[("time", &time)]),
    };
    output.note(&line);
    Ok(())
}

fn options(matches: &ArgMatches, m: Messages) -> anyhow::Result<SearchOptions> {
    let number = |id: &str| matches.get_one::<u32>(id).copied().unwrap_or(0);
    let counting = matches.get_flag("count");
    let mut options = SearchOptions {
        limit: if counting { 0 } else { number("limit") as usize },
        offset: number("offset") as usize,
        total: counting || matches.get_flag("total"),
        filter: filter(matches, m)?,
        non_speech: matches.get_flag("include-suspect"),
        ..SearchOptions::default()
    };
    options.answer.cite.lead_in = u64::from(number("lead-in"));
    Ok(options)
}

fn filter(matches: &ArgMatches, m: Messages) -> anyhow::Result<Filter> {
    let all = |id: &str| matches.get_many::<String>(id).unwrap_or_default();
    let mut analyzer = Analyzer::new();
    Ok(Filter {
        langs: all("lang").filter_map(|tag| Lang::from_tag(tag)).collect(),
        sources: all("source").cloned().collect(),
        speakers: all("speaker")
            .map(|name| analyzer.surface_words(name, None))
            // a name without a word would be that of all who have none
            .filter(|words| !words.is_empty())
            .collect(),
        titles: Vec::new(),
        evidence: all("evidence").filter_map(|name| Evidence::from_name(name)).collect(),
        after: date(matches.get_one("after"), m)?,
        before: date(matches.get_one("before"), m)?,
    })
}

/// A day, or the first day of a month or year.
fn date(text: Option<&String>, m: Messages) -> anyhow::Result<Option<Date>> {
    let Some(text) = text else { return Ok(None) };
    match Date::first_of(text) {
        Some(date) => Ok(Some(date)),
        None => Err(Usage(m.say("usage.date", &[("value", text)])).into()),
    }
}
