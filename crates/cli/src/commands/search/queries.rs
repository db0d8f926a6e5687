//! Many questions at once: read from a file, and answered a line each or as a run for `trec_eval`.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use clap::ArgMatches;
use ibid::{Hits, Library, Limits, Response, SearchOptions};
use serde::{Deserialize, Serialize};

use crate::commands;
use crate::messages::{Messages, visible};
use crate::output::Output;

/// One question of a file.
pub(in crate::commands) struct Question {
    id: String,
    pub(in crate::commands) text: String,
    /// The kind of question, where the file says it.
    #[cfg_attr(not(feature = "bench"), allow(dead_code, reason = "only benchmarks read it"))]
    pub(in crate::commands) class: Option<String>,
}

/// A question as BEIR writes it.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "_id")]
    id: Option<Name>,
    text: String,
    class: Option<String>,
}

/// A name in JSON: some write numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Text(String),
    Number(serde_json::Number),
}

/// An answer with the name of its question.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(rename = "_id")]
    id: &'a str,
    #[serde(flatten)]
    response: &'a Response,
}

/// Whether the answers are to be a run for `trec_eval`.
pub(super) fn is_trec(matches: &ArgMatches) -> bool {
    matches.get_one::<String>("format").is_some_and(|format| format == "trec")
}

/// Answers all questions of a file, in their order. Whether anything was found.
pub(super) fn run(
    path: &Path,
    library: &Library,
    options: &SearchOptions,
    matches: &ArgMatches,
    output: &mut Output,
) -> anyhow::Result<bool> {
    let shown = commands::shown(path);
    let bytes = commands::input(path, &Limits::default()).map_err(ibid::Error::from)?;
    let questions = questions(&bytes, &shown, output.m)?;
    // what is typed beats a format that is set
    let trec = is_trec(matches)
        && (super::is_typed("format", matches) || !super::is_typed("json", matches));

    let mut found = false;
    let mut all = Vec::new();
    for question in &questions {
        if trec {
            let hits = library.hits(&question.text, options)?;
            found |= !hits.hits.is_empty();
            run_lines(question, &hits, output)?;
            continue;
        }
        let response = library.search_with(&question.text, options)?;
        found |= !response.hits.is_empty() || response.across.is_some();
        let answer = Answer { id: &question.id, response: &response };
        if output.json {
            all.push(serde_json::to_value(&answer)?);
        } else {
            output.json(&answer)?;
        }
    }
    if output.json && !trec {
        output.json(&all)?;
    }
    Ok(found)
}

/// The questions of a text: JSON lines, or a question a line, which is named by its number.
pub(in crate::commands) fn questions(
    bytes: &[u8],
    shown: &str,
    m: Messages,
) -> anyhow::Result<Vec<Question>> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut all = Vec::new();
    for (number, line) in (1u32..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let unnamed = || number.to_string();
        if !line.starts_with('{') {
            all.push(Question { id: unnamed(), text: line.to_owned(), class: None });
            continue;
        }
        let Ok(Line { id, text, class }) = serde_json::from_str(line) else {
            let (path, line) = (visible(shown), number.to_string());
            anyhow::bail!(m.say("queries.bad-line", &[("path", &path), ("line", &line)]));
        };
        let id = match id {
            Some(Name::Text(id)) => id,
            Some(Name::Number(id)) => id.to_string(),
            None => unnamed(),
        };
        all.push(Question { id, text, class });
    }

    if all.is_empty() {
        anyhow::bail!(m.say("queries.none", &[("path", &visible(shown))]));
    }
    Ok(all)
}

/// What was found as lines of a run (<https://github.com/usnistgov/trec_eval>): each document once, by
/// its best passage.
fn run_lines(question: &Question, hits: &Hits, output: &mut Output) -> anyhow::Result<()> {
    let mut seen = HashSet::new();
    let documents = hits.hits.iter().filter(|hit| seen.insert(hit.document_name()));
    for (rank, hit) in (1..).zip(documents) {
        let (query, document) = (word(&question.id), word(hit.document_name()));
        writeln!(output.out, "{query} Q0 {document} {rank} {:.6} ibid", hit.score)?;
    }
    Ok(())
}

/// A name as one word: the columns of a run are parted by white space.
fn word(name: &str) -> String {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    name.replace(blank, "_")
}
