//! `ibid export`: what an index holds, as JSON lines.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use ibid::{Error, Exported};

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

    let exported = to_file(&index, path)?;
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

/// Writes to a file. Where that breaks off, a file of before is as it was: the lines are written beside
/// it, and take its place when all are there.
fn to_file(index: &Path, path: &Path) -> ibid::Result<Exported> {
    // where the path is a link, the file that it leads to is written
    let file = ibid::whole_path(path);
    let old = file.metadata();
    if old.as_ref().is_ok_and(|old| !old.is_file()) {
        // a pipe or a device is written itself
        return written(index, &file).map_err(|error| named(error, path));
    }

    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    let beside = file.with_file_name(name);
    let done = written(index, &beside).and_then(|exported| {
        let output = |source| Error::Output { source };
        if let Ok(old) = old {
            std::fs::set_permissions(&beside, old.permissions()).map_err(output)?;
        }
        std::fs::rename(&beside, &file).map_err(output)?;
        Ok(exported)
    });
    if done.is_err() {
        // what broke off may have made none
        let _ = std::fs::remove_file(&beside);
    }
    done.map_err(|error| named(error, path))
}

/// Writes all lines to a file that is made anew.
fn written(index: &Path, path: &Path) -> ibid::Result<Exported> {
    let output = |source| Error::Output { source };
    let mut file = BufWriter::new(File::create(path).map_err(output)?);
    let exported = ibid::export(index, &mut file)?;
    file.flush().map_err(output)?;
    // a pipe or a device may know no such thing, and a disk that fails says so
    match file.get_ref().sync_all() {
        Err(source) if path.is_file() => Err(output(source)),
        _ => Ok(exported),
    }
}

/// An error of the output as one of the file that it is.
fn named(error: Error, path: &Path) -> Error {
    match error {
        Error::Output { source } => Error::File { path: path.to_owned(), source },
        other => other,
    }
}
