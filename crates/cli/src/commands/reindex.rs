//! `ibid reindex`: make an index anew from the files that it knows.

use std::ops::ControlFlow;

use clap::ArgMatches;
use ibid::Progress;

use super::index::{show_progress, tell, writing};
use crate::output::Output;
use crate::{FOUND, INPUT, commands};

pub(super) fn run(matches: &ArgMatches, output: &mut Output) -> anyhow::Result<u8> {
    let m = output.m;
    let mut options = writing(matches, m)?;
    let show = |progress: Progress| {
        show_progress(progress, m);
        ControlFlow::Continue(())
    };
    if output.shows_progress() {
        options.progress = Some(&show);
    }
    let summary = ibid::reindex(&commands::index_dir(matches), &options)?;
    tell(&summary, &options, output)?;

    Ok(if summary.failed.is_empty() { FOUND } else { INPUT })
}
