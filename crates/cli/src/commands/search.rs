//! `ibid search`: ranked passages with citations.

mod opening;
pub(super) mod queries;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ArgMatches;
use clap::parser::ValueSource;
use ibid::SearchParams;
use ibid::terms::{TermLimits, TermList};
use ibid::{Code, Diagnostic, HitView, Lang, ParamError, ParamField, Response, SearchOptions};
use serde::Serialize;

use crate::failure::Usage;
use crate::messages::Messages;
use crate::output::Output;
use crate::view::Listing;
use crate::{FOUND, NOTHING, commands, view};

/// A hit of the block in the other language, as a line.
#[derive(Serialize)]
struct HitAcross<'a> {
    #[serde(flatten)]
    hit: &'a HitView,
    across: bool,
}

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let format_typed = is_typed("format", matches);
    if format_typed && !matches.contains_id("queries") {
        // clap lets it pass, since words and questions from a file exclude each other
        let text = output.m.say("usage.missing", &[("arg", "--queries")]);
        return Err(Usage(text).into());
    }
    if format_typed && is_typed("json", matches) && queries::is_trec(matches) {
        // a run is no JSON
        let fields = [("arg", "--json"), ("other", "--format trec")];
        return Err(Usage(output.m.say("usage.conflict", &fields)).into());
    }
    let mut params = params(matches, output.m)?;
    // people are told how many there are; programs, where they ask
    let asked = params.total || !params.facets.is_empty();
    let lines = matches.get_flag("jsonl") || matches.contains_id("queries");
    let told = !(output.json || lines || output.quiet);
    params.total |= params.limit == Some(0) || told;
    let options = params.options().map_err(|error| wrong(&error, output.m))?;
    let (terms, warnings) = terms(matches)?;
    let options = options.with_terms(terms);
    let library = commands::library(matches, output)?;
    if let Some(path) = matches.get_one::<PathBuf>("queries") {
        // no line of the answers holds them
        warnings.iter().for_each(|warning| output.diagnostic(warning));
        let found = queries::run(path, &library, &options, matches, output)?;
        return Ok(if found { FOUND } else { NOTHING });
    }
    let mut response = library.search_with(&params.query, &options)?;
    let any = response.total > Some(0);
    response.total = response.total.filter(|_| asked || !output.json);
    if matches.get_flag("jsonl") {
        // no line of the answer holds them
        warnings.iter().for_each(|warning| output.diagnostic(warning));
    } else {
        response.query.warnings.splice(0..0, warnings);
    }

    let found = if matches.get_flag("count") {
        let total = response.total.unwrap_or(0);
        count(&response, total, output)?;
        total > 0
    } else {
        if matches.get_flag("jsonl") {
            let empty = response.hits.is_empty() && response.across.is_none();
            if empty && !output.quiet {
                // what explains it is in no line
                warn(&response, output);
            }
            for hit in &response.hits {
                output.json(hit)?;
            }
            for hit in response.across.iter().flat_map(|across| &across.hits) {
                output.json(&HitAcross { hit, across: true })?;
            }
        } else if output.json {
            output.json(&response)?;
        } else {
            let listing = Listing { first: options.offset, ids: matches.get_flag("ids") };
            show(&response, &options, asked, listing, output)?;
        }
        !response.hits.is_empty() || response.across.is_some() || is_elsewhere(&response, any)
    };

    if matches.get_flag("open")
        && let Some(code) = opening::open_first(&response, output)
    {
        return Ok(code);
    }
    Ok(if found { FOUND } else { NOTHING })
}

/// Whether an option was typed, and not set.
fn is_typed(id: &str, matches: &ArgMatches) -> bool {
    matches.value_source(id) == Some(ValueSource::CommandLine)
}

fn count(response: &Response, total: u64, output: &mut Output) -> anyhow::Result<()> {
    if output.json {
        return output.json(response);
    }
    warn(response, output);
    writeln!(output.out, "{total}")?;
    if let Some(facets) = response.facets.as_ref().filter(|_| total > 0) {
        writeln!(output.out)?;
        view::facets(&mut output.out, facets, output.m)?;
    }
    Ok(())
}

fn warn(response: &Response, output: &mut Output) {
    for diagnostic in &response.query.warnings {
        output.diagnostic(diagnostic);
    }
}

/// Whether passages answer, and none of them is on the page that was asked for.
fn is_elsewhere(response: &Response, any: bool) -> bool {
    any || warned(response, Code::PastTheEnd)
}

fn warned(response: &Response, code: Code) -> bool {
    response.query.warnings.iter().any(|warning| warning.code == code)
}

