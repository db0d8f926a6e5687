//! `ibid forget`: takes sources out, so that they stay out.

use std::path::PathBuf;

use clap::ArgMatches;

use crate::messages::visible;
use crate::output::Output;
use crate::{FOUND, NOTHING, commands};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let paths: Vec<PathBuf> = matches.get_many("paths").unwrap_or_default().cloned().collect();
    let forgot = ibid::forget(&commands::index_dir(matches), &paths)?;
    let found = !forgot.forgotten.is_empty();
    let m = output.m;
    if output.json {
        output.json(&forgot)?;
    } else if found {
        let passages = m.count("forgot.passages", forgot.passages, &[]);
        let count = forgot.forgotten.len() as u64;
        output.note(&m.count("forgot", count, &[("passages", &passages)]));
    } else {
        let named: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        let named = named.join(", ");
        output.note(&m.say("forgot.none", &[("path", &visible(&named))]));
    }
    Ok(if found { FOUND } else { NOTHING })
}
