//! `ibid parse`: what is read from one file, and what is left out of it.

use std::io::Write;
use std::path::PathBuf;

use anstyle::Style;
use clap::ArgMatches;
use ibid::Document;
use ibid::Passage;
use ibid::{read_file, split};
use serde::Serialize;

use crate::messages::visible;
use crate::output::Output;
use crate::{FOUND, commands, view};

const HEAD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// A document with its passages, flat in JSON.
#[derive(Serialize)]
struct Parsed {
    #[serde(flatten)]
    document: Document,
    passages: Vec<Passage>,
}

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Ok(FOUND) };
    let limits = commands::limits(matches, output.m)?;
    if path.is_dir() {
        return commands::survey::run(path, &limits, output);
    }

    let name = commands::shown(path);
    let documents = match commands::is_input(path) {
        true => commands::input(path, &limits).and_then(|bytes| ibid::read_bytes(&bytes, &name)),
        false => read_file(path, &name, &limits),
    };
    let documents = documents.map_err(ibid::Error::from)?;
    let mut parsed: Vec<Parsed> = documents
        .into_iter()
        .map(|document| Parsed { passages: split(&document), document })
        .collect();
    if parsed.is_empty() {
        let name = visible(&name);
        output.warning(&output.m.say("parse.nothing", &[("path", &name)]));
    }
    if output.json {
        // one document is the value itself; a file of many has them in a list
        if parsed.len() == 1 {
            output.json(&parsed.remove(0))?;
        } else {
            output.json(&serde_json::json!({ "documents": parsed }))?;
        }
        return Ok(FOUND);
    }

    for (i, parsed) in parsed.iter().enumerate() {
        if i > 0 {
            writeln!(output.out)?;
        }
        show(parsed, output)?;
    }

    Ok(FOUND)
}

fn show(parsed: &Parsed, output: &mut Output) -> anyhow::Result<()> {
    let Parsed { document, passages } = parsed;
    let m = output.m;
    let about = &document.about;
    let evidence = about.evidence.map(|e| m.evidence(e).to_owned());
    let facts = [
        (m.text("parse.format"), Some(document.format.to_string())),
        (m.text("parse.title"), about.title.clone()),
        (m.text("parse.date"), about.date.map(|d| d.to_string())),
        (m.text("parse.author"), about.author.clone()),
        (m.text("parse.medium"), about.medium.as_ref().map(|medium| medium.key().to_owned())),
        (m.text("parse.language"), document.lang.map(|l| l.to_string())),
        (m.text("parse.evidence"), evidence),
    ];
    let out = &mut output.out;
    for (label, value) in facts {
        if let Some(value) = value {
            writeln!(out, "{DIM}{label:<10}{DIM:#} {}", view::plain(&value))?;
        }
    }
    writeln!(out, "\n{HEAD}{} ({}){HEAD:#}", m.text("parse.passages"), passages.len())?;
    for passage in passages {
        self::passage(out, passage)?;
    }
    if !document.left_out.is_empty() {
        writeln!(
            out,
            "\n{HEAD}{} ({}){HEAD:#}",
            m.text("parse.left-out"),
            document.left_out.len()
        )?;
        for left in &document.left_out {
            writeln!(
                out,
                "{DIM}{:>5} {:<16}{DIM:#} {}",
                left.line,
                m.rule(left.rule),
                view::plain(&left.text)
            )?;
        }
    }
    if !document.warnings.is_empty() {
        writeln!(out, "\n{HEAD}{}{HEAD:#}", m.text("parse.warnings"))?;
        for warning in &document.warnings {
            writeln!(out, "  {}", view::plain(&m.diagnostic(warning)))?;
        }
    }
    Ok(())
}

fn passage(out: &mut impl Write, passage: &Passage) -> std::io::Result<()> {
    let lang = passage.lang.map_or("-", |l| l.code());
    let section = view::plain(&passage.section.join(" › ")).into_owned();
    writeln!(out, "\n{DIM}{:>5} {lang}  {}  {section}{DIM:#}", passage.line, passage.id)?;
    if passage.spans.is_empty() {
        let blocks = passage.text.split('\n');
        return blocks.into_iter().try_for_each(|b| writeln!(out, "      {}", view::plain(b)));
    }
    for span in &passage.spans {
        let text = passage.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let untimed = || match passage.about.paged {
            true => format!("p. {}", span.line),
            false => "--:--:--".to_owned(),
        };
        let time = span.moment.map_or_else(untimed, |m| m.start.to_string());
        let text = text.trim().replace('\n', " ");
        writeln!(out, "      {DIM}{time}{DIM:#}  {}", view::plain(&text))?;
    }
    Ok(())
}