fn show(
    response: &Response,
    options: &SearchOptions,
    asked: bool,
    listing: Listing,
    output: &mut Output,
) -> anyhow::Result<()> {
    warn(response, output);
    let m = output.m;
    let offset = options.offset;
    if response.hits.is_empty() {
        match response.total {
            Some(total) if total > 0 && options.limit == 0 => {
                output.note(&m.count("found.unshown", total, &[]));
            }
            // the warning says it all
            Some(total) if total > 0 && offset > 0 => {}
            _ if warned(response, Code::NoWords) => {}
            _ => output.note(&found_none(response, m)),
        }
        if response.across.is_none() {
            return Ok(());
        }
    }

    view::response(&mut output.out, response, listing, m)?;
    if let Some(facets) = response.facets.as_ref().filter(|_| response.total > Some(0)) {
        writeln!(output.out)?;
        view::facets(&mut output.out, facets, m)?;
    }
    output.out.flush()?;
    output.note("");
    output.note(&footer(response, options, asked, m));
    Ok(())
}

/// How many passages are shown, of how many where these are more or were asked for, and how to see
/// more.
fn footer(response: &Response, options: &SearchOptions, asked: bool, m: Messages) -> String {
    let time = m.time(response.took_us);
    let shown = response.hits.len() as u64;
    let next = options.offset.saturating_add(response.hits.len());
    let Some(total) = response.total.filter(|total| asked || *total != shown) else {
        return m.count("found", shown, &[("time", &time)]);
    };

    let fields = [("total", &*m.number(total)), ("time", &time), ("next", &next.to_string())];
    let full = response.hits.len() == options.limit && next as u64 <= total.saturating_sub(1);
    m.count(if full { "found.more" } else { "found.total" }, shown, &fields)
}

/// What is said where the list is empty: in which language nothing was found, where passages in the
/// other follow.
fn found_none(response: &Response, m: Messages) -> String {
    let query = [("query", response.query.text.trim())];
    match response.across.as_ref().map(|across| across.lang.map(Lang::other)) {
        None => m.say("found.none", &query),
        Some(None) => m.say("found.none-as-typed", &query),
        Some(Some(Lang::Fr)) => m.say("found.none-in-french", &query),
        Some(Some(Lang::En)) => m.say("found.none-in-english", &query),
    }
}

/// What was typed beside the question. The library reads it, and says what is wrong with it.
fn params(matches: &ArgMatches, m: Messages) -> anyhow::Result<SearchParams> {
    let number = |id: &str| matches.get_one::<u32>(id).copied().unwrap_or(0);
    let text = |id: &str| matches.get_one::<String>(id).cloned();
    let texts = |id: &str| matches.get_many(id).unwrap_or_default().cloned().collect();
    let counting = matches.get_flag("count");
    let mut params = SearchParams::new(commands::joined_or_input(matches, "words", m)?);
    params.lang = text("lang");
    params.sources = texts("source");
    params.speakers = texts("speaker");
    params.evidence = texts("evidence");
    params.after = text("after");
    params.before = text("before");
    params.limit = Some(if counting { 0 } else { number("limit") });
    params.offset = number("offset");
    params.total = counting || matches.get_flag("total");
    params.sort = text("sort");
    params.facets = texts("facets");
    params.group = matches.get_flag("group");
    params.per_source = matches.get_one("per-source").copied();
    params.explain = matches.get_flag("explain");
    params.context = number("context");
    params.suspect = matches.get_flag("include-suspect");
    params.lead_in = number("lead-in");
    let across = matches.get_one::<u32>("across").copied();
    params.across = if matches.get_flag("no-cross") { Some(0) } else { across };
    params.without = texts("without");

    Ok(params)
}

/// The lists of terms that were given, and what of them cannot be used.
fn terms(matches: &ArgMatches) -> Result<(Vec<Arc<TermList>>, Vec<Diagnostic>), ibid::Error> {
    let (mut lists, mut warnings) = (Vec::new(), Vec::new());
    for path in matches.get_many::<PathBuf>("terms").unwrap_or_default() {
        let shown = path.display().to_string();
        let (list, told) = ibid::terms::read_file(path, &shown, &TermLimits::default())?;
        lists.push(Arc::new(list));
        warnings.extend(told);
    }

    Ok((lists, warnings))
}

/// A value that makes no sense, told by the option that was typed.
fn wrong(error: &ParamError, m: Messages) -> Usage {
    let value = [("value", error.value.as_str())];
    Usage(match error.field {
        ParamField::After | ParamField::Before => m.say("usage.date", &value),
        ParamField::Speakers => m.say("usage.speaker", &value),
        ParamField::Sources => m.say("usage.source", &value),
        // the command line lets no other value through
        _ => m.diagnostic(&ibid::Error::Param(error.clone()).diagnostic()),
    })
}
