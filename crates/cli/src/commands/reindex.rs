//! `ibid reindex`: make an index anew from the folders and files that it knows.

use clap::ArgMatches;

use super::index::{tell, tell_memory, writing};
use crate::output::Output;
use crate::{FOUND, INPUT, building, commands};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let options = writing(matches, output.m)?;
    tell_memory(&options, output);
    let summary = building::reindex(&commands::index_dir(matches), &options, output)?;
    tell(&summary, &options, output)?;

    Ok(if summary.failed.is_empty() { FOUND } else { INPUT })
}
