//! `ibid analyze`: the tokens of a text, with their places.

use std::io::Write;

use clap::ArgMatches;
use ibid::Lang;
use ibid::analysis::identify;
use ibid::analysis::{Analyzer, Kind, Tokens};
use serde::Serialize;

use crate::output::Output;
use crate::{FOUND, NOTHING, commands};

#[derive(Serialize)]
struct Analysed<'a> {
    text: &'a str,
    lang: Option<Lang>,
    tokens: Vec<TokenView<'a>>,
}

#[derive(Serialize)]
struct TokenView<'a> {
    term: &'a str,
    kind: &'static str,
    position: u32,
    start: u32,
    end: u32,
    stop: bool,
}

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let text = commands::joined(matches, "text");
    let asked = matches.get_one::<String>("lang").and_then(|tag| Lang::from_tag(tag));
    let lang = asked.or_else(|| identify(&text).lang);
    let mut tokens = Tokens::new();
    Analyzer::new().analyze(&text, lang, &mut tokens);
    let views: Vec<TokenView<'_>> = tokens
        .iter()
        .map(|t| TokenView {
            term: t.term,
            kind: match t.kind {
                Kind::Exact => "exact",
                Kind::Accented => "accented",
                Kind::Stem => "stem",
            },
            position: t.position,
            start: t.start,
            end: t.end,
            stop: t.stop,
        })
        .collect();
    let found = !views.is_empty();
    if output.json {
        output.json(&Analysed { text: &text, lang, tokens: views })?;
    } else if matches.get_flag("terms") {
        for view in views {
            writeln!(output.out, "{}", view.term)?;
        }
    } else {
        let stop = output.m.text("analyze.stop");
        for view in views {
            let word = text.get(view.start as usize..view.end as usize).unwrap_or_default();
            let note = if view.stop && view.kind == "exact" { stop } else { "" };
            let TokenView { term, kind, position, start, end, .. } = view;
            writeln!(
                output.out,
                "{position:>4} {start:>5}–{end:<5} {kind:<8} {term:<24} {word}  {note}"
            )?;
        }
    }

    Ok(if found { FOUND } else { NOTHING })
}
