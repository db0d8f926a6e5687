//! `ibid export`: what an index holds, as JSON lines.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::ArgMatches;

use crate::output::Output;
use crate::{FOUND, commands};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let index = commands::index_dir(matches);
    let Some(path) = matches.get_one::<PathBuf>("output") else {
        let mut out = BufWriter::new(&mut output.out);
        ibid::export(&index, &mut out)?;
        out.flush()?;
        return Ok(FOUND);
    };

    // an index that cannot be read must not empty a file of before
    let library = ibid::open(&index)?;
    let file =
        File::create(path).map_err(|source| ibid::Error::File { path: path.clone(), source })?;
    drop(library);
    let mut file = BufWriter::new(file);
    let exported = ibid::export(&index, &mut file)?;
    file.flush().map_err(|source| ibid::Error::Output { source })?;
    file.get_ref().sync_all().map_err(|source| ibid::Error::Output { source })?;
    if output.json {
        output.json(&exported)?;
    } else if !output.quiet {
        let m = output.m;
        let counts = [
            ("sources", m.number(exported.sources)),
            ("documents", m.number(exported.documents)),
            ("passages", m.number(exported.passages)),
        ];
        let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
        writeln!(output.out, "{}", m.say("exported", &counts))?;
    }
    Ok(FOUND)
}
